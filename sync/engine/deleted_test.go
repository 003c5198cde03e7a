package engine

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

func TestDeletionsAreFollowed(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "search only"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[kind])
			_, s := c.signsIn(maya)
			c.has("Goal/g1", nil)
			c.model.now = c.model.now.Add(time.Hour)
			e := c.startsAgain(s, maya, time.Now().Add(time.Hour))
			c.syncs(e)
			if n := len(e.Chart().Plan.Goals); n != 0 {
				t.Errorf("%d goals are shown", n)
			}
		})
	}
}

// Access is taken back: with the next sync what was kept is gone from the chart and
// from the store, and it comes back when access does.
func TestAccessTakenBackClearsWhatWasKept(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "search only"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[kind])
			e, s := c.signsIn(maya)
			for range 50 {
				c.plan = append(c.plan, c.status(403))
			}
			_, err := e.Sync(t.Context())
			if withHistory := kinds[kind].history; withHistory != fhirhttp.IsForbidden(err) {
				t.Errorf("err = %v", err)
			}
			c.does(s.View(t.Context(), func(tx *store.Tx) error {
				return tx.Resources(func(r store.Resource) error { return errors.New(r.ID + " is kept") })
			}))
			if chart := e.Chart(); len(chart.Sessions)+len(chart.Forms)+len(chart.Plan.Goals) > 0 {
				t.Errorf("still shown: %+v", chart)
			}
			c.plan = nil
			c.syncs(e)
			if chart := e.Chart(); len(chart.Sessions) != 1 || len(chart.Plan.Goals) != 1 {
				t.Errorf("not back: %+v", chart)
			}
		})
	}
}

// Some servers have a history of everything, but not for patients.
func TestHistoryThatIsNotForThisPerson(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := newEngine(t, c, maya)
	c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 1+len(firstTypes))
	c.plan = append(c.plan, c.status(403))
	c.syncs(e)
	if chart := e.Chart(); len(chart.Sessions) != 1 || len(chart.Plan.Goals) != 1 || chart.Sync.AsOf.IsZero() {
		t.Errorf("chart %+v", chart)
	}
}
