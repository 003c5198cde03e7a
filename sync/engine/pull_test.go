package engine

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// A resource that cannot be read is set aside and counted; the rest is shown; a
// readable version of it takes it back.
func TestMalformedResourceIsSetAside(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.has("Goal/g2", object{"resourceType": "Goal", "id": "g2", "description": []any{"not an object"}})
	e, _ := c.signsIn(maya)
	if s := e.Chart().Sync; s.Quarantined != 1 || s.AsOf.IsZero() || len(e.Chart().Sessions) != 1 || len(e.Chart().Plan.Goals) != 1 {
		t.Errorf("sync %+v, %d sessions, %d goals", s, len(e.Chart().Sessions), len(e.Chart().Plan.Goals))
	}
	c.has("Goal/g2", goal("g2", "readable"))
	if r := c.syncs(e); r.Quarantined != 0 || len(e.Chart().Plan.Goals) != 2 {
		t.Errorf("report %+v, %d goals", r, len(e.Chart().Plan.Goals))
	}
}

// What a server that lies can send, and what must come of it: a fault with a
// sentence, nothing half stored, and a whole sync afterwards.
func TestServerThatLies(t *testing.T) {
	t.Parallel()
	page := func(next string, entries string) string {
		return `{"resourceType":"Bundle","type":"history","link":[{"relation":"next","url":"` + next + `"}],"entry":[` + entries + `]}`
	}
	one := `{"resource":{"resourceType":"Goal","id":"lie","meta":{"versionId":"1","lastUpdated":"2026-11-23T12:00:00Z"}},"request":{"method":"PUT","url":"Goal/lie"}}`
	for name, x := range map[string]struct {
		first string
		then  string
		code  string
	}{
		"a page on another host":      {first: page("https://evil.example/fhir/_page?p=1", one), code: "clinic-other-host"},
		"pages in a circle":           {first: page(base+"/_history", one), then: page(base+"/_history", one), code: "clinic-endless"},
		"an answer cut half-way":      {first: page(base+"/_page", one)[:150], code: "clinic-answer-cut"},
		"a sign-in page":              {first: "<html>Welcome to the Wi-Fi</html>", code: "clinic-answer-cut"},
		"something else than a list":  {first: `{"resourceType":"Patient","id":"p1"}`, code: "clinic-not-fhir"},
		"a second page that is cut":   {first: page(base+"/_page?x=1", one), then: page("", one)[:150], code: "clinic-answer-cut"},
		"an object where a list goes": {first: `{"resourceType":"Bundle","entry":{}}`, code: "clinic-not-fhir"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds["our server"])
			e, _ := c.signsIn(maya)
			before := e.Chart().Sync.AsOf
			c.model.now = c.model.now.Add(time.Minute)
			c.plan = []func(*http.Request) (*http.Response, error){c.answers(x.first), c.answers(x.then)}
			_, err := e.Sync(t.Context())
			if f := care.AsFault(err); f == nil || f.Code != x.code || f.Say == "" {
				t.Errorf("fault %v, want %s", err, x.code)
			}
			if got := e.Chart().Sync; !got.AsOf.Equal(before) || got.Problem == nil {
				t.Errorf("as of %v although the sync failed (%v before)", got.AsOf, before)
			}
			c.plan = nil
			c.syncs(e)
			if !e.Chart().Sync.AsOf.After(before) || e.Chart().Sync.Problem != nil {
				t.Errorf("not made up for: %+v", e.Chart().Sync)
			}
		})
	}
}

// A pull that fails on its last page has stored the pages before it, and says
// neither that all is there nor goes on from there.
func TestPullThatFailsLate(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.model.pageSize = 1
	e, _ := newEngine(t, c, maya)
	c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 1+len(firstTypes)+4)
	c.plan = append(c.plan, c.status(500))
	r, err := e.Sync(t.Context())
	if err == nil || r.Pulled == 0 || !r.AsOf.IsZero() {
		t.Errorf("report %+v, %v", r, err)
	}
	c.syncs(e)
	if chart := e.Chart(); chart.Sync.AsOf.IsZero() || len(chart.Plan.Goals) != 1 || len(chart.Sessions) != 1 {
		t.Errorf("not made up for: %+v", chart.Sync)
	}
}

