package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/store"
)

// kindSafety are the versions of the safety card, kindSharing what the person chose
// about sharing it.
const (
	kindSafety  = "safety-card"
	kindSharing = "safety-card-sharing"
)

// SaveSafetyCard keeps a new version of the safety card on this device. Only where
// the person shares it is it also sent. The same words are no new version.
func (e *Engine) SaveSafetyCard(ctx context.Context, card care.SafetyCard) error {
	if err := keepable(card); err != nil {
		return err
	}
	return e.operate(ctx, func(tx *store.Tx, set profile.Set) ([]profile.Operation, error) {
		versions, shared, err := readSafety(tx)
		if err != nil {
			return nil, err
		}
		if len(versions) > 0 && versions[0].SameWords(card) && versions[0].Together == card.Together {
			return nil, nil
		}
		card.Changed, card.Shared, card.Delivery = e.now(), false, care.Delivery{}
		body, err := json.Marshal(card)
		if err != nil {
			return nil, err
		}
		if _, err := tx.SaveDocument(kindSafety, body); err != nil || !shared {
			return nil, err
		}
		return profile.SafetyShared(set, e.viewer, card, e.now())
	})
}

// ShareSafetyCard lets the care team read the card, from now on also its changes;
// or ends that. What the clinic has then stays in its record.
func (e *Engine) ShareSafetyCard(ctx context.Context, share bool) error {
	return e.operate(ctx, func(tx *store.Tx, set profile.Set) ([]profile.Operation, error) {
		versions, _, err := readSafety(tx)
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(sharing{Shared: share})
		if err != nil {
			return nil, err
		}
		if _, err := tx.SaveDocument(kindSharing, body); err != nil {
			return nil, err
		}
		if !share {
			return profile.SafetyUnshared(set, e.viewer, e.now())
		}
		if len(versions) == 0 {
			return nil, nil
		}
		return profile.SafetyShared(set, e.viewer, versions[0], e.now())
	})
}

type sharing struct {
	Shared bool `json:"shared"`
}

// readSafety gives the card's versions on this device, newest first, and whether
// the person shares it.
func readSafety(tx *store.Tx) (versions []care.SafetyCard, shared bool, err error) {
	err = tx.Documents(kindSafety, func(d store.Document) error {
		var card care.SafetyCard
		if json.Unmarshal(d.Body, &card) == nil {
			versions = append(versions, card)
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	slices.Reverse(versions)
	slices.SortStableFunc(versions, func(a, b care.SafetyCard) int { return cmp.Or(b.Changed.Compare(a.Changed)) })
	err = tx.Documents(kindSharing, func(d store.Document) error {
		var s sharing
		if json.Unmarshal(d.Body, &s) == nil {
			shared = s.Shared
		}
		return nil
	})
	return versions, shared, err
}

// card puts this device's safety card into the chart of a patient. What they share
// is used where this device has none, or an older one.
func (e *Engine) card(chart *care.Chart, versions []care.SafetyCard, shared bool) {
	if chart.Viewer.Role != care.RolePatient {
		return
	}
	clinics := chart.Safety
	if len(versions) == 0 {
		return
	}
	chart.Safety, chart.SafetyBefore = versions[0], versions[1:]
	if clinics.Shared && clinics.Changed.After(versions[0].Changed) && !clinics.SameWords(versions[0]) {
		chart.Safety, chart.SafetyBefore = clinics, versions // changed on another device
	}
	chart.Safety.Shared = shared
}
