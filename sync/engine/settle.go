package engine

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// ask finds out what became of an entry that may have landed, and never sends it:
// it comes back acknowledged, in conflict, quarantined, or queued if it has not
// landed, rebased if need be.
func (e *Engine) ask(ctx context.Context, able *abilities, en store.Entry) (store.Entry, error) {
	current, err := e.find(ctx, able, en)
	switch {
	case fhirhttp.IsForbidden(err), errors.Is(err, fhirhttp.ErrUnsendable):
		return e.quarantine(ctx, en, faultCode(err))
	case fhirhttp.IsGone(err):
		return e.askGone(ctx, able, en, err)
	case err != nil:
		return en, err
	case current.Raw == nil && en.Landed != "":
		return e.overlooked(ctx, en)
	case current.Raw == nil: // a search without a match
		return e.requeue(ctx, en)
	}
	theirs, err := parse(current.Raw)
	if err != nil {
		return en, err
	}
	ours, err := parse(following(en, current.ID).Body)
	if err != nil {
		return en, err
	}
	if carries(current.Raw, en.Operation) || sameContent(ours, theirs) {
		return e.acknowledge(ctx, en, current)
	}
	if en.Kind == store.Update && current.Version == en.BaseVersion {
		return e.requeue(ctx, en)
	}
	// Where the server gives the ids, the history is that of the id that it gave.
	landed, err := e.landed(ctx, able, en, current.ID)
	if err != nil {
		return en, err
	}
	if landed {
		return e.acknowledge(ctx, en, current)
	}
	return e.rebase(ctx, en, current)
}

// find reads what the server has under the entry's identity.
func (e *Engine) find(ctx context.Context, able *abilities, en store.Entry) (found fhirhttp.Resource, err error) {
	if en.Kind == store.Update || able.takesOwnIDs(en.Type) {
		return e.remote.Read(ctx, en.Type, en.ID)
	}
	if en.Landed != "" && en.Landed != store.Somewhere {
		return e.remote.Read(ctx, en.Type, en.Landed)
	}
	query, err := url.ParseQuery(identifierQuery(en.ID))
	if err != nil {
		return found, err
	}
	err = e.remote.Search(ctx, en.Type, query, func(p fhirhttp.Page) error {
		for _, entry := range p.Entries {
			if entry.Err == nil && entry.Type == en.Type && found.Raw == nil && is(entry.Resource, en) {
				found = fhirhttp.Resource{
					Raw: entry.Resource, Type: entry.Type, ID: entry.ID, Version: entry.Version,
					LastUpdated: entry.LastUpdated, ServerTime: p.ServerTime,
				}
			}
		}
		return nil
	})
	return found, err
}

// looks is how often a server may be asked for what it said that it created before
// that is set aside.
const looks = 30

// overlooked leaves an entry to be asked for again, and does not send it: the server said
// that it created it, and a search, or a copy of its database, may be behind.
func (e *Engine) overlooked(ctx context.Context, en store.Entry) (store.Entry, error) {
	if en.Attempts++; en.Attempts > looks {
		return e.quarantine(ctx, en, codeUnseen)
	}
	return en, errors.Join(errOverlooked, e.keep(ctx, en))
}

// errOverlooked is about one entry and holds up no other.
var errOverlooked = &care.Fault{Code: "clinic-does-not-show-it-yet", Say: "Your clinic's server took what you entered, and does not show it yet. We'll look again."}

// askGone settles an entry whose resource is not there. What was created and then
// deleted must not come back; an edit of what was deleted is for the person to
// decide on.
func (e *Engine) askGone(ctx context.Context, able *abilities, en store.Entry, gone error) (store.Entry, error) {
	landed, err := e.landed(ctx, able, en, en.ID)
	if err != nil {
		return en, err
	}
	var status *fhirhttp.StatusError
	deleted := errors.As(gone, &status) && status.Status == http.StatusGone
	switch {
	case landed, en.Kind == store.Create && deleted:
		return e.acknowledge(ctx, en, fhirhttp.Resource{Type: en.Type, ID: en.ID, ServerTime: status.ServerTime})
	case en.Kind == store.Create && en.Landed != "":
		return e.overlooked(ctx, en)
	case en.Kind == store.Create:
		return e.requeue(ctx, en)
	}
	return e.contest(ctx, en, fhirhttp.Resource{Type: en.Type, ID: en.ID}, nil)
}

// landed looks for the operation in the history of the resource that has this id at
// the server, where it keeps one: somebody else may have written on top of it.
func (e *Engine) landed(ctx context.Context, able *abilities, en store.Entry, id string) (bool, error) {
	if !able.offers(en.Type, "history-instance") {
		return false, nil
	}
	found := false
	err := e.remote.History(ctx, ref(en.Type, id), time.Time{}, func(p fhirhttp.Page) error {
		for _, entry := range p.Entries {
			found = found || carries(entry.Resource, en.Operation)
		}
		return nil
	})
	if fhirhttp.IsGone(err) {
		err = nil
	}
	return found, err
}

// keep stores the state of an entry.
func (e *Engine) keep(ctx context.Context, en store.Entry) error {
	return e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) { return nil, tx.Replace(en) })
}

func (e *Engine) requeue(ctx context.Context, en store.Entry) (store.Entry, error) {
	en.State = store.Queued
	return en, e.keep(ctx, en)
}

