//go:build android || ios || mobile

package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// What Fyne's phone driver finds under a finger is the content of the scroll, not the scroll itself.
func TestAFingerOnAPhoneIsTheContents(t *testing.T) {
	d := openDrawn(t, 390, rowsOf(40), false)
	c := fyne.CurrentApp().Driver().CanvasForObject(d.shell)
	test.Drag(c, fyne.NewPos(200, 400), 0, 150)
	if d.asked != 1 {
		t.Errorf("it asked %d times", d.asked)
	}
	d.shell.Updating(false)
	test.Drag(c, fyne.NewPos(200, 400), 0, -150)
	if got := d.shell.scroll.Offset(); got != 150 {
		t.Errorf("a finger scrolled the page to %v", got)
	}
}
