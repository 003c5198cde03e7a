package engine

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/cenkalti/backoff/v5"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
)

const (
	interval   = 5 * time.Minute // between syncs when nothing happens
	jitter     = 0.2             // so that devices do not come in step
	debounce   = time.Second     // after an edit, for the edits that follow it
	firstRetry = 2 * time.Second
	lastRetry  = 5 * time.Minute
)

// Run syncs at the start, a second after an edit (at once after an urgent one),
// every five minutes or so, when the app comes to the front, when the network
// comes back, and when nudged. It ends when ctx does, with its error, or when the
// sign-in has (smart.ErrSignInAgain). After a failure it waits longer each time,
// and never less than the server asks for. Without a network only what is urgent
// or asked for is tried. Between syncs it sleeps on one timer.
func (e *Engine) Run(ctx context.Context) error {
	p := newPace()
	timer := time.NewTimer(0)
	defer timer.Stop()
	fading := time.NewTimer(time.Hour)
	defer fading.Stop()
	var closed <-chan time.Time // while it is set, the server does not want to be asked
	var last time.Time          // when the last sync ended well
	for {
		if err := e.fade(ctx, fading); err != nil {
			return err
		}
		var edits, nudges, fronts, changed <-chan struct{}
		if closed == nil {
			edits, nudges, fronts, changed = e.edits, e.nudges, e.fronts, e.network.Changed()
		}
		asked := false
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-fading.C:
			continue
		case <-edits:
			timer.Reset(debounce)
			continue
		case <-closed:
			closed = nil
			continue
		case <-fronts:
			if e.network.Network() == NetworkSpared || !last.IsZero() && e.now().Sub(last).Abs() < settled {
				continue
			}
		case <-changed:
			p.retry.Reset() // what failed before says nothing any more
		case <-nudges:
			asked = true
		case <-timer.C:
		}
		if !asked && e.network.Network() == NetworkNone {
			e.status(func(s *care.Sync) { s.Offline = true })
			timer.Reset(p.idle(NetworkFree))
			continue
		}
		_, err := e.Sync(ctx)
		switch {
		case errors.Is(err, smart.ErrSignInAgain):
			return err
		case err == nil:
			last = e.now()
		}
		var wait time.Duration
		wait, closed = p.after(err, e.network.Network())
		timer.Reset(wait)
	}
}

// pace is how long Run waits.
type pace struct{ regular, metered, retry *backoff.ExponentialBackOff }

func newPace() *pace {
	every := func(first, most time.Duration, multiplier float64) *backoff.ExponentialBackOff {
		b := &backoff.ExponentialBackOff{InitialInterval: first, MaxInterval: most, Multiplier: multiplier, RandomizationFactor: jitter}
		b.Reset()
		return b
	}
	return &pace{
		regular: every(interval, interval, 1), metered: every(meteredInterval, meteredInterval, 1), retry: every(firstRetry, lastRetry, 2),
	}
}

// idle is the wait where nothing is wrong.
func (p *pace) idle(n Network) time.Duration {
	switch n {
	case NetworkMetered:
		return p.metered.NextBackOff()
	case NetworkSpared:
		return math.MaxInt64
	}
	return p.regular.NextBackOff()
}

// after is the wait after a sync, and, where the server asked for quiet, when that
// is over.
func (p *pace) after(err error, n Network) (wait time.Duration, closed <-chan time.Time) {
	switch {
	case err == nil:
		p.retry.Reset()
	case fhirhttp.IsTemporary(err):
		wait = p.retry.NextBackOff()
		if asked := fhirhttp.RetryAfter(err); asked > 0 {
			return max(wait, asked), time.After(asked)
		}
		return wait, nil
	}
	return p.idle(n), nil
}

// Nudge asks Run for a sync now.
func (e *Engine) Nudge() { signal(e.nudges) }

// Front tells Run that the app has come to the front: it syncs unless it just did.
func (e *Engine) Front() { signal(e.fronts) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // one is waiting already
	}
}

// Sync pushes and pulls once. Calls that overlap wait for each other. In an error
// errors.As finds a *care.Fault, unless it is the context's; the report holds also
// then.
func (e *Engine) Sync(ctx context.Context) (Report, error) {
	select {
	case e.syncing <- struct{}{}:
	case <-ctx.Done():
		return Report{}, ctx.Err()
	}
	defer func() { <-e.syncing }()

	e.status(func(s *care.Sync) { s.Running = true })
	r, err := e.stages(ctx)
	// The person must see what was stored also where the sync was cut short.
	err = errors.Join(err, e.publish(context.WithoutCancel(ctx)))
	e.status(func(s *care.Sync) {
		s.Running = false
		if ctx.Err() == nil {
			s.Offline = errors.Is(err, fhirhttp.ErrUnreachable)
			s.Problem = care.AsFault(err)
		}
		r.Pending, r.Conflicts, r.Quarantined, r.AsOf = s.Pending, s.Conflicts, s.Quarantined, s.AsOf
	})
	var known *care.Fault
	switch {
	case ctx.Err() != nil:
		return r, ctx.Err()
	case err == nil:
		return r, nil
	case !errors.As(err, &known):
		err = care.AsFault(err)
	}
	e.log.InfoContext(ctx, "sync ended early", "error", err)
	return r, err
}

// stages runs push and pull. An answer that only one resource met does not keep
// the other stage from running.
func (e *Engine) stages(ctx context.Context) (Report, error) {
	var r Report
	able, err := e.probe(ctx)
	if err != nil {
		return r, err
	}
	var pushErr, pullErr error
	if r.Pushed, pushErr = e.push(ctx, able); pushErr != nil && stops(pushErr) {
		return r, pushErr
	}
	r.Pulled, pullErr = e.pull(ctx, able)
	if pullErr == nil {
		pullErr = e.pastConsents(ctx, able)
	}
	e.status(func(*care.Sync) { e.lacks = e.lacking(able) })
	return r, errors.Join(pushErr, pullErr)
}
