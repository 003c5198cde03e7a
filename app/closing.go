package app

import (
	"bytes"
	"context"
	"errors"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/say"
)

// RequestClose is what the system's way to close the window does. It asks before the
// window closes where that would lose what was entered: on a device that keeps nothing, what is not sent is in memory alone. Who closes again
// while they see the question means it.
func (w *Window) RequestClose() {
	if w.door.asking() {
		w.win.Close()
		return
	}
	go func() {
		n, err := w.client.WouldBeLost(w.ctx)
		w.presenter.UI(func() {
			if err != nil || n == 0 {
				w.win.Close()
				return
			}
			w.door.askToClose(n)
		})
	}()
}

// askToClose asks where the person sees it: over the lock too, beneath which their
// pages stay as they are.
func (d *door) askToClose(unsent int) {
	s := entry.DoorState{Step: entry.StepClosing, Unsent: unsent, Locked: d.w.locking.over}
	if !s.Locked {
		d.show(s)
		d.asks = d.w.nav.stack[0]
		return
	}
	d.state = s
	d.w.locking.open(screenOf(d.w, func(_ care.Chart, _ time.Time, p *say.Printer) entry.Door {
		return entry.DoorOf(s, p)
	}, d.view.Page))
	d.asks = d.w.locking.stack[len(d.w.locking.stack)-1]
}

// asking says whether the question is what the person sees.
func (d *door) asking() bool {
	stack := d.w.nav.stack
	if d.w.locking.over {
		stack = d.w.locking.stack
	}
	return d.state.Step == entry.StepClosing && len(stack) > 0 && stack[len(stack)-1] == d.asks
}

// stay goes back to where the person was, or to the lock.
func (d *door) stay() {
	d.state = entry.DoorState{}
	if d.w.client.Engine() == nil {
		d.begin()
		return
	}
	if d.w.locking.over {
		d.w.locking.cover(false)
		return
	}
	d.w.firstPlace()
}

// saveUnsent has the person keep in a file what closing would lose. Behind a PIN it
// is not written.
func (d *door) saveUnsent() {
	if d.w.client.Engine() == nil || d.w.locking.over {
		d.stay()
		return
	}
	var file bytes.Buffer
	d.try(func(ctx context.Context) error {
		_, err := d.w.client.ExportUnsent(ctx, &file)
		return err
	}, func(err error) {
		again := d.state
		if again.Fault = care.AsFault(err); err != nil && !errors.Is(err, context.Canceled) {
			d.show(again)
			return
		}
		d.w.saveFile("throughline-not-sent.json", file.Bytes(), func(f *care.Fault) {
			again.Fault = f
			d.show(again)
		})
	})
}
