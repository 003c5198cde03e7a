package gate

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func proxies(t *testing.T, list string) []netip.Prefix {
	t.Helper()
	all, err := ParseProxies(list)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Who is calling is told by trusted proxies alone: what a caller writes into the header does not
// count, neither before a trusted proxy's word nor without one.
func TestBehindProxy(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		trusted, peer string
		header        []string
		want          string
	}{
		"no proxy":                        {"", "203.0.113.9:7", []string{"198.51.100.1"}, "203.0.113.9:7"},
		"a stranger says":                 {"10.0.0.0/8", "203.0.113.9:7", []string{"198.51.100.1"}, "203.0.113.9:7"},
		"the proxy says":                  {"10.0.0.0/8", "10.1.2.3:7", []string{"198.51.100.1"}, "198.51.100.1:0"},
		"the caller wrote something too":  {"10.0.0.0/8", "10.1.2.3:7", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1:0"},
		"in two headers":                  {"10.0.0.0/8", "10.1.2.3:7", []string{"1.2.3.4", "198.51.100.1"}, "198.51.100.1:0"},
		"two proxies":                     {"10.0.0.0/8,192.0.2.5", "10.1.2.3:7", []string{"1.2.3.4, 198.51.100.1, 192.0.2.5"}, "198.51.100.1:0"},
		"by IPv6":                         {"::1", "[::1]:7", []string{"2001:db8::9"}, "[2001:db8::9]:0"},
		"an IPv4 address written as IPv6": {"127.0.0.1", "127.0.0.1:7", []string{"::ffff:198.51.100.1"}, "198.51.100.1:0"},
		"the proxy says nonsense":         {"10.0.0.0/8", "10.1.2.3:7", []string{"198.51.100.1, unknown"}, "10.1.2.3:7"},
		"the proxy says nothing":          {"10.0.0.0/8", "10.1.2.3:7", nil, "10.1.2.3:7"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = x.peer
		for _, h := range x.header {
			r.Header.Add("X-Forwarded-For", h)
		}
		var got string
		BehindProxy(proxies(t, x.trusted), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).
			ServeHTTP(httptest.NewRecorder(), r)
		if got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
	if _, err := ParseProxies("10.0.0.0/8 proxy.example"); err == nil {
		t.Error("a name was taken for an address")
	}
}

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// ask sends a request from an address and gives the status and the wait.
func ask(h http.Handler, method, path, from string) (int, string) {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = from
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Retry-After")
}

// A caller that asks too often is told how long to wait; others are not slowed down, and after the
// wait it is let through.
func TestLimitPerAddress(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC)}
	refused := map[string]int{}
	l := NewLimiter(Limits{Address: Rate{1, 4}, SignIn: Rate{.1, 2}, Person: Rate{1, 1}}, c.Now, func(kind string) { refused[kind]++ })
	h := l.PerAddress(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
	})
	want := func(method, path, from string, status int, wait string) {
		t.Helper()
		if got, after := ask(h, method, path, from); got != status || after != wait {
			t.Fatalf("%s from %s: %d %q, want %d %q", path, from, got, after, status, wait)
		}
	}
	for range 4 {
		want("GET", "/fhir/Patient/p1", "198.51.100.1:7", 200, "")
	}
	want("GET", "/fhir/Patient/p1", "198.51.100.1:8", 429, "1") // another port is not another caller
	want("GET", "/fhir/Patient/p1", "198.51.100.2:7", 200, "")
	want("GET", "/fhir", "[2001:db8::1]:7", 200, "")
	for range 3 {
		want("GET", "/fhir", "[2001:db8::ffff]:7", 200, "")
	}
	want("GET", "/fhir", "[2001:db8:0:0:9::1]:7", 429, "1") // the same household
	for range 20 {
		want("GET", "/fhir", "127.0.0.1:7", 200, "")
	}
	c.now = c.now.Add(time.Second)
	want("GET", "/fhir/Patient/p1", "198.51.100.1:7", 200, "")

	c.now = c.now.Add(time.Minute)
	want("POST", "/auth/token", "198.51.100.1:7", 200, "")
	want("POST", "/auth/sign-in", "198.51.100.1:7", 200, "")
	want("POST", "/auth/sign-in", "198.51.100.1:7", 429, "10")
	want("GET", "/auth/authorize", "198.51.100.1:7", 200, "")
	if _, ok := l.Allow("g"); !ok {
		t.Error("the first was refused")
	}
	if wait, ok := l.Allow("g"); ok || wait != time.Second {
		t.Errorf("the second: %v %v", wait, ok)
	}
	if refused["address"] != 2 || refused["sign-in"] != 1 || refused["person"] != 1 {
		t.Errorf("counted %v", refused)
	}
}

// Behind a proxy on the same machine callers are told apart; callers that left are forgotten, and
// however many come the memory is bounded.
func TestLimitBehindProxyAndMemory(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC)}
	l := NewLimiter(Limits{Address: Rate{1, 1}}, c.Now, nil)
	limited := l.PerAddress(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
	})
	h := BehindProxy(proxies(t, "127.0.0.1"), limited)
	for n, want := range []int{200, 429} {
		r := httptest.NewRequest(http.MethodGet, "/fhir", nil)
		r.RemoteAddr = "127.0.0.1:7"
		r.Header.Set("X-Forwarded-For", "198.51.100.7")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("request %d: %d", n+1, w.Code)
		}
	}
	for i := range maxBuckets + 500 {
		l.take("address", strings.Repeat("x", i%7)+time.Duration(i).String(), Rate{1, 1})
	}
	if len(l.buckets) > maxBuckets {
		t.Errorf("%d callers are remembered", len(l.buckets))
	}
	c.now = c.now.Add(2 * time.Minute)
	l.take("address", "last", Rate{1, 1})
	if len(l.buckets) != 1 {
		t.Errorf("%d callers are remembered after they left", len(l.buckets))
	}
}

// Labels come from the few words that are written in this package, whatever somebody sends.
func TestMetricsHoldNoIDs(t *testing.T) {
	t.Parallel()
	m := NewMetrics("1.2.3")
	h := m.Observe(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }))
	for path, method := range map[string]string{
		"/fhir/Patient/p-secret?name=Lindgren": "GET", "/auth/token": "POST", "/c/north/fhir/Goal": "PUT", "/p-secret": "LINDGREN", "/healthz": "GET",
	} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Method = method
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	m.Limited("address")
	m.AuthEvent("sign-in")
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := w.Body.String()
	for _, line := range []string{
		`clinicd_http_requests_total{area="fhir",method="GET",status="404"} 1`, `clinicd_http_requests_total{area="fhir",method="PUT",status="404"} 1`,
		`clinicd_http_requests_total{area="auth",method="POST",status="404"} 1`, `clinicd_http_requests_total{area="other",method="other",status="404"} 1`,
		`clinicd_http_requests_limited_total{limit="address"} 1`, `clinicd_auth_events_total{kind="sign-in"} 1`,
		`clinicd_build_info{version="1.2.3"} 1`, `clinicd_http_request_duration_seconds_count{area="fhir"} 2`, "go_goroutines",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s", line)
		}
	}
	for _, word := range []string{"secret", "Lindgren", "LINDGREN", "north"} {
		if strings.Contains(text, word) {
			t.Errorf("%q is in the metrics:\n%s", word, text)
		}
	}
}
