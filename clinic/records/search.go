package records

import (
	"context"
	"errors"

	"throughline/clinic/access"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Found is one page of a search. Total is nil where it is not known; it counts
// only what the caller may see. Next continues the search, nil at its end.
type Found struct {
	Hits     []store.Version
	Included []store.Version
	Total    *int
	Next     []any
}

// Search gives a page of what the caller may see. query is the request's text,
// for the audit.
func (s *Service) Search(ctx context.Context, call Call, q search.Query, query string) (f Found, err error) {
	err = s.view(ctx, call, "search-type", func(l *look) error {
		l.query = q.Type + "?" + query
		f, err = l.search(ctx, q)
		return err
	})
	return f, err
}

func (l *look) search(ctx context.Context, q search.Query) (f Found, err error) {
	if !l.MayAtAll('s', q.Type) {
		return f, outcome.Forbidden
	}
	if err := mayAsk(l.Caller, q); err != nil {
		return f, err
	}
	if err := l.chains(ctx, &q); err != nil {
		return f, err
	}
	q.Patient = l.Patient(q.Type)
	if !q.CountOnly {
		if err := l.page(ctx, q, &f); err != nil {
			return f, err
		}
	}
	switch {
	case !q.CountOnly && f.Next == nil && q.After == nil:
		n := len(f.Hits)
		f.Total = &n // the one page is everything
	case q.CountOnly || q.Total:
		n, err := l.count(ctx, q)
		if err != nil {
			return f, err
		}
		f.Total = &n
	}
	return f, l.include(ctx, q, &f)
}

// page reads on until it holds a whole page of visible hits and knows whether
// another follows.
func (l *look) page(ctx context.Context, q search.Query, f *Found) error {
	var last []any
	var failed error
	err := l.each(ctx, q, q.Count+1, func(h store.Hit, res *access.Resource) bool {
		if len(f.Hits) == q.Count {
			f.Next = last
			return false
		}
		last = h.Keys
		v, err := shown(l.Caller, h.Version)
		if err != nil {
			failed = err
			return false
		}
		f.Hits = append(f.Hits, v)
		l.saw(h.Version, res.Patients())
		return true
	})
	return errors.Join(err, failed)
}

// count counts one by one unless the caller sees everything.
func (l *look) count(ctx context.Context, q search.Query) (n int, err error) {
	q.After = nil
	if l.SeesEverything(q.Type) {
		return l.r.Count(ctx, q)
	}
	err = l.each(ctx, q, search.MaxCount, func(store.Hit, *access.Resource) bool {
		n++
		return true
	})
	return n, err
}

// each gives the visible hits in order until fn has enough.
func (l *look) each(ctx context.Context, q search.Query, batch int, fn func(store.Hit, *access.Resource) bool) error {
	for {
		hits, err := l.r.Search(ctx, q, batch)
		if err != nil {
			return err
		}
		for _, h := range hits {
			q.After = h.Keys
			res, err := subject(ctx, l.r, h.Version)
			if err != nil {
				return err
			}
			if l.May('s', res) && !fn(h, res) {
				return nil
			}
		}
		if len(hits) < batch {
			return nil
		}
	}
}

// include adds what the hits refer to and what refers to them, as far as the
// caller may see it.
func (l *look) include(ctx context.Context, q search.Query, f *Found) error {
	have := map[string]bool{}
	for _, h := range f.Hits {
		have[h.Type+"/"+h.ID] = true
	}
	var failed error
	add := func(v store.Version, res *access.Resource) {
		if ref := v.Type + "/" + v.ID; !have[ref] && len(f.Included) < search.MaxCount {
			have[ref] = true
			part, err := shown(l.Caller, v)
			failed = errors.Join(failed, err)
			f.Included = append(f.Included, part)
			l.saw(v, res.Patients())
		}
	}
	for _, in := range q.Include {
		for _, h := range f.Hits {
			if h.Type != in.Source {
				continue
			}
			if err := l.referred(ctx, in, h, add); err != nil {
				return err
			}
		}
	}
	for _, in := range q.RevInclude {
		if len(f.Hits) == 0 || !l.MayAtAll('s', in.Source) {
			continue
		}
		filter := search.Filter{Param: in.Param, Kind: search.Reference}
		for _, h := range f.Hits {
			filter.Terms = append(filter.Terms, search.Term{Value: &h.ID, Qualifier: &h.Type})
		}
		rev := search.Query{
			Type: in.Source, Filters: []search.Filter{filter}, Sort: []search.Sort{{Kind: search.ID}},
			Patient: l.Patient(in.Source),
		}
		if err := l.each(ctx, rev, search.MaxCount, func(h store.Hit, res *access.Resource) bool {
			add(h.Version, res)
			return len(f.Included) < search.MaxCount
		}); err != nil {
			return err
		}
	}
	return failed
}

func (l *look) referred(ctx context.Context, in search.Include, h store.Version, add func(store.Version, *access.Resource)) error {
	tree, err := document.Tree(h.Body)
	if err != nil {
		return err
	}
	for _, v := range search.IndexOf(h.Type, tree).Values {
		if v.Param != in.Param || v.Qualifier == "" || in.Target != "" && v.Qualifier != in.Target {
			continue
		}
		to, err := l.r.Get(ctx, v.Qualifier, v.Value)
		if err != nil || to.Gone() {
			continue // a reference to what is not there
		}
		res, err := subject(ctx, l.r, to)
		if err != nil {
			return err
		}
		if l.May('r', res) {
			add(to, res)
		}
	}
	return nil
}
