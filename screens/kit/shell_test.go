package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// The shell turns from phone to laptop and back while the window is resized. 700 counts after dividing by text scale.
func TestShellSwitchesLive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		width, scale float32
		laptop       bool
	}{{390, 1, false}, {699, 1, false}, {700, 1, true}, {1280, 1, true}, {1280, 1.75, true}, {1280, 2, false}, {1400, 2, true}} {
		t.Run(fmt.Sprintf("%v at %v", c.width, c.scale), func(t *testing.T) {
			screen := kittest.Open(t, kittest.Phone.At(c.scale), todayPage)
			screen.Resize(c.width, 800)
			root := screen.Content.(*kit.Shell)
			if root.IsLaptop() != c.laptop {
				t.Errorf("laptop is %v", root.IsLaptop())
			}
			if screen.Says("Throughline") != c.laptop {
				t.Errorf("the rail shows: %v", screen.Says("Throughline"))
			}
			for _, fault := range screen.Audit() {
				t.Error(fault)
			}
			screen.Resize(390, 844)
			if root.IsLaptop() || screen.Says("Throughline") {
				t.Error("did not go back to the phone")
			}
		})
	}
}

// A page, however long, cannot enlarge the window: a page measured narrow once made a window 2,261 high.
func TestLongPageKeepsWindow(t *testing.T) {
	t.Parallel()
	screen := kittest.Open(t, kittest.Phone.At(2), planPage)
	if least := screen.Content.MinSize(); least.Width > 320 || least.Height > 400 {
		t.Errorf("the least size of the window is %v", least)
	}
	if size := screen.Window.Canvas().Size(); size != fyne.NewSize(390, 844) {
		t.Errorf("the window became %v", size)
	}
}

// A new chart opens the same page again: where the person was, and what had the focus, stay.
func TestSamePageKeepsScrollAndFocus(t *testing.T) {
	t.Parallel()
	var root *kit.Shell
	build := func() *kit.Page {
		rows := make([]fyne.CanvasObject, 40)
		for i := range rows {
			rows[i] = kit.NewRowLink(fmt.Sprintf("Row %d", i), "", nil)
		}
		return &kit.Page{Key: "rows", Title: "Rows", Body: kit.Rows(rows...)}
	}
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		root = shell(0, build())
		return root
	})
	screen.Scroll(600)
	canvas := screen.Window.Canvas()
	canvas.Focus(screen.Find("Row 12").(fyne.Focusable))
	before := screen.Picture()
	root.Open(0, build())
	if kittest.Differences(before, screen.Picture()) != 0 {
		t.Error("the page looks different after the same was opened again")
	}
	if focused, ok := canvas.Focused().(fyne.Accessible); !ok || focused.AccessibilityLabel() != "Row 12" {
		t.Errorf("the focus went to %v", canvas.Focused())
	}
	other := build()
	other.Key = "other"
	root.Open(1, other)
	if kittest.Differences(before, screen.Picture()) == 0 {
		t.Error("another page starts where the last one was scrolled to")
	}
}

// Above a text scale of 1.3 the tab bar has two parts, and Menu leads to every place.
func TestMenuAtLargeText(t *testing.T) {
	t.Parallel()
	var went int
	screen := kittest.Open(t, kittest.Phone.At(1.5), func() fyne.CanvasObject {
		s := kit.NewShell(kit.ShellOptions{Places: places, Help: "Help", Menu: "Menu", OnPlace: func(i int) { went = i }})
		s.Open(0, &kit.Page{Title: "Hello"})
		return s
	})
	if screen.Says("Skills") {
		t.Error("all places are in the bar")
	}
	screen.Tap(t, "Menu")
	for _, place := range places {
		if !screen.Says(place.Word) {
			t.Errorf("the menu lacks %s", place.Word)
		}
	}
	screen.Tap(t, "Skills")
	if went != 3 {
		t.Errorf("went to place %d, want 3", went)
	}
}

