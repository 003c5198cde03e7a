package fhirhttp_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"throughline/sync/fhirhttp"
)

func page(next string, entries string) string {
	link := ""
	if next != "" {
		link = fmt.Sprintf(`"link":[{"relation":"self","url":"x"},{"relation":"next","url":%q}],`, next)
	}
	return `{"resourceType":"Bundle","type":"history",` + link +
		`"meta":{"lastUpdated":"2026-03-01T10:00:00Z"},"total":3,"entry":[` + entries + `]}`
}

func TestHistoryWalksItsPages(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 2, 28, 9, 0, 0, 123456000, time.UTC)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/fhir/_history" {
			t.Errorf("asked %s", r.URL)
		}
		switch q := r.URL.Query(); q.Get("page") {
		case "":
			if q.Get("_since") != "2026-02-28T09:00:00.123456Z" || q.Get("_count") != "2" {
				t.Errorf("asked %s", r.URL)
			}
			reply(w, 200, page("?page=2", // relative to where the answer came from
				`{"fullUrl":"u1","resource":`+goal+`,"request":{"method":"PUT","url":"Goal/g1"},"response":{"status":"200 OK","etag":"W/\"3\""}},
				 {"request":{"method":"DELETE","url":"Task/t1"},"response":{"status":"204","etag":"W/\"9\"","lastModified":"2026-03-01T09:59:00Z"}}`))
		case "2":
			reply(w, 200, page("", `{"resource":{"resourceType":"Task","id":7}}`))
		}
	})
	c.PageSize = 2
	var pages []fhirhttp.Page
	err := c.History(t.Context(), "", since, func(p fhirhttp.Page) error {
		pages = append(pages, p)
		return nil
	})
	if err != nil || len(pages) != 2 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	first, gone, bad := pages[0].Entries[0], pages[0].Entries[1], pages[1].Entries[0]
	if string(first.Resource) != goal || first.Ref() != "Goal/g1" || first.Version != "3" || first.Status != 200 || first.Deleted() || first.Err != nil {
		t.Errorf("the goal: %+v", first)
	}
	if !gone.Deleted() || gone.Ref() != "Task/t1" || gone.Version != "9" || gone.LastUpdated.IsZero() || gone.Resource != nil {
		t.Errorf("the deletion: %+v", gone)
	}
	if bad.Err == nil {
		t.Error("a resource whose id is a number must be set aside, and only it")
	}
	if pages[0].AsOf.IsZero() || pages[0].ServerTime.IsZero() || pages[0].Total != 3 {
		t.Errorf("the page: %+v", pages[0])
	}
}

func TestSearchLeavesTheCallersQueryAlone(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "_count=50&_sort=_lastUpdated&patient=p1" {
			t.Errorf("asked %s", r.URL.RawQuery)
		}
		reply(w, 200, page("", ""))
	})
	c.PageSize = 50
	q := url.Values{"patient": {"p1"}, "_sort": {"_lastUpdated"}}
	if err := c.Search(t.Context(), "Goal", q, func(fhirhttp.Page) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if len(q) != 2 {
		t.Errorf("the query became %v", q)
	}
}

// A hostile or broken server may send a next link anywhere.
func TestNextLinksThatAreRefused(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(other.Close)
	tests := map[string]struct {
		next string
		want error
	}{
		"another host":     {other.URL + "/fhir/_history?page=2", fhirhttp.ErrForeign},
		"another scheme":   {"https://127.0.0.1/fhir", fhirhttp.ErrForeign},
		"no scheme":        {"//evil.example/fhir", fhirhttp.ErrForeign},
		"not http":         {"file:///etc/passwd", fhirhttp.ErrForeign},
		"with credentials": {"http://user:pw@HOST/fhir?page=2", fhirhttp.ErrForeign},
		"not a link":       {"http://[", fhirhttp.ErrNotFHIR},
		"itself":           {"/fhir/Goal/_history?_count=500", fhirhttp.ErrEndless},
		"itself, renamed":  {"/fhir/Goal/_history?_count=500#again", fhirhttp.ErrEndless},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				next := tt.next
				if name == "with credentials" {
					next = "http://user:pw@" + r.Host + "/fhir?page=2"
				}
				reply(w, 200, page(next, ""))
			})
			pages := 0
			err := c.History(t.Context(), "Goal", time.Time{}, func(fhirhttp.Page) error { pages++; return nil })
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if !errors.Is(tt.want, fhirhttp.ErrEndless) && pages != 0 {
				t.Errorf("%d pages were handed on", pages)
			}
			if asked.Load() != 1 {
				t.Errorf("asked %d times", asked.Load())
			}
		})
	}
	t.Cleanup(func() {
		if n := strayed.Load(); n != 0 {
			t.Errorf("%d requests went to another host", n)
		}
	})
}

