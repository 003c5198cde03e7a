//go:build !android && !ios && !mobile

package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

// A mouse that slips while it clicks must still click, and a wheel draws nothing down: on a computer no page is draggable.
func TestAComputersPageIsNotDrawnDown(t *testing.T) {
	for _, o := range []any{&sheet{}, &queueSheet{}} {
		if _, ok := o.(fyne.Draggable); ok {
			t.Errorf("%T is draggable", o)
		}
	}
	d := openDrawn(t, 1280, rowsOf(40), false)
	for range 5 {
		d.shell.scroll.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 100}})
	}
	if d.asked != 0 || d.says() != "" {
		t.Errorf("the wheel made it say %q and ask %d times", d.says(), d.asked)
	}
}
