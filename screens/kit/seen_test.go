package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// Of a page of a hundred lines a frame draws those that are in sight, wherever it is scrolled to, and none of them is
// missing. All of them stay there for who reads or tabs through the page.
func TestAFrameDrawsWhatIsInSightAndAllOfIt(t *testing.T) {
	t.Parallel()
	var scroll *kit.Scroller
	lines := make([]fyne.CanvasObject, 100)
	for i := range lines {
		lines[i] = kit.Stack(4, kit.Body(fmt.Sprint("line ", i)), kit.QuietButton(fmt.Sprint("button ", i), nil))
	}
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		scroll = kit.Scroll(kit.Sheet(lines...))
		return scroll
	})
	if n := len(screen.Labels()); n != 100 {
		t.Errorf("%d of 100 buttons are there", n)
	}
	for _, at := range []float32{0, 1, 640, 3000, 1e6, 0} {
		scroll.ScrollTo(at)
		screen.Picture()
		drawn := 0
		for _, o := range screen.Objects() {
			text, ok := o.(*canvas.Text)
			if !ok {
				continue
			}
			top := fyne.CurrentApp().Driver().AbsolutePositionForObject(text).Y
			in := top+text.Size().Height > kittest.Phone.Top && top < kittest.Phone.Height-kittest.Phone.Bottom
			if in && text.Hidden {
				t.Errorf("scrolled to %.0f, %q is missing", at, text.Text)
			}
			if !text.Hidden {
				drawn++
			}
		}
		if drawn < 12 || drawn > 30 {
			t.Errorf("scrolled to %.0f, %d texts are drawn", at, drawn)
		}
	}
}

// What comes into sight because something above it became lower is drawn, although nobody scrolled.
func TestWhatMovesIntoSightIsDrawn(t *testing.T) {
	t.Parallel()
	above, below := kit.NewSpace(2000), kit.Body("below")
	var page *kit.Box
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		page = kit.Stack(0, above, below)
		return kit.Scroll(page)
	})
	without := screen.Picture()
	page.Set(below)
	if kittest.Differences(without, screen.Picture()) == 0 {
		t.Error("the words are not drawn")
	}
}
