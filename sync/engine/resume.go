package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// place is where a history that was cut short goes on, so that a long first
// download gets through on a bad connection. It is stored with each page; the
// cursor still moves with the last page only.
//
// A history is read newest first, so what comes after the place is older than what
// is stored, and loses to it. Only at the very edge two versions of one resource
// may have the same time; those that were read are named.
type place struct {
	Since  time.Time `json:"since,omitzero"` // the cursor that the listing began from
	Newest time.Time `json:"newest"`         // what the cursor becomes
	AsOf   time.Time `json:"asOf"`           // the server's time of its first page
	Next   string    `json:"next"`
	Edge   []string  `json:"edge,omitempty"`
	EdgeAt time.Time `json:"edgeAt,omitzero"`
}

// noteHistory stores the place after a page that is stored in the same transaction.
func (l *listing) noteHistory(tx *store.Tx, page fhirhttp.Page) error {
	if page.Next == "" {
		return nil
	}
	for _, entry := range page.Entries {
		switch {
		case entry.LastUpdated.IsZero():
		case l.edgeAt.IsZero() || entry.LastUpdated.Before(l.edgeAt):
			l.edgeAt, l.edge = entry.LastUpdated, []string{entry.Ref()}
		case entry.LastUpdated.Equal(l.edgeAt):
			l.edge = append(l.edge, entry.Ref())
		}
	}
	text, err := json.Marshal(place{Since: l.since, Newest: l.newest, AsOf: l.asOf, Next: page.Next, Edge: l.edge, EdgeAt: l.edgeAt})
	if err != nil {
		return err
	}
	return tx.SetMeta(metaResume, string(text))
}

// goOn ends a history that an earlier pull did not, if there is one that began from
// the present cursor. Where its pages have expired it is forgotten, and the whole
// of it is read again.
func (p *puller) goOn(ctx context.Context, cursor time.Time) error {
	at, err := p.place(ctx)
	if err != nil || at.Next == "" || !at.Since.Equal(cursor) {
		return err
	}
	l := &listing{
		seen: map[string]time.Time{}, newest: at.Newest, since: at.Since, asOf: at.AsOf, edge: at.Edge, edgeAt: at.EdgeAt,
	}
	l.note = l.noteHistory
	for _, name := range at.Edge {
		l.seen[name] = at.EdgeAt
	}
	err = p.remote.Continue(ctx, at.Next, func(page fhirhttp.Page) error { return p.take(ctx, l, page) })
	switch {
	case errors.Is(err, fhirhttp.ErrPageExpired), errors.Is(err, fhirhttp.ErrForeign), errors.Is(err, fhirhttp.ErrEndless),
		errors.Is(err, fhirhttp.ErrTooLarge), fhirhttp.IsForbidden(err):
		return p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) { return nil, tx.SetMeta(metaResume, "") })
	case err != nil:
		return err
	}
	return p.finish(ctx, l, func(tx *store.Tx) error {
		return errors.Join(moveCursor(tx, feedHistory, l.newest), tx.SetMeta(metaResume, ""))
	})
}

// place reads the place; one that is not ours counts as none.
func (p *puller) place(ctx context.Context) (at place, err error) {
	var text string
	err = p.store.View(ctx, func(tx *store.Tx) error {
		text, err = tx.Meta(metaResume)
		return err
	})
	if err != nil || text == "" {
		return place{}, err
	}
	if json.Unmarshal([]byte(text), &at) != nil {
		return place{}, nil
	}
	return at, nil
}
