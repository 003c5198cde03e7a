package kit_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// Somebody wrote "then the bills" into an area, and where a line ended at "the" it said "thebills ".
func TestWhatIsTypedIsWhatStandsThereHoweverTheLinesWrap(t *testing.T) {
	t.Parallel()
	const words = "The bus, and then the bills came and we all went home in the rain, as ever"
	for _, scale := range []float32{1, 1.5, 2} {
		field, screen := area(t, scale)
		for width := float32(320); width < 420; width += 3 {
			field.Entry.SetText("")
			screen.Resize(width, 844)
			test.Type(field.Input(), words)
			if field.Entry.Text != words {
				t.Errorf("%v wide at %v it says %q", width, scale, field.Entry.Text)
			}
		}
		screen.Close()
	}
}

func area(t *testing.T, scale float32) (field *kit.Field, screen *kittest.Screen) {
	t.Helper()
	screen = kittest.Open(t, kittest.Phone.At(scale), func() fyne.CanvasObject {
		field = kit.NewTextArea("Your answer", "", 2)
		return shell(0, &kit.Page{Title: "A page", Body: field})
	})
	return field, screen
}

// Whatever is typed, taken away and typed in between, while the phone is turned now and then, is what a plain list of letters would be.
func TestAnAreaIsALineOfLettersWithACursor(t *testing.T) {
	t.Parallel()
	field, screen := area(t, 1)
	random := rand.New(rand.NewPCG(8, 8))
	for story := range 60 {
		field.Entry.SetText("")
		field.Entry.CursorRow, field.Entry.CursorColumn = 0, 0
		var want []rune
		at := 0
		for step := range 120 {
			switch n := random.IntN(100); {
			case n < 55:
				r := []rune("aeiñrst wml")[random.IntN(11)]
				field.Input().TypedRune(r)
				want, at = slices.Insert(want, at, r), at+1
			case n < 75:
				field.Input().TypedRune(' ')
				want, at = slices.Insert(want, at, ' '), at+1
			case n < 77:
				field.Input().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
				want, at = slices.Insert(want, at, '\n'), at+1
			case n < 87:
				field.Input().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
				if at > 0 {
					at--
					want = slices.Delete(want, at, at+1)
				}
			case n < 91:
				field.Input().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
				if at < len(want) {
					want = slices.Delete(want, at, at+1)
				}
			case n < 97:
				for range 1 + random.IntN(20) {
					field.Input().TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
				}
				at = field.Entry.CursorTextOffset() // where that leads is for the lines to say
			default:
				screen.Resize(320+float32(random.IntN(100)), 844)
			}
			if got := field.Entry.Text; got != string(want) {
				t.Fatalf("story %d, step %d: %q is %q", story, step, string(want), got)
			}
		}
	}
}
