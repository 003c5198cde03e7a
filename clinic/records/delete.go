package records

import (
	"context"

	"throughline/clinic/outcome"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Delete removes a resource; its history stays. Deleting what was deleted before is
// no error and gives the zero Version.
func (s *Service) Delete(ctx context.Context, call Call, typ, id string, cond Conditions) (v store.Version, err error) {
	err = s.update(ctx, call, "delete", typ+"/"+id, func(wk *work) error {
		v, err = wk.remove(ctx, typ, id, cond)
		return err
	})
	return v, err
}

func (wk *work) remove(ctx context.Context, typ, id string, cond Conditions) (store.Version, error) {
	if !wk.MayAtAll('d', typ) {
		return store.Version{}, outcome.Forbidden
	}
	current, err := wk.w.Get(ctx, typ, id)
	if err != nil {
		return current, err // one that was never there is 404, like one that is not the caller's
	}
	res, err := subject(ctx, wk.w, current)
	switch {
	case err != nil:
		return current, err
	case !wk.May('d', res) && !wk.May('r', res):
		return store.Version{}, outcome.NotFound
	case !wk.May('d', res):
		return store.Version{}, outcome.Forbidden
	case current.Gone():
		return store.Version{}, check(current, false, cond)
	}
	if err := check(current, true, cond); err != nil {
		return current, err
	}
	v := store.Version{Type: typ, ID: id, Version: current.Version + 1, Method: store.Deleted}
	if v.Updated, err = wk.w.Stamp(ctx); err != nil {
		return v, err
	}
	if err := wk.w.Put(ctx, v, search.Index{}, res.Patients()); err != nil {
		return v, err
	}
	wk.note("delete", v, res.Patients())
	return v, nil
}
