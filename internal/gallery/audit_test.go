package main

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// Every control of every scene has a name and a role for a screen reader (WCAG
// 2.2, 4.1.2), which no other on the page has (2.4.6, 2.4.9), can be reached by the
// keyboard (2.1.1), and Help, or Close on the page of Help itself, stands in one
// place on all of them (3.2.6).
func TestEveryControlOfEverySceneIsNamedAndReachable(t *testing.T) {
	test.NewTempApp(t)
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))
	all, err := scenes(now)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d scenes", len(all))
	}
	for _, look := range []kittest.Look{kittest.Phone, kittest.Laptop} {
		help := map[fyne.Position][]string{}
		for _, s := range all {
			if s.again {
				continue
			}
			at := setting{now: now, p: say.New("en"), wide: func() bool { return look.Width >= 700 }, both: func() bool { return kit.ListDetailFits(look.Width) }}
			screen := kittest.Open(t, look, func() fyne.CanvasObject {
				shell := kit.NewShell(entry.Frame(s.role, s.duty, at.p))
				shell.Open(entry.TabOf(s.role, s.duty, s.place), s.page(at))
				return shell
			})
			found := controls(screen.Objects())
			for _, fault := range found.faults {
				t.Errorf("%s/%s on a %s: %s", s.audience, s.name, look, fault)
			}
			if found.help.IsZero() {
				t.Errorf("%s/%s on a %s has no Help", s.audience, s.name, look)
			}
			if s.name == "review-500" { // made of a few, many times over
				found.names = nil
			}
			for _, name := range found.alike(entry.Frame(s.role, s.duty, at.p).Places) {
				t.Errorf("%s/%s on a %s has more than one %q: say what each is for", s.audience, s.name, look, name)
			}
			help[found.help] = append(help[found.help], s.audience+"/"+s.name)
			screen.Close()
		}
		if len(help) != 1 {
			t.Errorf("on a %s Help stands in %d places: %v", look, len(help), help)
		}
	}
}

type walked struct {
	faults []string
	help   fyne.Position // the top right corner of Help
	names  map[string]int
}

// alike are the names that more than one control has. The way back to a place may be
// called as the place is: both lead there.
func (w walked) alike(places []kit.Place) []string {
	for _, x := range places {
		delete(w.names, x.Word)
	}
	var all []string
	for name, n := range w.names {
		if n > 1 {
			all = append(all, name)
		}
	}
	return all
}

func controls(objects []fyne.CanvasObject) walked {
	w := walked{names: map[string]int{}}
	for _, o := range objects {
		_, taps := o.(fyne.Tappable)
		_, focuses := o.(fyne.Focusable)
		if _, scroll := o.(*container.Scroll); scroll || !taps && !focuses {
			continue
		}
		named, ok := o.(fyne.Accessible)
		switch {
		case !ok:
			w.faults = append(w.faults, fmt.Sprintf("%T tells a screen reader nothing", o))
			continue
		case named.AccessibilityLabel() == "":
			w.faults = append(w.faults, fmt.Sprintf("%T has no name", o))
		case named.AccessibilityRole() == "":
			w.faults = append(w.faults, fmt.Sprintf("%q has no role", named.AccessibilityLabel()))
		}
		w.names[named.AccessibilityLabel()]++
		if !focuses {
			w.faults = append(w.faults, fmt.Sprintf("%q cannot be reached by the keyboard", named.AccessibilityLabel()))
		}
		if label := named.AccessibilityLabel(); label == "Help" || label == "Close" && w.help.IsZero() {
			corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(o.Size().Width, 0)
			w.help = fyne.NewPos(float32(int(corner.X)), float32(int(corner.Y)))
		}
	}
	return w
}
