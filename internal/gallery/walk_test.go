package main

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/entry"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// everyScene opens each scene in a look, in turn, or those that -scene names.
func everyScene(t *testing.T, language string, look kittest.Look, do func(s scene, name string, screen *kittest.Screen)) {
	t.Helper()
	test.NewTempApp(t)
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))
	all, err := scenes(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		name := s.audience + "/" + s.name
		if !strings.Contains(name, *only) || s.again && look != kittest.Phone.At(2).Full() {
			continue
		}
		at := setting{now: now, p: say.New(language)}
		screen := kittest.Open(t, look, func() fyne.CanvasObject { return shown(s, at, look) })
		do(s, name, screen)
		screen.Close()
	}
}

var only = flag.String("scene", "", "walk only scenes whose audience/name contains this")

// manyControls is how many of a screen are looked at.
const manyControls = 60

// Tab leads to every control of every screen, top to bottom and left to right (WCAG 2.2, 2.1.1 and
// 2.4.3); each that it leads to is scrolled into sight (2.4.11) and shows that it has the focus by a ring that
// is seen, in light and in dark (2.4.7).
//
// One exception from the order, for a reason: the places (tab bar on a phone, rail at the left of a laptop)
// come last in every window. So the page comes first, and what is asked there is not behind five places.
func TestTabLeadsToEveryControlAndEachIsInSight(t *testing.T) {
	for _, look := range []kittest.Look{kittest.Phone, kittest.Laptop.InDark()} {
		everyScene(t, "en", look, func(s scene, name string, screen *kittest.Screen) {
			for _, fault := range screen.Order(isPlace(s, screen)) {
				t.Errorf("%s on a %s: %s", name, look, fault)
			}
			walkByTab(t, name+" on a "+look.String(), screen, look)
		})
	}
}

// isPlace tells the controls of the tab bar or the rail.
func isPlace(s scene, screen *kittest.Screen) func(fyne.CanvasObject) bool {
	words := map[string]bool{}
	for _, place := range entry.Frame(s.role, s.duty, say.New("en")).Places {
		words[place.Word] = true
	}
	size := screen.Window.Canvas().Size()
	return func(o fyne.CanvasObject) bool {
		pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		edge := pos.X < 40 && o.Size().Width < 232 || pos.Y > size.Height-100
		named, ok := o.(interface{ Name() string })
		return ok && words[named.Name()] && edge
	}
}

func walkByTab(t *testing.T, name string, screen *kittest.Screen, look kittest.Look) {
	t.Helper()
	c := screen.Window.Canvas()
	left := map[fyne.Focusable]string{}
	for _, o := range screen.Objects() {
		if f, ok := o.(fyne.Focusable); ok {
			left[f] = named(o)
		}
	}
	steps := min(len(left)+2, manyControls) // hundreds of rows that are alike
	for range steps {
		c.FocusNext()
		f := c.Focused()
		if _, first := left[f]; !first {
			continue
		}
		delete(left, f)
		o := f.(fyne.CanvasObject)
		if fault := sight(o, c.Size(), look); fault != "" {
			t.Errorf("%s: %q has the focus and is %s", name, named(o), fault)
		}
		if fault := screen.Ring(f); fault != "" {
			t.Errorf("%s: %q %s", name, named(o), fault)
		}
	}
	if steps == manyControls {
		return
	}
	for _, words := range left {
		t.Errorf("%s: no Tab leads to %q", name, words)
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
	for _, look := range []kittest.Look{kittest.Turned, kittest.TurnedSmall, kittest.Turned.At(2), kittest.Tablet, kittest.TabletUpright} {
		everyScene(t, "en", look, func(_ scene, name string, screen *kittest.Screen) {
			for _, fault := range screen.Audit() {
				t.Errorf("%s on a %s: %s", name, look, fault)
			}
		})
	}
}

// Text at twice its size, and Spanish, which is longer: nothing is cut, covered, too small to tap or too pale, for
// patients, loved ones and staff. Not here: addresses of the web, which are longer than a line.
func TestEverySceneIsWholeAtTwiceTheSizeAndInSpanish(t *testing.T) {
	for language, looks := range map[string][]kittest.Look{
		"en": {kittest.Phone.At(2).Full()}, "es": {kittest.Phone.At(2).Full(), kittest.Laptop.At(2).Full(), kittest.Phone.InDark().Full()},
	} {
		for _, look := range looks {
			everyScene(t, language, look, func(_ scene, name string, screen *kittest.Screen) {
				for _, fault := range screen.Audit() {
					if !strings.Contains(fault, "://") {
						t.Errorf("%s on a %s in %s: %s", name, look, language, fault)
					}
				}
			})
		}
	}
}
