package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"

	"throughline/care"
	"throughline/screens/entry"
)

// keys are the shortcuts that work on every page: F1 opens Help, Escape goes
// back, F5, or Control and R, syncs. A page may have keys of its own: F8 records a team review.
func (w *Window) keys() {
	w.win.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
		w.sync()
	})
	w.win.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
		if page := w.shell.Page(); page.OnKey != nil && !w.locking.over && page.OnKey(k.Name) {
			return
		}
		switch k.Name {
		case fyne.KeyF1:
			w.openHelp()
		case fyne.KeyEscape:
			w.escape()
		case mobile.KeyBack:
			if !w.escape() {
				w.leaveApp()
			}
		case fyne.KeyF5:
			w.sync()
		default:
			w.pageKey(k.Name)
		}
	})
}

// sync asks for one now, where somebody is signed in.
func (w *Window) sync() {
	if e := w.client.Engine(); e != nil {
		e.Nudge()
	}
}

// escape goes back one page, the way that the page itself offers: what is being written
// is kept as it is there. From a locked app it goes nowhere but from Help. It tells
// whether there was anywhere to go.
func (w *Window) escape() bool {
	switch page := w.shell.Page(); {
	case w.locking.over:
		return w.locking.escape()
	case w.shell.CloseMenu():
	case w.role == care.RoleNone && len(w.nav.stack) < 2:
		return w.door.escape()
	case page.Out != nil:
		page.Out.Tapped(nil)
	case len(w.nav.stack) > 1:
		w.back()
	default:
		return false
	}
	return true
}

// leaveApp is a phone's way back from where no page lies over another: to the first
// place, and from there out of the app, as its system expects.
func (w *Window) leaveApp() {
	if places := entry.PlacesOf(w.role, w.duty); len(places) > 0 && w.nav.place != places[0] && !w.locking.over {
		w.goTo(places[0])
		return
	}
	if d, ok := w.ui.Driver().(mobile.Driver); ok {
		d.GoBack()
	}
}
