// Package assets holds the fonts, the icons and the mark that the app draws with, as Fyne resources.
//
// Fonts: Atkinson Hyperlegible Next (SIL OFL 1.1, fonts/OFL.txt). Icons: Lucide (ISC, icons/LICENSE),
// with their strokes turned into filled outlines at build time, because Fyne's SVG reader does not scale strokes
// and tints only fills.
package assets

import (
	"embed"
	"io/fs"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
)

//go:embed fonts/*.ttf
var fonts embed.FS

//go:embed icons/*.svg mark.svg
var drawings embed.FS

// Regular, Semibold and Italic are the three cuts of the app's typeface, at weights 400, 600 and 400.
var (
	Regular  = sync.OnceValue(func() *fyne.StaticResource { return mustRead(fonts, "fonts/regular.ttf") })
	Semibold = sync.OnceValue(func() *fyne.StaticResource { return mustRead(fonts, "fonts/semibold.ttf") })
	Italic   = sync.OnceValue(func() *fyne.StaticResource { return mustRead(fonts, "fonts/italic.ttf") })
)

// Mark is the app's sign: a line that rises to a dot, as a filled outline on a 24 grid.
var Mark = sync.OnceValue(func() *fyne.StaticResource { return mustRead(drawings, "mark.svg") })

var icons sync.Map // name to *fyne.StaticResource, so that equal names are one resource to Fyne's caches

// Icon returns the icon with that Lucide name ("calendar-days"), or nil where the set has none.
// A few exist at a heavier weight too, for use at 14 and below: "check-bold".
// Tint it with theme.NewColoredResource.
func Icon(name string) *fyne.StaticResource {
	if found, ok := icons.Load(name); ok {
		return found.(*fyne.StaticResource)
	}
	resource, err := read(drawings, "icons/"+name+".svg")
	if err != nil {
		return nil
	}
	kept, _ := icons.LoadOrStore(name, resource)
	return kept.(*fyne.StaticResource)
}

// IconNames lists every name that Icon knows, sorted.
func IconNames() []string {
	files, _ := fs.Glob(drawings, "icons/*.svg")
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(strings.TrimPrefix(file, "icons/"), ".svg")
	}
	return names
}

func read(from embed.FS, path string) (*fyne.StaticResource, error) {
	data, err := from.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return fyne.NewStaticResource(path, data), nil
}

// mustRead is for files that go:embed has already proved to be there.
func mustRead(from embed.FS, path string) *fyne.StaticResource {
	resource, err := read(from, path)
	if err != nil {
		panic(err)
	}
	return resource
}
