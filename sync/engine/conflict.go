package engine

import (
	"context"
	"encoding/json"
	"errors"

	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// rebase merges an entry into the server's present version. What merges is queued
// on top of it; what was already said there is acknowledged; the rest waits for
// the person.
func (e *Engine) rebase(ctx context.Context, en store.Entry, current fhirhttp.Resource) (store.Entry, error) {
	moved, err := e.moved(following(en, current.ID), current)
	if err != nil {
		return en, err
	}
	if moved.State == store.Conflict {
		return e.contest(ctx, en, current, moved.Fields)
	}
	ours, err := parse(moved.Body)
	if err != nil {
		return en, err
	}
	theirs, err := parse(current.Raw)
	if err != nil {
		return en, err
	}
	if sameContent(ours, theirs) {
		return e.acknowledge(ctx, en, current)
	}
	return moved, e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		return putAnd(tx, current, moved, en)
	})
}

// contest keeps both versions of a resource until the person chooses. A current
// without Raw says that theirs is that it was deleted.
func (e *Engine) contest(ctx context.Context, en store.Entry, current fhirhttp.Resource, fields []string) (store.Entry, error) {
	was := en
	en = following(en, current.ID)
	en.State, en.Code = store.Conflict, codeConflict
	en.Theirs, en.TheirsV, en.Fields = current.Raw, current.Version, fields
	return en, e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		return putAnd(tx, current, en, was)
	})
}

// putAnd stores the server's version and what became of the entry, which was another
// device's resource under an id of the server's where the ids differ.
func putAnd(tx *store.Tx, res fhirhttp.Resource, en, was store.Entry) ([]store.Resource, error) {
	if en.ID != was.ID {
		if err := renamed(tx, was, en.ID); err != nil {
			return nil, err
		}
	}
	if err := tx.Replace(en); err != nil {
		return nil, err
	}
	r, err := current(tx, res)
	if err != nil {
		return nil, err
	}
	if put, err := tx.Put(r); err != nil || !put {
		return nil, err
	}
	return []store.Resource{r}, nil
}

// moved gives the entry as an edit of the server's version: queued, or in
// conflict if a person must choose.
func (e *Engine) moved(en store.Entry, onto fhirhttp.Resource) (store.Entry, error) {
	moved, clashes, err := e.rulesFor(en.Type).move(en, onto)
	if err != nil || len(clashes) == 0 {
		return moved, err
	}
	en.State, en.Code = store.Conflict, codeConflict
	en.Theirs, en.TheirsV, en.Fields = onto.Raw, onto.Version, clashes
	return en, nil
}

// move merges an entry into onto and makes it an update of that version.
func (r rules) move(en store.Entry, onto fhirhttp.Resource) (moved store.Entry, clashes []string, err error) {
	if merged, ours, err := profile.MergeWork(en.Base, en.Body, onto.Raw); ours || err != nil {
		if err == nil {
			en.Body, err = stamp(merged, en.Operation)
		}
		en.Kind, en.State, en.Base, en.BaseVersion = store.Update, store.Queued, onto.Raw, onto.Version
		return en, nil, err
	}
	base, err1 := parse(en.Base)
	ours, err2 := parse(en.Body)
	theirs, err3 := parse(onto.Raw)
	if err := errors.Join(err1, err2, err3); err != nil {
		return en, nil, err
	}
	merged, clashes := r.merge(base, ours, theirs)
	text, err := json.Marshal(merged)
	if err != nil {
		return en, nil, err
	}
	body, err := stamp(text, en.Operation)
	if err != nil {
		return en, nil, err
	}
	en.Kind, en.State, en.Base, en.BaseVersion, en.Body = store.Update, store.Queued, onto.Raw, onto.Version, body
	return en, clashes, nil
}
