// Package questionnaires holds the instruments and forms that the product
// ships, each an FHIR R4 Questionnaire in one language and in its official
// wording. The PHQ and GAD families come from their authors' own forms in
// English and US Spanish; a language without an official version is left out.
package questionnaires

import "embed"

// FS has a file for each form and language: "phq-9.json", "phq-9-es.json".
//
//go:embed *.json
var FS embed.FS
