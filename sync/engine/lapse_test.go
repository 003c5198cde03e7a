package engine

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

var lee = Identity{FHIRUser: "RelatedPerson/r1", Patient: "p1"}

// invites makes a clinic at which the loved one is invited to the session.
func invites(t *testing.T, kind modelKind) *clinic {
	t.Helper()
	c := newClinic(t, kind)
	c.has("Appointment/a1", c.object(`{"resourceType":"Appointment","id":"a1","status":"booked","start":"2026-11-24T18:00:00Z","end":"2026-11-24T21:00:00Z",
		"participant":[{"actor":{"reference":"Patient/p1"},"status":"accepted"},{"actor":{"reference":"RelatedPerson/r1"},"status":"needs-action"}]}`))
	c.has("Consent/c1", c.object(`{"resourceType":"Consent","id":"c1","status":"active","patient":{"reference":"Patient/p1"},"dateTime":"2026-11-20T12:00:00Z",
		"provision":{"actor":[{"reference":{"reference":"RelatedPerson/r1"}}],"class":[{"code":"Appointment"}]}}`))
	return c
}

// kept gives the resources that a store has.
func kept(t *testing.T, s *store.Store) (refs []string) {
	t.Helper()
	err := s.View(context.Background(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			refs = append(refs, ref(r.Type, r.ID))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

// startsAgain starts the app of a person over the store that they have, at a time that the
// device's clock says it is.
func (c *clinic) startsAgain(s *store.Store, who Identity, at time.Time) *Engine {
	c.Helper()
	client, err := fhirhttp.New(base, &http.Client{Transport: c})
	c.does(err)
	e, err := New(Config{Store: s, Remote: client, Identity: who, Now: func() time.Time { return at }})
	c.does(err)
	return e
}

// A loved one's device that is not in touch with the clinic cannot know whether
// consent still holds. What it keeps goes away a day after it was, whatever its
// clock says of that day; what the loved one entered stays.
func TestWhatALovedOneHasGoesAwayADayAfterTheClinicWasReached(t *testing.T) {
	t.Parallel()
	const keeps = lovedOneKeeps
	for name, x := range map[string]struct {
		who    Identity
		starts []time.Duration // after the last contact, by the device's clock
		gone   bool
	}{
		"within the day": {lee, []time.Duration{time.Minute, keeps - time.Minute}, false},
		"after the day":  {lee, []time.Duration{keeps}, true},
		"a week later":   {lee, []time.Duration{7 * keeps}, true},
		"with the clock turned back behind contact":   {lee, []time.Duration{-time.Hour}, true},
		"with the clock turned back to before a look": {lee, []time.Duration{20 * time.Hour, time.Hour}, true},
		"with a clock that is corrected a little":     {lee, []time.Duration{time.Hour, time.Hour - time.Minute}, false},
		"the patient's own":                           {maya, []time.Duration{7 * keeps, -time.Hour}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := invites(t, kinds["our server"])
			_, s := newEngine(t, c, x.who)
			contact := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC) // wrong by years, and steady
			e := c.startsAgain(s, x.who, contact)
			c.syncs(e)
			c.does(e.KeepNote(t.Context(), "looked", []byte("18:00")))
			enter(t, e, "mine", false)
			for _, after := range x.starts {
				e = c.startsAgain(s, x.who, contact.Add(after))
			}
			note, err := e.Note(t.Context(), "looked")
			c.does(err)
			chart := e.Chart()
			if gone := len(kept(t, s)) == 0; gone != x.gone || chart.Sync.Expired != x.gone || (len(chart.Sessions) == 0) != x.gone || (len(note) == 0) != x.gone {
				t.Errorf("kept %v, note %q, sync %+v", kept(t, s), note, chart.Sync)
			}
			if chart.Sync.Pending != 1 {
				t.Errorf("what was entered: %+v", chart.Sync)
			}
			c.syncs(e)
			if chart := e.Chart(); chart.Sync.Expired || len(chart.Sessions) != 1 || !slices.Contains(kept(t, s), "Goal/g1") {
				t.Errorf("after the clinic was reached: %v, %+v", kept(t, s), chart.Sync)
			}
		})
	}
}

// What is shared until a day goes away at that minute of the clinic's clock, also with no
// network and whatever the device's clock says, with the app open or closed: the screen says
// that sharing has ended. Where the patient has made it longer meanwhile, it is back with the
// next contact.
func TestWhatIsSharedUntilADayGoesAwayAtThatMinute(t *testing.T) {
	t.Parallel()
	consent := func(c *clinic, end time.Time) {
		c.has("Consent/c1", c.object(`{"resourceType":"Consent","id":"c1","status":"active","patient":{"reference":"Patient/p1"},"dateTime":"2026-11-20T12:00:00Z",
			"provision":{"period":{"end":"`+end.Format(time.RFC3339)+`"},"actor":[{"reference":{"reference":"RelatedPerson/r1"}}],"class":[{"code":"Appointment"}]}}`))
	}
	const left = 90 * time.Minute
	ended := func(t *testing.T, when string, e *Engine, s *store.Store, want bool) {
		t.Helper()
		if chart := e.Chart(); chart.Sync.Ended != want || chart.Sync.Expired || (len(chart.Sessions) == 0) != want || (len(kept(t, s)) == 0) != want {
			t.Errorf("%s: kept %v, %+v", when, kept(t, s), chart.Sync)
		}
	}
	t.Run("open", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			c := invites(t, kinds["our server"])
			consent(c, c.model.now.Add(left).Truncate(time.Second))
			l := &line{model: c.model}
			e, s := newEngine(t, l, lee)
			running(t, e)
			l.from(func() (*http.Response, error) { return nil, errWire })
			time.Sleep(left - 5*time.Second)
			synctest.Wait()
			ended(t, "before", e, s, false)
			time.Sleep(10 * time.Second)
			synctest.Wait()
			ended(t, "after", e, s, true)
			consent(c, c.model.now.Add(10*left))
			l.from(nil)
			e.Nudge()
			synctest.Wait()
			ended(t, "made longer", e, s, false)
		})
	})
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		c := invites(t, kinds["our server"])
		consent(c, c.model.now.Add(left))
		_, s := newEngine(t, c, lee)
		wrong := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC) // by years, and steady
		c.syncs(c.startsAgain(s, lee, wrong))
		ended(t, "at first", c.startsAgain(s, lee, wrong.Add(left-time.Minute)), s, false)
		ended(t, "opened after it", c.startsAgain(s, lee, wrong.Add(left+time.Minute)), s, true)
	})
}

