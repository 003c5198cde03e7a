package app

import (
	"context"
	"sync"
)

// foreground knows whether the app is in front. The zero value is.
type foreground struct {
	mu   sync.Mutex
	away chan struct{} // closed when the app is in front again; nil while it is
}

// leave is told that the app went to the background.
func (f *foreground) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away == nil {
		f.away = make(chan struct{})
	}
}

// enter is told that it is in front.
func (f *foreground) enter() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away != nil {
		close(f.away)
		f.away = nil
	}
}

// wait returns when the app is in front.
func (f *foreground) wait(ctx context.Context) error {
	f.mu.Lock()
	away := f.away
	f.mu.Unlock()
	if away == nil {
		return nil
	}
	select {
	case <-away:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
