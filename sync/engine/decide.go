package engine

import (
	"context"
	"encoding/json"
	"errors"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// Keep is what the person chose for an entry that waits for them.
type Keep = care.Keep

// Choices, by their names in care.
const (
	KeepMine   = care.KeepMine
	KeepTheirs = care.KeepTheirs
	KeepBoth   = care.KeepBoth
)

var errDecided = &care.Fault{Code: "already-decided", Say: "This was settled already."}

// Choose is Decide for a care.Decision, as screens make it.
func (e *Engine) Choose(ctx context.Context, d care.Decision) error {
	return e.Decide(ctx, d.Choice, d.Keep)
}

// Decide carries out the person's choice for one entry. It needs no network; what
// follows from it is sent with the next sync.
func (e *Engine) Decide(ctx context.Context, operation string, keep Keep) error {
	err := e.intend(ctx, func(tx *store.Tx) error {
		en, ok, err := tx.Entry(operation)
		switch {
		case err != nil:
			return err
		case !ok || en.State != store.Conflict && en.State != store.Quarantined:
			return errDecided
		case keep == KeepTheirs:
			return errors.Join(tx.Forget(operation), giveUp(tx, en))
		case en.Code == store.CodeDamaged:
			return why(store.CodeDamaged)
		case keep == KeepBoth || en.State == store.Conflict && len(en.Theirs) == 0:
			return e.asNew(tx, en)
		}
		return errors.Join(e.mine(tx, en), wake(tx, en))
	})
	if err == nil {
		signal(e.edits)
	}
	return err
}

// mine queues the person's version: on top of theirs after a conflict, as it was
// after a refusal.
func (e *Engine) mine(tx *store.Tx, en store.Entry) error {
	if en.State == store.Conflict {
		r := e.rulesFor(en.Type)
		r.ours = true
		res := fhirhttp.Resource{Raw: en.Theirs, Version: en.TheirsV}
		moved, _, err := r.move(en, res)
		if err != nil {
			return err
		}
		en = moved
	}
	return tx.Replace(reopened(en))
}

func reopened(en store.Entry) store.Entry {
	en.State, en.Code, en.Fields, en.Landed, en.Attempts = store.Queued, "", nil, "", 0
	en.Theirs, en.TheirsV, en.TheirsBy, en.Asked = nil, "", "", false
	return en
}

// asNew files the person's version as a new resource beside theirs.
func (e *Engine) asNew(tx *store.Tx, en store.Entry) error {
	if err := tx.Forget(en.Operation); err != nil {
		return err
	}
	id, operation := e.newID(), e.newID()
	copied, err := copyOf(en.Body, id)
	if err != nil {
		return err
	}
	body, err := stamp(copied, operation)
	if err != nil {
		return err
	}
	if err := follow(tx, en, operation, id); err != nil {
		return err
	}
	return tx.Enqueue(&store.Entry{
		Operation: operation, Kind: store.Create, Type: en.Type, ID: id, Body: body,
		Urgent: en.Urgent, DependsOn: en.DependsOn, Together: en.Together, Created: en.Created, State: store.Queued,
	})
}

// copyOf gives a resource under a new id, which it also has as its identifier: by
// that it is found where the server gives the ids.
func copyOf(body []byte, id string) ([]byte, error) {
	o, err := parse(body)
	if err != nil {
		return nil, err
	}
	o["id"] = id
	if meta, ok := o["meta"].(object); ok {
		delete(meta, "versionId")
		delete(meta, "lastUpdated")
	}
	own := object{"system": profile.SystemURI, "value": "urn:uuid:" + id}
	if o["resourceType"] == "QuestionnaireResponse" { // has one identifier at most
		o["identifier"] = own
		return json.Marshal(o)
	}
	known, _ := list(o["identifier"])
	kept := []any{own}
	for _, v := range known {
		if x, ok := v.(object); !ok || x["system"] != profile.SystemURI {
			kept = append(kept, v)
		}
	}
	o["identifier"] = kept
	return json.Marshal(o)
}

// wake reopens what was set aside only because it builds on en.
func wake(tx *store.Tx, en store.Entry) error {
	return builders(tx, en, func(other store.Entry) error {
		return errors.Join(tx.Replace(reopened(other)), wake(tx, other))
	})
}

// giveUp drops what makes no sense without en. Another edit of a resource that the
// clinic has makes sense.
func giveUp(tx *store.Tx, en store.Entry) error {
	return builders(tx, en, func(other store.Entry) error {
		if en.Kind == store.Update && other.Type == en.Type && other.ID == en.ID {
			return errors.Join(tx.Replace(reopened(other)), wake(tx, other))
		}
		return errors.Join(tx.Forget(other.Operation), giveUp(tx, other))
	})
}

// follow points what depends on en to the resource that takes its place.
func follow(tx *store.Tx, en store.Entry, operation, id string) error {
	return builders(tx, en, func(other store.Entry) error {
		other = reopened(other)
		rename(&other, en.Type, en.ID, id)
		for i, op := range other.DependsOn {
			if op == en.Operation {
				other.DependsOn[i] = operation
			}
		}
		return errors.Join(tx.Replace(other), wake(tx, other))
	})
}

// builders gives fn what was set aside only because it builds on en.
func builders(tx *store.Tx, en store.Entry, fn func(store.Entry) error) error {
	all, err := tx.Outbox()
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Code != codeBuildsOn || !buildsOn(other, en, map[string]bool{en.Operation: true}) {
			continue
		}
		if err := fn(other); err != nil {
			return err
		}
	}
	return nil
}