func TestAListingThatNeverEndsIsEnded(t *testing.T) {
	t.Parallel()
	n := 0
	hc := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		n++
		w := httptest.NewRecorder()
		reply(w, 200, page(fmt.Sprintf("?page=%d", n), ""))
		resp := w.Result()
		resp.Request = r
		return resp, nil
	})}
	c, err := fhirhttp.New("https://clinic.example/fhir", hc)
	if err != nil {
		t.Fatal(err)
	}
	err = c.Search(t.Context(), "Goal", nil, func(fhirhttp.Page) error { return nil })
	if !errors.Is(err, fhirhttp.ErrEndless) || n != fhirhttp.MaxPages {
		t.Errorf("after %d pages: %v", n, err)
	}
}

func TestAnExpiredPageIsToldFromAMissingListing(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{404: true, 410: true, 400: true, 503: false} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("page") {
				reply(w, status, "{}")
				return
			}
			reply(w, 200, page("?page=2", ""))
		})
		err := c.Search(t.Context(), "Goal", nil, func(fhirhttp.Page) error { return nil })
		if err == nil || errors.Is(err, fhirhttp.ErrPageExpired) != want {
			t.Errorf("%d on the second page: %v", status, err)
		}
		err = c.Search(t.Context(), "Goal", url.Values{"page": {"1"}}, func(fhirhttp.Page) error { return nil })
		if err == nil || errors.Is(err, fhirhttp.ErrPageExpired) {
			t.Errorf("%d on the first page: %v", status, err)
		}
	}
}

// The engine stores a page inside each; where that fails the walk must stop.
func TestAnErrorOfTheCallerEndsTheListing(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, page(fmt.Sprintf("?page=%d", asked.Add(1)), ""))
	})
	full := errors.New("disk full")
	if err := c.Search(t.Context(), "Goal", nil, func(fhirhttp.Page) error { return full }); err != full { //nolint:errorlint // handed through as it is
		t.Errorf("got %v", err)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("%d pages were asked for", n)
	}
}

// A record of large resources fills pages that cannot be read at once. The listing is
// begun again with smaller ones, and stays with those.
func TestPagesThatAreTooLargeAreAskedForSmaller(t *testing.T) {
	t.Parallel()
	large := strings.Repeat(" ", fhirhttp.MaxBody/100)
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("_count"))
		n, err := strconv.Atoi(r.URL.Query().Get("_count"))
		if err != nil {
			t.Error(err)
		}
		reply(w, 200, page("", `{"resource":`+goal+`,"request":{"method":"PUT","url":"Goal/g1"},"response":{"status":"200"}}`)+strings.Repeat(large, n))
	})
	c.PageSize = 500
	got := 0
	list := func() error {
		return c.History(t.Context(), "", time.Time{}, func(p fhirhttp.Page) error { got += len(p.Entries); return nil })
	}
	for range 2 {
		if err := list(); !errors.Is(err, fhirhttp.ErrPageExpired) || got > 0 {
			t.Fatalf("%v, %d entries", err, got)
		}
	}
	for range 2 {
		if err := list(); err != nil {
			t.Fatal(err)
		}
	}
	if got != 2 || !slices.Equal(asked, []string{"500", "125", "31", "31"}) {
		t.Errorf("%d entries, asked for %v", got, asked)
	}
}

// A server refuses the number of entries that it is asked for instead of giving fewer.
func TestAServerThatRefusesTheSizeOfAPageChoosesItItself(t *testing.T) {
	t.Parallel()
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		if r.URL.Query().Has("_count") || r.URL.Query().Has("wrong") {
			reply(w, 400, "")
			return
		}
		reply(w, 200, `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":`+goal+`}]}`)
	})
	for _, q := range []url.Values{{"wrong": {"x"}}, {}, {}} {
		n := 0
		err := c.Search(t.Context(), "Goal", q, func(p fhirhttp.Page) error { n += len(p.Entries); return nil })
		if wrong := q.Has("wrong"); fhirhttp.IsInvalid(err) != wrong || !wrong && (err != nil || n != 1) {
			t.Errorf("%v: %d entries, %v", q, n, err)
		}
	}
	if want := []string{"_count=500&wrong=x", "wrong=x", "_count=500", "", ""}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}
