package apptest

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/demo"
	rules "throughline/clinic/programme"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/fhir"
	"throughline/internal/testclinic"
)

// Programme is a clinicd with the demo programme on it, in a process of its own.
type Programme struct {
	// Server is another on the same database, which answers nobody: by it a test puts
	// into the store and asks it.
	Server *clinic.Server
	t      testing.TB
	run    *testclinic.Clinic
	db     string
	ahead  atomic.Int64
	from   time.Duration // how far ahead it began
}

// Now is the clinic's time.
func (p *Programme) Now() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }

// Later has the clinic's clock be so much later than if nobody had moved it.
func (p *Programme) Later(d time.Duration) { p.t.Helper(); p.moves(p.from + d) }

func (p *Programme) moves(d time.Duration) {
	p.t.Helper()
	p.ahead.Store(int64(d))
	if err := p.run.Ahead(d); err != nil {
		p.t.Fatal(err)
	}
}

// Open runs the server until the test ends, at a time where it matters; zero is the
// machine's. Every account of the demo programme can sign in.
func Open(t testing.TB, now time.Time) *Programme {
	t.Helper()
	p := &Programme{t: t, db: filepath.Join(t.TempDir(), "clinic.db")}
	var err error
	if p.run, err = testclinic.Start(context.WithoutCancel(t.Context()), p.db, "--rate-address", "0", "--rate-sign-in", "0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.run.Stop(); err != nil {
			t.Error(err)
		}
	})
	if !now.IsZero() {
		p.from = time.Until(now)
		p.moves(p.from)
	}
	p.Server, err = clinic.New(t.Context(), clinic.Config{
		Listen: "127.0.0.1:0", BaseURL: strings.TrimSuffix(p.run.FHIR, "/fhir"), DB: "sqlite:" + p.db, Now: p.Now, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Server.Close(); err != nil {
			t.Error(err)
		}
	})
	all, err := demo.Resources(p.Now())
	if err == nil {
		_, err = p.Server.Records.Load(t.Context(), p.Server.ID, records.Replace, all...)
	}
	for _, a := range demo.Accounts() {
		_, addErr := p.Server.Auth.AddUser(t.Context(), auth.NewUser{
			Username: a.User, Password: auth.Secret(a.Password), Role: auth.Role(a.Role), FHIRUser: a.FHIRUser, DisplayName: a.Name, PatientID: a.Patient,
		})
		err = errors.Join(err, addErr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Clinicd runs one command of the clinic's own on its database, and gives what it says.
func (p *Programme) Clinicd(args ...string) string {
	p.t.Helper()
	out, err := testclinic.OutputAhead(p.t.Context(), time.Duration(p.ahead.Load()), append(args, "--db", "sqlite:"+p.db)...)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// Comes moves the clinic's clock and those of the apps to a time, and has the clinic do
// what is due then.
func (p *Programme) Comes(t testing.TB, at time.Time, apps ...*App) {
	t.Helper()
	by := at.Sub(p.Now())
	p.moves(time.Duration(p.ahead.Load()) + by)
	for _, a := range apps {
		a.Later(by)
	}
	jobs := rules.Jobs{
		Records: p.Server.Records, Claims: p.Server.DB, Logger: slog.New(slog.DiscardHandler),
		Clinics: func(context.Context) ([]string, error) { return []string{p.Server.ID}, nil },
	}
	if err := jobs.Sweep(t.Context(), p.Server.ID); err != nil {
		t.Fatal(err)
	}
}

// App starts the app for somebody of the demo programme and signs them in, or nobody for
// ""; o.Clinic and o.From are the programme's.
func (p *Programme) App(t testing.TB, user string, o Options) *App {
	t.Helper()
	o.Clinic, o.From = p.Server.FHIR(), time.Duration(p.ahead.Load())
	a := Start(t, o)
	if user != "" {
		a.SignIn(user)
	}
	return a
}

// All gives every resource of a type that the clinic holds now, by its id.
func All[T fhir.Resource](t testing.TB, p *Programme) map[string]T {
	t.Helper()
	var typed T
	out := map[string]T{}
	err := p.Server.Records.Store.View(t.Context(), p.Server.ID, func(r store.Reader) error {
		return records.Each(t.Context(), r, search.Query{Type: typed.ResourceType()}, func(v store.Version) error {
			decoded, err := fhir.Decode(v.Body)
			if one, ok := decoded.(T); ok {
				out[v.ID] = one
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
