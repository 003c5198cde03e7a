package records

import (
	"context"
	"errors"
	"net/http"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/outcome"
	"throughline/clinic/store"
)

// HistoryQuery asks for the versions of one resource, of a type, or of
// everything, newest first.
type HistoryQuery struct {
	Type, ID string
	Since    time.Time
	Count    int
	After    *Ref // the version with which the page before ended
}

// Ref names one version.
type Ref struct {
	Type, ID string
	Version  int64
}

// Past is one page of a history. Next is where it ended, zero at the end of all.
//
// Versions never change and new ones are newer than any that was there when the
// first page was read. So the pages that follow neither skip nor repeat a
// version, whatever is written meanwhile.
type Past struct {
	Versions []store.Version
	Next     *Ref
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

// BadPage is a page link that the server did not write, or not for this caller.
var BadPage = outcome.Of(http.StatusBadRequest, "invalid", "This page link is not one of this server's. Search again from the start.")

// position finds where a version stands in the order of commits. A page link
// does not say it: how many changes one transaction made before this is nobody's
// business, and least that of another member of a group.
func (l *look) position(ctx context.Context, interaction byte, of Ref) (store.Position, error) {
	v, err := l.r.GetVersion(ctx, of.Type, of.ID, of.Version)
	if errors.Is(err, store.ErrNotFound) {
		return store.Position{}, BadPage
	}
	if err != nil {
		return store.Position{}, err
	}
	res, err := subject(ctx, l.r, v)
	if err != nil {
		return store.Position{}, err
	}
	if !l.May(interaction, res) {
		return store.Position{}, BadPage
	}
	return v.At(), nil
}

func (l *look) history(ctx context.Context, q HistoryQuery, p *Past) error {
	interaction := byte('s')
	if q.ID != "" {
		interaction = 'r'
	}
	if q.Type == auditType {
		return outcome.Of(http.StatusMethodNotAllowed, "not-supported", "An AuditEvent never changes and has no history.")
	}
	if q.Type != "" && !l.MayAtAll(interaction, q.Type) {
		return outcome.Forbidden
	}
	sq := store.HistoryQuery{
		Type: q.Type, ID: q.ID, Patient: l.Patient(q.Type), Since: q.Since, Limit: q.Count + 1,
	}
	if q.After != nil {
		var err error
		if sq.Before, err = l.position(ctx, interaction, *q.After); err != nil {
			return err
		}
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
			if past, err := l.past(ctx, v); err != nil || past {
				if err != nil {
					return err
				}
				continue
			}
			found = true
			if len(p.Versions) == q.Count {
				last := p.Versions[q.Count-1]
				p.Next = &Ref{last.Type, last.ID, last.Version}
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
	if q.ID != "" && !found && q.Since.IsZero() && q.After == nil {
		return outcome.NotFound
	}
	return nil
}

// past reports whether a version is history that a loved one is not told: what is
// shared with them is what it says now, and not how it came to that.
func (l *look) past(ctx context.Context, v store.Version) (bool, error) {
	if l.Role != auth.RoleRelatedPerson {
		return false, nil
	}
	now, err := l.r.Get(ctx, v.Type, v.ID)
	return err == nil && now.Version != v.Version, err
}
