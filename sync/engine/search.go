package engine

import (
	"context"
	"errors"
	"net/url"
	"time"

	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// searches reads each type that the server can search, oldest change first. A type
// that it will not list holds up no other.
func (p *puller) searches(ctx context.Context) (failure error) {
	reached, left := false, false
	for _, typ := range p.wanted(types) {
		if !p.able.lists(typ) {
			continue
		}
		if here, err := p.hasCome(ctx, typ); err != nil || here {
			if err != nil {
				return err
			}
			left = true
			continue
		}
		err := p.fromStart(ctx, func(ctx context.Context) error { return p.search(ctx, typ) })
		switch {
		case err == nil:
			reached = true
		case fhirhttp.IsForbidden(err): // not granted, or not any more: the rest may be
			if err := p.clear(ctx, typ, []string{typ}); err != nil {
				return err
			}
		case unlisted(err):
			p.able.unlisted[typ] = true
			p.log.InfoContext(ctx, "the server does not list a type that it says it does", "type", typ, "error", err)
		case stops(err) && !errors.Is(err, fhirhttp.ErrForeign) && !errors.Is(err, fhirhttp.ErrEndless):
			return err
		default:
			failure = err
		}
	}
	if failure != nil {
		return failure
	}
	if !reached && p.fades() {
		return p.end(ctx)
	}
	return p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		if left {
			of, err := readAsOf(tx)
			if err != nil {
				return nil, err
			}
			for _, at := range of {
				p.asOf = earliest(p.asOf, at)
			}
		}
		return nil, p.complete(tx)
	})
}

// unlisted says that the server never gives this list, whatever it says.
func unlisted(err error) bool {
	return fhirhttp.IsGone(err) || fhirhttp.IsInvalid(err) || unable(err)
}

// search reads one type. A whole enumeration also finds what is no longer there.
func (p *puller) search(ctx context.Context, typ string) error {
	at, err := p.spot(ctx, typ)
	if err != nil {
		return err
	}
	if at, err = p.goOnSearch(ctx, typ, at); err != nil {
		return err
	}
	query := p.scope(typ)
	switch {
	case p.able.unsorted[typ]:
		at.From, at.Began = time.Time{}, p.now() // all, each time
	case !at.From.IsZero():
		query.Set("_lastUpdated", "ge"+fhir.Instant(at.From.Add(-overlap)))
		fallthrough
	default:
		query.Set("_sort", "_lastUpdated")
	}
	l := p.byChange(typ, at)
	var began time.Time
	err = p.remote.Search(ctx, typ, query, func(page fhirhttp.Page) error {
		if l.pages == 0 {
			began = p.meets(page)
		}
		l.newest = latest(l.newest, newest(page))
		return p.take(ctx, l, page)
	})
	switch {
	case fhirhttp.IsInvalid(err) && l.pages == 0 && !p.able.unsorted[typ]:
		p.able.unsorted[typ] = true
		return p.search(ctx, typ)
	case err != nil:
		return err
	}
	return p.finish(ctx, l, func(tx *store.Tx) error {
		upTo := l.upTo()
		if upTo.IsZero() && !began.IsZero() {
			upTo = began.Add(-overlap) // nothing there yet
		}
		if err := errors.Join(at.reached(tx, typ, upTo), asOf(tx, typ, began)); err != nil || !at.From.IsZero() || began.IsZero() || !l.shifted.IsZero() && !p.fades() {
			return err
		}
		if p.fades() {
			return p.takeBack(tx, l, typ)
		}
		return p.reconcile(tx, l, typ, began.Add(-overlap))
	})
}

// reconcile hides what a complete enumeration did not name, unless it is so new
// that the server's index may not know it yet.
func (p *puller) reconcile(tx *store.Tx, l *listing, typ string, before time.Time) error {
	var missing []store.Resource
	err := tx.Resources(func(r store.Resource) error {
		if r.Type == typ && l.unseen(r) && r.Updated.Before(before) {
			missing = append(missing, store.Resource{Type: typ, ID: r.ID, Version: r.Version, Updated: r.Updated, Deleted: true})
		}
		return nil
	})
	for _, r := range missing {
		put, putErr := tx.Put(r)
		if put {
			l.changed = append(l.changed, r)
		}
		err = errors.Join(err, putErr)
	}
	return err
}

// scope narrows a search to the patient where that is possible; a server narrows
// by the access token anyway.
func (p *puller) scope(typ string) url.Values {
	query := url.Values{}
	switch {
	case typ == "AppointmentResponse" && p.fades():
		query.Set("actor", profile.RefOf(p.identity.FHIRUser)) // is in no patient's compartment
	case p.identity.Patient != "" && p.able.searches(typ, "patient"):
		query.Set("patient", p.identity.Patient)
	}
	return query
}
