package kittest_test

import (
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// An audit that finds nothing proves nothing, so each kind of fault is planted once and must be named.
func TestAuditFindsPlantedFaults(t *testing.T) {
	t.Parallel()
	at := func(o fyne.CanvasObject, x, y, w, h float32) fyne.CanvasObject {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
		return o
	}
	ink := color.NRGBA{R: 0x23, G: 0x24, B: 0x2B, A: 0xFF}
	type objects = []fyne.CanvasObject
	for name, c := range map[string]struct {
		plant func() objects // called while no other screen is open
		want  string
	}{
		"text cut by the window": {func() objects { return objects{at(canvas.NewText("A long line of words", ink), 300, 200, 60, 25)} }, "cut by the window"},
		"text below the window":  {func() objects { return objects{at(canvas.NewText("Low", ink), 20, 805, 60, 25)} }, "cut by the window"},
		"text too faint": {func() objects {
			return objects{at(canvas.NewText("Faint", color.NRGBA{R: 0xAA, G: 0xAA, B: 0xAA, A: 0xFF}), 20, 200, 60, 25)}
		}, "contrast"},
		"text over text": {func() objects {
			return objects{at(canvas.NewText("One", ink), 20, 200, 60, 25), at(canvas.NewText("Two", ink), 25, 205, 60, 25)}
		}, "lies over"},
		"text out of its panel": {func() objects {
			return objects{at(kit.Card(kit.Body("One two three four five six")), 20, 200, 120, 50)}
		}, "stands out"},
		"a word cut in two":            {func() objects { return objects{at(kit.Body("Wednesday"), 20, 200, 40, 90)} }, "cut inside a word"},
		"a target too small":           {func() objects { return objects{at(kit.NewTap("Small", kit.NewSpace(10), nil), 20, 200, 30, 30)} }, "under 44"},
		"a control without a name":     {func() objects { return objects{at(kit.NewTap("", kit.NewSpace(10), nil), 20, 200, 60, 60)} }, "no name"},
		"a stock check without a name": {func() objects { return objects{at(widget.NewCheck("I agree", nil), 20, 200, 200, 60)} }, "no name"},
		"a control cut at the side":    {func() objects { return objects{at(kit.PrimaryButton("Next", nil), 300, 200, 200, 60)} }, "cut at the side"},
	} {
		t.Run(name, func(t *testing.T) {
			screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
				return container.NewWithoutLayout(c.plant()...)
			})
			faults := strings.Join(screen.Audit(), "\n")
			if !strings.Contains(faults, c.want) {
				t.Errorf("found %q, want a fault saying %q", faults, c.want)
			}
		})
	}
}

// What is right is not called wrong.
func TestAuditIsQuietOnGoodScreens(t *testing.T) {
	t.Parallel()
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		s := kit.NewShell(kit.ShellOptions{Help: "Help"})
		s.Open(kit.None, &kit.Page{Title: "Hello", Body: kit.Stack(10, kit.Card(kit.Body("Words")), kit.PrimaryButton("Next", nil))})
		return s
	})
	if faults := screen.Audit(); len(faults) > 0 {
		t.Errorf("found %q", faults)
	}
}

// What goes against the order of reading is named, and what does not is not.
func TestOrderFindsWhatTabComesToOutOfOrder(t *testing.T) {
	t.Parallel()
	at := func(name string, x, y, w, h float32) fyne.CanvasObject {
		o := kit.NewTap(name, kit.NewSpace(10), nil)
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
		return o
	}
	for name, c := range map[string]struct {
		plant func() []fyne.CanvasObject
		want  string
	}{
		"up": {func() []fyne.CanvasObject {
			return []fyne.CanvasObject{at("low", 0, 200, 100, 50), at("high", 0, 100, 100, 50)}
		}, "below it"},
		"back": {func() []fyne.CanvasObject {
			return []fyne.CanvasObject{at("right", 200, 100, 100, 50), at("left", 0, 105, 100, 50)}
		}, "right of it"},
		"up, left": {func() []fyne.CanvasObject {
			return []fyne.CanvasObject{at("low", 200, 200, 100, 50), at("high", 0, 100, 100, 50)}
		}, "below it"},
		"rows": {func() []fyne.CanvasObject {
			return []fyne.CanvasObject{at("a", 0, 100, 100, 50), at("b", 110, 100, 100, 50), at("c", 0, 160, 100, 50)}
		}, ""},
		"columns": {func() []fyne.CanvasObject {
			return []fyne.CanvasObject{at("a", 0, 100, 100, 50), at("b", 0, 400, 100, 50), at("c", 110, 100, 100, 50)}
		}, ""},
		"left out": {func() []fyne.CanvasObject {
			return []fyne.CanvasObject{at("skip", 0, 400, 100, 50), at("c", 0, 100, 100, 50)}
		}, ""},
		"two lists": {func() []fyne.CanvasObject {
			list := kit.Scroll(kit.Stack(600, at("first", 0, 0, 100, 50), at("last", 0, 0, 100, 50)))
			list.Resize(fyne.NewSize(100, 300))
			return []fyne.CanvasObject{list, at("foot", 0, 310, 100, 50)}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject { return container.NewWithoutLayout(c.plant()...) })
			faults := strings.Join(screen.Order(func(o fyne.CanvasObject) bool { return o.(fyne.Accessible).AccessibilityLabel() == "skip" }), "\n")
			if c.want == "" && faults != "" || !strings.Contains(faults, c.want) {
				t.Errorf("found %q, want a fault saying %q", faults, c.want)
			}
		})
	}
}

// bare takes the focus and shows nothing of it.
type bare struct{ widget.Button }

func (b *bare) FocusGained() {}
func (b *bare) FocusLost()   {}

func TestRingFindsControlsWhoseFocusIsNotSeen(t *testing.T) {
	t.Parallel()
	at := func(o fyne.CanvasObject, x, y float32) fyne.CanvasObject {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(200, 60))
		return o
	}
	for name, c := range map[string]struct {
		plant func(o fyne.CanvasObject) []fyne.CanvasObject
		bare  bool
		want  string
	}{
		"good":          {plant: func(o fyne.CanvasObject) []fyne.CanvasObject { return []fyne.CanvasObject{at(o, 20, 200)} }},
		"shows nothing": {func(o fyne.CanvasObject) []fyne.CanvasObject { return []fyne.CanvasObject{at(o, 20, 200)} }, true, "hardly seen"},
		"at the edge":   {func(o fyne.CanvasObject) []fyne.CanvasObject { return []fyne.CanvasObject{at(o, 0, 200)} }, false, "cut"},
		"under another one": {func(o fyne.CanvasObject) []fyne.CanvasObject {
			return []fyne.CanvasObject{at(o, 20, 200), at(canvas.NewRectangle(color.Black), 20, 258)}
		}, false, "lies over"},
	} {
		t.Run(name, func(t *testing.T) {
			var o fyne.CanvasObject
			screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
				o = kit.PrimaryButton("Next", nil)
				if c.bare {
					b := &bare{}
					b.ExtendBaseWidget(b)
					o = b
				}
				return container.NewWithoutLayout(c.plant(o)...)
			})
			screen.Window.Canvas().Focus(o.(fyne.Focusable))
			fault := screen.Ring(o.(fyne.Focusable))
			if c.want == "" && fault != "" || !strings.Contains(fault, c.want) {
				t.Errorf("found %q, want a fault saying %q", fault, c.want)
			}
		})
	}
}
