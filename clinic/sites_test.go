package clinic_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/clinictest"
	"throughline/clinic/records"
	"throughline/clinic/store"
	"throughline/clinic/store/postgres/postgrestest"
)

const password = "a long quiet walk"

// start serves until the test ends and gives the address with its port.
func start(t *testing.T, cfg clinic.Config) (*clinic.Server, string) {
	t.Helper()
	cfg.Listen, cfg.Logger = "127.0.0.1:0", slog.New(slog.DiscardHandler)
	if strings.Contains(cfg.BaseURL, "PORT") { // the base names the port, so it is taken first
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", cfg.Listen)
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		cfg.Listen, cfg.BaseURL = "127.0.0.1:"+port, strings.ReplaceAll(cfg.BaseURL, "PORT", port)
	}
	s, err := clinic.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the server stopped with %v", err)
		}
	})
	return s, strings.TrimSuffix(s.FHIR(), "/fhir")
}

// settle makes a clinic with one patient, the same person's name and ids as in
// every other, whose goal says where it is.
func settle(t *testing.T, dsn, id string) {
	t.Helper()
	ctx := t.Context()
	d, err := clinic.OpenData(ctx, clinic.Config{DB: dsn, ID: id, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.DB.PutClinic(ctx, store.Profile{ID: id, Name: "Clinic " + id}); err != nil {
		t.Fatal(err)
	}
	a, err := d.Auth("http://127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.AddUser(ctx, auth.NewUser{
		Username: "maya", Password: password, Role: auth.RolePatient, FHIRUser: "Patient/p1", DisplayName: "Maya",
	}); err != nil {
		t.Fatal(err)
	}
	goal := fmt.Sprintf(`{"resourceType":"Goal","id":"g1","lifecycleStatus":"active","description":{"text":"only in %s"},
		"subject":{"reference":"Patient/p1"}}`, id)
	extra := fmt.Sprintf(`{"resourceType":"Goal","id":"g-%s","lifecycleStatus":"active","description":{"text":"only in %s"},
		"subject":{"reference":"Patient/p1"}}`, id, id)
	patient := `{"resourceType":"Patient","id":"p1","name":[{"family":"` + id + `"}]}`
	if _, err := d.Records.Load(ctx, id, records.Replace, []byte(patient), []byte(goal), []byte(extra)); err != nil {
		t.Fatal(err)
	}
}

// Two clinics on one server and one database have a patient of the same id and
// name. Neither sees anything of the other, by read, search, history or count,
// and a token of the one is worth nothing at the other.
func TestTwoClinicsOnOneServerStayApart(t *testing.T) {
	t.Parallel()
	for name, engine := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "c.db") },
		"postgres": func(t *testing.T) string { return postgrestest.Database(t)(postgrestest.App) },
	} {
		for by, base := range map[string]string{"path": "http://127.0.0.1:PORT/at/{clinic}", "host": "http://{clinic}.localhost:PORT"} {
			t.Run(name+" by "+by, func(t *testing.T) {
				t.Parallel()
				dsn := engine(t)
				settle(t, dsn, "north")
				settle(t, dsn, "south")
				_, address := start(t, clinic.Config{DB: dsn, BaseURL: base})
				apart(t, address)
			})
		}
	}
}

func apart(t *testing.T, address string) {
	t.Helper()
	ctx := t.Context()
	// *.localhost is this machine, though not every resolver knows it.
	dial := &net.Dialer{}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
		_, port, _ := net.SplitHostPort(to)
		return dial.DialContext(ctx, network, "127.0.0.1:"+port)
	}}}
	phones := map[string]*clinictest.Phone{}
	for _, id := range []string{"north", "south"} {
		p, err := clinictest.SignInBy(ctx, client, strings.ReplaceAll(address, "{clinic}", id), "maya", password)
		if err != nil {
			t.Fatal(err)
		}
		phones[id] = p
	}
	for id, other := range map[string]string{"north": "south", "south": "north"} {
		p := phones[id]
		for _, path := range []string{
			"Patient/p1", "Goal/g1", "Goal/g1/_history", "Goal?patient=p1", "Goal/_history", "_history", "Patient?_id=p1", "AuditEvent",
		} {
			got, err := p.Do(ctx, http.MethodGet, path, "")
			if err != nil || got.Status != http.StatusOK || strings.Contains(string(got.Body), "only in "+other) ||
				strings.Contains(string(got.Body), `"family":"`+other) || strings.Contains(string(got.Body), "g-"+other) {
				t.Errorf("%s at %s: %d %v %s", path, id, got.Status, err, got.Body)
			}
		}
		if got, err := p.Do(ctx, http.MethodGet, "Goal/g-"+other, ""); err != nil || got.Status != http.StatusNotFound {
			t.Errorf("the other clinic's goal: %d %v", got.Status, err)
		}
		if got, err := p.Do(ctx, http.MethodGet, "Goal?_summary=count", ""); err != nil || !strings.Contains(string(got.Body), `"total":2`) {
			t.Errorf("counted: %s %v", got.Body, err)
		}
		stray := *p
		stray.Base = phones[other].Base
		if got, err := stray.Do(ctx, http.MethodGet, "Patient/p1", ""); err != nil || got.Status != http.StatusUnauthorized {
			t.Errorf("a token of %s at %s: %d %v", id, other, got.Status, err)
		}
	}
	nobody := *phones["north"]
	for _, id := range []string{"west", "..", "North", "north.south", ""} {
		nobody.Base = strings.ReplaceAll(address, "{clinic}", url.PathEscape(id))
		if id == "North" && !strings.Contains(address, "/at/") {
			continue // a host's name has no case
		}
		if got, err := nobody.Do(ctx, http.MethodGet, "metadata", ""); err == nil && got.Status != http.StatusNotFound {
			t.Errorf("clinic %q: %d %s", id, got.Status, got.Body)
		}
	}
}

// Keys that one server has rotated are used by the other at once, not when it
// happens to look again: nobody is refused for a token that is good.
func TestARotationReachesTheOtherServer(t *testing.T) {
	t.Parallel()
	dsn := postgrestest.Database(t)(postgrestest.App)
	settle(t, dsn, "main")
	first, _ := start(t, clinic.Config{DB: dsn})
	_, second := start(t, clinic.Config{DB: dsn})
	kids := func(base string) string {
		res, err := http.Get(base + "/auth/jwks")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var b strings.Builder
		if _, err := fmt.Fprint(&b, res.Status); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 64<<10)
		n, _ := res.Body.Read(buf)
		return b.String() + string(buf[:n])
	}
	before := kids(second)
	if !strings.HasPrefix(before, "200") || !strings.Contains(before, `"kid"`) {
		t.Fatalf("keys: %s", before)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := first.DB.Changes(ctx)
	if err := first.Auth.RotateKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-heard
	for kids(second) == before {
		if t.Context().Err() != nil {
			t.Fatal("the other server still has the old keys")
		}
	}
}
