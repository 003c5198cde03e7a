package app

import (
	"context"
	"time"

	"throughline/care"
	"throughline/screens/entry"
)

// warnBefore is how long before a shared computer signs out the person is asked whether
// they are there (WCAG 2.2, 2.2.1 asks for 20 seconds).
const warnBefore = 2 * time.Minute

var (
	errIdleOut    = &care.Fault{Code: "idle-out", Say: "You were signed out because no one was here for a while. Nothing of yours is left on this computer."}
	errIdleUnsent = &care.Fault{Code: "idle-unsent", Say: "You were signed out because no one was here for a while. Something is not sent yet. It waits here, locked, until you sign in again. Do not turn this computer off before that."}
)

// dueOut signs a person out of a shared computer who has done nothing for so long, and
// asks before whether they are there. It says whether they are out.
func (l *locking) dueOut() bool {
	minutes := l.w.client.Shared()
	if minutes == 0 || l.w.role == care.RoleNone || l.w.phone() {
		return false
	}
	out := l.busy.Add(time.Duration(minutes) * time.Minute)
	switch now := l.w.sys.Now(); {
	case !now.Before(out):
		l.LeaveNow()
		return true
	case !now.Before(out.Add(-warnBefore)) && !l.warns && !l.asks:
		l.cover(false)
		l.warns = true
		l.state = entry.LockState{Idle: out, Left: -1}
		l.w.presenter.PresentNow(l.stack[0].draw)
	}
	return false
}

// StayHere says that the person is there; it can be said any number of times.
func (l *locking) StayHere() {
	l.warns = false
	l.lift()
}

// LeaveNow signs out. What is not sent is sent first, or waits for the same person.
func (l *locking) LeaveNow() {
	w := l.w
	w.typed.flush(w)
	w.leave()
	w.door.show(entry.DoorState{Step: entry.StepOpening})
	w.door.leaveShared()
}

// leaveShared ends the sign-in of somebody who is gone, and says what became of it.
func (d *door) leaveShared() {
	var unsent int
	d.try(func(ctx context.Context) (err error) {
		unsent, err = d.w.client.LeaveShared(ctx)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			d.ready(care.AsFault(err), nil)
		case unsent > 0:
			d.ready(nil, errIdleUnsent)
		default:
			d.ready(nil, errIdleOut)
		}
	})
}
