package engine

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// line is the network of one engine: it notes when each request was made, and
// fails the way it is told to.
type line struct {
	model *model
	mu    sync.Mutex
	fail  func() (*http.Response, error) // nil: works
	times []time.Time
}

// from begins a new count of requests, which fail from now on or do not.
func (l *line) from(fail func() (*http.Response, error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.times, l.fail = nil, fail
}

// asked is when requests were made.
func (l *line) asked() []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.times)
}

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	l.times = append(l.times, time.Now())
	fail := l.fail
	l.mu.Unlock()
	if fail != nil {
		resp, err := fail()
		if resp != nil {
			resp.Request = r
		}
		return resp, err
	}
	return l.model.RoundTrip(r)
}

func newEngine(t *testing.T, over http.RoundTripper, who Identity) (*Engine, *store.Store) {
	t.Helper()
	s, err := store.OpenMemory(t.Context(), store.Config{Key: testKey(), Owner: store.Owner{Subject: who.FHIRUser, Clinic: base}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	client, err := fhirhttp.New(base, &http.Client{Transport: over})
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(Config{Store: s, Remote: client, Identity: who})
	if err != nil {
		t.Fatal(err)
	}
	return e, s
}

var maya = Identity{FHIRUser: "Patient/p1", Patient: "p1"}

// running starts Run and stops it at the end of the test.
func running(t *testing.T, e *Engine) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- e.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
	synctest.Wait()
}

// enter files a check-in's worth of bytes the way an intent does.
func enter(t *testing.T, e *Engine, id string, urgent bool) {
	t.Helper()
	body := canonical(object{"resourceType": "QuestionnaireResponse", "id": id, "status": "completed", "authored": "2026-11-23T12:00:00Z", "subject": object{"reference": "Patient/p1"}})
	err := e.operate(t.Context(), func(*store.Tx, profile.Set) ([]profile.Operation, error) {
		return []profile.Operation{{Kind: "create", Type: "QuestionnaireResponse", ID: id, Body: body, Urgent: urgent}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestIdleCostsOneRequestEveryFiveMinutesOrSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		e, _ := newEngine(t, l, maya)
		running(t, e)
		l.from(nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(l.asked()); n < 10 || n > 15 {
			t.Errorf("%d requests in an idle hour, want about 12", n)
		}
		for i := 1; i < len(l.asked()); i++ {
			if gap := l.asked()[i].Sub(l.asked()[i-1]); gap < 4*time.Minute || gap > 6*time.Minute {
				t.Errorf("%v between syncs", gap)
			}
		}
	})
}

func TestEditsAreSentASecondAfterTheLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		e, _ := newEngine(t, l, maya)
		running(t, e)
		l.from(nil)
		for _, id := range []string{"a", "b", "c"} {
			time.Sleep(600 * time.Millisecond)
			enter(t, e, id, false)
		}
		last := time.Now()
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(l.asked()) != 2 || l.asked()[0].Sub(last) != debounce {
			t.Errorf("requests %v after the last edit, want one with three writes and one read after one second", since(l.asked(), last))
		}
	})
}

func TestUrgentAnswerIsSentAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		e, _ := newEngine(t, l, maya)
		running(t, e)
		l.from(nil)
		enter(t, e, "a", true)
		tap := time.Now()
		synctest.Wait()
		if len(l.asked()) == 0 || !l.asked()[0].Equal(tap) {
			t.Errorf("requests %v after the tap", since(l.asked(), tap))
		}
		if d := e.Chart().CheckIns[0].Delivery; d.State != care.Received || d.Received.IsZero() {
			t.Errorf("delivery %+v, want received with the server's time", d)
		}
	})
}

// The server asks for two minutes of quiet. Neither an edit nor the person's own
// impatience breaks it; both are served when it is over.
func TestRetryAfterIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		e, _ := newEngine(t, l, maya)
		l.from(func() (*http.Response, error) {
			return &http.Response{StatusCode: 503, Header: http.Header{"Retry-After": {"120"}}, Body: http.NoBody}, nil
		})
		running(t, e)
		began := time.Now()
		l.from(nil)
		enter(t, e, "a", true)
		e.Nudge()
		time.Sleep(time.Minute)
		e.Nudge()
		synctest.Wait()
		if len(l.asked()) > 0 {
			t.Fatalf("asked after %v", since(l.asked(), began))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(l.asked()) == 0 || l.asked()[0].Sub(began) != 2*time.Minute {
			t.Errorf("asked after %v, want two minutes", since(l.asked(), began))
		}
		if s := e.Chart().Sync; s.Pending != 0 || s.Problem != nil {
			t.Errorf("not made up for: %+v", s)
		}
	})
}

func TestOfflineWaitsLongerEachTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"]), fail: func() (*http.Response, error) { return nil, errWire }}
		e, _ := newEngine(t, l, maya)
		began := time.Now()
		running(t, e)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(l.asked()); n < 15 || n > 30 {
			t.Errorf("%d attempts in an hour offline", n)
		}
		gaps := since(l.asked(), began)
		if first, last := gaps[1], gaps[len(gaps)-1]-gaps[len(gaps)-2]; first > 3*time.Second || last < 4*time.Minute {
			t.Errorf("first retry after %v, last gap %v", first, last)
		}
		s := e.Chart().Sync
		if !s.Offline || s.Problem == nil || s.Problem.Code != "clinic-unreachable" || !s.AsOf.IsZero() {
			t.Errorf("status %+v, want offline and never synced", s)
		}
		l.from(nil)
		enter(t, e, "a", false)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if s := e.Chart().Sync; s.Offline || s.Pending != 0 || s.AsOf.IsZero() {
			t.Errorf("status %+v after the network came back", s)
		}
	})
}

func since(times []time.Time, from time.Time) []time.Duration {
	var out []time.Duration
	for _, t := range times {
		out = append(out, t.Sub(from))
	}
	return out
}

func TestSubscribersGetTheLatestAndCanLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{model: newModel(kinds["our server"])}
		e, _ := newEngine(t, l, maya)
		var pending []int
		hold := make(chan struct{})
		cancel := e.Subscribe(func(c care.Chart) {
			pending = append(pending, c.Sync.Pending)
			<-hold
		})
		synctest.Wait() // the first call is under way and slow
		for _, id := range []string{"a", "b", "c"} {
			enter(t, e, id, false)
		}
		hold <- struct{}{}
		synctest.Wait()
		hold <- struct{}{}
		synctest.Wait()
		if len(pending) != 2 || pending[1] != 3 {
			t.Errorf("told of %v pending, want 0 and then, at once, 3", pending)
		}
		cancel()
		cancel()
		enter(t, e, "d", false)
		synctest.Wait()
		if len(pending) != 2 {
			t.Error("called after cancel")
		}
	})
}