// The app may be open all that time, with no network.
func TestWhatALovedOneHasGoesAwayWhileTheAppIsOpen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := invites(t, kinds["our server"])
		l := &line{model: c.model}
		e, s := newEngine(t, l, lee)
		running(t, e)
		began := time.Now()
		l.from(func() (*http.Response, error) { return nil, errWire })
		time.Sleep(lovedOneKeeps - time.Second)
		synctest.Wait()
		if chart := e.Chart(); chart.Sync.Expired || len(chart.Sessions) != 1 {
			t.Errorf("gone after %s: %+v", time.Since(began), chart.Sync)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if chart := e.Chart(); !chart.Sync.Expired || len(chart.Sessions) != 0 || len(kept(t, s)) > 0 {
			t.Errorf("kept after %s: %v, %+v", time.Since(began), kept(t, s), chart.Sync)
		}
		l.from(nil)
		e.Nudge()
		synctest.Wait()
		if chart := e.Chart(); chart.Sync.Expired || len(chart.Sessions) != 1 {
			t.Errorf("not back: %+v", chart.Sync)
		}
	})
}

// Consent is taken back: the chart says that nothing is shared, also after the app
// was closed, until something is shared again.
func TestALovedOneIsToldThatNothingIsSharedAnyMore(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "search only"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := invites(t, kinds[kind])
			e, s := c.signsIn(lee)
			c.does(e.KeepNote(t.Context(), "looked", []byte("18:00")))
			for range 50 {
				c.plan = append(c.plan, c.status(403))
			}
			if _, err := e.Sync(t.Context()); err != nil && !fhirhttp.IsForbidden(err) {
				t.Fatal(err)
			}
			for _, e := range []*Engine{e, c.startsAgain(s, lee, time.Now())} {
				note, err := e.Note(t.Context(), "looked")
				c.does(err)
				if sync := e.Chart().Sync; !sync.Ended || sync.Expired || len(kept(t, s)) > 0 || len(note) > 0 {
					t.Errorf("kept %v %q, sync %+v", kept(t, s), note, sync)
				}
			}
			c.plan = nil
			c.syncs(e)
			if chart := e.Chart(); chart.Sync.Ended || len(chart.Sessions) != 1 {
				t.Errorf("not back: %+v", chart.Sync)
			}
		})
	}
}

// A device that cannot write cannot forget either; it then shows nothing at all.
func TestALovedOnesDeviceThatCannotForgetDoesNotStart(t *testing.T) {
	t.Parallel()
	c := invites(t, kinds["our server"])
	_, s := newEngine(t, c, lee)
	at := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	c.syncs(c.startsAgain(s, lee, at))
	client, err := fhirhttp.New(base, &http.Client{Transport: c})
	c.does(err)
	_, err = New(Config{Store: full{s}, Remote: client, Identity: lee, Now: func() time.Time { return at.Add(lovedOneKeeps) }})
	var fault *care.Fault
	if !errors.As(err, &fault) || fault.Code != store.ErrFull.Code {
		t.Errorf("err = %v", err)
	}
}

// full is a store on a disk without space.
type full struct{ *store.Store }

func (full) Apply(context.Context, func(*store.Tx) error) error { return store.ErrFull }
