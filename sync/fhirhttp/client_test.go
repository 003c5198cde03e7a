package fhirhttp_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
)

const goal = `{"resourceType":"Goal","id":"g1","meta":{"versionId":"3","lastUpdated":"2026-03-01T10:00:00.123456Z"},"lifecycleStatus":"active","extension":[{"url":"urn:x","valueInteger64":"9"}]}`

// serve answers every request at {server}/fhir/... with h.
func serve(t *testing.T, h http.HandlerFunc) *fhirhttp.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	c, err := fhirhttp.New(srv.URL+"/fhir/", srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/fhir+json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestReadKeepsEveryByteAndTellsTheServersTime(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept"); !strings.HasPrefix(got, "application/fhir+json; fhirVersion=4.0, application/fhir+json;") {
			t.Errorf("Accept %q", got)
		}
		if r.Method != http.MethodGet || r.URL.Path != "/fhir/Goal/g1" {
			t.Errorf("asked %s %s", r.Method, r.URL)
		}
		w.Header().Set("ETag", `W/"3"`)
		w.Header().Set("Date", "Sun, 01 Mar 2026 10:00:05 GMT")
		reply(w, 200, goal)
	})
	got, err := c.Read(t.Context(), "Goal", "g1")
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Raw) != goal {
		t.Errorf("the resource changed on its way: %s", got.Raw)
	}
	if got.Version != "3" || got.ID != "g1" || got.Type != "Goal" || got.Created {
		t.Errorf("got %+v", got)
	}
	if want := time.Date(2026, 3, 1, 10, 0, 5, 0, time.UTC); !got.ServerTime.Equal(want) {
		t.Errorf("server time %v", got.ServerTime)
	}
	if want := time.Date(2026, 3, 1, 10, 0, 0, 123456000, time.UTC); !got.LastUpdated.Equal(want) {
		t.Errorf("last updated %v: the fraction matters to a cursor", got.LastUpdated)
	}
}

func TestWritesCarryTheirConditions(t *testing.T) {
	t.Parallel()
	type sent struct{ method, path, ifMatch, ifNoneMatch, ifNoneExist, contentType, body string }
	tests := map[string]struct {
		status int
		call   func(*fhirhttp.Client) (fhirhttp.Resource, error)
		want   sent
	}{
		"create by the client's own id": {
			201,
			func(c *fhirhttp.Client) (fhirhttp.Resource, error) {
				return c.Update(context.Background(), "Goal", "g1", []byte(goal), fhirhttp.IfAbsent())
			},
			sent{method: "PUT", path: "/fhir/Goal/g1", ifNoneMatch: "*", contentType: "application/fhir+json", body: goal},
		},
		"update of one version": {
			200,
			func(c *fhirhttp.Client) (fhirhttp.Resource, error) {
				return c.Update(context.Background(), "Goal", "g1", []byte(goal), fhirhttp.IfVersion("2"))
			},
			sent{method: "PUT", path: "/fhir/Goal/g1", ifMatch: `W/"2"`, contentType: "application/fhir+json", body: goal},
		},
		"create unless the identifier is known": {
			201,
			func(c *fhirhttp.Client) (fhirhttp.Resource, error) {
				return c.Create(context.Background(), "Goal", []byte(goal), "identifier=urn:x|1")
			},
			sent{method: "POST", path: "/fhir/Goal", ifNoneExist: "identifier=urn:x|1", contentType: "application/fhir+json", body: goal},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got sent
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				got = sent{
					r.Method, r.URL.Path, r.Header.Get("If-Match"), r.Header.Get("If-None-Match"),
					r.Header.Get("If-None-Exist"), r.Header.Get("Content-Type"), string(body),
				}
				w.Header().Set("ETag", `W/"3"`)
				w.Header().Set("Location", "/fhir/Goal/g1/_history/3")
				reply(w, tt.status, goal)
			})
			res, err := tt.call(c)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("sent %+v, want %+v", got, tt.want)
			}
			if res.Created != (tt.status == 201) || res.Version != "3" || res.ID != "g1" {
				t.Errorf("got %+v", res)
			}
		})
	}
}

