package engine

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

const (
	// overlap is how far back a search by _lastUpdated looks: a server may commit
	// a write later than the time that it stamps on it.
	overlap = 122 * time.Second
	// ahead is how far lastUpdated may be ahead of the answer's Date, which is
	// cut to the second.
	ahead = 2 * time.Second
	// enumerate is how often a server that does not tell of deletions is listed
	// whole.
	enumerate = time.Hour
	// restarts bounds how often a listing that expired is begun again.
	restarts = 3
	// remembered is how long, by the server's clock, an acknowledged entry is kept.
	remembered = 30 * 24 * time.Hour
	// The pace of the garbage collector (GOGC) during a first download, and while the
	// chart is made of what came.
	firstGC, firstChartGC = 40, 12
	// largeFirst is how many resources make a first download a large one.
	largeFirst = 2_000

	feedHistory = "history"
)

// pull downloads what changed since the cursors and says how many resources are
// stored anew.
func (e *Engine) pull(ctx context.Context, able *abilities) (pulled int, err error) {
	p := &puller{Engine: e, able: able, first: e.Chart().Sync.AsOf.IsZero()}
	if p.first {
		// What is read of each page is garbage at once. Collected at the usual pace,
		// it doubles what a large first download takes.
		usual := debug.SetGCPercent(firstGC)
		debug.SetGCPercent(usual)
		defer debug.SetGCPercent(usual)
		defer func() {
			if p.stored >= largeFirst {
				debug.SetGCPercent(firstChartGC)
			}
			err = errors.Join(err, e.publish(context.WithoutCancel(ctx)))
		}()
		e.status(func(s *care.Sync) { s.First = care.FirstPull{Running: true} })
		defer e.status(func(s *care.Sync) { s.First.Running = false })
	}
	if p.first {
		if err := p.todayFirst(ctx); err != nil {
			return p.stored, err
		}
	}
	// What is shared with a loved one comes and goes by consent, of which no history
	// tells: all of it, which is little, is listed each time.
	if able.history && !p.fades() {
		err = p.fromStart(ctx, p.history)
		if err == nil && able.history && p.first && p.listed > 1 {
			// A first download takes a while. What was committed meanwhile, an urgent answer
			// perhaps, must not wait for the next sync, minutes later.
			err = p.fromStart(ctx, p.history)
		}
	}
	if !able.history || p.fades() {
		err = p.searches(ctx)
	}
	return p.stored, err
}

type puller struct {
	*Engine
	able   *abilities
	stored int
	asOf   time.Time     // the server's time of the first answer
	skew   time.Duration // this device's clock minus the server's then
	first  bool          // nothing was ever downloaded whole
	count  int           // resources that came in a first download
	bytes  int64
	listed int // pages of the last history
}

// fromStart begins a listing again when its pages have expired. Nothing is lost:
// the cursor moves at the end only.
func (p *puller) fromStart(ctx context.Context, list func(context.Context) error) error {
	var err error
	for range restarts {
		if err = list(ctx); !errors.Is(err, fhirhttp.ErrPageExpired) {
			return err
		}
	}
	return err
}

// history reads the server's commit-ordered history, newest first. The cursor
// becomes the newest time on the first page: what is committed while later pages
// are read is found by the next pull.
func (p *puller) history(ctx context.Context) error {
	cursor, err := p.cursor(ctx, feedHistory)
	if err != nil {
		return err
	}
	if err := p.goOn(ctx, cursor); err != nil {
		return err
	}
	if cursor, err = p.cursor(ctx, feedHistory); err != nil {
		return err
	}
	l := &listing{seen: map[string]time.Time{}, newest: cursor, since: cursor}
	l.note = l.noteHistory
	err = p.remote.History(ctx, "", cursor, func(page fhirhttp.Page) error {
		if l.pages == 0 {
			l.newest = latest(l.newest, after(page))
			if at := p.meets(page); l.newest.IsZero() && !at.IsZero() {
				l.newest = at.Add(-overlap) // nothing there yet
			}
			l.asOf = p.asOf
		}
		return p.take(ctx, l, page)
	})
	p.listed = l.pages
	switch {
	case fhirhttp.IsForbidden(err) && cursor.IsZero(), l.pages == 0 && unlisted(err):
		p.able.history = false // offered, but not to this person, or not at all
		return nil
	case fhirhttp.IsForbidden(err) && p.fades():
		return errors.Join(err, p.end(ctx))
	case fhirhttp.IsForbidden(err):
		return errors.Join(err, p.clear(ctx, feedHistory, types))
	}
	if err != nil {
		return err
	}
	return p.finish(ctx, l, func(tx *store.Tx) error {
		return errors.Join(moveCursor(tx, feedHistory, l.newest), p.complete(tx), tx.SetMeta(metaTypes, ""), tx.SetMeta(metaResume, ""))
	})
}

