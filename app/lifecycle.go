package app

import (
	"context"
	"time"

	"throughline/care"
)

// finishing is how long what is being sent may go on after a phone was put away.
const finishing = 5 * time.Second

// lastWords is how long the end of the app may wait for the system's notifications.
const lastWords = time.Second

// live follows the app's way through the system: in front, in the background, ended. A
// phone may end it at any moment without a word, so nothing waits for the last of these.
func (w *Window) live() {
	life := w.ui.Lifecycle()
	life.SetOnEnteredForeground(w.front)
	life.SetOnExitedForeground(w.away)
	life.SetOnStopped(func() { w.typed.save() })
}

// front has the data brought up to date when the person comes back to the app.
func (w *Window) front() {
	w.fore.entered()
	w.copied.expire()
	w.locking.back()
	if e := w.client.Engine(); e != nil {
		e.Front()
	}
}

// away is told that the app went to the background. On a phone all rests then; on a
// computer another window is in front, and this one is still in sight.
func (w *Window) away() {
	if w.phone() {
		w.fore.left()
	}
	w.typed.flush(w)
	w.keepPlace()
	w.locking.left()
}

// closed is told that the person closed the window: the next start begins anew.
func (w *Window) closed() {
	w.typed.save()
	w.forgetPlace()
	done := w.alarms.settled()
	if in := w.client.installation(); in.keepsNothing() {
		done = w.nobodyIsReminded() // whoever is here next is another person
	}
	select {
	case <-done:
	case <-time.After(lastWords):
	}
}

// keepInStep syncs until the person leaves, or their sign-in ends: that leads back
// to the door. What is not sent stays on the device, unless the sign-in was ended
// from another one. While a phone's app is away nothing is asked of the clinic.
// The first sync begins after wait.
func (w *Window) keepInStep(ctx context.Context, wait time.Duration) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(wait):
	}
	for w.fore.wait(ctx) == nil {
		inFront, stop := w.fore.within(ctx, w.finish)
		err := w.client.Run(inFront)
		rests := inFront.Err() != nil
		stop()
		switch {
		case ctx.Err() != nil:
			return
		case rests:
		case err != nil:
			w.ended(ctx, care.AsFault(err))
			return
		}
	}
}

// finish returns when nothing is being sent any more.
func (w *Window) finish(ctx context.Context) {
	e := w.client.Engine()
	if e == nil {
		return
	}
	idle := make(chan struct{}, 1)
	end := e.Subscribe(func(c care.Chart) {
		if !c.Sync.Running && c.Sync.Pending == 0 {
			select {
			case idle <- struct{}{}:
			default:
			}
		}
	})
	defer end()
	if s := e.Chart().Sync; !s.Running && (s.Pending == 0 || s.Offline) {
		return
	}
	limit := time.NewTimer(finishing)
	defer limit.Stop()
	select {
	case <-idle:
	case <-limit.C:
	case <-ctx.Done():
	}
}

// everyMinute draws again, since words such as "join now" depend on the time.
func (w *Window) everyMinute() {
	w.fore.every(w.ctx, time.Minute, func() {
		w.presenter.Tick()
		w.presenter.hop(func() {
			w.copied.expire()
			w.locking.due()
		})
	})
}