func TestAWriteMayComeBackWithoutABody(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{
		"nothing": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example/fhir/Goal/new-1/_history/7")
			w.WriteHeader(http.StatusCreated)
		},
		"an outcome": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "Goal/new-1/_history/7")
			reply(w, http.StatusCreated, `{"resourceType":"OperationOutcome","issue":[]}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, err := serve(t, h).Create(t.Context(), "Goal", []byte(goal), "")
			if err != nil || res.ID != "new-1" || res.Version != "7" || res.Raw != nil || !res.Created {
				t.Errorf("got %+v, %v", res, err)
			}
		})
	}
}

func TestThereIsNoBlindUpdateAndNoPathInjection(t *testing.T) {
	t.Parallel()
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("sent %s %s", r.Method, r.URL) })
	ctx := t.Context()
	calls := map[string]func() error{
		"no condition": func() error {
			_, err := c.Update(ctx, "Goal", "g1", []byte(goal), fhirhttp.Condition{})
			return err
		},
		"id leads away": func() error { _, err := c.Read(ctx, "Goal", "../Patient"); return err },
		"id is dots":    func() error { _, err := c.Read(ctx, "Goal", ".."); return err },
		"id is empty":   func() error { _, err := c.Read(ctx, "Goal", ""); return err },
		"type is lower": func() error { _, err := c.Read(ctx, "goal", "1"); return err },
		"version":       func() error { _, err := c.VRead(ctx, "Goal", "1", "2/3"); return err },
		"quote in a weak tag": func() error {
			_, err := c.Update(ctx, "Goal", "g1", []byte(goal), fhirhttp.IfVersion(`2", W/"3`))
			return err
		},
		"search":  func() error { return c.Search(ctx, "", nil, nil) },
		"history": func() error { return c.History(ctx, "Goal/a/b", time.Time{}, nil) },
	}
	for name, call := range calls {
		if call() == nil {
			t.Errorf("%s: was accepted", name)
		}
	}
}

func TestDeletingWhatIsGoneIsNoError(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 204, 404, 410} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodDelete || r.Header.Get("If-Match") != `W/"4"` {
				t.Errorf("sent %s If-Match %q", r.Method, r.Header.Get("If-Match"))
			}
			w.WriteHeader(status)
		})
		if err := c.Delete(t.Context(), "Goal", "g1", "4"); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// Each bad answer is its own error, and nothing of it is handed on.
func TestAnswersThatAreNotWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		h    http.HandlerFunc
		want error
	}{
		"cut before its Content-Length": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/fhir+json")
			w.Header().Set("Content-Length", "400")
			_, _ = io.WriteString(w, goal[:50])
		}, fhirhttp.ErrCut},
		"cut in a chunk": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/fhir+json")
			_, _ = io.WriteString(w, goal)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, fhirhttp.ErrCut},
		"cut inside gzip": {func(w http.ResponseWriter, _ *http.Request) {
			var z bytes.Buffer
			zw := gzip.NewWriter(&z)
			_, _ = io.WriteString(zw, goal)
			_ = zw.Close()
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "application/fhir+json")
			_, _ = w.Write(z.Bytes()[:z.Len()-6])
		}, fhirhttp.ErrCut},
		"half a document with the right length": {func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, goal[:50]) }, fhirhttp.ErrCut},
		"nothing at all":                        {func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, "") }, fhirhttp.ErrCut},
		"a Wi-Fi's sign-in page": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>Welcome to the hotel")
		}, fhirhttp.ErrNotFHIR},
		"a Wi-Fi's page that does not say what it is": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			_, _ = io.WriteString(w, "<html>Welcome to the hotel")
		}, fhirhttp.ErrNotFHIR},
		"a page that reads like a resource": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, goal)
		}, fhirhttp.ErrNotFHIR},
		"another resource": {func(w http.ResponseWriter, _ *http.Request) {
			reply(w, 200, strings.Replace(goal, "g1", "g2", 1))
		}, fhirhttp.ErrNotFHIR},
		"another type": {func(w http.ResponseWriter, _ *http.Request) {
			reply(w, 200, strings.Replace(goal, "Goal", "Task", 1))
		}, fhirhttp.ErrNotFHIR},
		"a property given twice": {func(w http.ResponseWriter, _ *http.Request) {
			reply(w, 200, `{"resourceType":"Goal","id":"g1","id":"g1"}`)
		}, fhirhttp.ErrNotFHIR},
		"a gzip bomb": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "application/fhir+json")
			zw := gzip.NewWriter(w)
			spaces := bytes.Repeat([]byte(" "), 1<<20)
			for range 17 {
				_, _ = zw.Write(spaces)
			}
			_ = zw.Close()
		}, fhirhttp.ErrTooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, err := serve(t, tt.h).Read(t.Context(), "Goal", "g1")
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if res.Raw != nil {
				t.Error("something was handed on")
			}
		})
	}
}

// What a server says about its JSON varies, and some say nothing.
func TestAnswersThatAreJSONWhateverTheyAreCalled(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ kind, body string }{
		"plain JSON":                {"application/json", goal},
		"with a charset":            {"application/fhir+json;charset=UTF-8", goal},
		"with a broken parameter":   {"application/fhir+json; charset", goal},
		"in capitals":               {"Application/FHIR+JSON; Charset=utf-8", goal},
		"of an older FHIR":          {"application/json+fhir", goal},
		"text":                      {"text/plain; charset=utf-8", goal},
		"nothing":                   {"", goal},
		"a byte order mark":         {"application/fhir+json", "\xef\xbb\xbf" + goal},
		"a line's end, as of print": {"application/json", goal + "\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				if tt.kind != "" {
					w.Header().Set("Content-Type", tt.kind)
				}
				_, _ = io.WriteString(w, tt.body)
			})
			if res, err := c.Read(t.Context(), "Goal", "g1"); err != nil || res.ID != "g1" {
				t.Errorf("%+v, %v", res, err)
			}
		})
	}
}

// tenGigabytes is a body that says so and goes on for as long as it is read.
type tenGigabytes struct {
	t    *testing.T
	read int
}

func (b *tenGigabytes) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Body: io.NopCloser(&tenGigabytes{t: b.t}), ContentLength: 10 << 30, Header: http.Header{"Content-Type": {"application/fhir+json"}},
	}, nil
}

func (b *tenGigabytes) Read(p []byte) (int, error) {
	if b.read += len(p); b.read > 2*fhirhttp.MaxBody {
		b.t.Error("it is read to its end")
		return 0, io.EOF
	}
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestABodyOfTenGigabytesIsNotRead(t *testing.T) {
	t.Parallel()
	c, err := fhirhttp.New("https://clinic.example/fhir", &http.Client{Transport: &tenGigabytes{t: t}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(t.Context(), "Goal", "g1"); !errors.Is(err, fhirhttp.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	each := func(fhirhttp.Page) error { t.Error("a page came"); return nil }
	if err := c.Search(t.Context(), "Goal", nil, each); err == nil {
		t.Error("a search came to its end")
	}
}

func TestAnAnswerAtTheLimitIsRead(t *testing.T) {
	t.Parallel()
	big := strings.Replace(goal, `"active"`, `"active"`+strings.Repeat(" ", fhirhttp.MaxBody-len(goal)), 1)
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, big) })
	if _, err := c.Read(t.Context(), "Goal", "g1"); err != nil {
		t.Error(err)
	}
}

// The access token travels with every request of the http.Client, so nothing
// may lead it to another host. A write follows only a redirect that says to send the
// same again there, and never one that some server sends after it has done the work.
func TestRedirects(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		strayed.Add(1)
		reply(w, 200, goal)
	}))
	t.Cleanup(other.Close)
	var writes atomic.Int32
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/fhir/v2/Goal":
			writes.Add(1)
			body, _ := io.ReadAll(r.Body)
			reply(w, 201, string(body))
		case r.Method == http.MethodPost && r.Header.Get("If-None-Exist") == "":
			http.Redirect(w, r, "/fhir/v2/Goal", http.StatusPermanentRedirect)
		case r.Method != http.MethodGet:
			writes.Add(1)
			http.Redirect(w, r, "/fhir/v2/Goal", http.StatusSeeOther)
		case r.URL.Path == "/fhir/Goal/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case r.URL.Path == "/fhir/Goal/round":
			http.Redirect(w, r, "/fhir/Goal/round", http.StatusFound)
		case r.URL.Path == "/fhir/Goal/g1":
			http.Redirect(w, r, "/fhir/v2/Goal/g1", http.StatusMovedPermanently)
		default:
			reply(w, 200, goal)
		}
	})
	ctx := t.Context()
	if _, err := c.Read(ctx, "Goal", "away"); !errors.Is(err, fhirhttp.ErrForeign) {
		t.Errorf("to another host: %v", err)
	}
	if n := strayed.Load(); n != 0 {
		t.Errorf("%d requests went to another host", n)
	}
	if res, err := c.Read(ctx, "Goal", "g1"); err != nil || res.ID != "g1" {
		t.Errorf("within the host: %+v, %v", res, err)
	}
	var status *fhirhttp.StatusError
	if _, err := c.Read(ctx, "Goal", "round"); !errors.As(err, &status) || status.Status != http.StatusFound {
		t.Errorf("in a circle: %v", err)
	}
	if _, err := c.Create(ctx, "Goal", []byte(goal), "identifier=x"); !errors.As(err, &status) || status.Status != http.StatusSeeOther {
		t.Errorf("a write that was done: %v", err)
	}
	if n := writes.Load(); n != 1 {
		t.Errorf("the write was sent %d times", n)
	}
	if res, err := c.Create(ctx, "Goal", []byte(goal), ""); err != nil || !res.Created || string(res.Raw) != goal {
		t.Errorf("a write that moved: %+v, %v", res, err)
	}
}

func TestStatusesAreTyped(t *testing.T) {
	t.Parallel()
	type is struct{ conflict, gone, forbidden, unauthorized, invalid, temporary bool }
	tests := map[int]struct {
		is   is
		code string
	}{
		400: {is{invalid: true}, "clinic-refused"},
		401: {is{unauthorized: true}, "clinic-sign-in"},
		403: {is{forbidden: true}, "clinic-forbidden"},
		404: {is{gone: true}, "clinic-gone"},
		409: {is{conflict: true}, "clinic-conflict"},
		410: {is{gone: true}, "clinic-gone"},
		412: {is{conflict: true}, "clinic-conflict"},
		422: {is{invalid: true}, "clinic-refused"},
		429: {is{temporary: true}, "clinic-busy"},
		501: {is{}, "clinic-refused"},
		503: {is{temporary: true}, "clinic-busy"},
	}
	for status, tt := range tests {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "7")
				reply(w, status, `{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"conflict","diagnostics":"Jane's goal"}]}`)
			})
			_, err := c.Read(t.Context(), "Goal", "g1")
			got := is{
				fhirhttp.IsConflict(err), fhirhttp.IsGone(err), fhirhttp.IsForbidden(err),
				fhirhttp.IsUnauthorized(err), fhirhttp.IsInvalid(err), fhirhttp.IsTemporary(err),
			}
			if got != tt.is {
				t.Errorf("got %+v, want %+v", got, tt.is)
			}
			if f := care.AsFault(err); f.Code != tt.code || f.Say == "" {
				t.Errorf("a person is told %q %q, want %s", f.Code, f.Say, tt.code)
			}
			if fhirhttp.RetryAfter(err) != 7*time.Second {
				t.Errorf("retry after %v", fhirhttp.RetryAfter(err))
			}
			var se *fhirhttp.StatusError
			if !errors.As(err, &se) || se.Outcome == nil || se.Outcome.Issue[0].Code != "conflict" {
				t.Errorf("the outcome is lost: %+v", se)
			}
			if strings.Contains(err.Error(), "Jane") {
				t.Errorf("the log would read health data: %v", err)
			}
		})
	}
}

func TestNoAnswerIsUnreachableAndKeepsTheSearchOutOfTheLog(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	c, err := fhirhttp.New(srv.URL, srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	err = c.Search(t.Context(), "Goal", url.Values{"patient": {"Patient/secret-id"}}, nil)
	if !errors.Is(err, fhirhttp.ErrUnreachable) || !fhirhttp.IsTemporary(err) {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), "secret-id") {
		t.Errorf("the error names the patient: %v", err)
	}
}

func TestACancelledCallIsNotTheClinicsFault(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := c.Read(ctx, "Goal", "g1")
	if !errors.Is(err, context.Canceled) || errors.Is(err, fhirhttp.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
}

// A RoundTripper that has no token any more raises its own fault.
func TestTheTransportsFaultIsKept(t *testing.T) {
	t.Parallel()
	want := &care.Fault{Code: "sign-in-again", Say: "Sign in again."}
	hc := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, want })}
	c, err := fhirhttp.New("https://clinic.example/fhir", hc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(t.Context(), "Goal", "g1"); care.AsFault(err) != want {
		t.Errorf("got %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestCapabilities(t *testing.T) {
	t.Parallel()
	body := `{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","resource":[{"type":"Goal","updateCreate":true}]}]}`
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/fhir/metadata" {
			t.Errorf("asked %s", r.URL)
		}
		reply(w, 200, body)
	})
	cs, err := c.Capabilities(t.Context())
	if err != nil || cs.FHIRVersion != "4.0.1" || cs.Rest[0].Resource[0].UpdateCreate == nil {
		t.Errorf("got %+v, %v", cs, err)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"a goal":       func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, goal) },
		"nothing here": func(w http.ResponseWriter, _ *http.Request) { reply(w, 404, "") },
	} {
		if _, err := serve(t, answer).Capabilities(t.Context()); !errors.Is(err, fhirhttp.ErrNotFHIR) {
			t.Errorf("%s passed for a CapabilityStatement: %v", name, err)
		}
	}
}

