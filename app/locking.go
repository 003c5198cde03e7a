package app

import (
	"context"
	"errors"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/sync/vault"
)

// locking is the page that lies over the person's own pages while the app is locked.
// They stay beneath as they are, and nothing that happens there is drawn until they
// are uncovered. Its fields belong to the UI thread.
type locking struct {
	w     *Window
	view  *entry.LockView
	over  bool     // the person's pages are covered
	asks  bool     // a PIN uncovers them; else the app is only in the background
	warns bool     // nobody seems to be there, and the person is signed out soon
	stack []*stop  // the page, and Help over it
	mark  kit.Mark // where the person stood beneath
	state entry.LockState
	away  time.Time // since when the app is in the background; zero while it is in front
	busy  time.Time // when the person last did something
	timer *time.Timer
}

func newLocking(w *Window) *locking {
	l := &locking{w: w, busy: w.sys.Now()}
	l.view = entry.NewLockView(l)
	return l
}

// active notes that somebody is there. Once they are asked whether they are, they say so.
func (l *locking) active() {
	if !l.warns {
		l.busy = l.w.sys.Now()
	}
}

// left is told that the app went to the background. A phone's list of open apps shows
// a picture of the screen, so there it is covered at once.
func (l *locking) left() {
	l.away = l.w.sys.Now()
	lock, ok := l.w.client.AppLock()
	switch {
	case !ok || l.w.role == care.RoleNone:
	case lock.After == 0:
		l.cover(true)
	case l.w.phone():
		l.cover(false)
	}
}

// back is told that the app is in front again.
func (l *locking) back() {
	l.due()
	l.away = time.Time{}
	l.active()
	if l.over && !l.asks && !l.warns {
		l.lift()
	}
}

// due locks when the time that the person chose is over: since they left, or since
// they last did something.
func (l *locking) due() {
	if l.dueOut() {
		return
	}
	lock, ok := l.w.client.AppLock()
	if !ok || l.w.role == care.RoleNone || l.asks {
		return
	}
	since := l.busy
	if !l.away.IsZero() {
		since = l.away
	}
	after := time.Duration(lock.After) * time.Minute
	if after == 0 && l.away.IsZero() {
		return // it locks on leaving, and they are here
	}
	if l.w.sys.Now().Sub(since).Abs() >= after { // a clock that was turned back locks too
		l.cover(true)
	}
}

// cover lays the page over all else.
func (l *locking) cover(asks bool) {
	if !l.over {
		l.mark = l.w.shell.Mark()
	}
	l.over, l.asks, l.warns = true, l.asks || asks, false
	for _, dialog := range l.w.win.Canvas().Overlays().List() {
		l.w.win.Canvas().Overlays().Remove(dialog)
	}
	l.state = entry.LockState{Covered: !l.asks, Left: -1}
	l.w.frame()
	l.stack = []*stop{{draw: l.drawing()}}
	l.say(nil)
	l.w.presenter.PresentNow(l.stack[0].draw)
}

// lift uncovers what lies beneath, as it was.
func (l *locking) lift() {
	l.over, l.asks, l.warns, l.stack = false, false, false, nil
	l.view.Clear()
	l.active()
	l.w.frame()
	l.w.shell.ComeBack(l.mark)
	l.w.again()
}

// drop forgets the lock with the person whose it was.
func (l *locking) drop() {
	l.over, l.asks, l.warns, l.stack = false, false, false, nil
	l.view.Clear()
}

func (l *locking) drawing() drawing {
	return draw(func(_ care.Chart, now time.Time, p *say.Printer) lockFrame {
		return lockFrame{now.Truncate(time.Minute), p}
	}, func(f lockFrame) {
		l.state.Wait = l.w.client.lockWait()
		l.w.put(l.view.Page(entry.LockOf(l.state, f.p)))
	})
}

// lockFrame is what the words of the page depend on beside its state.
type lockFrame struct {
	now time.Time
	p   *say.Printer
}

// say shows what came of a try.
func (l *locking) say(f *care.Fault) {
	lock, _ := l.w.client.AppLock()
	l.state.Busy, l.state.Fault = false, f
	if lock.Wrong > 0 {
		l.state.Left = lock.Left()
	}
	if wait := l.w.client.lockWait(); wait > 0 { // and look again when it is over
		if l.timer != nil {
			l.timer.Stop()
		}
		l.timer = time.AfterFunc(wait, func() { l.w.presenter.UI(l.again) })
	}
}

// again draws the page on top anew.
func (l *locking) again() {
	if n := len(l.stack); n > 0 {
		l.w.presenter.Present(l.stack[n-1].draw)
	}
}

// Unlock holds the PIN against the lock, off the UI thread.
func (l *locking) Unlock(pin string) {
	if l.state.Busy || pin == "" {
		return
	}
	l.state.Busy, l.state.Fault = true, nil
	l.again()
	l.w.try(func(ctx context.Context) error { return l.w.client.TryPIN(ctx, pin) }, func(f *care.Fault) {
		switch {
		case !l.over:
		case f == nil:
			l.lift()
		case errors.Is(f, vault.ErrWipePIN):
			l.w.leave()
			l.w.door.wiped(f)
		default:
			l.say(f)
			l.again()
		}
	})
}

// AskForgot asks whether to sign in again, or goes back from there.
func (l *locking) AskForgot(yes bool) {
	l.state.Forgot, l.state.Fault = yes, nil
	l.again()
}

// SignInAgain leads to the clinic's page. What is stored stays, for the same person.
func (l *locking) SignInAgain() {
	l.w.leave()
	l.w.door.forgotPIN()
}

// escape goes back from Help, and tells whether there was anywhere to go.
func (l *locking) escape() bool {
	switch {
	case len(l.stack) > 1:
		l.stack = l.stack[:len(l.stack)-1]
		l.again()
	case l.over && l.state.Forgot:
		l.AskForgot(false)
	default:
		return false
	}
	return true
}

// open lays a page over the locked one.
func (l *locking) open(d drawing) {
	l.stack = append(l.stack, &stop{draw: d})
	l.w.presenter.Present(d)
}
