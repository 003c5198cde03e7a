package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/store"
)

// RecordCheckIn keeps a check-in. One that is begun is saved on this device, to be
// resumed; if it holds an urgent answer, that goes into the outbox in the same
// transaction, so that a form that is left alerts too. One that is done or amended goes into the outbox in the same
// transaction that ends its draft; done twice, it is sent once.
func (e *Engine) RecordCheckIn(ctx context.Context, c care.CheckIn) error {
	if c.ID == "" {
		return &care.Fault{Code: "check-in-nameless", Say: "This form could not be saved. Open it again."}
	}
	if c.Status == care.CheckInBegun {
		c.Delivery = care.Delivery{} // may hold an error, and follows from the outbox
		return e.operate(ctx, func(tx *store.Tx, set profile.Set) ([]profile.Operation, error) {
			c := followed(set, c)
			if err := saveDraft(tx, c); err != nil {
				return nil, err
			}
			ops, err := profile.CheckInUrgent(set, e.viewer, sendable(c), e.now())
			if err != nil { // the answers are kept all the same, and go with the finished form
				e.log.WarnContext(ctx, "an urgent answer could not be filed", "error", err)
			}
			return ops, nil
		})
	}
	if err := keepable(c); err != nil {
		return err
	}
	return e.operate(ctx, func(tx *store.Tx, set profile.Set) ([]profile.Operation, error) {
		c := followed(set, c)
		if err := tx.DropDraft(c.ID); err != nil {
			return nil, err
		}
		ops, err := profile.CheckInDone(set, e.viewer, c, e.now())
		if err != nil || len(ops) == 0 {
			return nil, err
		}
		known, there := set.Get(ops[0].Ref())
		if again, err := restates(known, ops[0].Body); err != nil || there && again {
			return nil, err
		}
		return ops, nil
	})
}

// followed is a check-in under the id that it has by now: the form may have been open
// since before the server gave one.
func followed(set profile.Set, c care.CheckIn) care.CheckIn {
	if r, ok := set.Get(ref("QuestionnaireResponse", c.ID)); ok && r.Common().ID != c.ID {
		c.ID, c.Made = r.Common().ID, c.ID
	}
	return c
}

func saveDraft(tx *store.Tx, c care.CheckIn) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return tx.SaveDraft(c.ID, body)
}

// renameDraft has a form that is begun follow its response to the id that the server
// gave it.
func renameDraft(tx *store.Tx, from, to string) error {
	drafts, err := readDrafts(tx)
	for _, c := range drafts {
		if c.ID == from {
			c.ID, c.Made = to, from
			err = errors.Join(err, saveDraft(tx, c), tx.DropDraft(from))
		}
	}
	return err
}

// restates says whether a response says what is there already, so that done twice
// is not an amendment.
func restates(known fhir.Resource, body []byte) (bool, error) {
	r, ok := known.(*fhir.QuestionnaireResponse)
	if !ok || r.Status == "in-progress" {
		return false, nil
	}
	text, err := fhir.Encode(r)
	if err != nil {
		return false, err
	}
	was, err1 := parse(text)
	is, err2 := parse(body)
	for _, o := range []object{was, is} {
		delete(o, "status")
		delete(o, "authored")
	}
	return sameContent(was, is), errors.Join(err1, err2)
}

// DiscardDraft deletes a check-in that is begun.
func (e *Engine) DiscardDraft(ctx context.Context, id string) error {
	return e.intend(ctx, func(tx *store.Tx) error { return tx.DropDraft(id) })
}

// AnswerSession records whether the person comes.
func (e *Engine) AnswerSession(ctx context.Context, a care.SessionAnswer) error {
	if err := keepable(a); err != nil {
		return err
	}
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.SessionAnswered(set, e.viewer, a)
	})
}

// MarkReviewed records a member of staff's review of a check-in.
func (e *Engine) MarkReviewed(ctx context.Context, d care.ReviewDecision) error {
	if err := keepable(d); err != nil {
		return err
	}
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.ReviewDone(set, e.viewer, d, e.now())
	})
}

