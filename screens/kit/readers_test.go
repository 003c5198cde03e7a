//go:build accessibility

package kit_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// heard walks as Fyne's bridge to screen readers does: into containers alone.
func heard(o fyne.CanvasObject) []string {
	if c, ok := o.(*fyne.Container); ok {
		var labels []string
		for _, child := range c.Objects {
			labels = append(labels, heard(child)...)
		}
		return labels
	}
	if said, ok := o.(fyne.Accessible); ok {
		return []string{said.AccessibilityLabel()}
	}
	return nil
}

// A screen reader hears title, sentence, controls with their state, in reading order; and after a scroll what is then
// in sight.
func TestScreenReaderHearsThePage(t *testing.T) {
	t.Parallel()
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		return kit.Window(todayPage().(*kit.Shell))
	})
	labels := heard(screen.Content)
	var at int
	for _, want := range []string{"Tuesday, March 9", "Help", "Hello, Maya", "Group tonight. The rest of the day is yours.", "Morning check-in, 8:10 AM", "Will you be there?", "Late, 2/3", "Today, ✓"} {
		next := slices.Index(labels[at:], want)
		if next < 0 {
			t.Fatalf("%q is not heard after %q; heard are %q", want, labels[:at], labels)
		}
		at += next
	}
}

// Readers keep up: another page is heard as soon as it is shown, and nothing of the one before.
func TestScreenReaderFollows(t *testing.T) {
	t.Parallel()
	var shell *kit.Shell
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		shell = todayPage().(*kit.Shell)
		return kit.Window(shell)
	})
	shell.Open(2, planPage().(*kit.Shell).Page())
	if labels := heard(screen.Content); !slices.Contains(labels, "My plan") || slices.Contains(labels, "Hello, Maya") {
		t.Errorf("heard are %q", labels)
	}
	before := heard(screen.Content)
	test.Scroll(screen.Window.Canvas(), fyne.NewPos(200, 400), 0, -300)
	if after := heard(screen.Content); slices.Equal(before, after) {
		t.Error("after a scroll the same is heard")
	}
}
