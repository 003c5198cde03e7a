package records

import (
	"context"
	"net/http"

	"throughline/clinic/access"
	"throughline/clinic/outcome"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

// chains turns each chain into a filter on what it finds. It finds only what
// the caller may see: a chain through another's record matches nothing, whatever
// is in it.
func (l *look) chains(ctx context.Context, q *search.Query) error {
	for _, c := range q.Chains {
		f := search.Filter{Param: c.Param, Kind: search.Reference}
		for _, of := range c.Of {
			if !l.MayAtAll('s', of.Type) || mayAsk(l.Caller, of) != nil {
				continue
			}
			if err := l.chains(ctx, &of); err != nil {
				return err
			}
			of.Patient = l.Patient(of.Type)
			many := false
			if err := l.each(ctx, of, search.MaxCount, func(h store.Hit, _ *access.Resource) bool {
				f.Terms = append(f.Terms, search.Term{Value: &h.ID, Qualifier: &h.Type})
				many = len(f.Terms) > search.MaxCount
				return !many
			}); err != nil {
				return err
			}
			if many {
				return outcome.Of(http.StatusUnprocessableEntity, "too-costly", "The chain finds too much. Narrow it.")
			}
		}
		if len(f.Terms) == 0 {
			f = search.Filter{Param: "_id", Kind: search.ID} // no id: nothing is found
		}
		q.Filters = append(q.Filters, f)
	}
	q.Chains = nil
	return nil
}
