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
	"throughline/clinic/records"
)

// Programme is the clinic's server with the demo programme on it. It runs in the
// test's process, so that the test can move its clock and ask its store.
type Programme struct {
	Server *clinic.Server
	ahead  atomic.Int64
}

// Now is the clinic's time.
func (p *Programme) Now() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }

// Later sets how far the clinic's clock is ahead.
func (p *Programme) Later(d time.Duration) { p.ahead.Store(int64(d)) }

// Open runs the server until the test ends. Every account of the demo programme
// can sign in.
func Open(t testing.TB, now time.Time) *Programme {
	t.Helper()
	p := &Programme{}
	if !now.IsZero() {
		p.ahead.Store(int64(time.Until(now)))
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

// App starts the app for somebody of the demo programme and signs them in; o.Clinic
// and o.Later are the programme's.
func (p *Programme) App(t testing.TB, user string, o Options) *App {
	t.Helper()
	o.Clinic, o.Later = p.Server.FHIR(), time.Duration(p.ahead.Load())
	a := Start(t, o)
	a.SignIn(user)
	return a
}
