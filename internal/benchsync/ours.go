package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"throughline/clinic"
	"throughline/clinic/records"
	"throughline/internal/testclinic"
	"throughline/sync/smart"
)

// ours runs traces through this product: two engines, each over its store, against a clinic's server in this process
// that begins each trace with the same database.
type ours struct {
	dir, address string
	patient      string
	maya, dana   *http.Client
	transport    *http.Transport
}

// newOurs makes the database that each trace begins with, and signs in once.
func newOurs(ctx context.Context, dir string) (*ours, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	o := &ours{
		dir: dir, address: l.Addr().String(), patient: strings.TrimPrefix(testclinic.Account("maya").FHIRUser, "Patient/"),
		transport: &http.Transport{MaxIdleConnsPerHost: 10},
	}
	if err := l.Close(); err != nil { // the port is free, and stays the same for all traces
		return nil, err
	}
	stop, err := o.serve(ctx, "template.db")
	if err != nil {
		return nil, err
	}
	o.maya, err = o.signIn(ctx, "maya")
	if err == nil {
		o.dana, err = o.signIn(ctx, "dana")
	}
	return o, errors.Join(err, stop())
}

func (o *ours) signIn(ctx context.Context, user string) (*http.Client, error) {
	session, err := testclinic.SignIn(ctx, "http://"+o.address+"/fhir", user, new(testclinic.Keeper))
	if err != nil {
		return nil, err
	}
	token, err := session.AccessToken(ctx)
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: bearer{token, o.transport}}, nil
}

// bearer adds one access token, which outlives a whole race.
type bearer struct {
	token smart.Secret
	next  http.RoundTripper
}

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token.Reveal())
	return b.next.RoundTrip(r)
}

// serve runs a server over one file, which is made where there is none.
func (o *ours) serve(ctx context.Context, file string) (stop func() error, err error) {
	s, err := clinic.New(ctx, clinic.Config{
		Listen: o.address, DB: "sqlite:" + filepath.Join(o.dir, file), Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, err
	}
	if file == "template.db" {
		if err := o.fill(ctx, s); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	return func() error {
		o.transport.CloseIdleConnections()
		cancel()
		return <-done
	}, nil
}

func (o *ours) fill(ctx context.Context, s *clinic.Server) error {
	if err := addUsers(ctx, s.Auth); err != nil {
		return err
	}
	_, err := s.Records.Load(ctx, s.ID, records.Replace, people()...)
	return err
}

// run plays one trace.
func (o *ours) run(ctx context.Context, t trace) (out outcome, err error) {
	file := fmt.Sprintf("t%d.db", t.Seed)
	if err := copyFile(filepath.Join(o.dir, file), filepath.Join(o.dir, "template.db")); err != nil {
		return out, err
	}
	defer func() {
		files, _ := filepath.Glob(filepath.Join(o.dir, file+"*"))
		for _, f := range files {
			err = errors.Join(err, os.Remove(f))
		}
	}()
	stop, err := o.serve(ctx, file)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	p := &play{ours: o, trace: t, devices: map[string]*device{}}
	defer func() { err = errors.Join(err, p.close()) }()
	return p.run(ctx)
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	return errors.Join(err, f.Close())
}
