package kittest

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit"
)

// auditWords finds words that were cut in two because their column is too narrow, and lines outside their own text.
func auditWords(at placed) []string {
	text, ok := at.object.(*kit.Text)
	if !ok {
		return nil
	}
	var faults []string
	whole := map[string]bool{}
	for word := range strings.FieldsSeq(text.String()) {
		parts := pieces(word)
		for i := range parts {
			for j := i + 1; j <= len(parts); j++ {
				whole[strings.Join(parts[i:j], "")] = true
			}
		}
	}
	for _, o := range test.WidgetRenderer(text).Objects() {
		line := o.(*canvas.Text)
		for word := range strings.FieldsSeq(line.Text) {
			if !whole[word] && len(word) < 24 {
				faults = append(faults, fmt.Sprintf("%q is cut inside a word: %q", text.String(), word))
			}
		}
		if bottom := line.Position().Y + (line.Size().Height+line.TextSize)/2; bottom > text.Size().Height+3 {
			faults = append(faults, fmt.Sprintf("%q is higher than the room it has", text.String()))
			break
		}
	}
	return faults
}

// pieces are what an address, which is longer than a line, may be broken into: after each slash and hyphen.
func pieces(word string) []string {
	var parts []string
	for _, part := range strings.SplitAfter(word, "/") {
		parts = append(parts, strings.SplitAfter(part, "-")...)
	}
	return parts
}
