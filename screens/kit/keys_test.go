package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// F1 opens Help and Escape goes back wherever the focus is: Fyne gives a key to
// the focused control alone, which hands on what it has no use for.
func TestTheWindowsKeysWorkWhereverTheFocusIs(t *testing.T) {
	t.Parallel()
	tapped := 0
	button := kit.PrimaryButton("Save", func() { tapped++ })
	field := kit.NewField("Name", "")
	s := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject { return kit.Stack(8, button, field) })
	var got []fyne.KeyName
	s.Window.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { got = append(got, k.Name) })
	for _, o := range []fyne.Focusable{button, field.Entry} {
		s.Window.Canvas().Focus(o)
		focused := s.Window.Canvas().Focused()
		for _, key := range []fyne.KeyName{fyne.KeyF1, fyne.KeyEscape} {
			focused.TypedKey(&fyne.KeyEvent{Name: key})
		}
	}
	button.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if len(got) != 4 || got[0] != fyne.KeyF1 || got[3] != fyne.KeyEscape || tapped != 1 {
		t.Errorf("the window got %v, and the button was tapped %d times", got, tapped)
	}
}