// errOnePage ends a listing of which one page is enough.
var errOnePage = errors.New("one page is enough")

// todayFirst makes the first screen useful before the rest has come. What fails
// here, or stands on a later page, comes with the rest.
func (p *puller) todayFirst(ctx context.Context) error {
	for _, typ := range p.wanted(firstTypes) {
		if !p.able.lists(typ) {
			continue
		}
		query := p.scope(typ)
		if typ == "Appointment" && p.able.searches(typ, "date") {
			query.Set("date", "ge"+fhir.Date(p.now().AddDate(0, 0, -1)))
			query.Set("_sort", "date")
		}
		if typ == "Task" && p.able.searches(typ, "status") {
			query.Set("status", "requested,ready,in-progress")
		}
		l := &listing{seen: map[string]time.Time{}, current: true}
		err := p.remote.Search(ctx, typ, query, func(page fhirhttp.Page) error {
			p.arrived(page)
			l.held = &page
			return errOnePage
		})
		if err == nil || errors.Is(err, errOnePage) {
			err = p.finish(ctx, l, func(*store.Tx) error { return nil })
		}
		if err != nil && stops(err) {
			return err
		}
	}
	p.status(func(s *care.Sync) { s.First.Today = true })
	return p.publish(ctx)
}

// meets notes the server's time of the first answer of a pull, and how far this
// device's clock is from it.
func (p *puller) meets(page fhirhttp.Page) time.Time {
	at := page.AsOf
	if at.IsZero() {
		at = page.ServerTime
	}
	if p.asOf.IsZero() {
		p.asOf = at
		if !page.ServerTime.IsZero() {
			p.skew = p.now().Sub(page.ServerTime).Round(time.Second)
		}
	}
	return at
}

// asOf notes up to when one type is here.
func asOf(tx *store.Tx, typ string, at time.Time) error {
	if at.IsZero() {
		return nil
	}
	of, err := readAsOf(tx)
	if err != nil {
		return err
	}
	if of == nil {
		of = asOfTypes{}
	}
	of[typ] = at.UTC()
	return of.write(tx)
}

// complete notes that all that there was at asOf is stored.
func (p *puller) complete(tx *store.Tx) error {
	if p.asOf.IsZero() {
		return nil
	}
	return errors.Join(
		tx.SetMeta(metaAsOf, p.asOf.UTC().Format(time.RFC3339Nano)),
		tx.SetMeta(metaSkew, p.skew.String()), p.tidy(tx))
}

// tidy drops, once in the life of an engine, what was acknowledged so long ago that
// nobody asks any more how far it has come: what it made is in the record.
func (p *puller) tidy(tx *store.Tx) error {
	if p.tidied {
		return nil
	}
	p.tidied = true
	all, err := tx.Outbox()
	for _, en := range all {
		if en.State == store.Acknowledged && en.Received.Before(p.asOf.Add(-remembered)) {
			err = errors.Join(err, tx.Forget(en.Operation))
		}
	}
	return err
}

// cursor reads a cursor; one that does not parse counts as none.
func (p *puller) cursor(ctx context.Context, feed string) (at time.Time, err error) {
	err = p.store.View(ctx, func(tx *store.Tx) error {
		text, err := tx.Cursor(feed)
		at = moment(text)
		return err
	})
	return at, err
}

func moveCursor(tx *store.Tx, feed string, to time.Time) error {
	if to.IsZero() {
		return nil
	}
	return tx.SetCursor(feed, to.UTC().Format(time.RFC3339Nano))
}

// moment reads a time that this package wrote; the zero time for anything else.
func moment(text string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return at
}
