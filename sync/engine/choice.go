package engine

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// copies are the types of which a second one beside the first makes sense.
var copies = []string{"Communication", "Condition", "Goal", "Observation", "QuestionnaireResponse"}

// Waiting gives what waits for the person's choice as it is stored now, first come
// first; the chart has it too. What only builds on another entry follows that one
// and is not named.
func (e *Engine) Waiting(ctx context.Context) ([]care.Choice, error) {
	e.commits.Lock()
	defer e.commits.Unlock()
	if e.memory == nil {
		if err := e.load(ctx); err != nil {
			return nil, err
		}
	}
	var outbox []store.Entry
	err := e.store.View(ctx, func(tx *store.Tx) (err error) {
		outbox, err = tx.Outbox()
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.choices(outbox, e.withEdits(outbox)), nil
}

// choices tells what waits for a choice in words. commits is held.
func (e *Engine) choices(outbox []store.Entry, set edited) []care.Choice {
	var out []care.Choice
	waiting := slices.Clone(outbox)
	slices.SortFunc(waiting, func(a, b store.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, en := range waiting {
		if en.State == store.Conflict || en.State == store.Quarantined && en.Code != codeBuildsOn {
			out = append(out, e.choice(en, set))
		}
	}
	return out
}

func (e *Engine) choice(en store.Entry, set edited) care.Choice {
	c := care.Choice{ID: en.Operation, Ref: ref(en.Type, en.ID), Urgent: en.Urgent, Why: why(en.Code), Topic: set.topic(en)}
	title, whole, differ := profile.Compare(set, e.viewer, en.Body, en.Theirs)
	c.Title = title
	me, role := profile.Author(set, fhir.Reference{Reference: e.viewer.FHIRUser})
	c.Mine = care.Version{By: me, Role: role, At: en.Created, Text: whole[0]}
	switch {
	case en.Code == store.CodeDamaged:
		c.Kind, c.Can = care.ChoiceDamaged, []Keep{KeepTheirs}
	case en.State == store.Quarantined:
		c.Kind, c.Can = care.ChoiceRefused, []Keep{KeepMine, KeepTheirs}
	case len(en.Theirs) == 0:
		c.Kind, c.Can = care.ChoiceDeleted, []Keep{KeepMine, KeepTheirs}
	default:
		c.Kind, c.Differ, c.Can = care.ChoiceConflict, differ, []Keep{KeepMine, KeepTheirs}
		if slices.Contains(copies, en.Type) {
			c.Can = []Keep{KeepBoth, KeepMine, KeepTheirs}
		}
		c.Theirs = theirs(en, set, whole[1])
	}
	return c
}

func theirs(en store.Entry, set profile.Set, text string) care.Version {
	by := profile.WrittenBy(en.Theirs)
	if en.TheirsBy != "" {
		by = fhir.Reference{Reference: en.TheirsBy}
	}
	v := care.Version{Text: text}
	v.By, v.Role = profile.Author(set, by)
	if envelope, err := fhir.Peek(en.Theirs); err == nil {
		v.At, _ = fhir.ParseInstant(envelope.Meta.LastUpdated) // zero for what is none
	}
	return v
}

// attribute finds out who wrote the other version of what is in conflict, from the
// server's Provenance where it keeps one (R4 provenance: target is versioned). It
// asks once for each conflict; what fails is tried with the next sync.
func (e *Engine) attribute(ctx context.Context, able *abilities) error {
	if !able.offers("Provenance", "search-type") || !able.searches("Provenance", "target") {
		return nil
	}
	var unknown []store.Entry
	err := e.store.View(ctx, func(tx *store.Tx) error {
		all, err := tx.Outbox()
		for _, en := range all {
			if en.State == store.Conflict && len(en.Theirs) > 0 && !en.Asked {
				unknown = append(unknown, en)
			}
		}
		return err
	})
	for _, en := range unknown {
		by, askErr := e.writer(ctx, en)
		if askErr != nil && (fhirhttp.IsTemporary(askErr) || stops(askErr)) {
			return askErr
		}
		err = e.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
			now, ok, err := tx.Entry(en.Operation)
			if err != nil || !ok || now.State != store.Conflict || now.TheirsV != en.TheirsV {
				return nil, err // decided meanwhile
			}
			now.TheirsBy, now.Asked = by, true
			return nil, tx.Replace(now)
		})
		if err != nil {
			return err
		}
	}
	return err
}

// writer is who wrote the version that an entry is in conflict with; "" if nobody
// says.
func (e *Engine) writer(ctx context.Context, en store.Entry) (by string, err error) {
	target := ref(en.Type, en.ID)
	query := url.Values{"target": {target}, "_sort": {"-_lastUpdated"}}
	err = e.remote.Search(ctx, "Provenance", query, func(p fhirhttp.Page) error {
		for _, entry := range p.Entries {
			r, err := fhir.Decode(entry.Resource)
			made, ok := r.(*fhir.Provenance)
			if err != nil || !ok || by != "" || len(made.Agent) == 0 {
				continue
			}
			for _, t := range made.Target {
				if t.Reference == target+"/_history/"+en.TheirsV {
					by = made.Agent[0].Who.Reference
				}
			}
		}
		return nil
	})
	return by, err
}
