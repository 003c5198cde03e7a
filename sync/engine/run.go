package engine

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"

	"throughline/care"
	"throughline/sync/fhirhttp"
)

const (
	interval   = 5 * time.Minute // between syncs when nothing happens
	jitter     = 0.2             // so that devices do not come in step
	debounce   = time.Second     // after an edit, for the edits that follow it
	firstRetry = 2 * time.Second
	lastRetry  = 5 * time.Minute
)

// Run syncs at the start, a second after an edit (at once after an urgent one),
// every five minutes or so, and when nudged, until ctx is done, whose error it
// returns. After a failure it waits longer each time, and never less than the
// server asks for. Between syncs it sleeps on one timer.
func (e *Engine) Run(ctx context.Context) error {
	regular := &backoff.ExponentialBackOff{InitialInterval: interval, MaxInterval: interval, Multiplier: 1, RandomizationFactor: jitter}
	retry := &backoff.ExponentialBackOff{InitialInterval: firstRetry, MaxInterval: lastRetry, Multiplier: 2, RandomizationFactor: jitter}
	regular.Reset()
	retry.Reset()
	timer := time.NewTimer(0)
	defer timer.Stop()
	var closed <-chan time.Time // while it is set, the server does not want to be asked
	for {
		var edits, nudges <-chan struct{}
		if closed == nil {
			edits, nudges = e.edits, e.nudges
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-edits:
			timer.Reset(debounce)
			continue
		case <-closed:
			closed = nil
			continue
		case <-nudges:
		case <-timer.C:
		}
		_, err := e.Sync(ctx)
		wait := regular.NextBackOff()
		switch {
		case err == nil:
			retry.Reset()
		case fhirhttp.IsTemporary(err):
			wait = retry.NextBackOff()
			if after := fhirhttp.RetryAfter(err); after > 0 {
				wait = max(wait, after)
				closed = time.After(after)
			}
		}
		timer.Reset(wait)
	}
}

// Nudge asks Run for a sync now.
func (e *Engine) Nudge() { signal(e.nudges) }

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
	return r, errors.Join(pushErr, pullErr)
}
