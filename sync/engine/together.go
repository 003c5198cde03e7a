package engine

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// A finished response and the completion of the task that asked for it land
// together: in one Bundle of type transaction where the server has them (R4, http,
// section 3.1.0.11.2), so that nobody sees the one without the other. Elsewhere the
// second waits for the first.
//
// A transaction is no proof of anything: some servers leave parts of one that they
// refused. So each entry is conditional on its own, each answer is verified, and
// where an answer was lost each is looked up before anything is sent again. What a
// transaction cannot settle goes entry by entry. An urgent response waits for no
// task: it is sent alone.

// pair gives en and what is to land with it, nil where en goes alone.
func (q *queue) pair(en *store.Entry) []*store.Entry {
	mate := q.mates[en.Operation]
	switch {
	case !q.able.transaction, mate == nil, en.Urgent, q.apart[en.Operation], q.failed[mate.Operation]:
		return nil
	case !q.able.joins(*en), !q.able.joins(*mate), q.ready(mate, len(q.entries)) != en:
		return nil
	}
	return []*store.Entry{en, mate}
}

// joins says whether an entry, once it is known not to have landed, can be part of
// a transaction.
func (a *abilities) joins(en store.Entry) bool {
	switch {
	case !open(en.State):
		return false
	case en.Kind == store.Update:
		return en.BaseVersion != ""
	}
	return a.createsOnce(en.Type)
}

// sendTogether sends a pair in one transaction. Whatever keeps it from that has its
// entries sent apart: they are queued, or looked up first where they may have landed.
func (p *pusher) sendTogether(ctx context.Context, pair []*store.Entry) error {
	first := pair[0].Operation
	for range rebases {
		ready, err := p.known(ctx, pair)
		if err != nil {
			return p.over(pair, err)
		}
		if !ready {
			p.apart[first] = true
			return nil
		}
		if err := p.markTogether(ctx, pair); err != nil {
			return err
		}
		answers, err := p.remote.Bundle(ctx, fhirhttp.Transaction, p.able.joined(pair))
		switch {
		case err == nil:
			// What has no good answer of its own is looked up.
			return p.settle(context.WithoutCancel(ctx), pair, verified(answers))
		case unread(err):
			return errors.Join(err, p.settle(context.WithoutCancel(ctx), pair, nil))
		case fhirhttp.IsConflict(err):
			continue // look up which of them
		case stops(err), fhirhttp.IsTemporary(err) && !broken(err):
			return p.over(pair, err)
		case unable(err):
			p.able.transaction = false // whatever it says
		}
		break
	}
	p.apart[first] = true
	return nil
}

// known looks up the entries that may have landed. ready says that none has, and
// that all can still be sent together.
func (p *pusher) known(ctx context.Context, pair []*store.Entry) (ready bool, err error) {
	for _, en := range pair {
		if *en, err = p.fresh(ctx, *en); err != nil {
			return false, err
		}
		if en.State == store.Sending {
			if *en, err = p.ask(ctx, p.able, *en); err != nil {
				return false, err
			}
			if en.State == store.Acknowledged {
				p.pushed++
			}
		}
	}
	for _, en := range pair {
		// The answer to one may have changed the other.
		if *en, err = p.fresh(ctx, *en); err != nil || en.State != store.Queued || !p.able.joins(*en) {
			return false, err
		}
	}
	return true, nil
}

// over ends the attempt at a pair: what may have landed is looked up next time.
func (p *pusher) over(pair []*store.Entry, err error) error {
	for _, en := range pair {
		p.failed[en.Operation] = true
	}
	return err
}

func (p *pusher) markTogether(ctx context.Context, pair []*store.Entry) error {
	return p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		for _, en := range pair {
			en.State, en.Attempts = store.Sending, en.Attempts+1
			if err := tx.Replace(*en); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

// joined makes the entries of a transaction. Where the server gives the ids, they
// point to each other by fullUrl (R4, bundle, section 2.36.4.1).
func (a *abilities) joined(pair []*store.Entry) []fhirhttp.Write {
	var writes []fhirhttp.Write
	names := map[string]string{}
	for _, en := range pair {
		w := a.request(*en)
		if w.ID == "" {
			w.FullURL = "urn:uuid:" + en.ID
			names[`"`+ref(en.Type, en.ID)+`"`] = `"` + w.FullURL + `"`
		}
		writes = append(writes, w)
	}
	for i := range writes {
		for from, to := range names {
			writes[i].Body = bytes.ReplaceAll(writes[i].Body, []byte(from), []byte(to))
		}
	}
	return writes
}

// verified takes nothing in a transaction for refused: an entry whose own answer is
// no success is looked up, whatever it says.
func verified(answers []fhirhttp.Written) []fhirhttp.Written {
	for i := range answers {
		if answers[i].Err != nil {
			answers[i] = fhirhttp.Written{}
		}
	}
	return answers
}

// broken says that the server failed at what was sent, and may again.
func broken(err error) bool { return answered(err, http.StatusInternalServerError) }

// unable says that the server does not do this at all.
func unable(err error) bool {
	return answered(err, http.StatusMethodNotAllowed) || answered(err, http.StatusNotImplemented)
}

func answered(err error, status int) bool {
	var e *fhirhttp.StatusError
	return errors.As(err, &e) && e.Status == status
}
