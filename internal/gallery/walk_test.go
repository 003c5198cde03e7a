package main

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// everyScene opens each scene in a look, in turn.
func everyScene(t *testing.T, look kittest.Look, do func(name string, screen *kittest.Screen)) {
	t.Helper()
	test.NewTempApp(t)
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))
	all, err := scenes(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		at := setting{now: now, p: say.New("en")}
		screen := kittest.Open(t, look, func() fyne.CanvasObject { return shown(s, at, look) })
		do(s.audience+"/"+s.name, screen)
		screen.Close()
	}
}

// manyControls is how many of a screen are looked at.
const manyControls = 60

// Tab leads to every control of every screen, and each that it leads to is scrolled into
// sight (WCAG 2.2, 2.1.1 and 2.4.11) and shows that it has the focus (2.4.7).
func TestTabLeadsToEveryControlAndEachIsInSight(t *testing.T) {
	for _, look := range []kittest.Look{kittest.Phone, kittest.Laptop} {
		scene := 0
		everyScene(t, look, func(name string, screen *kittest.Screen) {
			scene++
			c := screen.Window.Canvas()
			want := map[fyne.Focusable]string{}
			for _, o := range screen.Objects() {
				if f, ok := o.(fyne.Focusable); ok {
					want[f] = named(o)
				}
			}
			steps := len(want) + 2
			if steps > manyControls { // hundreds of rows that are alike
				steps = manyControls
			}
			for range steps {
				c.FocusNext()
				f := c.Focused()
				if f == nil {
					continue
				}
				o := f.(fyne.CanvasObject)
				if _, left := want[f]; left {
					delete(want, f)
					if fault := sight(o, c.Size(), look); fault != "" {
						t.Errorf("%s on a %s: %q has the focus and is %s", name, look, named(o), fault)
					}
				}
			}
			if steps == manyControls {
				return
			}
			for _, left := range want {
				t.Errorf("%s on a %s: no Tab leads to %q", name, look, left)
			}
			if scene%12 == 0 { // a picture each is slow
				rings(t, name, screen)
			}
		})
	}
}

// rings fails where a control looks the same with the focus and without it.
func rings(t *testing.T, name string, screen *kittest.Screen) {
	t.Helper()
	c := screen.Window.Canvas()
	first := true
	for range 12 {
		c.FocusNext()
		f := c.Focused()
		if f == nil {
			return
		}
		with := screen.Picture()
		c.Unfocus()
		without := screen.Picture()
		if kittest.Differences(with, without) < 100 {
			t.Errorf("%s: nothing shows that %q has the focus", name, named(f.(fyne.CanvasObject)))
		}
		if !first {
			return
		}
		first = false
		c.Focus(f)
	}
}

// sight says where a control is, if it is not in sight.
func sight(o fyne.CanvasObject, window fyne.Size, look kittest.Look) string {
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	switch bottom := pos.Y + o.Size().Height; {
	case pos.Y < look.Top-1 && o.Size().Height < window.Height/2:
		return fmt.Sprintf("above what is seen: at %.0f", pos.Y)
	case bottom > window.Height-look.Bottom+1 && o.Size().Height < window.Height/2:
		return fmt.Sprintf("below what is seen: it ends at %.0f of %.0f", bottom, window.Height)
	}
	return ""
}

func named(o fyne.CanvasObject) string {
	if a, ok := o.(fyne.Accessible); ok {
		return a.AccessibilityLabel()
	}
	return fmt.Sprintf("%T", o)
}

// A phone that is turned, and tablets both ways: nothing is cut or too small to tap.
func TestEverySceneIsWholeOnATurnedPhoneAndOnTablets(t *testing.T) {
	for _, look := range []kittest.Look{kittest.Turned, kittest.Tablet, kittest.TabletUpright} {
		everyScene(t, look, func(name string, screen *kittest.Screen) {
			for _, fault := range screen.Audit() {
				t.Errorf("%s on a %s: %s", name, look, fault)
			}
		})
	}
}