// What is malformed in a CapabilityStatement hides what it is about, and nothing else.
func TestACapabilityStatementWithPartsOfWrongTypes(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a type's flag":        `"rest":[{"mode":"server","interaction":[{"code":"batch"}],"resource":[{"type":"Task","updateCreate":"yes"},{"type":"Goal","updateCreate":true}]}]`,
		"a type is a string":   `"rest":[{"interaction":[{"code":"batch"}],"resource":["Task",{"type":"Goal"}]}]`,
		"an interaction":       `"rest":[{"interaction":["history-system",{"code":"batch"}],"resource":[{"type":"Goal"}]}]`,
		"a second interface":   `"rest":["client",{"interaction":[{"code":"batch"}],"resource":[{"type":"Goal"}]}]`,
		"what nobody asks for": `"software":7,"date":[],"rest":[{"security":"none","interaction":[{"code":"batch"}],"resource":[{"type":"Goal"}]}]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cs, err := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				reply(w, 200, `{"resourceType":"CapabilityStatement",`+body+`}`)
			}).Capabilities(t.Context())
			var types, codes []string
			for _, rest := range cs.Rest {
				for _, r := range rest.Resource {
					types = append(types, r.Type)
				}
				for _, i := range rest.Interaction {
					codes = append(codes, i.Code)
				}
			}
			if err != nil || !slices.Equal(types, []string{"Goal"}) || !slices.Equal(codes, []string{"batch"}) {
				t.Errorf("types %v, interactions %v, %v", types, codes, err)
			}
		})
	}
}

func TestAByteOrderMarkIsNoHarm(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, "\ufeff"+goal) })
	if r, err := c.Read(t.Context(), "Goal", "g1"); err != nil || r.ID != "g1" {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestNewRefusesWhatIsNoBase(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "clinic.example", "ftp://clinic.example", "https://u:p@clinic.example/fhir", "https://", "::"} {
		if _, err := fhirhttp.New(base, http.DefaultClient); err == nil {
			t.Errorf("%q was accepted", base)
		}
	}
}
