package app

import (
	"syscall/js"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"

	"throughline/screens/kit"
)

// typeThroughPage brings what the browser types to the focused field. Fyne's own way
// reads key presses: it knows no letter beyond ASCII, no paste, and nothing of a
// phone's keyboard, which says what was typed and not which key it was. The page's
// hidden field (scripts/web/page/boot.js) tells instead what was put in and what was taken away.
func typeThroughPage(canvas fyne.Canvas) {
	page := js.Global().Get("throughline")
	page.Set("typed", js.FuncOf(func(_ js.Value, args []js.Value) any {
		back, text := args[0].Int(), args[1].String()
		fyne.Do(func() { typeInto(canvas.Focused(), back, text) })
		return nil
	}))
	page.Set("takesText", js.FuncOf(func(js.Value, []js.Value) any {
		_, ok := canvas.Focused().(mobile.Keyboardable)
		return ok
	}))
}

// drawThroughPage tells the shell how a finger moves that the page scrolls by, and the page whether it is drawn down,
// which it then does not scroll.
func drawThroughPage(shell *kit.Shell) {
	page := js.Global().Get("throughline")
	page.Set("draw", js.FuncOf(func(_ js.Value, args []js.Value) any {
		by := float32(args[0].Float())
		fyne.Do(func() { page.Set("drawn", shell.Draw(by)) })
		return nil
	}))
	page.Set("letGo", js.FuncOf(func(js.Value, []js.Value) any {
		fyne.Do(func() {
			shell.LetGo()
			page.Set("drawn", false)
		})
		return nil
	}))
}

// typeInto takes back so many letters, then puts in the text.
func typeInto(field fyne.Focusable, back int, text string) {
	if field == nil {
		return
	}
	for range back {
		field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	for _, r := range text {
		switch {
		case r == '\n':
			field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		case r != utf8.RuneError:
			field.TypedRune(r)
		}
	}
}
