// Package skills holds the catalogue of coping skills: their shape, which is the
// same in each language, and their words in each.
package skills

import "embed"

// Catalogue is the shape of each skill.
//
//go:embed catalogue.json
var Catalogue []byte

// Words has a file of words for each language, named by its BCP 47 tag.
//
//go:embed en.json es.json
var Words embed.FS
