package app

import (
	"context"
	"sync/atomic"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/sync/engine"
)

const (
	refreshSeen = 700 * time.Millisecond // words that stand for less cannot be read
	refreshIdle = 5 * time.Second        // where no sync begins: the clinic's server asked for quiet
)

// refreshing is how a page is brought up to date by a finger, in the words of the person.
func (w *Window) refreshing() kit.Refresh {
	if w.client.Engine() == nil || w.role == care.RoleNone || w.locking.over {
		return kit.Refresh{}
	}
	_, p := w.presenter.Latest()
	return kit.Refresh{Pull: p.T("refresh.pull"), LetGo: p.T("refresh.let-go"), Busy: p.T("refresh.busy"), On: w.refresh}
}

// refresh asks for a sync, as the button and the key do, and has the shell say so until it has ended. How it
// ended is said where the page says how old it is.
func (w *Window) refresh() {
	e := w.client.Engine()
	if e == nil {
		return
	}
	go func() {
		whole, done := context.WithTimeout(w.ctx, refreshSeen)
		defer done()
		syncedOnce(w.ctx, e)
		<-whole.Done()
		w.presenter.UI(func() { w.shell.Updating(false) })
	}()
}

// syncedOnce nudges the engine and returns when the sync that this begins has ended, or when none begins.
func syncedOnce(ctx context.Context, e *engine.Engine) {
	idle, cancel := context.WithTimeout(ctx, refreshIdle)
	defer cancel()
	before := e.Chart().Sync.AsOf
	var began atomic.Bool
	ended := make(chan struct{}, 1)
	defer e.Subscribe(func(c care.Chart) {
		switch {
		case c.Sync.Running:
			began.Store(true)
		case began.Load() || c.Sync.AsOf != before:
			select {
			case ended <- struct{}{}:
			default:
			}
		}
	})()
	e.Nudge()
	select {
	case <-ended:
		return
	case <-idle.Done():
	}
	if began.Load() {
		select {
		case <-ended:
		case <-ctx.Done():
		}
	}
}
