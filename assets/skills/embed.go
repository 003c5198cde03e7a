// Package skills holds the catalogue of coping skills: their shape, which is the
// same in each language, and their words in each.
package skills

import "embed"

// Catalogue is the shape of each skill.
//
//go:embed catalogue.json
var Catalogue []byte

// Words has a file of words for each language, named by its BCP 47 tag (and the
// catalogue again, which is in the same folder).
//
//go:embed *.json
var Words embed.FS
