package engine

import (
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
	"throughline/sync/store"
)

// radio is a network that a test switches.
type radio struct {
	state   atomic.Int32
	changed chan struct{}
}

func (r *radio) Network() Network         { return Network(r.state.Load()) }
func (r *radio) Changed() <-chan struct{} { return r.changed }
func (r *radio) turn(n Network)           { r.state.Store(int32(n)) }

// tuned gives a running engine over a line and a radio.
func tuned(t *testing.T, l *line, r Connectivity) *Engine {
	t.Helper()
	s, err := store.OpenMemory(t.Context(), store.Config{Key: testKey(), Owner: store.Owner{Subject: maya.FHIRUser, Clinic: base}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	client, err := fhirhttp.New(base, &http.Client{Transport: l})
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(Config{Store: s, Remote: client, Identity: maya, Network: r})
	if err != nil {
		t.Fatal(err)
	}
	running(t, e)
	return e
}

// counting counts how often Run wakes up: it asks each time.
type counting struct {
	radio
	woken atomic.Int32
}

func (c *counting) Changed() <-chan struct{} {
	c.woken.Add(1)
	return nil
}

// A phone that lies on a table for six hours is woken by the timer alone, and each time
// for one request; where its person wants less data used, not at all.
func TestNothingWakesADeviceButTheTimer(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]struct {
		network     Network
		least, most int
	}{
		"free": {NetworkFree, 60, 90}, "where each byte costs": {NetworkMetered, 10, 15}, "less data": {NetworkSpared, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &line{model: newModel(kinds["our server"])}
				c := &counting{}
				c.turn(of.network)
				tuned(t, l, c)
				l.from(nil)
				c.woken.Store(0)
				time.Sleep(6 * time.Hour)
				synctest.Wait()
				if woken, asked := int(c.woken.Load()), len(l.asked()); woken != asked || woken < of.least || woken > of.most {
					t.Errorf("woken %d times for %d requests, want %d to %d", woken, asked, of.least, of.most)
				}
			})
		})
	}
}

// Without a network nothing is tried but what is urgent or asked for; when it comes
// back, what waited goes out at once.
func TestWithoutANetworkNothingIsTried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		r := &radio{changed: make(chan struct{}, 1)}
		e := tuned(t, l, r)
		r.turn(NetworkNone)
		l.from(func() (*http.Response, error) { return nil, errWire })
		enter(t, e, "a", false)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(l.asked()); n > 0 {
			t.Errorf("%d requests in an hour without a network", n)
		}
		s := e.Chart().Sync
		if !s.Offline || s.Pending != 1 || s.Topics[care.TopicCheckIns].State != care.TopicOffline {
			t.Errorf("status %+v", s)
		}
		enter(t, e, "b", true)
		synctest.Wait()
		if len(l.asked()) == 0 {
			t.Error("an urgent answer was not tried")
		}
		l.from(nil)
		r.turn(NetworkFree)
		r.changed <- struct{}{}
		synctest.Wait()
		if s := e.Chart().Sync; s.Offline || s.Pending != 0 {
			t.Errorf("status %+v when the network is back", s)
		}
	})
}

func TestWhereEachByteCostsItLooksForNewsLessOften(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		r := &radio{}
		r.turn(NetworkMetered)
		e := tuned(t, l, r)
		l.from(nil)
		time.Sleep(4 * time.Hour)
		synctest.Wait()
		if n := len(l.asked()); n < 6 || n > 11 {
			t.Errorf("%d requests in four idle hours, want about 8", n)
		}
		l.from(nil)
		enter(t, e, "a", false)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if s := e.Chart().Sync; s.Pending != 0 {
			t.Error("an edit waited")
		}
	})
}

// Who wants few bytes used is asked nothing by a timer or by a window that comes to
// the front: the app syncs at its start, with what they enter, and when they ask.
func TestWhoUsesLessDataSyncsWhenTheyAskAndWithWhatTheyEnter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		r := &radio{}
		r.turn(NetworkSpared)
		e := tuned(t, l, r)
		synctest.Wait()
		if len(l.asked()) == 0 {
			t.Error("nothing was fetched at the start")
		}
		l.from(nil)
		for range 48 {
			time.Sleep(time.Hour)
			e.Front()
		}
		synctest.Wait()
		if n := len(l.asked()); n > 0 {
			t.Errorf("%d requests in two idle days", n)
		}
		e.Nudge()
		synctest.Wait()
		if n := len(l.asked()); n != 1 {
			t.Errorf("%d requests when asked, want one", n)
		}
		l.from(nil)
		enter(t, e, "a", false)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if s := e.Chart().Sync; s.Pending != 0 {
			t.Error("an edit waited")
		}
	})
}

// A window gets and loses the focus all the time. Only coming back after a while is
// a reason to look for news.
func TestComingToTheFrontSyncsUnlessItJustDid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		e := tuned(t, l, &radio{})
		l.from(nil)
		for range 5 {
			time.Sleep(time.Second)
			e.Front()
			synctest.Wait()
		}
		if n := len(l.asked()); n > 0 {
			t.Errorf("%d requests right after a sync", n)
		}
		time.Sleep(time.Minute)
		e.Front()
		synctest.Wait()
		if n := len(l.asked()); n != 1 {
			t.Errorf("%d requests after a minute away, want one", n)
		}
	})
}

// When the sign-in has ended there is nothing more to ask: Run says so and stops.
func TestTheEndOfTheSignInEndsTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"]), fail: func() (*http.Response, error) { return nil, smart.ErrSignInAgain }}
		e, _ := newEngine(t, l, maya)
		if err := e.Run(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
			t.Errorf("err = %v", err)
		}
		if n := len(l.asked()); n != 1 {
			t.Errorf("%d requests, want one", n)
		}
	})
}
