package app

import (
	"net/url"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// help opens over whatever is on the screen, and needs nothing but this process:
// no network, no sign-in, no clinic.
type help struct {
	w    *Window
	view *entry.HelpView
}

// openHelp is tapped from every page. Opening it is neither counted nor reported.
func (w *Window) openHelp() {
	h := &help{w: w}
	h.view = entry.NewHelpView(h, w.handheld())
	if w.locking.over {
		w.locking.open(screenOf(w, func(c care.Chart, now time.Time, p *say.Printer) entry.Help {
			return entry.HelpWhileLocked(c, w.crisis, now, p)
		}, h.page))
		return
	}
	if w.staying() != nil {
		return // it is open
	}
	w.over(screenOf(w, func(c care.Chart, now time.Time, p *say.Printer) entry.Help {
		return entry.HelpOf(c, w.crisis, now, p)
	}, h.page)).stays = true
}

// closeHelp is for who leaves it for another place, and not back to where they were.
func (w *Window) closeHelp() {
	if w.staying() != nil {
		w.nav.stack = w.nav.stack[:len(w.nav.stack)-1]
	}
}

// OpenContact opens the system's own app for the address; the person dials.
func (h *help) OpenContact(uri string) { h.w.openContact(uri) }

// CloseHelp goes back.
func (h *help) CloseHelp() {
	if !h.w.locking.escape() {
		h.w.back()
	}
}

// EditCard opens the safety card to be written.
func (h *help) EditCard() { h.w.openSafety() }

// CopyNumber puts a number on the clipboard, for devices without a telephone.
func (h *help) CopyNumber(number string) { h.w.ui.Clipboard().SetContent(number) }

func (w *Window) openContact(uri string) {
	go func() { _ = w.browse(uri) }() // the number stands on the page in any case
}

// browse hands an address to the system; it may wait for it.
func (w *Window) browse(address string) error {
	if w.sys.OpenURL != nil {
		return w.sys.OpenURL(address)
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	return w.ui.OpenURL(u)
}

func (h *help) page(m entry.Help) *kit.Page { return h.view.Page(m, h.w.again) }
