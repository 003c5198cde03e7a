package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// at is where an object stands in the window.
func at(o fyne.CanvasObject) (left, top, right, bottom float32) {
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	return pos.X, pos.Y, pos.X + o.Size().Width, pos.Y + o.Size().Height
}

// A phone is turned while somebody answers a form. What stayed below the form took 110 of 360: now it stands beside it,
// below Help, and the answers have the height.
func TestOnATurnedPhoneAFormHasTheHeightAndItsFootTheSide(t *testing.T) {
	t.Parallel()
	for _, look := range []kittest.Look{kittest.Turned, kittest.TurnedSmall} {
		screen := kittest.Open(t, look, formPage)
		next, help, first := screen.Find("Next"), screen.Find("Help"), screen.Find("Several days, ✓ 2/4")
		if next == nil || help == nil || first == nil {
			t.Fatalf("%s: %v", look, screen.Labels())
		}
		left, top, _, bottom := at(next)
		if bottom > look.Height-look.Bottom {
			t.Errorf("%s: Next ends at %v of %v", look, bottom, look.Height)
		}
		if _, _, _, below := at(help); top < below {
			t.Errorf("%s: Next begins at %v, and Help ends at %v", look, top, below)
		}
		if _, _, right, _ := at(first); right > left {
			t.Errorf("%s: the answers reach to %v, and the foot begins at %v", look, right, left)
		}
		if seen := body(t, screen); seen < 0.8*(look.Height-look.Bottom) {
			t.Errorf("%s: %v of %v are left for the form", look, seen, look.Height)
		}
		for _, fault := range screen.Audit() {
			t.Errorf("%s: %s", look, fault)
		}
		screen.Close()
	}
}

// body is the height of what scrolls.
func body(t *testing.T, screen *kittest.Screen) float32 {
	t.Helper()
	for _, o := range screen.Objects() {
		if s, ok := o.(*kit.Scroller); ok {
			return s.Size().Height
		}
	}
	t.Fatal("nothing scrolls")
	return 0
}

// The places of a turned phone stand at its left, all of them in sight.
func TestOnATurnedPhoneThePlacesStandAtTheLeft(t *testing.T) {
	t.Parallel()
	for _, look := range []kittest.Look{kittest.Turned, kittest.TurnedSmall, kittest.Turned.At(1.5), kittest.Turned.At(2), kittest.TurnedSmall.At(2)} {
		screen := kittest.Open(t, look, todayPage)
		words := []string{places[0].Word + ", ✓", "Menu"}
		if look.Scale <= 1.3 {
			words = []string{places[0].Word + ", ✓"}
			for _, place := range places[1:] {
				words = append(words, place.Word)
			}
		}
		for _, word := range words {
			tab := screen.Find(word)
			if tab == nil {
				t.Fatalf("%s: no %s in %v", look, word, screen.Labels())
			}
			left, _, _, bottom := at(tab)
			if left > 20 || bottom > look.Height-look.Bottom {
				t.Errorf("%s: %s is at %v and ends at %v", look, word, left, bottom)
			}
		}
		for _, fault := range screen.Audit() {
			t.Errorf("%s: %s", look, fault)
		}
		screen.Close()
	}
}

// The ring of the breath was half hidden on a turned phone: it is as large as there is room for, and large again upright.
func TestTheRingOfTheBreathIsWholeOnATurnedPhone(t *testing.T) {
	t.Parallel()
	breath := kit.NewBreath("Breathe in", "3", 1)
	build := func() fyne.CanvasObject {
		return shell(kit.None, &kit.Page{
			Out: kit.WayOut("x", "Stop", nil), Full: true, Title: "Paced breathing", Lead: kit.Body("Breathe in for 4, out for 6."),
			Body: kit.Stack(0, kit.NewSpace(12), breath), Foot: kit.FormFoot(nil, nil, kit.PrimaryButton("Pause", nil)),
		})
	}
	for _, look := range []kittest.Look{kittest.Turned, kittest.TurnedSmall} {
		screen := kittest.Open(t, look, build)
		if _, top, _, bottom := at(breath); top < 0 || bottom > look.Height-look.Bottom || bottom-top < 200 {
			t.Errorf("%s: the ring is from %v to %v of %v", look, top, bottom, look.Height)
		}
		screen.Resize(390, 844)
		if breath.Size().Height != 272 {
			t.Errorf("upright again it is %v high", breath.Size().Height)
		}
		screen.Close()
	}
}

// A phone is turned, and turned back, while somebody types: the words, the focus and the place on the page stay, and the
// field is in sight each time. So it is when the keyboard comes up, which leaves half of the height.
func TestTurningThePhoneKeepsWhatIsTypedAndWhereOneIs(t *testing.T) {
	t.Parallel()
	const words = "The bus, and then the bills"
	for _, scale := range []float32{1, 1.5, 2} {
		var field *kit.Field
		screen := kittest.Open(t, kittest.Phone.At(scale), func() fyne.CanvasObject {
			field = kit.NewTextArea("Your answer", "", 2)
			body := kit.Stack(20)
			for range 12 {
				body.Add(kit.Body("Something to read before the field."))
			}
			body.Add(field)
			for range 12 {
				body.Add(kit.Body("Something to read after the field."))
			}
			return shell(0, &kit.Page{Title: "A page", Full: true, Body: body, Foot: kit.FormFoot(
				kit.StatusLine("smartphone", kit.InkSoft, "Saved on this device. Not sent yet."), kit.OutlineButton("Back", nil), kit.PrimaryButton("Next", nil))})
		})
		screen.Type(t, "Your answer", words)
		canvas := screen.Window.Canvas()
		focused := field.Input()
		canvas.Focus(focused)
		for _, size := range []fyne.Size{{Width: 844, Height: 390}, {Width: 844, Height: 190}, {Width: 390, Height: 844}, {Width: 390, Height: 500}, {Width: 640, Height: 360}, {Width: 390, Height: 844}} {
			screen.Resize(size.Width, size.Height)
			if canvas.Focused() != focused {
				t.Fatalf("%v at %v: the focus is at %v", size, scale, canvas.Focused())
			}
			if field.Entry.Text != words {
				t.Errorf("%v at %v: it says %q", size, scale, field.Entry.Text)
			}
			_, top, _, bottom := at(focused.(fyne.CanvasObject))
			if _, _, _, below := at(screen.Find("Help")); top < below-1 || bottom > size.Height+1 && bottom-top < size.Height-below {
				t.Errorf("%v at %v: the field is from %v to %v, and the head ends at %v", size, scale, top, bottom, below)
			}
			if left, from, _, to := at(screen.Find("Next")); left < 390/2 && from < bottom && to > top {
				t.Errorf("%v at %v: Next, from %v to %v, covers the field, from %v to %v", size, scale, from, to, top, bottom)
			}
		}
		screen.Close()
	}
}

// What was drawn as scrolled away is drawn again when it stands still: a foot that had been in the scroll had no ground.
func TestAFootThatComesOutOfTheScrollIsDrawnWhole(t *testing.T) {
	t.Parallel()
	want := kittest.Render(kittest.Phone, formPage)
	screen := kittest.Open(t, kittest.Phone, formPage)
	screen.Resize(390, 300)
	screen.Picture()
	screen.Resize(390, 844)
	if n := kittest.Differences(want, screen.Picture()); n != 0 {
		t.Errorf("%d pixels differ", n)
	}
}
