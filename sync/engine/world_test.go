package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"pgregory.net/rapid"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

const base = "https://clinic.example/fhir"

var (
	errCrash = errors.New("the process was killed")
	errWire  = errors.New("connection reset")
)

// world is a clinic's server, two devices of one patient, and a clinician, with
// everything in between that can go wrong.
type world struct {
	*rapid.T
	model    *model
	devices  []*device
	lovedOne *device // who may read what the patient shares, while consent holds
	edits    []edit
	n        int
	calm     bool // nothing goes wrong
}

// edit is something that the patient entered.
type edit struct {
	operation string
	text      string // found in the resource and nowhere else
	poisoned  bool
	copied    bool // the patient chose to have both versions
	givenUp   bool // the patient chose theirs
}

// device is one of the patient's devices: a store that outlives crashes, and the
// engine that runs now.
type device struct {
	world   *world
	name    string
	who     Identity
	store   *store.Store
	engine  *Engine
	skew    time.Duration
	crashIn int // storage steps until the process is killed; 0: not
	dead    bool
	late    []*http.Request // requests that the network still holds
}

// Apply is the store's, with a crash before or after any commit.
func (d *device) Apply(ctx context.Context, fn func(*store.Tx) error) error {
	if d.dead {
		return errCrash
	}
	if d.crashIn > 0 {
		if d.crashIn--; d.crashIn == 0 {
			d.dead = true
			if rapid.Bool().Draw(d.world.T, "committed before the crash") {
				if err := d.store.Apply(ctx, fn); err != nil {
					return err
				}
			}
			return errCrash
		}
	}
	return d.store.Apply(ctx, fn)
}

func (d *device) View(ctx context.Context, fn func(*store.Tx) error) error {
	if d.dead {
		return errCrash
	}
	return d.store.View(ctx, fn)
}

// RoundTrip is the network between a device and the server.
func (d *device) RoundTrip(r *http.Request) (*http.Response, error) {
	w := d.world
	r.Header.Set("X-Who", d.who.FHIRUser)
	for _, late := range d.late { // overtaken by this one until now
		late.Header.Set("X-Late", "yes")
		if _, err := w.model.RoundTrip(late); err != nil {
			return nil, err
		}
	}
	d.late = nil
	if w.calm {
		return w.model.RoundTrip(r)
	}
	switch rapid.SampledFrom([]string{
		"well", "well", "well", "well", "well", "well", "lost request", "lost answer", "twice", "late", "503", "500 after", "cut", "clinician first",
	}).Draw(w.T, "network") {
	case "lost request":
		return nil, errWire
	case "lost answer":
		if _, err := w.model.RoundTrip(r); err != nil {
			return nil, err
		}
		return nil, errWire
	case "twice":
		if _, err := w.model.RoundTrip(again(r)); err != nil {
			return nil, err
		}
		return w.model.RoundTrip(r)
	case "late":
		d.late = append(d.late, again(r))
		return nil, errWire
	case "503":
		return refusal(r, 503), nil
	case "500 after":
		if _, err := w.model.RoundTrip(r); err != nil {
			return nil, err
		}
		return refusal(r, 500), nil
	case "cut":
		resp, err := w.model.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		whole, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(whole[:len(whole)/2]))
		return resp, err
	case "clinician first":
		w.clinicianEdits()
	}
	return w.model.RoundTrip(r)
}

// again copies a request, so that it can be delivered once more.
func again(r *http.Request) *http.Request {
	c := r.Clone(context.Background())
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		r.Body, c.Body = io.NopCloser(bytes.NewReader(text)), io.NopCloser(bytes.NewReader(text))
	}
	return c
}

func refusal(r *http.Request, status int) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {"1"}}, Body: http.NoBody, Request: r}
}

// boot starts the app on a device, after a crash or for the first time.
func (d *device) boot() {
	d.dead, d.crashIn = false, 0
	client, err := fhirhttp.New(base, &http.Client{Transport: d})
	if err != nil {
		d.world.Fatal(err)
	}
	client.Ahead = false // a trace is one thing after the other, so that it can be repeated
	d.engine, err = New(Config{
		Store: d, Remote: client, Identity: d.who, NewID: d.world.id,
		Now:    func() time.Time { return d.world.model.now.Add(d.skew) },
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		d.world.Fatalf("%s: %v", d.name, err)
	}
}

// id is a client-made uuid; a counter, so that a trace can be repeated.
func (w *world) id() string { w.n++; return fmt.Sprintf("00000000-0000-4000-8000-%012d", w.n) }

func (w *world) unique() string { w.n++; return fmt.Sprintf("text-%04d-end", w.n) }
