// Package engine keeps the store and the clinic's server in step and publishes
// what the signed-in person sees.
//
// One Sync runs these stages; each has its file:
//
//  1. probe (capabilities.go): what the server can do, asked once.
//  2. push (push.go, batch.go, together.go, settle.go, operation.go): outbox entries, urgent first
//     and alone, else first come, one in flight per resource, many in a request where
//     the server takes batches. A write whose answer was lost is looked up before it
//     is sent again.
//  3. merge (conflict.go, merge.go, rules.go): where somebody else was there
//     first, three ways by field, or both versions kept for the person to choose.
//  4. pull (pull.go, search.go, page.go): the history since the cursor where it is
//     offered, a search by _lastUpdated with an overlap elsewhere. The cursor is
//     stored with the last page. What is cut short goes on where it was (resume.go,
//     resume_search.go).
//  5. publish (memory.go, chart.go, publish.go, status.go): a new care.Chart from what is stored.
//
// What a person does comes in through intents.go, in one transaction with its
// outbox entry. run.go decides when to sync. Only the server's time counts.
package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/store"
)

// Store is what the engine needs of the profile's store; *store.Store is one.
type Store interface {
	Apply(ctx context.Context, fn func(*store.Tx) error) error
	View(ctx context.Context, fn func(*store.Tx) error) error
}

// Config is what an engine needs. Store and Remote belong to the engine's owner,
// who closes them after Run and every Sync have returned.
type Config struct {
	Store    Store
	Remote   Remote
	Identity Identity
	Zone     *time.Location   // the device's zone; nil: the clinic's
	Now      func() time.Time // nil: time.Now
	Logger   *slog.Logger     // nil: silent; gets no health data and no secrets
	Language string           // BCP 47, which wording of a form to prefer
	Network  Connectivity     // nil: nothing is known of the network
	NewID    func() string    // a new UUID, for operations and for copies; nil: random
}

// Identity is who is signed in, from the token response (SMART App Launch 2.2).
type Identity struct {
	FHIRUser string    // "Patient/…", "RelatedPerson/…", "Practitioner/…", "PractitionerRole/…"
	Patient  string    // the logical id of the patient in context; empty for staff without one
	Duty     care.Duty // of staff, as the clinic says at sign-in; empty if it does not
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

// Engine is one person's sync. Its methods may be called from any goroutine; none
// but Sync and Run waits for the network.
type Engine struct {
	store    Store
	remote   Remote
	identity Identity
	viewer   profile.Viewer
	now      func() time.Time
	log      *slog.Logger

	network Connectivity
	newID   func() string

	edits, nudges, fronts chan struct{} // wake Run

	syncing chan struct{} // held by the one Sync; guards the next two
	able    *abilities
	tidied  bool // the outbox was rid of what has long been acknowledged

	commits sync.Mutex              // held over a transaction and the memory of it
	memory  *profile.Memory         // what the store's resource table holds; nil: to be read
	bodies  map[*byte]fhir.Resource // the outbox decoded, by where a body begins
	stale   bool                    // the store changed since the chart was made
	retimed bool                    // only when it is from did
	focus   string                  // staff: "Patient/…" whose record the chart holds; empty for none

	mu      sync.Mutex // guards what is published
	picture picture
	sync    care.Sync
	lacks   care.Topics // with Missing alone
	chart   care.Chart
	subs    map[*subscription]bool
}

// New makes an engine over an open store and publishes the chart that the store
// holds.
func New(cfg Config) (*Engine, error) {
	if cfg.Store == nil || cfg.Remote == nil || cfg.Identity.FHIRUser == "" {
		return nil, errors.New("engine: a store, a remote and an identity are needed")
	}
	e := &Engine{
		store: cfg.Store, remote: cfg.Remote, identity: cfg.Identity, now: cfg.Now, log: cfg.Logger,
		viewer: profile.Viewer{
			FHIRUser: cfg.Identity.FHIRUser, Patient: cfg.Identity.Patient, Duty: cfg.Identity.Duty, Zone: cfg.Zone, Language: cfg.Language,
		},
		network: cfg.Network, newID: cfg.NewID,
		edits: make(chan struct{}, 1), nudges: make(chan struct{}, 1), fronts: make(chan struct{}, 1), syncing: make(chan struct{}, 1),
		stale: true, subs: map[*subscription]bool{},
	}
	if e.now == nil {
		e.now = time.Now
	}
	if e.newID == nil {
		e.newID = uuid.NewString
	}
	if e.network == nil {
		e.network = unknowing{}
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	ctx := context.Background() // reads this device only
	if _, err := e.lapse(ctx); err != nil {
		return nil, err
	}
	if err := e.publish(ctx); err != nil {
		return nil, err
	}
	return e, nil
}

// commit runs fn in one transaction and takes what it says has changed into
// memory. The chart follows with publish.
func (e *Engine) commit(ctx context.Context, fn func(*store.Tx) ([]store.Resource, error)) error {
	e.commits.Lock()
	defer e.commits.Unlock()
	return e.apply(ctx, fn)
}

// apply is commit for who holds commits.
func (e *Engine) apply(ctx context.Context, fn func(*store.Tx) ([]store.Resource, error)) error {
	var changed []store.Resource
	same := false
	err := e.store.Apply(ctx, func(tx *store.Tx) (err error) {
		changed, err = fn(tx)
		same = len(changed) == 0 && onlyTimes(tx)
		return err
	})
	e.stale, e.retimed = e.stale || !same || err != nil, true
	if err != nil {
		e.memory = nil // whether it was committed is not known: read it again
		return err
	}
	if e.memory != nil {
		e.take(changed)
	}
	return nil
}

func ref(typ, id string) string { return typ + "/" + id }
