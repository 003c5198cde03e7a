package records

import (
	"context"

	"throughline/clinic/access"
	"throughline/clinic/rules"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Programme runs fn with the server's own rights in one write transaction of the
// clinic: what the programme does by itself. r sees the transaction's own state.
func (s *Service) Programme(ctx context.Context, clinic string, fn func(r store.Reader, tx rules.Tx) error) error {
	return s.Store.Update(ctx, clinic, func(w store.Writer) error {
		wk := &work{Service: s, Caller: access.System(clinic), call: SystemCall(clinic), w: w}
		return fn(w, ruleTx{wk})
	})
}

// Each gives fn every current resource that a search finds, in the order of its
// sort, until fn fails.
func Each(ctx context.Context, r store.Reader, q search.Query, fn func(store.Version) error) error {
	for {
		hits, err := r.Search(ctx, q, search.MaxCount)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if err := fn(h.Version); err != nil {
				return err
			}
			q.After = h.Keys
		}
		if len(hits) < search.MaxCount {
			return nil
		}
	}
}
