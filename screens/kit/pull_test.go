package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// drawn is a page of many rows on a phone, and how often it was asked to be brought up to date.
type drawnPage struct {
	shell *Shell
	asked int
}

func openDrawn(t *testing.T, width float32, body fyne.CanvasObject, fill bool) *drawnPage {
	t.Helper()
	d := &drawnPage{}
	d.shell = NewShell(ShellOptions{Refresh: Refresh{Pull: "Pull down to update", LetGo: "Let go to update", Busy: "Updating", On: func() { d.asked++ }}})
	w := test.NewWindow(Window(d.shell))
	t.Cleanup(w.Close)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, 844))
	d.shell.Open(None, &Page{Key: "page", Title: "Page", Body: body, Fill: fill})
	return d
}

func rowsOf(n int) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, n)
	for i := range rows {
		rows[i] = NewRowLink("Row", "", func() {})
	}
	return Rows(rows...)
}

// says is what stands over the page.
func (d *drawnPage) says() string {
	var words []string
	visit(d.shell.pull, func(o fyne.CanvasObject) bool {
		if text, ok := o.(*Text); ok {
			for _, line := range text.parts() {
				if line, ok := line.(*canvas.Text); ok {
					words = append(words, line.Text)
				}
			}
		}
		return true
	})
	return strings.Join(words, " ")
}

// finger moves on the page in steps, each an event of its own, as Fyne's phone driver tells it.
func (d *drawnPage) finger(steps ...float32) *fyne.DragEvent {
	var last *fyne.DragEvent
	for _, by := range steps {
		last = &fyne.DragEvent{Dragged: fyne.Delta{DY: by}}
		d.on().dragged(innermost(d.shell.scroll), last)
	}
	return last
}

func (d *drawnPage) lifts() { d.on().dragEnd() }

func (d *drawnPage) on() *finger {
	switch content := innermost(d.shell.scroll).Content.(type) {
	case *sheet:
		return &content.finger
	case *queueSheet:
		return &content.finger
	}
	return nil
}

func TestAPageDrawnDownFarEnoughIsBroughtUpToDateOnceItIsLetGo(t *testing.T) {
	d := openDrawn(t, 390, rowsOf(40), false)
	d.finger(5)
	if got := d.says(); got != "" {
		t.Errorf("a finger that trembles is told %q", got)
	}
	d.finger(30)
	if got := d.says(); got != "Pull down to update" {
		t.Errorf("it says %q", got)
	}
	d.finger(60, 40)
	if got := d.says(); got != "Let go to update" {
		t.Errorf("it says %q", got)
	}
	if d.asked != 0 {
		t.Error("it asked while the finger was on it")
	}
	d.lifts()
	if got := d.says(); got != "Updating" || d.asked != 1 {
		t.Errorf("it says %q and asked %d times", got, d.asked)
	}
	d.finger(60, 60)
	d.lifts()
	if d.asked != 1 {
		t.Error("it asked again while it was under way")
	}
	d.shell.Updating(false)
	if got := d.says(); got != "" {
		t.Errorf("it still says %q", got)
	}
	d.finger(120)
	d.lifts()
	if d.asked != 2 {
		t.Error("it did not ask a second time")
	}
}

func TestAPageLetGoTooSoonOrPushedBackAsksNothing(t *testing.T) {
	d := openDrawn(t, 390, rowsOf(40), false)
	d.finger(80)
	d.lifts()
	d.finger(150, -150)
	if offset := d.shell.scroll.Offset(); offset != 0 {
		t.Errorf("the way back scrolled the page to %v", offset)
	}
	d.lifts()
	if got := d.says(); got != "" || d.asked != 0 {
		t.Errorf("it says %q and asked %d times", got, d.asked)
	}
}

