package app

import (
	"context"
	"sync"
	"time"
)

// foreground knows whether the app is in front, for what must rest while it is not: a
// phone's system ends apps that go on working in the background. The zero value is in
// front.
type foreground struct {
	mu    sync.Mutex
	back  chan struct{} // closed when the app is in front again; nil while it is
	leave chan struct{} // closed when it goes to the background; nil where nobody waits for that
}

// left is told that the app went to the background.
func (f *foreground) left() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.back == nil {
		f.back = make(chan struct{})
	}
	if f.leave != nil {
		close(f.leave)
		f.leave = nil
	}
}

// entered is told that it is in front.
func (f *foreground) entered() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.back != nil {
		close(f.back)
		f.back = nil
	}
}

// wait returns when the app is in front, at once where it is.
func (f *foreground) wait(ctx context.Context) error {
	f.mu.Lock()
	back := f.back
	f.mu.Unlock()
	if back == nil {
		return ctx.Err()
	}
	select {
	case <-back:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leaving is closed when the app goes to the background, or is there.
func (f *foreground) leaving() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.leave == nil {
		f.leave = make(chan struct{})
		if f.back != nil {
			close(f.leave)
		}
	}
	leave := f.leave
	if f.back != nil {
		f.leave = nil
	}
	return leave
}

// within gives a context that ends with ctx, or when the app is in the background and
// rest has returned: what is under way may come to its end.
func (f *foreground) within(ctx context.Context, rest func(context.Context)) (context.Context, context.CancelFunc) {
	inFront, cancel := context.WithCancel(ctx)
	leaving := f.leaving()
	go func() {
		select {
		case <-leaving:
			rest(inFront)
			cancel()
		case <-inFront.Done():
		}
	}()
	return inFront, cancel
}

// every does something at an interval, and rests while the app is in the background.
// It ends with ctx.
func (f *foreground) every(ctx context.Context, interval time.Duration, do func()) {
	beat := time.NewTicker(interval)
	defer beat.Stop()
	for {
		leaving := f.leaving()
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			do()
		case <-leaving:
			beat.Stop()
			if f.wait(ctx) != nil {
				return
			}
			do() // what is shown is as old as the absence
			beat.Reset(interval)
		}
	}
}
