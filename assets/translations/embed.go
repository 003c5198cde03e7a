// Package translations holds the interface's words, one file a language. The
// file's name is the BCP 47 tag.
package translations

import "embed"

// FS has one JSON file for each language, in go-i18n's format.
//
//go:embed *.json
var FS embed.FS
