package smart_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/smart"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"https://clinic.example/fhir":                         "https://clinic.example/fhir",
		"  https://Clinic.Example/fhir/ ":                     "https://clinic.example/fhir",
		"HTTPS://clinic.example/FHIR/R4":                      "https://clinic.example/FHIR/R4",
		"clinic.example/fhir":                                 "https://clinic.example/fhir",
		"clinic.example:8443":                                 "https://clinic.example:8443",
		"http://127.0.0.1:8080/fhir":                          "http://127.0.0.1:8080/fhir",
		"http://[::1]:8080/fhir":                              "http://[::1]:8080/fhir",
		"localhost:8080/fhir":                                 "http://localhost:8080/fhir",
		"https://clinic.example/fhir/metadata":                "https://clinic.example/fhir",
		"https://192.0.2.7/fhir":                              "https://192.0.2.7/fhir",
		"https://c.example/f/.well-known/smart-configuration": "https://c.example/f",
	} {
		if got, err := smart.ParseAddress(typed); got != want || err != nil {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]error{
		"":                                   smart.ErrAddress,
		"my clinic":                          smart.ErrAddress,
		"clinic":                             smart.ErrAddress,
		"ana@clinic.example":                 smart.ErrAddress,
		"https://ana:pw@clinic.example/fhir": smart.ErrAddress,
		"https://clinic.example/fhir?x=1":    smart.ErrAddress,
		"https://clinic.example/fhir#x":      smart.ErrAddress,
		"ftp://clinic.example/fhir":          smart.ErrAddress,
		"https://":                           smart.ErrAddress,
		"https://[":                          smart.ErrAddress,
		"javascript:alert(1)":                smart.ErrAddress,
		"http://clinic.example/fhir":         smart.ErrInsecure,
		"http://127.0.0.1.example/fhir":      smart.ErrInsecure,
		"http://10.0.0.1/fhir":               smart.ErrInsecure,
		"http://localhost.example/fhir":      smart.ErrInsecure,
	} {
		if got, err := smart.ParseAddress(typed); !errors.Is(err, want) {
			t.Errorf("%q: %q, %v, want %v", typed, got, err, want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"https://clinic.example/fhir", "http://127.0.0.1:1/x", "localhost", "http://[::1%25eth0]/", `http:\\a.b`, "//a.b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		base, err := smart.ParseAddress(typed)
		if err != nil {
			return
		}
		u, err := url.Parse(base)
		if err != nil || u.User != nil || u.RawQuery != "" || strings.HasSuffix(base, "/") {
			t.Fatalf("%q gave %q, %v", typed, base, err)
		}
		if host := u.Hostname(); u.Scheme != "https" && host != "localhost" && !net.ParseIP(host).IsLoopback() {
			t.Errorf("%q gave the insecure %q", typed, base)
		}
		if again, err := smart.ParseAddress(base); again != base || err != nil {
			t.Errorf("%q is not its own address: %q, %v", base, again, err)
		}
	})
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	clinic, err := s.client().Discover(t.Context(), s.url+"/fhir/")
	if err != nil {
		t.Fatal(err)
	}
	if clinic.Base != s.url+"/fhir" || clinic.Token != s.url+"/token" || !clinic.IssInResponse {
		t.Errorf("got %+v", clinic)
	}
}

const wellKnown = "/fhir/.well-known/smart-configuration"

// Each thing that can be wrong with a clinic's address has a sentence of its
// own, because each needs something else from the person.
func TestWhatIsWrongWithAnAddressIsSaid(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = nil
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)

	serving := func(set func(*server)) func(*testing.T) string {
		return func(t *testing.T) string {
			s := newServer(t)
			set(s)
			return s.url + "/fhir"
		}
	}
	at := func(address string) func(*testing.T) string { return func(*testing.T) string { return address } }
	answer := func(path string, status int, contentType, body string) func(*server) {
		return func(s *server) {
			s.on(path, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", contentType)
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
			})
		}
	}
	without := func(name string, value any) func(*testing.T) string {
		return serving(func(s *server) { s.config[name] = value })
	}
	tests := map[string]struct {
		address func(*testing.T) string
		want    *care.Fault
	}{
		"unclear":         {at("the clinic"), smart.ErrAddress},
		"plain http":      {at("http://clinic.example/fhir"), smart.ErrInsecure},
		"nobody there":    {at(closed.URL + "/fhir"), smart.ErrNoAnswer},
		"bad certificate": {at(untrusted.URL + "/fhir"), smart.ErrCertificate},
		"https to a port that speaks http": {func(t *testing.T) string {
			return strings.Replace(newServer(t).url, "http:", "https:", 1)
		}, smart.ErrInsecure},
		"a web site": {serving(func(s *server) {
			answer(wellKnown, 200, "text/html", "<html>")(s)
			answer("/fhir/metadata", 200, "text/html", "<html>")(s)
		}), smart.ErrNotFHIR},
		"nothing but 404": {serving(answer(wellKnown, 404, "text/plain", "")), smart.ErrNotFHIR},
		"other JSON":      {serving(answer(wellKnown, 200, "application/json", `[]`)), smart.ErrNotFHIR},
		"FHIR without SMART": {serving(func(s *server) {
			answer(wellKnown, 404, "text/plain", "")(s)
			answer("/fhir/metadata", 200, "application/fhir+json", `{"resourceType":"CapabilityStatement"}`)(s)
		}), smart.ErrNotSMART},
		"down": {serving(func(s *server) {
			answer(wellKnown, 503, "text/plain", "")(s)
			answer("/fhir/metadata", 503, "text/plain", "")(s)
		}), smart.ErrDown},
		"too large":                {serving(answer(wellKnown, 200, "application/json", strings.Repeat(" ", 1<<20+1))), smart.ErrTooLarge},
		"no PKCE":                  {without("code_challenge_methods_supported", []string{"plain"}), smart.ErrNotSMART},
		"no token endpoint":        {without("token_endpoint", nil), smart.ErrNotSMART},
		"insecure endpoint":        {without("token_endpoint", "http://clinic.example/token"), smart.ErrNotSMART},
		"endpoint is no address":   {without("authorization_endpoint", "javascript:alert(1)"), smart.ErrNotSMART},
		"endpoint with a password": {without("revocation_endpoint", "https://a:b@clinic.example/"), smart.ErrNotSMART},
		"leads elsewhere": {serving(func(s *server) {
			s.on(wellKnown, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://evil.example/", http.StatusFound)
			})
		}), smart.ErrMoved},
	}
	sentences := map[string]string{}
	for name, tt := range tests {
		if other, ok := sentences[tt.want.Say]; ok && other != tt.want.Code {
			t.Errorf("%s and %s say the same", other, tt.want.Code)
		}
		sentences[tt.want.Say] = tt.want.Code
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &smart.Client{ID: "throughline"}
			if _, err := c.Discover(t.Context(), tt.address(t)); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAnAddressThatNeverAnswers(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.on(wellKnown, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.client().Discover(ctx, s.url+"/fhir"); !errors.Is(err, smart.ErrSlow) {
		t.Errorf("out of time: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	s.on(wellKnown, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	if _, err := s.client().Discover(ctx, s.url+"/fhir"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A clinic on the network must not make this machine's own servers its
// endpoints.
func TestARemoteClinicMayNotPointToThisMachine(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	tr := rewrite{to: s.url}
	c := &smart.Client{ID: "throughline", HTTP: &http.Client{Transport: tr}}
	if _, err := c.Discover(t.Context(), "https://clinic.example/fhir"); !errors.Is(err, smart.ErrNotSMART) {
		t.Errorf("got %v", err)
	}
}

// rewrite sends every request to the test server, as if it were elsewhere.
type rewrite struct{ to string }

func (r rewrite) RoundTrip(req *http.Request) (*http.Response, error) {
	to, err := url.Parse(r.to)
	if err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	out.URL.Scheme, out.URL.Host, out.Host = to.Scheme, to.Host, req.Host
	return http.DefaultTransport.RoundTrip(out)
}