// Who scrolls up a long page with a flick wants its top, and nothing else.
func TestAFlickThatReachesTheTopAsksNothing(t *testing.T) {
	d := openDrawn(t, 390, rowsOf(40), false)
	d.finger(-200, -200)
	d.lifts()
	if offset := d.shell.scroll.Offset(); offset != 400 {
		t.Fatalf("a finger scrolled the page to %v", offset)
	}
	last := d.finger(90, 90)
	for range 20 { // Fyne glides on
		d.on().dragged(innermost(d.shell.scroll), last)
	}
	if offset := d.shell.scroll.Offset(); offset != 0 {
		t.Errorf("the flick ended at %v", offset)
	}
	d.lifts()
	d.finger(10)
	d.lifts()
	if d.asked != 0 {
		t.Error("it asked")
	}
}

// The finger is gone once Fyne glides on: how far the page glides is no wish.
func TestAShortFlickAtTheTopDoesNotGlideIntoAnUpdate(t *testing.T) {
	d := openDrawn(t, 390, rowsOf(40), false)
	last := d.finger(40)
	for range 20 {
		d.on().dragged(innermost(d.shell.scroll), last)
	}
	d.lifts()
	if d.asked != 0 {
		t.Error("it asked")
	}
}

// A tablet, or a phone that is turned, has the layout of a laptop and a finger all the same.
func TestATabletsPageIsDrawnDownToo(t *testing.T) {
	d := openDrawn(t, 1024, rowsOf(40), false)
	d.finger(120)
	if got := d.says(); got != "Let go to update" {
		t.Errorf("it says %q", got)
	}
	d.lifts()
	if d.asked != 1 {
		t.Errorf("it asked %d times", d.asked)
	}
}

func TestAListThatScrollsByItselfIsDrawnDownToo(t *testing.T) {
	queue := NewQueue(nil)
	items := make([]QueueItem, 60)
	for i := range items {
		items[i] = QueueItem{Key: string(rune('a' + i)), Name: "Name", Reason: "Reason"}
	}
	queue.Set(items, nil)
	d := openDrawn(t, 390, NewDesk(queue, nil, false), true)
	d.finger(70, 70)
	d.lifts()
	if d.asked != 1 {
		t.Errorf("it asked %d times", d.asked)
	}
	d.shell.Updating(false)
	d.finger(-100)
	if offset := queue.Offset(); offset != 100 {
		t.Errorf("a finger scrolled the list to %v", offset)
	}
}

// A browser tells fingers to the page around the app, which scrolls by the wheel and asks here first.
func TestABrowsersFingerDrawsThePageDown(t *testing.T) {
	d := openDrawn(t, 390, rowsOf(40), false)
	if d.shell.Draw(-50) {
		t.Error("a finger that goes up draws the page down")
	}
	d.shell.LetGo()
	for range 12 {
		if !d.shell.Draw(10) {
			t.Error("it is not drawn down")
		}
	}
	d.shell.LetGo()
	if d.asked != 1 {
		t.Errorf("it asked %d times", d.asked)
	}
}

// With reduced motion the words stand where they stand; else they come down with the finger.
func TestTheWordsMoveOnlyWhereThingsMayMove(t *testing.T) {
	for _, reduced := range []bool{false, true} {
		test.NewTempApp(t).Settings().SetTheme(&Theme{Scale: 1, Reduced: reduced})
		d := openDrawn(t, 390, rowsOf(40), false)
		d.finger(30)
		first := d.shell.pull.face.Position().Y
		d.finger(60)
		if moved := d.shell.pull.face.Position().Y != first; moved == reduced {
			t.Errorf("reduced %v: moved %v", reduced, moved)
		}
	}
}

// Signed out, there is nothing to bring up to date.
func TestNothingIsDrawnDownWhereNobodyIsSignedIn(t *testing.T) {
	d := openDrawn(t, 390, rowsOf(40), false)
	d.finger(120)
	d.lifts()
	d.shell.SetOptions(ShellOptions{})
	if got := d.says(); got != "" {
		t.Errorf("after signing out it says %q", got)
	}
	d.finger(120)
	d.lifts()
	if d.asked != 1 {
		t.Errorf("it asked %d times", d.asked)
	}
}
