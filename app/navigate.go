package app

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// navigation is where the person is. It is plain data and outlives every widget.
type navigation struct {
	place entry.PlaceKey
	stack []*stop // what lies over the place, the last on top
}

// stop is one page that can be come back to.
type stop struct {
	place entry.PlaceKey
	draw  drawing
	trail trail
	mark  kit.Mark // where the person stood when something was laid over it
	stays bool     // nothing but the person closes it: Help
}

// open shows a screen under a place, or under none. Where the person reads Help it waits beneath.
func (w *Window) open(place entry.PlaceKey, d drawing) {
	stack := []*stop{{place: place, draw: d}}
	if help := w.staying(); help != nil {
		stack = append(stack, help)
	}
	w.nav.stack = stack
	w.nav.place = place
	w.keepPlace()
	w.again()
}

// staying is the page on top, if nothing but the person closes it.
func (w *Window) staying() *stop {
	if n := len(w.nav.stack); n > 0 && w.nav.stack[n-1].stays {
		return w.nav.stack[n-1]
	}
	return nil
}

// forget drops all pages but Help, if that is on top.
func (w *Window) forget() {
	help := w.staying()
	w.nav = navigation{}
	if help != nil {
		w.nav.stack = []*stop{help}
	}
}

// present makes d what is drawn, unless the app is locked: then it waits beneath.
func (w *Window) present(d drawing) {
	if !w.locking.over {
		w.presenter.Present(d)
	}
}

// over shows a screen over the present one; back returns.
func (w *Window) over(d drawing) *stop { return w.overAs(trail{}, d) }

// overAs is over for a page that is opened again after a start, by its trail.
func (w *Window) overAs(as trail, d drawing) *stop {
	at := &stop{place: w.nav.place, draw: d, trail: as}
	if n := len(w.nav.stack); n > 0 && !w.locking.over {
		w.nav.stack[n-1].mark = w.shell.Mark()
	}
	w.nav.stack = append(w.nav.stack, at)
	w.keepPlace()
	w.present(d)
	return at
}

// standing is where a stop is in the navigation.
type standing int

const (
	placeLeft standing = iota // it cannot be come back to
	placeCovered
	placeTop
)

func (w *Window) place(at *stop) standing {
	i := slices.Index(w.nav.stack, at)
	switch {
	case i < 0:
		return placeLeft
	case i < len(w.nav.stack)-1:
		return placeCovered
	}
	return placeTop
}

// back leaves the screen on top.
func (w *Window) back() {
	if len(w.nav.stack) < 2 {
		if w.staying() != nil {
			w.nav.stack = nil // what comes next is shown
		}
		return
	}
	w.nav.stack = w.nav.stack[:len(w.nav.stack)-1]
	w.keepPlace()
	mark := w.nav.stack[len(w.nav.stack)-1].mark
	if w.locking.over {
		w.locking.mark = mark
		return
	}
	w.shell.ComeBack(mark)
	w.again()
}

// again draws the screen on top anew, also if its model is the same.
func (w *Window) again() {
	if n := len(w.nav.stack); n > 0 {
		w.present(w.nav.stack[n-1].draw)
	}
}

// screenOf ties a model function to a view's page, under the present place.
func screenOf[M any](w *Window, model func(care.Chart, time.Time, *say.Printer) M, page func(M) *kit.Page) drawing {
	return draw(model, func(m M) { w.put(page(m)) })
}

// put shows a page in the shell. It runs on the UI thread.
func (w *Window) put(page *kit.Page) {
	w.shell.Open(entry.TabOf(w.role, w.duty, w.nav.place), page)
}
