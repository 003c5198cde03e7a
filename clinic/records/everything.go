package records

import (
	"context"
	"errors"
	"slices"
	"time"

	"throughline/clinic/access"
	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

// EverythingQuery asks for a patient's record. Types narrows it, After is where
// the page before ended.
type EverythingQuery struct {
	Patient string
	Types   []string
	Since   time.Time
	Count   int
	After   *Ref
}

// Whole is one page of a patient's record: the Patient, then what is in the
// compartment by type and id, and beside each page what it refers to in the
// clinic's directory.
type Whole struct {
	Found
	After *Ref // what the next page follows, nil at the end
}

// Everything gives a page of a patient's record as far as the caller may see it
// (FHIR R4, Patient-operation-everything). The audit is not part of it.
func (s *Service) Everything(ctx context.Context, call Call, q EverythingQuery) (out Whole, err error) {
	err = s.view(ctx, call, "operation", func(l *look) error {
		l.query = "Patient/" + q.Patient + "/$everything"
		return l.everything(ctx, q, &out)
	})
	return out, err
}

// wholeTypes are the types of a patient's record in their order.
func wholeTypes() []string {
	out := []string{"Patient"}
	for _, typ := range document.Types() {
		if access.InCompartment(typ) && typ != "Patient" && typ != auditType {
			out = append(out, typ)
		}
	}
	return out
}

func (l *look) everything(ctx context.Context, q EverythingQuery, out *Whole) error {
	if _, err := l.read(ctx, "Patient", q.Patient); err != nil {
		return err
	}
	l.seen = nil // it is on a page or not
	types := wholeTypes()
	if q.After != nil {
		at := slices.Index(types, q.After.Type)
		if at < 0 {
			return BadPage
		}
		types = types[at:]
	}
	for _, typ := range types {
		if len(q.Types) > 0 && !slices.Contains(q.Types, typ) || !l.MayAtAll('s', typ) || mayAsk(l.Caller, search.Query{Type: typ}) != nil {
			continue
		}
		sq := search.Query{Type: typ, Filters: compartmentOf(q), Sort: []search.Sort{{Kind: search.ID}}}
		if q.After != nil && q.After.Type == typ {
			sq.After = []any{q.After.ID}
		}
		var failed error
		err := l.each(ctx, sq, q.Count+1, func(h store.Hit, res *access.Resource) bool {
			if len(out.Hits) == q.Count {
				last := out.Hits[q.Count-1]
				out.After = &Ref{Type: last.Type, ID: last.ID}
				return false
			}
			var v store.Version
			v, failed = shown(l.Caller, h.Version)
			out.Hits = append(out.Hits, v)
			l.saw(v, res.Patients())
			return failed == nil
		})
		if err = errors.Join(err, failed); err != nil {
			return err
		}
		if out.After != nil {
			break
		}
	}
	return l.supporting(ctx, &out.Found)
}

func compartmentOf(q EverythingQuery) []search.Filter {
	typ := "Patient"
	filters := []search.Filter{{
		Param: search.Compartment, Kind: search.Reference, Terms: []search.Term{{Value: &q.Patient, Qualifier: &typ}},
	}}
	if !q.Since.IsZero() {
		filters = append(filters, search.Filter{
			Param: "_lastUpdated", Kind: search.Updated, Terms: []search.Term{{Prefix: "ge", Low: q.Since, High: q.Since.Add(time.Millisecond)}},
		})
	}
	return filters
}

// supporting adds what a page refers to outside of every compartment: people,
// places, medication.
func (l *look) supporting(ctx context.Context, f *Found) error {
	have := map[string]bool{}
	for _, h := range f.Hits {
		tree, err := document.Tree(h.Body)
		if err != nil {
			return err
		}
		for _, ref := range document.References(tree) {
			base, typ, id, ok := document.Reference(ref)
			if !ok || base != "" || have[typ+"/"+id] || access.InCompartment(typ) || !l.MayAtAll('r', typ) {
				continue
			}
			have[typ+"/"+id] = true
			to, err := l.r.Get(ctx, typ, id)
			if errors.Is(err, store.ErrNotFound) || err == nil && to.Gone() {
				continue // a reference to what is not there
			}
			if err != nil {
				return err
			}
			res, err := subject(ctx, l.r, to)
			if err != nil {
				return err
			}
			if !l.May('r', res) || len(f.Included) >= search.MaxCount {
				continue
			}
			if to, err = shown(l.Caller, to); err != nil {
				return err
			}
			f.Included = append(f.Included, to)
			l.saw(to, res.Patients())
		}
	}
	return nil
}
