package records

import (
	"context"
	"errors"
	"strconv"

	"throughline/clinic/access"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Read gives the current version.
func (s *Service) Read(ctx context.Context, call Call, typ, id string) (v store.Version, err error) {
	err = s.view(ctx, call, "read", func(l *look) error {
		v, err = l.read(ctx, typ, id)
		return err
	})
	return v, err
}

// VRead gives one version. version is opaque to clients and a number to us.
func (s *Service) VRead(ctx context.Context, call Call, typ, id, version string) (v store.Version, err error) {
	err = s.view(ctx, call, "vread", func(l *look) error {
		if !l.MayAtAll('r', typ) {
			return outcome.Forbidden
		}
		n, bad := strconv.ParseInt(version, 10, 64)
		if bad != nil {
			return outcome.NotFound
		}
		if v, err = l.r.GetVersion(ctx, typ, id, n); err != nil {
			return err
		}
		past, err := l.past(ctx, v)
		switch {
		case err != nil:
			return err
		case past:
			return outcome.NotFound
		}
		v, err = l.show(ctx, v)
		return err
	})
	return v, err
}

func (l *look) read(ctx context.Context, typ, id string) (v store.Version, err error) {
	if !l.MayAtAll('r', typ) {
		l.seen = append(l.seen, sighting{ref: typ + "/" + id})
		return v, outcome.Forbidden
	}
	if typ == auditType {
		v, err = l.auditEvent(ctx, id)
	} else {
		v, err = l.r.Get(ctx, typ, id)
	}
	if err != nil {
		return v, err
	}
	return l.show(ctx, v)
}

// show leaves out what the caller does not see of a version, and refuses a version that the caller may not see in the same words as one
// that is not there.
func (l *look) show(ctx context.Context, v store.Version) (store.Version, error) {
	res, err := subject(ctx, l.r, v)
	if err != nil {
		return v, err
	}
	if !l.May('r', res) {
		l.saw(v, nil)
		return store.Version{}, outcome.NotFound
	}
	l.saw(v, res.Patients())
	if v.Gone() {
		return v, outcome.Gone
	}
	return shown(l.Caller, v)
}

func (l *look) auditEvent(ctx context.Context, id string) (store.Version, error) {
	hits, err := l.r.Search(ctx, search.Query{
		Type: auditType, Sort: []search.Sort{{Kind: search.ID}},
		Filters: []search.Filter{{Param: "_id", Kind: search.ID, Terms: []search.Term{{Value: &id}}}},
	}, 1)
	if err != nil || len(hits) == 0 {
		return store.Version{}, errors.Join(err, store.ErrNotFound)
	}
	return hits[0].Version, nil
}

// subject is what the access table is asked about: the version's content, or
// for a deletion the content before it.
func subject(ctx context.Context, r store.Reader, v store.Version) (*access.Resource, error) {
	for at := v; at.Gone(); {
		before, err := r.GetVersion(ctx, v.Type, v.ID, at.Version-1)
		if err != nil {
			return nil, err
		}
		at, v.Body = before, before.Body
	}
	tree, err := document.Tree(v.Body)
	if err != nil {
		return nil, err
	}
	return access.NewResource(v.Type, v.ID, tree), nil
}
