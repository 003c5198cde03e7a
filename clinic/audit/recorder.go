package audit

import (
	"context"
	"sync"

	"throughline/clinic/store"
)

// Recorder commits events that belong to no other write: those of reads,
// refusals and sign-ins. Record returns when the events are on the disk.
// Requests that come while a commit is under way share the next one.
type Recorder struct {
	store store.Store

	mu      sync.Mutex
	waiting []*entry
	busy    bool
}

type entry struct {
	clinic string
	rows   []store.Audit
	done   chan error
}

// NewRecorder gives a recorder into s.
func NewRecorder(s store.Store) *Recorder { return &Recorder{store: s} }

// Record commits the events of one request. Once begun it does not stop when
// the request does: what was read was read.
func (r *Recorder) Record(ctx context.Context, clinic string, events ...Event) error {
	e := &entry{clinic: clinic, done: make(chan error, 1)}
	for _, ev := range events {
		row, err := ev.Row()
		if err != nil {
			return err
		}
		e.rows = append(e.rows, row)
	}
	if len(e.rows) == 0 {
		return nil
	}
	r.mu.Lock()
	r.waiting = append(r.waiting, e)
	lead := !r.busy
	r.busy = true
	r.mu.Unlock()
	if lead {
		go r.drain(context.WithoutCancel(ctx))
	}
	return <-e.done
}

func (r *Recorder) drain(ctx context.Context) {
	for {
		r.mu.Lock()
		batch := r.waiting
		r.waiting = nil
		if len(batch) == 0 {
			r.busy = false
			r.mu.Unlock()
			return
		}
		r.mu.Unlock()
		r.commit(ctx, batch)
	}
}

func (r *Recorder) commit(ctx context.Context, batch []*entry) {
	byClinic := map[string][]*entry{}
	for _, e := range batch {
		byClinic[e.clinic] = append(byClinic[e.clinic], e)
	}
	for clinic, entries := range byClinic {
		err := r.store.Update(ctx, clinic, func(w store.Writer) error {
			for _, e := range entries {
				if _, err := w.AppendAudit(ctx, e.rows...); err != nil {
					return err
				}
			}
			return nil
		})
		for _, e := range entries {
			e.done <- err
		}
	}
}
