package engine

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// rebases bounds how often one entry is merged and sent again in one push, for a
// resource that somebody else keeps changing.
const rebases = 5

// push sends what can be sent and says how many entries were acknowledged. An
// entry that fails holds up only what builds on it; a failure that every entry
// would meet ends the push. The error is the last failure.
func (e *Engine) push(ctx context.Context, able *abilities) (pushed int, failure error) {
	p := &pusher{Engine: e, able: able, most: able.entries, failed: map[string]bool{}, apart: map[string]bool{}}
	failure = p.run(ctx)
	if failure != nil && stops(failure) {
		return p.pushed, failure
	}
	return p.pushed, errors.Join(failure, e.attribute(ctx, able))
}

// pusher is one push.
type pusher struct {
	*Engine
	able   *abilities
	most   int             // entries in a Bundle; less once the server has found that too much
	failed map[string]bool // operations that are not to be tried again
	apart  map[string]bool // operations that are not to be sent in a transaction
	pushed int
}

func (p *pusher) run(ctx context.Context) (failure error) {
	for {
		q, err := p.queue(ctx)
		if err != nil {
			return err
		}
		en := q.pick()
		if en == nil {
			return failure
		}
		for ; en != nil; en = q.pick() {
			before := p.pushed
			err := p.next(ctx, q, en)
			if p.pushed > before && (en.Urgent || !samePower(before, p.pushed)) {
				if err := p.publish(ctx); err != nil {
					return err
				}
			}
			switch {
			case err == nil:
			case stops(err):
				return err
			default:
				failure = err
			}
		}
	}
}

// next sends en, with what can go with it. Where the error is not one that every
// entry would meet, what it is about was marked as failed.
func (p *pusher) next(ctx context.Context, q *queue, en *store.Entry) (err error) {
	if en.State == store.Sending && !en.Urgent && p.bundles() {
		return p.lookUp(ctx, q)
	}
	if pair := q.pair(en); pair != nil {
		return p.sendTogether(ctx, pair)
	}
	if batch := q.batch(en); len(batch) > 1 {
		return p.sendAll(ctx, batch)
	}
	*en, err = p.deliver(ctx, p.able, *en)
	switch {
	case err != nil:
		p.failed[en.Operation] = true
	case en.State == store.Acknowledged:
		p.pushed++
	case en.State == store.Queued: // others keep changing it
		p.failed[en.Operation] = true
	}
	return err
}

// stops says whether every other request would meet the same.
func stops(err error) bool {
	var status *fhirhttp.StatusError
	if errors.As(err, &status) {
		switch status.Status {
		case http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable:
			return true
		}
		return false
	}
	return !errors.Is(err, fhirhttp.ErrCut) && !errors.Is(err, fhirhttp.ErrTooLarge) && !errors.Is(err, fhirhttp.ErrNotFHIR) &&
		!errors.Is(err, fhirhttp.ErrUnsendable) && !errors.Is(err, errOverlooked)
}

// queue is the outbox while it is being pushed.
type queue struct {
	*pusher
	entries []store.Entry // in push order
	byOp    map[string]*store.Entry
	heads   map[string][]*store.Entry // by resource, first come first
	mates   map[string]*store.Entry   // by operation: what is to land together with it
}

func (p *pusher) queue(ctx context.Context) (*queue, error) {
	q := &queue{pusher: p, byOp: map[string]*store.Entry{}, heads: map[string][]*store.Entry{}, mates: map[string]*store.Entry{}}
	err := p.store.View(ctx, func(tx *store.Tx) (err error) {
		q.entries, err = tx.Outbox()
		return err
	})
	for i := range q.entries {
		en := &q.entries[i]
		q.byOp[en.Operation] = en
		q.heads[ref(en.Type, en.ID)] = append(q.heads[ref(en.Type, en.ID)], en)
		if en.Together && len(en.DependsOn) == 1 {
			q.mates[en.DependsOn[0]] = en
		}
	}
	for _, of := range q.heads {
		sortBySeq(of)
	}
	return q, err
}

// pick gives the next entry to send, nil if there is none: the first in order, or
// what it waits for.
func (q *queue) pick() *store.Entry {
	for i := range q.entries {
		if en := q.ready(&q.entries[i], len(q.entries)); en != nil {
			return en
		}
	}
	return nil
}

// ready gives en if it can be sent, or the entry to send before it, or nil. steps
// ends a circle of dependencies, which nothing here makes.
func (q *queue) ready(en *store.Entry, steps int) *store.Entry {
	if steps < 0 || !open(en.State) || q.failed[en.Operation] {
		return nil
	}
	for _, earlier := range q.heads[ref(en.Type, en.ID)] {
		if earlier.Seq >= en.Seq {
			break
		}
		if earlier.State != store.Acknowledged {
			return q.ready(earlier, steps-1)
		}
	}
	for _, op := range en.DependsOn {
		if dep, known := q.byOp[op]; known && dep.State != store.Acknowledged {
			return q.ready(dep, steps-1)
		}
	}
	return en
}