// acknowledge stores the server's version and the end of the entry in one
// transaction, and moves the next edit of the resource on top of it. A res
// without Raw is one that was deleted since.
func (e *Engine) acknowledge(ctx context.Context, en store.Entry, res fhirhttp.Resource) (done store.Entry, err error) {
	err = e.commit(ctx, func(tx *store.Tx) (changed []store.Resource, err error) {
		done, changed, err = e.acknowledgeIn(tx, en, res)
		return changed, err
	})
	if err != nil {
		return en, err
	}
	return done, nil
}

// acknowledgeIn is acknowledge in a transaction.
func (e *Engine) acknowledgeIn(tx *store.Tx, en store.Entry, res fhirhttp.Resource) (done store.Entry, changed []store.Resource, err error) {
	done = en
	done.State, done.Code, done.ID, done.Version = store.Acknowledged, "", res.ID, res.Version
	done.Received = res.LastUpdated
	if done.Received.IsZero() {
		done.Received = res.ServerTime
	}
	done.Base, done.Body, done.Theirs, done.Fields, done.Landed = nil, nil, nil, nil, ""
	r, err := current(tx, res)
	if err != nil {
		return done, nil, err
	}
	put, err := tx.Put(r)
	if put {
		changed = append(changed, r)
	}
	return done, changed, errors.Join(err, tx.Replace(done), e.carryOn(tx, en, res))
}

// current makes a store resource of an answer. A deletion keeps the time of what
// was deleted, so that a stale page cannot undo it.
func current(tx *store.Tx, res fhirhttp.Resource) (store.Resource, error) {
	r := store.Resource{Type: res.Type, ID: res.ID, Version: res.Version, Updated: res.LastUpdated, Body: res.Raw}
	if res.Raw != nil {
		return r, nil
	}
	known, _, err := tx.Get(res.Type, res.ID)
	r.Deleted, r.Updated = true, latest(known.Updated, res.LastUpdated)
	return r, err
}

// carryOn prepares what waits for an acknowledged entry: the next edit of the same
// resource gets the server's version as its base, and references to an id that the
// server replaced follow.
func (e *Engine) carryOn(tx *store.Tx, en store.Entry, res fhirhttp.Resource) error {
	if res.ID != en.ID {
		if err := renamed(tx, en, res.ID); err != nil {
			return err
		}
	}
	later, err := tx.OutboxOf(en.Type, res.ID)
	if err != nil || res.Raw == nil {
		return err
	}
	for _, next := range later {
		if next.Seq <= en.Seq || next.State != store.Queued {
			continue
		}
		if next, err = e.moved(next, res); err != nil {
			return err
		}
		return tx.Replace(next)
	}
	return nil
}

// renamed has every entry that waits follow a resource to the id that the server
// gave it.
func renamed(tx *store.Tx, en store.Entry, id string) error {
	all, err := tx.Outbox()
	if en.Type == "QuestionnaireResponse" {
		err = errors.Join(err, renameDraft(tx, en.ID, id))
	}
	for _, other := range all {
		if other.Operation == en.Operation || other.State == store.Acknowledged {
			continue
		}
		before := other
		rename(&other, en.Type, en.ID, id)
		if other.ID != before.ID || !bytes.Equal(other.Body, before.Body) || !bytes.Equal(other.Base, before.Base) {
			err = errors.Join(err, tx.Replace(other))
		}
	}
	return err
}

// following is an entry that has followed its resource to the id that the server
// gave it.
func following(en store.Entry, id string) store.Entry {
	if en.ID != id {
		rename(&en, en.Type, en.ID, id)
	}
	return en
}

// rename follows a resource to the id that the server gave it.
func rename(en *store.Entry, typ, from, to string) {
	if en.Type == typ && en.ID == from {
		en.ID = to
		en.Body = bytes.ReplaceAll(en.Body, []byte(`"id":"`+from+`"`), []byte(`"id":"`+to+`"`))
		en.Base = bytes.ReplaceAll(en.Base, []byte(`"id":"`+from+`"`), []byte(`"id":"`+to+`"`))
	}
	en.Body = bytes.ReplaceAll(en.Body, []byte(`"`+ref(typ, from)+`"`), []byte(`"`+ref(typ, to)+`"`))
	en.Base = bytes.ReplaceAll(en.Base, []byte(`"`+ref(typ, from)+`"`), []byte(`"`+ref(typ, to)+`"`))
}

// quarantine sets an entry aside with all that builds on it.
func (e *Engine) quarantine(ctx context.Context, en store.Entry, code string) (store.Entry, error) {
	en.State, en.Code = store.Quarantined, code
	return en, e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		all, err := tx.Outbox()
		if err != nil {
			return nil, err
		}
		aside := map[string]bool{en.Operation: true}
		for again := true; again; {
			again = false
			for _, other := range all {
				if !aside[other.Operation] && open(other.State) && buildsOn(other, en, aside) {
					aside[other.Operation], again = true, true
					other.State, other.Code = store.Quarantined, codeBuildsOn
					if err := tx.Replace(other); err != nil {
						return nil, err
					}
				}
			}
		}
		return nil, tx.Replace(en)
	})
}

func buildsOn(other, en store.Entry, aside map[string]bool) bool {
	if other.Type == en.Type && other.ID == en.ID && other.Seq > en.Seq {
		return true
	}
	for _, op := range other.DependsOn {
		if aside[op] {
			return true
		}
	}
	return false
}
