package auth_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"throughline/clinic/auth"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
)

const (
	password = "a long quiet walk"
	callback = "http://127.0.0.1:40123/callback"
	scopes   = "launch/patient openid fhirUser offline_access patient/*.cruds user/*.cruds"
)

// signingKey is made once for all tests: making one takes longer than a test.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

const kid = "test-key"

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// record is an Auditor that remembers.
type record struct {
	mu     sync.Mutex
	events []auth.Event
	broken error
}

func (r *record) Record(_ context.Context, e auth.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	return r.broken
}

func (r *record) has(kind auth.EventKind, userID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		if e.Kind == kind && e.UserID == userID && e.ClinicID != "" && e.Remote == "127.0.0.1" && !e.At.IsZero() {
			return true
		}
	}
	return false
}

func (r *record) count(kind auth.EventKind) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func (r *record) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprintf("%+v", r.events)
}

// folk is the clinic's records of people.
type folk map[string]auth.Person

func (f folk) Person(_ context.Context, fhirUser string) (auth.Person, error) {
	p, ok := f[fhirUser]
	if !ok {
		return p, auth.ErrNotFound
	}
	return p, nil
}

// clinic is a whole authorization server on a real database, over real HTTP.
type clinic struct {
	t     *testing.T
	auth  *auth.Server
	store auth.Store
	url   string
	clock *clock
	audit *record
	folk  folk

	routes atomic.Pointer[http.ServeMux]

	maya auth.User
	dana auth.User // her therapist
	pam  auth.User // her loved one
}

func newClinic(t *testing.T, with ...func(*auth.Config)) *clinic {
	t.Helper()
	c := &clinic{
		t: t, audit: &record{}, folk: folk{
			"Patient/p1": {Name: "Maya Lindgren", PatientID: "p1"}, "Patient/p2": {Name: "Theo Brand", PatientID: "p2"},
			"RelatedPerson/r2": {Name: "Ida Lindgren", PatientID: "p1"}, "RelatedPerson/r3": {Name: "Jo Brand", PatientID: "p2"},
			"Practitioner/n1": {Name: "Noor Haddad"},
		},
		clock: &clock{now: time.Date(2027, 3, 9, 18, 0, 0, 0, time.UTC)},
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "clinic.db"))
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	c.store = sqlstore.NewAuth(db, "north")
	der, err := x509.MarshalPKCS8PrivateKey(signingKey())
	must(t, err)
	must(t, c.store.AddKey(t.Context(), auth.SigningKey{
		KID: kid, CreatedAt: c.clock.Now(),
		Private: auth.Secret(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	}))

	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.routes.Load().ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	c.url = web.URL
	cfg := auth.Config{
		Store: c.store, ClinicID: "north", Issuer: web.URL + "/auth", FHIRBase: web.URL + "/fhir",
		ClinicName: "North Clinic", ClinicPhone: "(314) 555-0100", Now: c.clock.Now, Audit: c.audit, Directory: c.folk,
		Logger: slog.New(slog.DiscardHandler), Password: auth.PasswordParams{MemoryKiB: 8, Passes: 1, Lanes: 1},
	}
	for _, f := range with {
		f(&cfg)
	}
	c.auth, err = auth.New(cfg)
	must(t, err)
	c.serve(c.auth)
	c.people()
	return c
}

// serve mounts a server as the clinic does.
func (c *clinic) serve(s *auth.Server) {
	mux := http.NewServeMux()
	mux.Handle("/auth/", http.StripPrefix("/auth", s.Routes()))
	mux.HandleFunc("/fhir/.well-known/smart-configuration", s.ServeSMARTConfiguration)
	c.routes.Store(mux)
}

func (c *clinic) people() {
	c.t.Helper()
	add := func(n auth.NewUser) auth.User {
		n.Password = password
		u, err := c.auth.AddUser(c.t.Context(), n)
		must(c.t, err)
		return u
	}
	c.maya = add(auth.NewUser{Username: "maya", Role: auth.RolePatient, FHIRUser: "Patient/p1", DisplayName: "Maya Lindgren"})
	c.dana = add(auth.NewUser{Username: "dana", Role: auth.RoleTherapist, FHIRUser: "Practitioner/d1", DisplayName: "Dana Ortiz"})
	c.pam = add(auth.NewUser{Username: "pam", Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/r1", PatientID: "p1", DisplayName: "Pam Lindgren"})
	must(c.t, c.auth.AddClient(c.t.Context(), auth.NewClient{
		ID: "throughline", Name: "Throughline", Native: true, Device: true, Trusted: true,
		RedirectURIs: []string{"http://127.0.0.1/callback"}, Scopes: scopes,
	}))
	must(c.t, c.auth.AddClient(c.t.Context(), auth.NewClient{
		ID: "pharmacy", Name: "Pharmacy", Secret: clientSecret,
		RedirectURIs: []string{"https://pharmacy.example/back"}, Scopes: "openid launch/patient patient/MedicationRequest.rs offline_access",
	}))
}

const clientSecret = "0123456789abcdef0123456789abcdef"

// app is a client of the clinic: what it asked, and what came of it.
type app struct {
	c        *clinic
	browser  *http.Client
	verifier string
	ask      url.Values
}

func (c *clinic) app() *app {
	jar, err := cookiejar.New(nil)
	must(c.t, err)
	verifier := oauth2.GenerateVerifier()
	return &app{
		c: c, verifier: verifier,
		browser: &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			if !strings.HasPrefix(r.URL.String(), c.url) {
				return http.ErrUseLastResponse
			}
			return nil
		}},
		ask: url.Values{
			"response_type": {"code"}, "client_id": {"throughline"}, "redirect_uri": {callback}, "scope": {scopes},
			"state": {"st-1"}, "nonce": {"n-1"}, "aud": {c.url + "/fhir"},
			"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "code_challenge_method": {"S256"},
		},
	}
}

