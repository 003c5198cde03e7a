// Package education holds short pages to read, one file each for each language.
package education

import "embed"

// Pages has a folder for each language, named by its BCP 47 tag.
//
//go:embed */*.md
var Pages embed.FS
