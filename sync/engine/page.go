package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// listing is one listing while it is read. Its last page is held back, to be
// stored together with the cursor.
type listing struct {
	seen    map[string]time.Time // by type and id: the version that counts, by its time
	newest  time.Time
	current bool      // entries are current versions and not history
	shifted time.Time // of one that changed while it was read: the version that was read first
	held    *fhirhttp.Page
	pages   int
	changed []store.Resource

	// note stores where a listing that is cut short goes on, with the page before it;
	// nil: it begins again.
	note func(*store.Tx, fhirhttp.Page) error

	// Of a history:
	since  time.Time
	asOf   time.Time
	edge   []string  // type and id of what was last updated at edgeAt
	edgeAt time.Time // the earliest time that was stored
}

// take stores the page before this one.
func (p *puller) take(ctx context.Context, l *listing, page fhirhttp.Page) error {
	l.pages++
	p.arrived(page)
	held := l.held
	l.held = &page
	if held == nil {
		return nil
	}
	err := p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		err := p.page(tx, l, *held)
		if err == nil && l.note != nil {
			err = l.note(tx, *held)
		}
		return l.takeChanged(), err
	})
	if err == nil && (!p.first && sparse(l.pages) || sparser(l.pages)) {
		err = p.publish(ctx)
	}
	return err
}

// arrived counts what came, for the person who waits for their first download.
func (p *puller) arrived(page fhirhttp.Page) {
	if !p.first {
		return
	}
	p.bytes += int64(page.Bytes)
	p.count += len(page.Entries)
	p.status(func(s *care.Sync) { s.First.Resources, s.First.Bytes = p.count, p.bytes })
}

// finish stores the last page and what is to be stored with it.
func (p *puller) finish(ctx context.Context, l *listing, with func(*store.Tx) error) error {
	return p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		var err error
		if l.held != nil {
			err = p.page(tx, l, *l.held)
		}
		if err == nil {
			err = with(tx)
		}
		return l.takeChanged(), err
	})
}

func (l *listing) takeChanged() []store.Resource {
	c := l.changed
	l.changed = nil
	return c
}

// page stores one page. What cannot be read is set aside and holds up nothing.
func (p *puller) page(tx *store.Tx, l *listing, page fhirhttp.Page) error {
	if err := p.heard(tx); err != nil {
		return err
	}
	for i, entry := range page.Entries {
		if entry.Mode == "outcome" || entry.Type == "OperationOutcome" {
			continue
		}
		if entry.Type != "" && !slices.Contains(types, entry.Type) {
			continue
		}
		if entry.ID == "" || entry.Type == "" {
			if err := tx.SetAside("", fmt.Sprintf("%s#%d", entry.FullURL, i), entry.Version, codeUnreadable); err != nil {
				return err
			}
			continue
		}
		if !l.counts(entry) {
			continue
		}
		if err := p.entry(tx, l, entry); err != nil {
			return err
		}
	}
	return nil
}

// counts says whether an entry is the first of its resource: a history gives the
// newest version first. Where versions are listed as they are, one that comes again
// was changed meanwhile, and servers that count their pages have then left out a row
// that came after it: the cursor stays where that can be found.
func (l *listing) counts(entry fhirhttp.Entry) bool {
	before, again := l.seen[entry.Ref()]
	if again && (!l.current || !entry.LastUpdated.After(before)) {
		return false
	}
	l.seen[entry.Ref()] = entry.LastUpdated
	if again && !before.IsZero() && (l.shifted.IsZero() || before.Before(l.shifted)) {
		l.shifted = before
	}
	return true
}

// unseen says that a listing did not name a resource.
func (l *listing) unseen(r store.Resource) bool {
	_, seen := l.seen[ref(r.Type, r.ID)]
	return !seen
}

// upTo is the time up to which all that a listing named is stored.
func (l *listing) upTo() time.Time {
	if !l.shifted.IsZero() && l.shifted.Before(l.newest) {
		return l.shifted
	}
	return l.newest
}

func (p *puller) entry(tx *store.Tx, l *listing, entry fhirhttp.Entry) error {
	r := store.Resource{Type: entry.Type, ID: entry.ID, Version: entry.Version, Updated: entry.LastUpdated, Body: entry.Resource}
	switch {
	case entry.Deleted() && !l.current:
		known, _, err := tx.Get(r.Type, r.ID)
		if err != nil {
			return err
		}
		r.Deleted, r.Body = true, nil
		if r.Updated.IsZero() {
			r.Updated = known.Updated
		}
	case entry.Err != nil || entry.Read == nil:
		return tx.SetAside(r.Type, r.ID, r.Version, codeUnreadable)
	default:
		r.Read = entry.Read
	}
	put, err := tx.Put(r)
	if put {
		l.changed = append(l.changed, r)
		if p.stored++; p.first && p.stored == largeFirst {
			debug.SetGCPercent(firstGC)
		}
	}
	return err
}

// newest is the latest time on a page. A time that the server's own clock has not
// reached is no place to go on from.
func newest(page fhirhttp.Page) time.Time {
	var at time.Time
	for _, entry := range page.Entries {
		at = latest(at, entry.LastUpdated)
	}
	if !page.ServerTime.IsZero() && at.After(page.ServerTime.Add(ahead)) {
		return page.ServerTime.Add(-overlap)
	}
	return at
}

// after is where a history goes on from: the newest time on its first page, or the
// Bundle's where that is less than the clock's step later. Such a Bundle is the
// server's word that nothing else will have the newest time, and spares the next
// pull from reading again what one transaction wrote, which may be an import.
func after(page fhirhttp.Page) time.Time {
	at := newest(page)
	if step := page.AsOf.Sub(at); step > 0 && step < time.Millisecond {
		return page.AsOf
	}
	return at
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