// A server whose clock ran ahead once must not make the app blind until then.
func TestTimeAheadOfTheServersOwnClock(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	real := c.model.now
	c.model.now = real.AddDate(100, 0, 0)
	c.has("Goal/g2", goal("g2", "from the future"))
	c.model.now = real.Add(time.Minute)
	e, _ := c.signsIn(maya)
	c.has("Goal/g3", goal("g3", "from now"))
	c.syncs(e)
	if n := len(e.Chart().Plan.Goals); n != 3 {
		t.Errorf("%d goals, want 3", n)
	}
}

// The device's clock decides nothing. How far it is off is told from two minutes on.
func TestADevicesClockThatIsOffIsTold(t *testing.T) {
	t.Parallel()
	for off, told := range map[time.Duration]bool{time.Minute: false, -90 * time.Second: false, 3 * time.Minute: true, -5 * time.Hour: true} {
		c := newClinic(t, kinds["our server"])
		_, s := newEngine(t, c, maya)
		e := c.startsAgain(s, maya, c.model.now.Add(off))
		c.syncs(e)
		if is := e.Chart().Sync; is.Skewed() != told || (is.Skew-off).Abs() > 2*time.Second {
			t.Errorf("%v off: it says %v, %v", off, is.Skew, is.Skewed())
		}
		if n := len(e.Chart().Plan.Goals); n != 1 {
			t.Errorf("%v off: %d goals", off, n)
		}
	}
}

// The first screen's data is asked for before the rest.
func TestTodayFirst(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := newEngine(t, c, maya)
	c.syncs(e)
	at := func(what string) int {
		return slices.IndexFunc(c.model.requests, func(r string) bool { return strings.HasPrefix(r, "GET /fhir/"+what) })
	}
	if a, h := at("Appointment"), at("_history"); a < 0 || h < a {
		t.Errorf("requests %v", c.model.requests)
	}
	c.model.requests = nil
	c.syncs(e)
	if len(c.model.requests) != 1 {
		t.Errorf("a sync with nothing new made %v", c.model.requests)
	}
}

// A sync that is cancelled stops where it is and loses nothing.
func TestCancel(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.edits(e, "description", object{"text": "mine"})
	ctx, cancel := context.WithCancel(t.Context())
	c.plan = []func(*http.Request) (*http.Response, error){func(r *http.Request) (*http.Response, error) {
		cancel()
		return c.well(r)
	}}
	if _, err := e.Sync(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	if s := e.Chart().Sync; s.Running || s.Problem != nil || s.Pending > 1 {
		t.Errorf("status %+v", s)
	}
	c.syncs(e)
	if n := len(c.model.byRef["Goal/g1"]); n != 2 {
		t.Errorf("%d versions on the server, want the edit once", n)
	}
}

// Rows that rotted on disk are fetched again.
func TestDamagedRowIsFetchedAgain(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	_, s := c.signsIn(maya)
	c.does(s.Apply(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Put(store.Resource{Type: "Goal", ID: "g1", Version: "rotten", Updated: c.model.now.Add(time.Second), Body: []byte(`{"resour`)})
		return err
	}))
	client, err := fhirhttp.New(base, &http.Client{Transport: c})
	c.does(err)
	e, err := New(Config{Store: s, Remote: client, Identity: maya})
	c.does(err)
	c.syncs(e)
	if n := len(e.Chart().Plan.Goals); n != 1 {
		t.Errorf("%d goals", n)
	}
}

// A colleague's phone downloads everything for the first time, and while it does an urgent
// answer comes in: it is there at once, and not with the next sync five minutes later.
func TestWhatComesDuringAFirstDownloadIsNotLeftForTheNextSync(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.model.pageSize = 1
	e, _ := newEngine(t, c, maya)
	c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 1+len(firstTypes)+4)
	c.plan = append(c.plan, func(r *http.Request) (*http.Response, error) {
		c.has("Goal/meanwhile", goal("meanwhile", "Said while the rest was on its way"))
		return c.well(r)
	})
	c.syncs(e)
	if n := len(e.Chart().Plan.Goals); n != 2 {
		t.Errorf("%d goals, want 2", n)
	}
}
