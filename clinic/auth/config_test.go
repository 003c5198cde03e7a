package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"throughline/clinic/auth"
)

// A configuration that would make an unsafe server is refused when it starts.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	good := auth.Config{Store: c.store, ClinicID: "north", Issuer: "https://a.example/auth", FHIRBase: "https://a.example/fhir"}
	for name, spoil := range map[string]func(*auth.Config){
		"no store": func(g *auth.Config) { g.Store = nil }, "no clinic": func(g *auth.Config) { g.ClinicID = "" },
		"relative issuer": func(g *auth.Config) { g.Issuer = "/auth" }, "issuer with query": func(g *auth.Config) { g.Issuer += "?a=b" },
		"no base": func(g *auth.Config) { g.FHIRBase = "" }, "long-lived tokens": func(g *auth.Config) { g.AccessTTL = 2 * time.Hour },
	} {
		bad := good
		spoil(&bad)
		if _, err := auth.New(bad); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// Over https the cookie is tied to the host and to https, and browsers are told to stay with it.
func TestHTTPS(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	s, err := auth.New(auth.Config{
		Store: c.store, ClinicID: "north", Issuer: "https://a.example/auth", FHIRBase: c.url + "/fhir", Now: c.clock.Now,
		Password: auth.PasswordParams{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	must(t, err)
	w := recordGet(s.Routes(), "/authorize?"+c.app().ask.Encode())
	cookie := w.Header().Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-") || !strings.Contains(cookie, "Secure") || !strings.Contains(cookie, "Path=/;") || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie %q, headers %v", cookie, w.Header())
	}
}

func TestAddUserRefuses(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	good := auth.NewUser{Username: "sam", Password: password, Role: auth.RolePatient, FHIRUser: "Patient/p9"}
	for name, spoil := range map[string]func(*auth.NewUser){
		"no name": func(n *auth.NewUser) { n.Username = " " }, "short password": func(n *auth.NewUser) { n.Password = "1234567" },
		"no role": func(n *auth.NewUser) { n.Role = "owner" }, "role of others": func(n *auth.NewUser) { n.Role = auth.RoleTherapist },
		"bad reference":         func(n *auth.NewUser) { n.FHIRUser = "Patient/a/b" },
		"relative of nobody":    func(n *auth.NewUser) { n.Role, n.FHIRUser = auth.RoleRelatedPerson, "RelatedPerson/r9" },
		"name that is too long": func(n *auth.NewUser) { n.Username = strings.Repeat("a", 300) },
	} {
		bad := good
		spoil(&bad)
		if _, err := c.auth.AddUser(t.Context(), bad); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := c.auth.AddUser(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	good.Username = "SAM"
	if _, err := c.auth.AddUser(t.Context(), good); !errors.Is(err, auth.ErrExists) {
		t.Errorf("the same name again: %v", err)
	}
}

func TestAddClientRefuses(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	good := auth.NewClient{ID: "x", Name: "X", RedirectURIs: []string{"https://x.example/back"}, Scopes: "openid"}
	for name, spoil := range map[string]func(*auth.NewClient){
		"no id": func(n *auth.NewClient) { n.ID = "" }, "no scope": func(n *auth.NewClient) { n.Scopes = "all" },
		"no redirect": func(n *auth.NewClient) { n.RedirectURIs = nil }, "short secret": func(n *auth.NewClient) { n.Secret = "short" },
		"plain http": func(n *auth.NewClient) { n.RedirectURIs = []string{"http://x.example/back"} },
		"fragment":   func(n *auth.NewClient) { n.RedirectURIs = []string{"https://x.example/back#a"} },
		"javascript": func(n *auth.NewClient) { n.RedirectURIs = []string{"javascript:alert(1)"} },
		"relative":   func(n *auth.NewClient) { n.RedirectURIs = []string{"/back"} },
	} {
		bad := good
		spoil(&bad)
		if err := c.auth.AddClient(t.Context(), bad); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	must(t, c.auth.AddClient(t.Context(), good))
}

// A sign-in at an older, cheaper cost is hashed anew at today's.
func TestPasswordIsHashedAnew(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	dearer, err := auth.New(auth.Config{
		Store: c.store, ClinicID: "north", Issuer: c.url + "/auth", FHIRBase: c.url + "/fhir", Now: c.clock.Now,
		Password: auth.PasswordParams{MemoryKiB: 16, Passes: 1, Lanes: 1},
	})
	must(t, err)
	c.serve(dearer)
	a := c.app()
	a.code("maya")
	u, err := c.store.User(t.Context(), c.maya.ID)
	must(t, err)
	if !strings.Contains(u.PasswordHash, "m=16,") {
		t.Errorf("stored %q", u.PasswordHash)
	}
}

// What has ended is removed; what may still matter stays.
func TestPurge(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	got := c.tokens("maya")
	c.clock.Advance(48 * time.Hour)
	must(t, c.auth.Purge(t.Context()))
	next := c.refresh(got.RefreshToken)
	if next.Status != http.StatusOK {
		t.Fatalf("a good token was purged: %+v", next)
	}
	c.clock.Advance(100 * 24 * time.Hour)
	must(t, c.auth.Purge(t.Context()))
	c.refresh(next.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
	if _, err := c.auth.UserByName(t.Context(), "Maya"); err != nil {
		t.Errorf("a user was purged: %v", err)
	}
}

func recordGet(h http.Handler, address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w
}
