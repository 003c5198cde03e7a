package engine

import (
	"context"
	"errors"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// What is entered over days without a network goes out many at a time, each under
// its own condition and each with its own outcome: in one Bundle of type batch where
// the server takes them, else one request after the other. Both share the two
// transactions of this device that each entry needs: the note that it is being sent,
// and what came of it.

const (
	// batchSize is how many entries share transactions where each is a request.
	batchSize = 32
	// batchBytes is how much one Bundle carries: what a slow network takes in a few
	// seconds, and servers in one body.
	batchBytes = 512 << 10
)

// bundles says whether many entries go into one request.
func (p *pusher) bundles() bool { return p.able.batch && p.most > 1 }

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
func (q *queue) batch(en *store.Entry) []*store.Entry {
	most, bytes := batchSize, 0
	if q.bundles() {
		most = q.most
	}
	var out []*store.Entry
	for ; en != nil && len(out) < most && q.able.plain(*en); en = q.pick() {
		if bytes += q.able.request(*en).Size(); bytes > batchBytes && q.bundles() && len(out) > 0 || q.pair(en) != nil {
			break
		}
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
// before; the rest stays marked as sent, to be looked up. The error is one that
// every other request would meet too.
func (p *pusher) sendAll(ctx context.Context, batch []*store.Entry) error {
	marked, err := p.mark(ctx, batch)
	if err != nil || len(marked) == 0 {
		return err
	}
	exchange := p.oneByOne
	if p.bundles() {
		exchange = p.bundle
	}
	answers, failure := exchange(ctx, marked)
	return errors.Join(failure, p.settle(context.WithoutCancel(ctx), marked, answers))
}

// settle stores what came of each entry. One without an answer was not sent.
func (p *pusher) settle(ctx context.Context, sent []*store.Entry, answers []fhirhttp.Written) error {
	var landed []outcome
	var unsent, no, unseen []*store.Entry
	codes := map[*store.Entry]string{}
	for i, en := range sent {
		switch {
		case i >= len(answers) || unread(answers[i].Err):
			unsent = append(unsent, en)
		case answers[i].Err == nil:
			if answers[i].Raw != nil && made(*en, answers[i].Resource) {
				landed = append(landed, outcome{en, answers[i].Resource})
			} else if at := landedAt(p.able, *en, answers[i].Resource); at != "" {
				en.Landed, unseen = at, append(unseen, en)
			}
		case refused(answers[i].Err) && !fhirhttp.IsConflict(answers[i].Err) && !fhirhttp.IsGone(answers[i].Err):
			no, codes[en] = append(no, en), faultCode(answers[i].Err)
		}
	}
	if err := p.settleAll(ctx, landed, append(requeued(unsent), unseen...)); err != nil {
		return err
	}
	p.pushed += len(landed)
	for _, en := range no {
		var err error
		if *en, err = p.quarantine(ctx, *en, codes[en]); err != nil {
			return err
		}
	}
	return nil
}

// oneByOne makes a request for each entry, in order, until one meets what every
// other would.
func (p *pusher) oneByOne(ctx context.Context, sent []*store.Entry) (answers []fhirhttp.Written, failure error) {
	for _, en := range sent {
		res, err := p.write(ctx, p.able, *en)
		answers = append(answers, fhirhttp.Written{Resource: res, Err: err})
		if err != nil && stops(err) {
			return answers, err
		}
	}
	return answers, nil
}

// bundle sends all entries in one request. Where the server will not have it, they
// go in smaller ones, and in the end one by one.
func (p *pusher) bundle(ctx context.Context, sent []*store.Entry) (answers []fhirhttp.Written, failure error) {
	writes := make([]fhirhttp.Write, len(sent))
	for i, en := range sent {
		writes[i] = p.able.request(*en)
	}
	answers, err := p.remote.Bundle(ctx, fhirhttp.Batch, writes)
	switch {
	case err == nil:
		for _, a := range answers {
			if a.Err != nil && stops(a.Err) {
				failure = a.Err
			}
		}
		return answers, failure
	case unread(err):
		return nil, err
	case fhirhttp.TooMuch(err):
		p.most = len(sent) / 2
		return nil, nil
	case errors.Is(err, fhirhttp.ErrUnsendable): // one of them is
		p.most = 1
		return nil, nil
	case refused(err), sentElsewhere(err):
		p.able.batch = false // whatever it says
		return nil, nil
	case stops(err):
		failure = err
	default:
		p.most = 1 // some of it may have landed
	}
	for range sent {
		answers = append(answers, fhirhttp.Written{Err: err})
	}
	return answers, failure
}

// sentElsewhere says that the server answers with a redirect, which a write does not
// follow: it was not looked at.
func sentElsewhere(err error) bool {
	var status *fhirhttp.StatusError
	return errors.As(err, &status) && status.Status < 400
}

// lookUp finds out what became of everything whose answer was lost, so that what
// has not landed can go out together again.
func (p *pusher) lookUp(ctx context.Context, q *queue) (failure error) {
	for i := range q.entries {
		en := &q.entries[i]
		if en.State != store.Sending || en.Urgent || p.failed[en.Operation] {
			continue
		}
		now, err := p.fresh(ctx, *en)
		if err == nil && now.State == store.Sending {
			now, err = p.ask(ctx, p.able, now)
		}
		switch *en = now; {
		case err != nil && stops(err):
			return err
		case err != nil:
			p.failed[en.Operation] = true
			failure = err
		case now.State == store.Acknowledged:
			p.pushed++
		}
	}
	return failure
}

// outcome is an entry with the server's answer to it.
type outcome struct {
	entry *store.Entry
	res   fhirhttp.Resource
}

// mark notes that a batch is being sent, and gives those of it that are still to be.
func (p *pusher) mark(ctx context.Context, batch []*store.Entry) (marked []*store.Entry, err error) {
	err = p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
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
			if !p.able.plain(now) { // settled or decided meanwhile
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

func requeued(unsent []*store.Entry) []*store.Entry {
	for _, en := range unsent {
		en.State = store.Queued
	}
	return unsent
}

// settleAll stores what landed, and the entries that are still open.
func (e *Engine) settleAll(ctx context.Context, landed []outcome, open []*store.Entry) error {
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
		for _, en := range open {
			if err := tx.Replace(*en); err != nil {
				return nil, err
			}
		}
		return changed, nil
	})
}
