package engine

import (
	"context"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/store"
)

// ChangePlan records one change of a plan: the patient's own, or, by staff, the
// one that the change names.
func (e *Engine) ChangePlan(ctx context.Context, change care.PlanChange) error {
	if err := keepable(change); err != nil {
		return err
	}
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.PlanChanged(set, e.viewer, change, e.now())
	})
}

// ChangeProgramme records one change that staff make in the programme.
func (e *Engine) ChangeProgramme(ctx context.Context, change care.ProgrammeChange) error {
	if err := keepable(change); err != nil {
		return err
	}
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.ProgrammeChanged(set, e.viewer, change, e.now())
	})
}

// ReadForm reads a file that is to become a form, by the rules of those that are in
// use.
func (e *Engine) ReadForm(ctx context.Context, raw []byte) (f care.FormFile, err error) {
	err = e.intend(ctx, func(tx *store.Tx) error {
		outbox, err := tx.Outbox()
		if err != nil {
			return err
		}
		f, err = profile.ReadForm(e.withEdits(outbox), raw)
		return err
	})
	return f, err
}
