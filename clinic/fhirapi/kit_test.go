package fhirapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/clinic/access"
	"throughline/clinic/audit"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/fhirapi"
	"throughline/clinic/records"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
)

var begin = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// The people of the tests. Their names are their tokens.
var people = map[string]auth.Principal{
	"maya":      {Role: auth.RolePatient, FHIRUser: "Patient/maya", PatientID: "maya", Scopes: auth.ParseScopes("patient/*.cruds")},
	"noah":      {Role: auth.RolePatient, FHIRUser: "Patient/noah", PatientID: "noah", Scopes: auth.ParseScopes("patient/*.cruds")},
	"therapist": {Role: auth.RoleTherapist, FHIRUser: "Practitioner/t", Scopes: auth.ParseScopes("user/*.cruds")},
	"doctor":    {Role: auth.RolePsychiatrist, FHIRUser: "Practitioner/d", Scopes: auth.ParseScopes("user/*.cruds")},
	"desk":      {Role: auth.RoleFrontDesk, FHIRUser: "Practitioner/f", Scopes: auth.ParseScopes("user/*.cruds")},
	"admin":     {Role: auth.RoleAdmin, FHIRUser: "Practitioner/a", Scopes: auth.ParseScopes("user/*.cruds")},
	"sister":    {Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/sister", PatientID: "maya", Scopes: auth.ParseScopes("patient/*.cruds")},
	"narrow":    {Role: auth.RolePatient, FHIRUser: "Patient/maya", PatientID: "maya", Scopes: auth.ParseScopes("patient/Observation.rs")},
	"reader":    {Role: auth.RolePatient, FHIRUser: "Patient/maya", PatientID: "maya", Scopes: auth.ParseScopes("patient/Goal.r patient/Observation.cs")},
	"vitals":    {Role: auth.RolePatient, FHIRUser: "Patient/maya", PatientID: "maya", Scopes: auth.ParseScopes("patient/Observation.rs?category=urn:c|vital patient/Goal.rs")},
	"system":    access.System("c").Principal,
}

// server is the API over a real store. What tokens mean is all that is made up.
type server struct {
	t       testing.TB
	url     string
	records *records.Service
	logs    *logs
	store   *sqlstore.Store
	clock   *clock
}

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

type logs struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *logs) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.String()
}

func authenticate(r *http.Request) (auth.Principal, error) {
	if r.Header.Get("Authorization") == "Bearer bug" {
		panic("secret-of-the-bug")
	}
	p, ok := people[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return p, &auth.Error{Status: http.StatusUnauthorized, Code: "invalid_token", Say: "Sign in again."}
	}
	p.ClinicID, p.ClientID = "c", "app"
	return p, nil
}

func newServer(t testing.TB) *server {
	t.Helper()
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "clinic.db"))
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, logs: &logs{}, clock: &clock{now: begin}}
	st := sqlstore.NewStore(db)
	st.Now = s.clock.Now
	s.store = st
	s.records = &records.Service{Store: st, Audit: audit.NewRecorder(st), Now: s.clock.Now}
	var api http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.StripPrefix("/fhir", api).ServeHTTP(w, r)
	}))
	s.url = srv.URL + "/fhir"
	api, err = fhirapi.New(fhirapi.Config{
		Records: s.records, Authenticate: authenticate, Base: s.url, Software: "test",
		SMART:  fhirapi.SMART{Authorize: srv.URL + "/auth/authorize", Token: srv.URL + "/auth/token"},
		Logger: slog.New(slog.NewJSONHandler(s.logs, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		srv.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// load stores resources as the server itself does.
func (s *server) load(bodies ...string) {
	s.t.Helper()
	var raw [][]byte
	for _, b := range bodies {
		raw = append(raw, []byte(b))
	}
	if _, err := s.records.Load(context.Background(), "c", records.Replace, raw...); err != nil {
		s.t.Fatal(err)
	}
}

type response struct {
	*http.Response
	body []byte
	json map[string]any
}

// do sends a request as who. path is below the base or a whole address; headers
// are "Name: value".
func (s *server) do(who, method, path, body string, headers ...string) response {
	s.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = s.url + "/" + strings.TrimPrefix(path, "/")
	}
	req, err := http.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+who)
	if body != "" {
		req.Header.Set("Content-Type", "application/fhir+json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	out := response{Response: res}
	if out.body, err = io.ReadAll(res.Body); err != nil {
		s.t.Fatal(err)
	}
	if len(out.body) > 0 {
		if err := json.Unmarshal(out.body, &out.json); err != nil {
			s.t.Fatalf("%s %s answered %d with %q", method, path, res.StatusCode, out.body)
		}
	}
	return out
}

// want checks the status, and of a refusal that it is an OperationOutcome.
func (r response) want(t testing.TB, status int) response {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("%s %s: got %d %s, want %d", r.Request.Method, r.Request.URL, r.StatusCode, r.body, status)
	}
	if status >= 400 {
		if r.json["resourceType"] != "OperationOutcome" || len(document.Texts(r.json, "issue.code")) == 0 {
			t.Fatalf("%s %s: a refusal without an OperationOutcome: %s", r.Request.Method, r.Request.URL, r.body)
		}
	}
	return r
}

func (r response) version() string {
	return strings.Trim(strings.TrimPrefix(r.Header.Get("ETag"), "W/"), `"`)
}

// ids gives the entries of a Bundle, as Type/id, with the version in a history.
func (r response) ids() string {
	var out []string
	for _, e := range document.Select(r.json, "entry") {
		entry, _ := e.(map[string]any)
		full, _ := entry["fullUrl"].(string)
		parts := strings.Split(full, "/")
		id := strings.Join(parts[max(0, len(parts)-2):], "/")
		if etag := document.Texts(entry, "response.etag"); len(etag) > 0 && r.json["type"] == "history" {
			id += "." + strings.Trim(etag[0], `W/"`)
		}
		out = append(out, id)
	}
	return strings.Join(out, " ")
}

func (r response) link(relation string) string {
	for _, l := range document.Select(r.json, "link") {
		if m, ok := l.(map[string]any); ok && m["relation"] == relation {
			url, _ := m["url"].(string)
			return url
		}
	}
	return ""
}

func goal(id, patient, more string) string {
	return `{"resourceType":"Goal","id":"` + id + `","lifecycleStatus":"active","description":{"text":"sleep"},` +
		`"subject":{"reference":"Patient/` + patient + `"},"expressedBy":{"reference":"Patient/` + patient + `"}` + more + `}`
}

func observation(id, patient string, n int) string {
	return `{"resourceType":"Observation","id":"` + id + `","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},` +
		`"subject":{"reference":"Patient/` + patient + `"},"performer":[{"reference":"Patient/` + patient + `"}],` +
		`"effectiveDateTime":"2026-03-02","valueInteger":` + strconv.Itoa(n) + `}`
}
