package kit_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// written opens a page with a field far down and one at its top.
func written(t *testing.T) (*kittest.Screen, *kit.Field, *kit.Field) {
	t.Helper()
	var top, low *kit.Field
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		top, low = kit.NewField("Top", ""), kit.NewTextArea("Low", "", 3) // here: one screen at a time
		s := kit.NewShell(kit.ShellOptions{Help: "Help"})
		s.Open(kit.None, &kit.Page{Title: "A", Body: kit.Stack(20, top, kit.NewSpace(460), low, kit.NewSpace(500))})
		return s
	})
	return screen, top, low
}

func bounds(f *kit.Field) (top, bottom float32) {
	o := f.Input().(fyne.CanvasObject)
	y := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
	return y, y + o.Size().Height
}

// A phone's keyboard takes the lower half of the window while somebody writes at its end: the field is moved above it.
func TestTheKeyboardNeverCoversTheFieldThatIsWrittenIn(t *testing.T) {
	t.Parallel()
	screen, _, low := written(t)
	screen.Window.Canvas().Focus(low.Input())
	if _, bottom := bounds(low); bottom > 844-16 {
		t.Fatalf("out of sight before: it ends at %.0f", bottom)
	}
	screen.Resize(390, 844-336)
	if top, bottom := bounds(low); top < 34 || bottom > 844-336-16 {
		t.Errorf("the field is at %.0f to %.0f, the keyboard begins at %d", top, bottom, 844-336)
	}
}

// The focus is moved to what is out of sight, below and then above.
func TestWhatHasTheFocusIsBroughtIntoSight(t *testing.T) {
	t.Parallel()
	screen, first, low := written(t)
	screen.Resize(390, 500)
	screen.Window.Canvas().Focus(low.Input())
	screen.Settle()
	if top, bottom := bounds(low); top < 34 || bottom > 500-16 {
		t.Errorf("the lower field is at %.0f to %.0f of 500", top, bottom)
	}
	screen.Window.Canvas().Focus(first.Input())
	screen.Settle()
	if top, _ := bounds(first); top < 34 {
		t.Errorf("the upper field is at %.0f", top)
	}
}

// Somebody writes more lines than an area has, then pastes a long text, and takes it away again.
func TestAnAreaGrowsWithItsWords(t *testing.T) {
	t.Parallel()
	screen, _, low := written(t)
	input := low.Input().(fyne.CanvasObject)
	before := input.Size().Height
	screen.Type(t, "Low", "one")
	if input.Size().Height != before {
		t.Errorf("one word makes it %.0f high, not %.0f", input.Size().Height, before)
	}
	screen.Type(t, "Low", strings.Repeat(" and so on and on", 14))
	grown := input.Size().Height
	if grown <= before {
		t.Errorf("it is %.0f high still", grown)
	}
	low.Entry.SetText(strings.Repeat("line\n", 500))
	screen.Settle()
	if h := input.Size().Height; h <= grown || h > 900 {
		t.Errorf("500 lines make it %.0f high", h)
	}
	low.Entry.SetText("")
	screen.Settle()
	if h := input.Size().Height; h != before {
		t.Errorf("empty it is %.0f high, not %.0f", h, before)
	}
}
