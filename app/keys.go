package app

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// windowKey is a shortcut that works on every page.
type windowKey struct {
	kit.Shortcut
	do func(*Window)
}

// controlR is a chord, which Fyne binds as a shortcut of the window; on macOS it is Command and R.
const controlR fyne.KeyName = "Control+R"

var chords = map[fyne.KeyName]fyne.Shortcut{
	controlR: &desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierShortcutDefault},
}

func windowKeys() []windowKey {
	bind := func(says string, do func(*Window), keys ...fyne.KeyName) windowKey {
		return windowKey{kit.Shortcut{Keys: keys, Says: says}, do}
	}
	return []windowKey{
		bind("keys.help", (*Window).openHelp, fyne.KeyF1),
		bind("keys.keys", (*Window).openKeys, fyne.KeyF2, "?"),
		bind("keys.back", func(w *Window) { w.escape() }, fyne.KeyEscape),
		bind("keys.update", (*Window).sync, fyne.KeyF5, controlR),
	}
}

// keys binds the shortcuts. A page may have keys of its own, which come first.
func (w *Window) keys() {
	c := w.win.Canvas()
	for name, chord := range chords {
		c.AddShortcut(chord, func(fyne.Shortcut) { w.key(name) })
	}
	c.SetOnTypedKey(func(k *fyne.KeyEvent) {
		if k.Name != fyne.KeySlash { // by what it types: where it is on a keyboard differs
			w.key(k.Name)
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if r == '/' || r == '?' {
			w.key(fyne.KeyName(r))
		}
	})
}

func (w *Window) key(name fyne.KeyName) {
	if kit.IsCharacter(name) && w.client.Reads().NoLetterKeys {
		return
	}
	if page := w.shell.Page(); page.OnKey != nil && !w.locking.over && page.OnKey(name) {
		return
	}
	for _, k := range windowKeys() {
		if k.Has(name) {
			k.do(w)
			return
		}
	}
	if name == mobile.KeyBack {
		if !w.escape() {
			w.leaveApp()
		}
		return
	}
}

// shortcuts are the keys that do something for a role, by where they do it.
func shortcuts(role care.Role, duty care.Duty) []entry.KeyGroup {
	everywhere := kit.ControlKeys()
	for _, k := range windowKeys() {
		everywhere = append(everywhere, k.Shortcut)
	}
	groups := []entry.KeyGroup{keyGroup("keys.everywhere", everywhere)}
	for _, place := range entry.PlacesOf(role, duty) {
		switch place {
		case entry.PlaceReview:
			groups = append(groups, keyGroup("place.review", staff.ReviewShortcuts()))
		case entry.PlacePatients:
			groups = append(groups, keyGroup("place.patients", staff.PatientsShortcuts()))
		}
	}
	return groups
}

func keyGroup(title string, keys []kit.Shortcut) entry.KeyGroup {
	g := entry.KeyGroup{Title: title}
	for _, k := range keys {
		bound := entry.BoundKey{Says: k.Says}
		for _, name := range k.Keys {
			bound.Keys = append(bound.Keys, string(name))
		}
		g.Keys = append(g.Keys, bound)
	}
	return g
}

// keysPage lists the keys over whatever is on the screen.
type keysPage struct{ w *Window }

// openKeys is no way around a locked app, and does not open twice.
func (w *Window) openKeys() {
	if w.locking.over || w.shell.Page().Key == "keys" {
		return
	}
	x := &keysPage{w: w}
	v := entry.NewKeysView(x)
	w.over(draw(func(_ care.Chart, _ time.Time, p *say.Printer) *say.Printer { return p }, func(p *say.Printer) {
		w.put(v.Page(entry.KeysOf(shortcuts(w.role, w.duty), !w.client.Reads().NoLetterKeys, p)))
	}))
}

// UseLetters says whether single letters do something.
func (x *keysPage) UseLetters(on bool) {
	reads := x.w.client.Reads()
	reads.NoLetterKeys = !on
	_ = x.w.client.SetReads(reads) // where it cannot be kept the page goes on to show what holds
	x.w.again()
}

// Close goes back.
func (x *keysPage) Close() { x.w.back() }

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