// open says whether an entry of this state is to be sent.
func open(s store.State) bool { return s == store.Queued || s == store.Sending }

// deliver sends one entry and stores what came of it. The state of the entry that
// it returns says what; an error means that it is to be tried again later.
func (e *Engine) deliver(ctx context.Context, able *abilities, en store.Entry) (store.Entry, error) {
	en, err := e.fresh(ctx, en)
	if err != nil || !open(en.State) {
		return en, err
	}
	for range rebases {
		unsure := en.Kind == store.Create && !able.createsOnce(en.Type)
		if unsure || en.State == store.Sending || en.Kind == store.Update && en.BaseVersion == "" {
			asked, err := e.ask(ctx, able, en)
			if en = asked; err != nil || en.State != store.Queued {
				return en, err
			}
			if en.Kind == store.Update && en.BaseVersion == "" {
				return e.quarantine(ctx, en, codeUnversioned)
			}
		}
		en.State, en.Attempts = store.Sending, en.Attempts+1
		if err := e.keep(ctx, en); err != nil {
			return en, err
		}
		res, err := e.write(ctx, able, en)
		switch {
		case err == nil && res.Raw != nil && made(en, res):
			return e.acknowledge(ctx, en, res)
		case err == nil && landedAt(able, en, res) != "":
			en.Landed = landedAt(able, en, res)
			if err := e.keep(ctx, en); err != nil {
				return en, err
			}
			continue // look at it
		case err == nil, fhirhttp.IsConflict(err), fhirhttp.IsGone(err) && en.Kind == store.Update:
			continue // ask what is there
		case unread(err):
			en.State = store.Queued
			return en, errors.Join(err, e.keep(ctx, en))
		case refused(err):
			return e.quarantine(ctx, en, faultCode(err))
		}
		return en, err
	}
	if en.State == store.Sending {
		return e.ask(ctx, able, en)
	}
	return en, nil
}

// fresh reads an entry again: what was acknowledged before it may have changed it.
// One that is gone counts as acknowledged.
func (e *Engine) fresh(ctx context.Context, en store.Entry) (store.Entry, error) {
	err := e.store.View(ctx, func(tx *store.Tx) error {
		now, ok, err := tx.Entry(en.Operation)
		if en.State = store.Acknowledged; ok {
			en = now
		}
		return err
	})
	return en, err
}

// write makes the request. A create is idempotent by its id, or by an identifier
// where the server gives the ids.
func (e *Engine) write(ctx context.Context, able *abilities, en store.Entry) (fhirhttp.Resource, error) {
	switch w := able.request(en); {
	case w.ID != "":
		return e.remote.Update(ctx, w.Type, w.ID, w.Body, w.Cond)
	default:
		return e.remote.Create(ctx, w.Type, w.Body, w.IfNoneExist)
	}
}

// request is how an entry is asked for.
func (a *abilities) request(en store.Entry) fhirhttp.Write {
	w := fhirhttp.Write{Type: en.Type, ID: en.ID, Body: en.Body}
	switch {
	case en.Kind == store.Update:
		w.Cond = fhirhttp.IfVersion(en.BaseVersion)
	case a.takesOwnIDs(en.Type):
		w.Cond = fhirhttp.IfAbsent()
	default:
		w.ID, w.IfNoneExist = "", identifierQuery(en.ID)
	}
	return w
}

// made says whether a write is in its answer. A conditional create answers with what
// is there, which another device may have made.
func made(en store.Entry, res fhirhttp.Resource) bool {
	return en.Kind == store.Update || res.Created || carries(res.Raw, en.Operation)
}

// landedAt is where the server says that something is which it does not show, in an answer
// to a create with no body; empty if it says no such thing, or if writing again under our
// own id is safe.
func landedAt(able *abilities, en store.Entry, res fhirhttp.Resource) string {
	switch {
	case en.Kind != store.Create, res.Raw != nil, able.takesOwnIDs(en.Type):
		return ""
	case res.Created:
		return cmp.Or(res.ID, store.Somewhere)
	}
	return res.ID
}

// unread says that the server has not looked at what was sent: it said so, or no connection
// to it was made at all (net.OpError), as on a phone without a signal.
func unread(err error) bool {
	var dialed *net.OpError
	if errors.As(err, &dialed) && dialed.Op == "dial" {
		return true
	}
	var status *fhirhttp.StatusError
	return errors.As(err, &status) && (status.Status == http.StatusUnauthorized || status.Status == http.StatusTooManyRequests)
}

// refused says that the server will not take this as it is, ever: an answer of
// 400 to 499 that no other case explains.
func refused(err error) bool {
	if errors.Is(err, fhirhttp.ErrUnsendable) {
		return true
	}
	var status *fhirhttp.StatusError
	return errors.As(err, &status) && status.Status >= 400 && status.Status < 500 && !fhirhttp.IsTemporary(err)
}
