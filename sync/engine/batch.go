package engine

import (
	"context"
	"errors"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// batchSize is how many plain entries share the two transactions that each entry
// needs: the note that it is being sent, and what came of it. Each is still a
// request of its own, in order.
const batchSize = 32

// plain says whether an entry can share its transactions: it was never sent, nobody
// waits for it alone, and its answer changes no other entry's body.
func (a *abilities) plain(en store.Entry) bool {
	switch {
	case en.State != store.Queued || en.Urgent:
		return false
	case en.Kind == store.Update:
		return en.BaseVersion != ""
	}
	return a.takesOwnIDs(en.Type) && a.createsOnce(en.Type)
}

// batch gives en and the plain entries after it that do not wait for one another.
func (q *queue) batch(en *store.Entry, able *abilities) []*store.Entry {
	var out []*store.Entry
	for ; en != nil && len(out) < batchSize && able.plain(*en); en = q.pick() {
		out = append(out, en)
		q.failed[en.Operation] = true // not to be picked twice
	}
	for _, taken := range out {
		delete(q.failed, taken.Operation)
	}
	return out
}

// sendAll sends a batch. What has an answer that needs no second look is
// acknowledged in it; what was refused is set aside; what was not sent is queued as
// before; the rest stays marked as sent, for deliver to look into. The error is one that every other request
// would meet too.
func (e *Engine) sendAll(ctx context.Context, able *abilities, batch []*store.Entry) (acknowledged int, failure error) {
	marked, err := e.mark(ctx, able, batch)
	if err != nil {
		return 0, err
	}
	var landed []outcome
	var unsent []*store.Entry
	no := map[*store.Entry]string{} // what the server will not take, with the code
	for i, en := range marked {
		res, err := e.write(ctx, able, *en)
		if err == nil && res.Raw != nil && made(*en, res) {
			landed = append(landed, outcome{en, res})
			continue
		}
		if refused(err) && !fhirhttp.IsConflict(err) && !fhirhttp.IsGone(err) && !fhirhttp.IsUnauthorized(err) {
			no[en] = faultCode(err)
		}
		if err == nil || !stops(err) {
			continue
		}
		failure, unsent = err, marked[i+1:]
		if fhirhttp.IsUnauthorized(err) || tooMany(err) {
			unsent = marked[i:] // refused unread
		}
		break
	}
	err = e.settleAll(context.WithoutCancel(ctx), landed, unsent)
	if err != nil {
		return 0, errors.Join(failure, err)
	}
	for _, en := range marked {
		if code, refused := no[en]; refused {
			if *en, err = e.quarantine(ctx, *en, code); err != nil {
				return len(landed), errors.Join(failure, err)
			}
		}
	}
	return len(landed), failure
}

// outcome is an entry with the server's answer to it.
type outcome struct {
	entry *store.Entry
	res   fhirhttp.Resource
}

// mark notes that a batch is being sent, and gives those of it that are still to be.
func (e *Engine) mark(ctx context.Context, able *abilities, batch []*store.Entry) (marked []*store.Entry, err error) {
	err = e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		marked = nil
		for _, en := range batch {
			now, ok, err := tx.Entry(en.Operation)
			if err != nil {
				return nil, err
			}
			if !ok {
				now = *en
				now.State = store.Acknowledged
			}
			*en = now
			if !able.plain(now) { // settled or decided meanwhile
				continue
			}
			now.State, now.Attempts = store.Sending, now.Attempts+1
			if err := tx.Replace(now); err != nil {
				return nil, err
			}
			*en = now
			marked = append(marked, en)
		}
		return nil, nil
	})
	return marked, err
}

// settleAll stores what came of a batch.
func (e *Engine) settleAll(ctx context.Context, landed []outcome, unsent []*store.Entry) error {
	return e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		var changed []store.Resource
		for _, o := range landed {
			done, more, err := e.acknowledgeIn(tx, *o.entry, o.res)
			if err != nil {
				return nil, err
			}
			*o.entry = done
			changed = append(changed, more...)
		}
		for _, en := range unsent {
			en.State = store.Queued
			if err := tx.Replace(*en); err != nil {
				return nil, err
			}
		}
		return changed, nil
	})
}
