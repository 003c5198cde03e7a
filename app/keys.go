package app

import "fyne.io/fyne/v2"

// keys are the shortcuts that work on every page: F1 opens Help, Escape goes
// back, F5 syncs. A page may have keys of its own: F8 records a team review.
func (w *Window) keys() {
	w.win.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
		if page := w.shell.Page(); page.OnKey != nil && !w.locking.over && page.OnKey(k.Name) {
			return
		}
		switch k.Name {
		case fyne.KeyF1:
			w.openHelp()
		case fyne.KeyEscape:
			w.escape()
		case fyne.KeyF5:
			if e := w.client.Engine(); e != nil {
				e.Nudge()
			}
		default:
			w.pageKey(k.Name)
		}
	})
}

// escape goes back one page, and from a locked app nowhere but from Help.
func (w *Window) escape() {
	if w.locking.over {
		w.locking.escape()
		return
	}
	w.back()
}
