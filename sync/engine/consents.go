package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// What a patient decided about whom, and when, is in the versions of their consents,
// which the clinic keeps. A device has the latest version of everything; of these it
// reads the earlier ones too, once each, so that they can be told without a network. A
// loved one's device asks for none, and would be given none.

const (
	metaPast = "past "    // and a Consent's id: pastVersions
	mostPast = 500        // versions of one consent; of more, the latest
	pastSize = 512 * 1024 // bytes of them
)

// pastVersions are those of one consent up to the one that Upto names.
type pastVersions struct {
	Upto     string
	Versions []json.RawMessage // as they came: the latest first
}

func readPast(tx *store.Tx, id string) (p pastVersions, err error) {
	text, err := tx.Meta(metaPast + id)
	if err != nil || text == "" {
		return p, err
	}
	if json.Unmarshal([]byte(text), &p) != nil {
		return pastVersions{}, nil // not ours: as if nothing was known
	}
	return p, nil
}

// pastConsents brings what is not here yet. That it cannot be had spoils nothing else.
func (e *Engine) pastConsents(ctx context.Context, able *abilities) error {
	if profile.RoleOf(e.identity.FHIRUser) != care.RolePatient || !able.offers("Consent", "history-instance") {
		return nil
	}
	missing := map[string]string{} // the version that there is, by id
	err := e.look(ctx, func(set profile.Set) error {
		ids := profile.SharingConsents(set, e.viewer)
		return e.store.View(ctx, func(tx *store.Tx) error {
			for _, id := range ids {
				r, there, err := tx.Get("Consent", id)
				if err != nil {
					return err
				}
				past, err := readPast(tx, id)
				if err != nil {
					return err
				}
				if there && r.Version != "" && r.Version != past.Upto {
					missing[id] = r.Version
				}
			}
			return nil
		})
	})
	if err != nil || len(missing) == 0 {
		return err
	}
	for id, version := range missing {
		past := pastVersions{Upto: version}
		size := 0
		err := e.remote.History(ctx, "Consent/"+id, time.Time{}, func(p fhirhttp.Page) error {
			for _, entry := range p.Entries {
				if size += len(entry.Resource); len(past.Versions) == mostPast || size > pastSize {
					return errOnePage
				}
				if entry.Err == nil && len(entry.Resource) > 0 {
					past.Versions = append(past.Versions, entry.Resource)
				}
			}
			return nil
		})
		switch {
		case err == nil || errors.Is(err, errOnePage):
		case stops(err):
			return err
		default:
			e.log.InfoContext(ctx, "the versions of a consent are not to be had", "error", err)
			continue
		}
		text, err := json.Marshal(past)
		if err != nil {
			return err
		}
		err = e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) { return nil, tx.SetMeta(metaPast+id, string(text)) })
		if err != nil {
			return err
		}
	}
	return nil
}

// pastSharing reads what is kept of them.
func (e *Engine) pastSharing(ctx context.Context, set edited) (profile.SharingPast, error) {
	past := profile.SharingPast{Versions: map[string][][]byte{}, Waits: func(ref string) bool { return set.waiting[ref] != nil }}
	ids := profile.SharingConsents(set, e.viewer)
	if len(ids) == 0 {
		return past, nil
	}
	err := e.store.View(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			kept, err := readPast(tx, id)
			if err != nil {
				return err
			}
			for _, v := range kept.Versions {
				past.Versions[id] = append(past.Versions[id], v)
			}
		}
		return nil
	})
	return past, err
}