// DoWork records what a member of staff did about a piece of work, and what they
// wrote to the patient.
func (e *Engine) DoWork(ctx context.Context, d care.Deed) error {
	if err := keepable(d); err != nil {
		return err
	}
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.WorkDone(set, e.viewer, d, e.now())
	})
}

// operate files what fn makes of what this device shows, and has it sent.
func (e *Engine) operate(ctx context.Context, fn func(*store.Tx, profile.Set) ([]profile.Operation, error)) error {
	filed, urgent := false, false
	err := e.intend(ctx, func(tx *store.Tx) error {
		outbox, err := tx.Outbox()
		if err != nil {
			return err
		}
		ops, err := fn(tx, e.withEdits(outbox))
		if err != nil {
			return err
		}
		filing := map[string]string{} // operation ids by reference
		for _, op := range ops {
			en := store.Entry{Kind: store.Kind(op.Kind), Type: op.Type, ID: op.ID, Body: op.Body, Urgent: op.Urgent, Together: op.Together}
			for _, dep := range op.DependsOn {
				if id, ok := filing[dep]; ok {
					en.DependsOn = append(en.DependsOn, id)
				}
			}
			if en, err = e.file(tx, en); err != nil {
				return err
			}
			filing[op.Ref()] = en.Operation
			filed, urgent = true, urgent || op.Urgent
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case urgent:
		signal(e.nudges)
	case filed:
		signal(e.edits)
	}
	return nil
}

// intend runs what a person did in one transaction and publishes the chart that
// shows it. The error is a *care.Fault, or the context's.
func (e *Engine) intend(ctx context.Context, fn func(*store.Tx) error) error {
	e.commits.Lock()
	defer e.commits.Unlock()
	if e.memory == nil {
		if err := e.load(ctx); err != nil {
			return err
		}
	}
	err := e.apply(ctx, func(tx *store.Tx) ([]store.Resource, error) { return nil, fn(tx) })
	if err == nil {
		err = e.refresh(context.WithoutCancel(ctx))
	}
	if err != nil && ctx.Err() == nil {
		return care.AsFault(err)
	}
	return err
}

// file puts an entry into the outbox. It gets an operation id, marks the body with
// it, and, for an update, takes what this device shows now as its base.
func (e *Engine) file(tx *store.Tx, en store.Entry) (store.Entry, error) {
	en.Operation, en.State, en.Created = e.newID(), store.Queued, e.now()
	if en.Kind == store.Update {
		base, version, err := local(tx, en.Type, en.ID)
		if err != nil {
			return en, err
		}
		en.Base, en.BaseVersion = base, version
	}
	blocked, err := setAside(tx, en)
	if err != nil {
		return en, err
	}
	if blocked {
		en.State, en.Code = store.Quarantined, codeBuildsOn
	}
	body, err := stamp(en.Body, en.Operation)
	if err != nil {
		return en, fmt.Errorf("%s: %w", ref(en.Type, en.ID), err)
	}
	en.Body = body
	return en, tx.Enqueue(&en)
}

// setAside says whether what an entry builds on is set aside.
func setAside(tx *store.Tx, en store.Entry) (bool, error) {
	earlier, err := tx.OutboxOf(en.Type, en.ID)
	for _, op := range en.DependsOn {
		dep, _, depErr := tx.Entry(op)
		earlier, err = append(earlier, dep), errors.Join(err, depErr)
	}
	return slices.ContainsFunc(earlier, func(other store.Entry) bool {
		return other.State == store.Quarantined && other.Code != store.CodeDamaged
	}), err
}

// local is a resource as this device shows it: the last edit that is waiting, or
// what the server said. version is the server's version below it, if known.
func local(tx *store.Tx, typ, id string) (body []byte, version string, err error) {
	r, _, err := tx.Get(typ, id)
	if err != nil {
		return nil, "", err
	}
	body, version = r.Body, r.Version
	edits, err := tx.OutboxOf(typ, id)
	for _, en := range edits {
		if en.State != store.Acknowledged && len(en.Body) > 0 {
			body, version = en.Body, en.BaseVersion
		}
	}
	return body, version, err
}
