package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/store"
)

// Record is all that this device has of the person's record, as a FHIR Bundle of
// type collection (R4, Bundle): what the clinic said, with what was entered here
// and is not sent laid over it, and the safety card, shared or not, and the number of resources. base is the address of the clinic, for the entries' full URLs. It needs no network.
func (e *Engine) Record(ctx context.Context, base string) ([]byte, int, error) {
	bodies := map[string]json.RawMessage{}
	var asOf string
	err := e.store.View(ctx, func(tx *store.Tx) error {
		if err := tx.Resources(func(r store.Resource) error {
			if !r.Deleted && len(r.Body) > 0 {
				bodies[ref(r.Type, r.ID)] = slices.Clone(r.Body)
			}
			return nil
		}); err != nil {
			return err
		}
		outbox, err := tx.Outbox()
		if err != nil {
			return err
		}
		for _, en := range outbox {
			if len(en.Body) > 0 && en.Code != store.CodeDamaged {
				bodies[ref(en.Type, en.ID)] = en.Body
			}
		}
		asOf, err = tx.Meta(metaAsOf)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	if card, ok, err := e.ownCard(ctx); err != nil {
		return nil, 0, err
	} else if ok {
		bodies[card.Ref()] = card.Body
	}
	b := fhir.Bundle{Type: "collection", Timestamp: asOf}
	for key, body := range bodies {
		b.Entry = append(b.Entry, fhir.BundleEntry{FullURL: base + "/" + key, Resource: body})
	}
	slices.SortFunc(b.Entry, func(a, b fhir.BundleEntry) int { return cmp.Compare(a.FullURL, b.FullURL) })
	raw, err := fhir.Encode(&b)
	return raw, len(b.Entry), err
}

// ownCard is the safety card that is on this device alone, as it would be shared.
func (e *Engine) ownCard(ctx context.Context) (card profile.Operation, ok bool, err error) {
	if profile.RoleOf(e.identity.FHIRUser) != care.RolePatient {
		return card, false, nil
	}
	var versions []care.SafetyCard
	shared := false
	err = e.store.View(ctx, func(tx *store.Tx) (err error) {
		versions, shared, err = readSafety(tx)
		return err
	})
	if err != nil || shared || len(versions) == 0 {
		return card, false, err
	}
	err = e.look(ctx, func(set profile.Set) error {
		ops, err := profile.SafetyShared(set, e.viewer, versions[0], e.now())
		if err == nil && len(ops) == 1 {
			card, ok = ops[0], true
		}
		return err
	})
	return card, ok, err
}