// Help is on every page at the top right, and does not scroll away.
func TestHelpStays(t *testing.T) {
	t.Parallel()
	for name, build := range gallery {
		for _, look := range []kittest.Look{kittest.Phone, kittest.Phone.At(2), kittest.Laptop} {
			t.Run(name+"-"+look.String(), func(t *testing.T) {
				screen := kittest.Open(t, look, build)
				screen.Scroll(5000)
				want := "Help"
				if name == "help" {
					want = "Close"
				}
				help := screen.Find(want)
				if help == nil {
					t.Fatalf("no %s", want)
				}
				pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(help)
				right := look.Width - pos.X - help.Size().Width
				if pos.Y > 60 || right < 16 || right > 40 && look != kittest.Laptop && look.Width < 700 {
					t.Errorf("%s is at %v, %v from the right", want, pos, right)
				}
			})
		}
	}
}

// A change of screen ends with nothing over the page, with motion and without.
func TestFadeEndsClear(t *testing.T) {
	t.Parallel()
	still := kittest.Phone
	still.Reduced = true
	for _, look := range []kittest.Look{kittest.Phone, still} {
		want := kittest.Render(look, resultPage)
		screen := kittest.Open(t, look, todayPage)
		screen.Content.(*kit.Shell).Open(4, resultPage().(*kit.Shell).Page())
		if kittest.Differences(want, screen.Picture()) != 0 {
			t.Errorf("reduced %v: the page is not what it is when opened at once", look.Reduced)
		}
		screen.Close()
	}
}

// Somebody reads far down a page, Help is opened over it and closed again: they are where they were.
func TestAPageIsComeBackToWhereItWasLeft(t *testing.T) {
	t.Parallel()
	var s *kit.Shell
	tall := func() *kit.Page {
		body := kit.Stack(0)
		for range 40 {
			body.Add(kit.OutlineButton("Same", nil))
		}
		body.Add(kit.OutlineButton("Last", nil))
		return &kit.Page{Key: "tall", Title: "Tall", Body: body}
	}
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		s = kit.NewShell(kit.ShellOptions{Help: "Help"})
		s.Open(kit.None, tall())
		return s
	})
	screen.Scroll(900)
	screen.Window.Canvas().Focus(screen.Find("Last").(fyne.Focusable))
	before, mark := screen.Picture(), s.Mark()
	s.Open(kit.None, &kit.Page{Key: "help", Title: "Help"})
	s.ComeBack(mark)
	s.Open(kit.None, tall())
	if n := kittest.Differences(before, screen.Picture()); n > 0 {
		t.Errorf("the page differs in %d pixels", n)
	}
	s.ComeBack(mark)
	s.Open(kit.None, &kit.Page{Key: "help", Title: "Help"})
	s.Open(kit.None, tall()) // somebody went there anew
	if kittest.Differences(before, screen.Picture()) == 0 {
		t.Error("a page that was opened anew does not start at its top")
	}
}

// Whoever wants to know that somebody is there hears of taps, keys and scrolling, and of nothing that happens by itself.
func TestActivityIsWhatAPersonDoes(t *testing.T) {
	t.Parallel()
	var s *kit.Shell
	field := kit.NewField("Name", "")
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		s = kit.NewShell(kit.ShellOptions{Help: "Help"})
		s.Open(kit.None, &kit.Page{Title: "A", Body: kit.Stack(0, field, kit.PrimaryButton("Next", nil), kit.NewSpace(2000))})
		return s
	})
	count := 0
	kit.OnActivity(screen.Window.Canvas(), func() { count++ })
	defer kit.OnActivity(screen.Window.Canvas(), nil)
	s.Open(kit.None, &kit.Page{Title: "A", Body: kit.Stack(0, field, kit.PrimaryButton("Next", nil), kit.NewSpace(2000))})
	screen.Settle()
	if count != 0 {
		t.Errorf("%d times, and nobody did anything", count)
	}
	for name, do := range map[string]func(){
		"a tap": func() { screen.Tap(t, "Next") }, "typing": func() { screen.Type(t, "Name", "a") }, "scrolling": func() { screen.Scroll(50) },
	} {
		count = 0
		if do(); count == 0 {
			t.Errorf("%s is not noticed", name)
		}
	}
}
