package apptest

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
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
)

// Programme is the clinic's server with the demo programme on it. It runs in the
// test's process, so that the test can move its clock and ask its store.
type Programme struct {
	Server *clinic.Server
	ahead  atomic.Int64
	from   time.Duration // how far ahead it began
}

// Now is the clinic's time.
func (p *Programme) Now() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }

// Later has the clinic's clock be so much later than if nobody had moved it.
func (p *Programme) Later(d time.Duration) { p.ahead.Store(int64(p.from + d)) }

// Open runs the server until the test ends, at a time where it matters; zero is the
// machine's. Every account of the demo programme can sign in.
func Open(t testing.TB, now time.Time) *Programme {
	t.Helper()
	p := &Programme{}
	if !now.IsZero() {
		p.from = time.Until(now)
		p.Later(0)
	}
	var err error
	p.Server, err = clinic.New(t.Context(), clinic.Config{
		Listen: "127.0.0.1:0", DB: "sqlite:" + filepath.Join(t.TempDir(), "clinic.db"), Now: p.Now, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
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
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- p.Server.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return p
}

// Comes moves the clinic's clock and those of the apps to a time, and has the clinic do
// what is due then.
func (p *Programme) Comes(t testing.TB, at time.Time, apps ...*App) {
	t.Helper()
	by := at.Sub(p.Now())
	p.ahead.Add(int64(by))
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
