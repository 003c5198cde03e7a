package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// spot is where the search of one type begins, or goes on after it was cut short: a
// first download that is killed does not begin again. It is stored with each page
// but the last, as long as the server keeps to the order that it was asked for.
//
// The rest of a listing is read by the link to its next page while that is young.
// Later, or where the link has expired, it is searched for from the time up to which
// all is stored, as after any other search: some servers count pages from the
// beginning, and what was changed meanwhile would shift them.
type spot struct {
	From  time.Time `json:"from"`            // the server's time up to which all is stored; zero: all is listed
	Began time.Time `json:"began,omitzero"`  // of a listing of all: this device's time when it began
	Since time.Time `json:"since,omitzero"`  // the cursor then
	Noted time.Time `json:"noted,omitempty"` // this device's time; paces only
	Next  string    `json:"next,omitempty"`
}

// spot says where to begin with a type. What has not been listed whole for an hour
// is: a server without a history tells of deletions in no other way. The hour is
// this device's, and only paces: a clock that is wrong loses nothing.
func (p *puller) spot(ctx context.Context, typ string) (at spot, err error) {
	now := p.now()
	err = p.store.View(ctx, func(tx *store.Tx) error {
		text, err := tx.Cursor(typ)
		if err != nil {
			return err
		}
		cursor := moment(text)
		listed, err := tx.Meta(metaListed + typ)
		if err != nil {
			return err
		}
		whole := p.fades() || cursor.IsZero() || now.Sub(moment(listed)).Abs() >= enumerate
		if text, err = tx.Meta(metaSpot + typ); err != nil {
			return err
		}
		if json.Unmarshal([]byte(text), &at) == nil && !p.fades() && !at.From.IsZero() && at.Since.Equal(cursor) && !at.Began.IsZero() == whole {
			return nil
		}
		if at = (spot{Since: cursor, From: cursor}); whole {
			at = spot{Since: cursor, Began: now}
		}
		return nil
	})
	return at, err
}

// hasCome says that a first download that was cut short had all of a type less than
// an hour ago: the others go first.
func (p *puller) hasCome(ctx context.Context, typ string) (bool, error) {
	if !p.first || p.fades() {
		return false, nil
	}
	at, err := p.spot(ctx, typ)
	return at.Began.IsZero() && !at.From.IsZero() && at.Next == "", err
}

// goOnSearch reads the rest of a listing that was cut short, by its link, and gives
// where to go on from.
func (p *puller) goOnSearch(ctx context.Context, typ string, at spot) (spot, error) {
	if at.Next == "" || p.now().Sub(at.Noted).Abs() >= enumerate {
		return at, nil
	}
	l := p.byChange(typ, at)
	err := p.remote.Continue(ctx, at.Next, func(page fhirhttp.Page) error {
		l.newest = latest(l.newest, newest(page))
		return p.take(ctx, l, page)
	})
	switch {
	case errors.Is(err, fhirhttp.ErrPageExpired), errors.Is(err, fhirhttp.ErrForeign), errors.Is(err, fhirhttp.ErrEndless),
		errors.Is(err, fhirhttp.ErrTooLarge), fhirhttp.IsForbidden(err):
		return p.spot(ctx, typ) // some of its pages may have come
	case err != nil:
		return at, err
	}
	if err := p.finish(ctx, l, func(tx *store.Tx) error { return at.reached(tx, typ, l.upTo()) }); err != nil {
		return at, err
	}
	return p.spot(ctx, typ)
}

// byChange is a listing of the current versions of a type, from a spot on. Its pages
// come oldest change first.
func (p *puller) byChange(typ string, at spot) *listing {
	l := &listing{seen: map[string]time.Time{}, newest: at.From, current: true}
	if p.fades() {
		return l // what it does not name is taken back, so it is read whole
	}
	last, stored, sorted := at.From.Add(-overlap), at.From, true
	l.note = func(tx *store.Tx, page fhirhttp.Page) error {
		for _, entry := range page.Entries {
			if entry.Type != typ {
				continue
			}
			sorted = sorted && !entry.LastUpdated.IsZero() && !entry.LastUpdated.Before(last)
			last = entry.LastUpdated
		}
		if stored = latest(stored, newest(page)); !sorted || !l.shifted.IsZero() || page.Next == "" || stored.IsZero() {
			return tx.SetMeta(metaSpot+typ, "")
		}
		text, err := json.Marshal(spot{From: stored, Began: at.Began, Since: at.Since, Noted: p.now().UTC(), Next: page.Next})
		if err != nil {
			return err
		}
		return tx.SetMeta(metaSpot+typ, string(text))
	}
	return l
}

// reached notes that a type is here up to the newest.
func (at spot) reached(tx *store.Tx, typ string, newest time.Time) error {
	err := errors.Join(moveCursor(tx, typ, newest), tx.SetMeta(metaSpot+typ, ""))
	if err == nil && !at.Began.IsZero() {
		err = tx.SetMeta(metaListed+typ, at.Began.UTC().Format(time.RFC3339Nano))
	}
	return err
}

// forgetSpots has every listing begin from the beginning.
func forgetSpots(tx *store.Tx) error {
	return errors.Join(tx.SetMeta(metaResume, ""), tx.DropMeta(metaSpot), tx.DropMeta(metaListed))
}