// page is what a browser ended up with.
type page struct {
	status   int
	body     string
	location *url.URL // of a redirect that left the clinic
	header   http.Header
	url      *url.URL
}

func (a *app) do(r *http.Request) page {
	a.c.t.Helper()
	res, err := a.browser.Do(r)
	must(a.c.t, err)
	defer func() { must(a.c.t, res.Body.Close()) }()
	body, err := io.ReadAll(res.Body)
	must(a.c.t, err)
	p := page{status: res.StatusCode, body: string(body), header: res.Header, url: res.Request.URL}
	if at := res.Header.Get("Location"); at != "" {
		p.location, err = url.Parse(at)
		must(a.c.t, err)
	}
	return p
}

func (a *app) get(address string) page {
	a.c.t.Helper()
	r, err := http.NewRequestWithContext(a.c.t.Context(), http.MethodGet, address, nil)
	must(a.c.t, err)
	return a.do(r)
}

func (a *app) authorize() page { return a.get(a.c.url + "/auth/authorize?" + a.ask.Encode()) }

var (
	formAction = regexp.MustCompile(`<form [^>]*action="([^"]+)"`)
	formToken  = regexp.MustCompile(`name="csrf" value="([^"]+)"`)
)

// submit sends the page's form with the fields that a person filled in.
func (a *app) submit(p page, fields map[string]string) page {
	a.c.t.Helper()
	r := a.formRequest(p, fields)
	return a.do(r)
}

func (a *app) formRequest(p page, fields map[string]string) *http.Request {
	a.c.t.Helper()
	action, token := formAction.FindStringSubmatch(p.body), formToken.FindStringSubmatch(p.body)
	if action == nil || token == nil {
		a.c.t.Fatalf("no form on the page:\n%s", p.body)
	}
	form := url.Values{"csrf": {html.UnescapeString(token[1])}}
	for name, value := range fields {
		form.Set(name, value)
	}
	r, err := http.NewRequestWithContext(a.c.t.Context(), http.MethodPost, a.c.url+html.UnescapeString(action[1]), strings.NewReader(form.Encode()))
	must(a.c.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func (a *app) signIn(p page, username string) page {
	a.c.t.Helper()
	return a.submit(p, map[string]string{"username": username, "password": password})
}

// code signs somebody in, agrees where that is asked, and gives the code.
func (a *app) code(username string) string {
	a.c.t.Helper()
	p := a.signIn(a.authorize(), username)
	if p.location == nil {
		p = a.submit(p, map[string]string{"decision": "allow"})
	}
	if p.location == nil || p.location.Query().Get("code") == "" {
		a.c.t.Fatalf("no code: status %d, location %v\n%s", p.status, p.location, p.body)
	}
	return p.location.Query().Get("code")
}

// answer is the token endpoint's, good or bad.
type answer struct {
	Status       int
	Header       http.Header
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"`
	Patient      string `json:"patient"`
	IDToken      string `json:"id_token"`
	RefreshToken string `json:"refresh_token"`
	Error        string `json:"error"`
	Description  string `json:"error_description"`
	Active       bool   `json:"active"`
	Subject      string `json:"sub"`
	Reason       string `json:"reason"`
}

func (c *clinic) post(path string, form url.Values, with ...func(*http.Request)) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+path, strings.NewReader(form.Encode()))
	must(c.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, f := range with {
		f(r)
	}
	res, err := http.DefaultClient.Do(r)
	must(c.t, err)
	defer func() { must(c.t, res.Body.Close()) }()
	a := answer{Status: res.StatusCode, Header: res.Header}
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil && err != io.EOF {
		c.t.Fatalf("%s: %v", path, err)
	}
	return a
}

func (a *app) exchange(code string) answer {
	a.c.t.Helper()
	return a.c.post("/auth/token", a.exchangeForm(code))
}

func (a *app) exchangeForm(code string) url.Values {
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {a.ask.Get("redirect_uri")},
		"client_id": {"throughline"}, "code_verifier": {a.verifier},
	}
}

func (c *clinic) refresh(token string) answer {
	c.t.Helper()
	return c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {"throughline"}})
}

// tokens is the whole flow.
func (c *clinic) tokens(username string) answer {
	c.t.Helper()
	a := c.app()
	got := a.exchange(a.code(username))
	if got.Status != http.StatusOK {
		c.t.Fatalf("no tokens: %+v", got)
	}
	return got
}

// who asks the server whose token it is, as the FHIR endpoints do.
func (c *clinic) who(token string) (auth.Principal, error) {
	r := httptest.NewRequest(http.MethodGet, "/fhir/Patient/p1", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return c.auth.Authenticate(r)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails unless the answer is this error, in the form of RFC 6749.
func (a answer) refused(t *testing.T, status int, code string) {
	t.Helper()
	if a.Status != status || a.Error != code || a.AccessToken != "" {
		t.Fatalf("got %d %q (%s), want %d %q", a.Status, a.Error, a.Description, status, code)
	}
	if a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a refusal can be cached: %v", a.Header)
	}
}

// regexpFirst gives the first group of a pattern in a page, as a browser reads it.
func regexpFirst(t *testing.T, body, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no %s in:\n%s", pattern, body)
	}
	return html.UnescapeString(m[1])
}
