package app

import (
	"bytes"
	"context"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/say"
)

// wiping ties the page before a wipe to the app. Its fields belong to the UI thread.
type wiping struct {
	w     *Window
	state entry.WipeState
}

var errWiped = &care.Fault{Code: "wiped", Say: "Everything was taken off this device."}

func newWiping(w *Window) *wiping { return &wiping{w: w} }

func (x *wiping) show() {
	v := entry.NewWipeView(x)
	x.w.over(draw(func(c care.Chart, _ time.Time, p *say.Printer) wipeFrame { return wipeFrame{c.Sync.Pending, p} }, func(f wipeFrame) {
		x.w.put(v.Page(entry.WipeOf(x.state, f.p)))
	}))
	x.count(nil)
}

// wipeFrame is what has the page drawn anew: something was sent.
type wipeFrame struct {
	pending int
	p       *say.Printer
}

// count looks what is not sent, and shows it.
func (x *wiping) count(f *care.Fault) {
	var unsent int
	x.w.try(func(ctx context.Context) (err error) {
		unsent, err = x.w.client.Unsent(ctx)
		return err
	}, func(failed *care.Fault) {
		x.state.Unsent, x.state.Sending = unsent, false
		if x.state.Fault = f; failed != nil {
			x.state.Fault = failed
		}
		x.w.again()
	})
}

// SendUnsent sends what waits, and counts again.
func (x *wiping) SendUnsent() {
	x.state.Sending, x.state.Fault = true, nil
	x.w.again()
	x.w.try(func(ctx context.Context) error {
		_, err := x.w.client.Sync(ctx)
		return err
	}, x.count)
}

// SaveUnsent saves what waits as a file.
func (x *wiping) SaveUnsent() {
	var content bytes.Buffer
	x.w.try(func(ctx context.Context) error {
		_, err := x.w.client.ExportUnsent(ctx, &content)
		return err
	}, func(f *care.Fault) {
		if f != nil {
			x.saved(f)
			return
		}
		x.w.saveFile("unsent.json", content.Bytes(), x.saved)
	})
}

func (x *wiping) saved(f *care.Fault) {
	x.state.Saved, x.state.Fault = f == nil, f
	x.w.again()
}

// WipeDevice takes all off this device. The page has said what goes.
func (x *wiping) WipeDevice() {
	if x.state.Wiping {
		return
	}
	x.w.leave()
	x.w.door.wipe()
}

// Close goes back.
func (x *wiping) Close() { x.w.back() }
