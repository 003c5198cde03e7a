package records

import (
	"context"
	"time"

	"throughline/clinic/outcome"
	"throughline/clinic/store"
)

// HistoryQuery asks for the versions of one resource, of a type, or of
// everything, newest first.
type HistoryQuery struct {
	Type, ID string
	Since    time.Time
	Count    int
	Before   store.Position // where the page before ended
}

// Past is one page of a history. Next is where it ended, zero at the end of all.
//
// Versions never change and new ones are newer than any that was there when the
// first page was read. So the pages that follow neither skip nor repeat a
// version, whatever is written meanwhile.
type Past struct {
	Versions []store.Version
	Next     store.Position
}

// History gives a page of the versions that the caller may see. Each version is
// judged by what it said itself, a deletion by what was deleted.
func (s *Service) History(ctx context.Context, call Call, q HistoryQuery) (p Past, err error) {
	what := "history-system"
	switch {
	case q.ID != "":
		what = "history-instance"
	case q.Type != "":
		what = "history-type"
	}
	err = s.view(ctx, call, what, func(l *look) error { return l.history(ctx, q, &p) })
	return p, err
}

func (l *look) history(ctx context.Context, q HistoryQuery, p *Past) error {
	interaction := byte('s')
	if q.ID != "" {
		interaction = 'r'
	}
	if q.Type != "" && !l.MayAtAll(interaction, q.Type) {
		return outcome.Forbidden
	}
	sq := store.HistoryQuery{
		Type: q.Type, ID: q.ID, Patient: l.Patient(q.Type), Since: q.Since, Before: q.Before, Limit: q.Count + 1,
	}
	found := false
	for {
		versions, err := l.r.History(ctx, sq)
		if err != nil {
			return err
		}
		for _, v := range versions {
			sq.Before = v.At()
			res, err := subject(ctx, l.r, v)
			if err != nil {
				return err
			}
			if !l.May(interaction, res) {
				continue
			}
			found = true
			if len(p.Versions) == q.Count {
				p.Next = p.Versions[q.Count-1].At()
				return nil
			}
			part, err := shown(l.Caller, v)
			if err != nil {
				return err
			}
			p.Versions = append(p.Versions, part)
			l.saw(v, res.Patients())
		}
		if len(versions) < sq.Limit {
			break
		}
	}
	if q.ID != "" && !found && q.Since.IsZero() && q.Before == (store.Position{}) {
		return outcome.NotFound
	}
	return nil
}
