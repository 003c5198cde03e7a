//go:build !js

package app

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// firstPicture is how long the window waits for what is kept on this device, so that
// its first picture is the person's own day and not the door. A keyring that asks for
// something takes longer: then the door stands meanwhile.
const firstPicture = 400 * time.Millisecond

// beforehand is the UI thread before there is a window: the goroutine that will be it
// runs what is to happen there, while the store is opened on another.
type beforehand struct {
	mu      sync.Mutex
	waiting []func()
	more    chan struct{}
	over    bool
}

func newBeforehand() *beforehand { return &beforehand{more: make(chan struct{}, 1)} }

// hop runs f on the UI thread.
func (b *beforehand) hop(f func()) {
	b.mu.Lock()
	if b.over {
		b.mu.Unlock()
		fyne.Do(f)
		return
	}
	b.waiting = append(b.waiting, f)
	b.mu.Unlock()
	select {
	case b.more <- struct{}{}:
	default: // it will look at all that waits
	}
}

// until runs what hops until stands, or until the time is over. From then on the
// window's own loop does.
func (b *beforehand) until(stands func() bool, limit time.Duration) {
	end := time.NewTimer(limit)
	defer end.Stop()
	for late := false; !late && !stands(); {
		select {
		case <-b.more:
			b.run(false)
		case <-end.C:
			late = true
		}
	}
	for b.run(true) { // what runs may ask for more
	}
}

// run runs what waits now, and says whether anything did. Where nothing does and it is
// the last time, what comes after goes to the window's loop.
func (b *beforehand) run(last bool) bool {
	b.mu.Lock()
	list := b.waiting
	b.waiting = nil
	b.over = last && len(list) == 0
	b.mu.Unlock()
	for _, f := range list {
		f()
	}
	return len(list) > 0
}
