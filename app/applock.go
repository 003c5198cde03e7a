package app

import (
	"context"
	"errors"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/say"
	"throughline/sync/vault"
)

// appLock ties the page of the app lock to the app. Its fields belong to the UI thread.
type appLock struct {
	w     *Window
	view  *entry.AppLockView
	state entry.AppLockState
}

var errPINsDiffer = &care.Fault{Code: "pin-differ", Say: "The two are not the same. Type them again."}

func newAppLock(w *Window) *appLock {
	x := &appLock{w: w}
	x.view = entry.NewAppLockView(x)
	return x
}

func (x *appLock) show() {
	x.w.over(draw(func(_ care.Chart, _ time.Time, p *say.Printer) *say.Printer { return p }, func(p *say.Printer) {
		x.w.put(x.view.Page(entry.AppLockOf(x.now(), p)))
	}))
}

// now is the state with what is kept.
func (x *appLock) now() entry.AppLockState {
	s := x.state
	lock, ok := x.w.client.AppLock()
	s.Set, s.After, s.Wipe = ok, lock.After, lock.Wipe
	s.Phone, s.Seen = x.w.phone(), x.w.client.Reads().SeenInSwitcher
	return s
}

// AskPIN opens the fields, or closes them.
func (x *appLock) AskPIN(step entry.AppLockStep) {
	x.view.Clear()
	x.state = entry.AppLockState{Step: step}
	x.w.again()
}

// SetPIN sets the first PIN, or another one in the place of now.
func (x *appLock) SetPIN(now, pin, again string) {
	switch {
	case pin != again:
		x.state = entry.AppLockState{Step: x.state.Step, Fault: errPINsDiffer}
		x.w.again()
		return
	case x.state.Busy:
		return
	}
	x.do(now, func(ctx context.Context) error { return x.w.client.SetPIN(ctx, pin) }, entry.AppLockState{Saved: true})
}

// RemovePIN takes the lock away.
func (x *appLock) RemovePIN(now string) {
	if !x.state.Busy {
		x.do(now, x.w.client.RemovePIN, entry.AppLockState{Removed: true})
	}
}

// do asks for the PIN that there is before anything is changed. Tries count as they
// do on the locked page.
func (x *appLock) do(now string, change func(context.Context) error, done entry.AppLockState) {
	x.state.Busy, x.state.Fault = true, nil
	x.w.again()
	atNow := false
	x.w.try(func(ctx context.Context) error {
		if err := x.w.client.TryPIN(ctx, now); err != nil {
			atNow = true
			return err
		}
		return change(ctx)
	}, func(f *care.Fault) {
		if f != nil && errors.Is(f, vault.ErrWipePIN) {
			x.w.leave()
			x.w.door.wiped(f)
			return
		}
		if f != nil {
			x.state = entry.AppLockState{Step: x.state.Step, Fault: f, AtNow: atNow}
		} else {
			x.view.Clear()
			x.state = done
		}
		x.w.again()
	})
}

// SetLockAfter chooses when the app locks.
func (x *appLock) SetLockAfter(minutes int) { x.choose(func(l *vault.Lock) { l.After = minutes }) }

// SetLockWipe chooses what ten wrong tries do.
func (x *appLock) SetLockWipe(yes bool) { x.choose(func(l *vault.Lock) { l.Wipe = yes }) }

func (x *appLock) choose(edit func(*vault.Lock)) {
	x.w.inOrder(func(ctx context.Context) error { return x.w.client.ChangeLock(ctx, edit) }, x.kept)
}

// SetSeen chooses whether the list of open apps shows the screen.
func (x *appLock) SetSeen(yes bool) {
	reads := x.w.client.Reads()
	reads.SeenInSwitcher = yes
	x.kept(care.AsFault(x.w.client.SetReads(reads)))
	x.w.secure()
}

func (x *appLock) kept(f *care.Fault) {
	x.state = entry.AppLockState{Fault: f}
	x.w.again()
}

// Close goes back.
func (x *appLock) Close() { x.w.back() }
