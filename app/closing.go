package app

import (
	"bytes"
	"context"
	"errors"

	"throughline/care"
	"throughline/screens/entry"
)

// closing asks before the window closes where that would lose what was entered: on a
// device that keeps nothing, what is not sent is in memory alone. Who closes again
// while they are asked means it.
func (w *Window) closing() {
	if w.door.state.Step == entry.StepClosing {
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
			w.door.show(entry.DoorState{Step: entry.StepClosing, Unsent: n})
		})
	}()
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
