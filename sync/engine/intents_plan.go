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
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.PlanChanged(set, e.viewer, change, e.now())
	})
}
