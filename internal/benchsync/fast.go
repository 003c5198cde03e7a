package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"throughline/internal/testclinic"
	"throughline/sync/engine"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
	"throughline/sync/store"
)

// stand is where this product is measured: clinic's servers, each a process, all of which take one sign-in because
// they say that they have one address.
type stand struct {
	dir     string
	base    string // where all servers say that they are
	session *smart.Session
	dial    map[string]string // by the name of the set: where its server listens
	running map[string]*testclinic.Clinic
}

func (s *stand) file(name string) string { return filepath.Join(s.dir, name+".db") }

// serve starts a server over a set.
func (s *stand) serve(ctx context.Context, name string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	at := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	c, err := testclinic.Start(ctx, s.file(name), "--listen", at, "--base-url", s.base)
	if err != nil {
		return err
	}
	s.dial[name], s.running[name] = at, c
	return nil
}

func (s *stand) stop(name string) error {
	c := s.running[name]
	delete(s.running, name)
	if c == nil {
		return nil
	}
	return c.Stop()
}

// transport reaches the server of a set under the address that all have.
func (s *stand) transport(name string) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.dial[name])
		},
		MaxIdleConnsPerHost: 10,
	}
}

// phone is a device: an encrypted store on disk and the engine over it.
type phone struct {
	engine *engine.Engine
	store  *store.Store
	noted  *recorder
	idle   *http.Transport
}

// phone opens a device whose folder may have a store already.
func (s *stand) phone(ctx context.Context, dir, name string) (*phone, error) {
	key, err := store.NewKey([]byte(strings.Repeat("k", store.KeySize)))
	if err != nil {
		return nil, err
	}
	who := engine.Identity{FHIRUser: "Patient/" + mayaID, Patient: mayaID}
	p := &phone{idle: s.transport(name)}
	p.noted = &recorder{next: p.idle}
	if p.store, err = store.Open(ctx, store.Config{Dir: dir, Key: key, Owner: store.Owner{Subject: who.FHIRUser, Clinic: s.base + "/fhir"}}); err != nil {
		return nil, err
	}
	token, err := s.session.AccessToken(ctx)
	if err != nil {
		return nil, err
	}
	remote, err := fhirhttp.New(s.base+"/fhir", &http.Client{Transport: bearer{token, p.noted}})
	if err != nil {
		return nil, err
	}
	p.engine, err = engine.New(engine.Config{Store: p.store, Remote: remote, Identity: who}) //nolint:contextcheck // reads this device only
	return p, err
}

func (p *phone) close() error {
	p.idle.CloseIdleConnections()
	return p.store.Close()
}

// timed syncs once.
func (p *phone) timed(ctx context.Context) (engine.Report, time.Duration, error) {
	began := time.Now()
	r, err := p.engine.Sync(ctx)
	return r, time.Since(began), err
}

// recorder notes the requests that go through it.
type recorder struct {
	next http.RoundTripper
	mu   sync.Mutex
	all  []noted
	off  bool
}

type noted struct {
	method, path string
	header       http.Header
	body         []byte
}

func (n *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.off {
		return n.next.RoundTrip(r)
	}
	one := noted{method: r.Method, path: r.URL.RequestURI(), header: r.Header.Clone()}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		one.body = body
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	n.mu.Lock()
	n.all = append(n.all, one)
	n.mu.Unlock()
	return n.next.RoundTrip(r)
}

// pull is a first pull into a new store.
func (s *stand) pull(ctx context.Context, name string, want int) (took time.Duration, requests []noted, err error) {
	dir, err := os.MkdirTemp(s.dir, "phone")
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	p, err := s.phone(ctx, dir, name)
	if err != nil {
		return 0, nil, err
	}
	r, took, err := p.timed(ctx)
	if err == nil && r.Pulled != want {
		err = fmt.Errorf("pulled %d of %d", r.Pulled, want)
	}
	return took, p.noted.all, errors.Join(err, p.close())
}

// nothing is a sync with nothing new, on average.
func (s *stand) nothing(ctx context.Context, name string, times int) (took time.Duration, requests []noted, err error) {
	dir, err := os.MkdirTemp(s.dir, "phone")
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	p, err := s.phone(ctx, dir, name)
	if err != nil {
		return 0, nil, err
	}
	if _, _, err := p.timed(ctx); err != nil {
		return 0, nil, err
	}
	p.noted.all = nil
	began := time.Now()
	for range times {
		if _, err := p.engine.Sync(ctx); err != nil {
			return 0, nil, err
		}
	}
	took = time.Since(began) / time.Duration(times)
	return took, p.noted.all, p.close()
}

// pushed is what a push is measured of: a device that has entered its changes.
type pushed struct {
	name   string // of the device's folder
	does   func(ctx context.Context, e *engine.Engine, i int) error
	count  int      // of the entries of its outbox
	bodies [][]byte // what they make of each resource: some is edited many times
	what   map[string]int
}

// offline makes the folders of devices that have the schedule and have entered their changes, and the database of the
// clinic as it is then.
func (s *stand) offline(ctx context.Context, all ...*pushed) error {
	for _, of := range all {
		if err := s.enters(ctx, of); err != nil {
			return err
		}
	}
	return s.stop("schedule")
}

func (s *stand) enters(ctx context.Context, of *pushed) error {
	p, err := s.phone(ctx, filepath.Join(s.dir, of.name), "schedule")
	if err != nil {
		return err
	}
	if _, _, err := p.timed(ctx); err != nil {
		return err
	}
	for i := 0; of.count < changes; i++ {
		if err := of.does(ctx, p.engine, i); err != nil {
			return fmt.Errorf("%s, change %d: %w", of.name, i, err)
		}
		entries, err := p.store.Unsent(ctx)
		if err != nil {
			return err
		}
		of.count, of.bodies, of.what = len(entries), nil, map[string]int{}
		last := map[string]int{}
		for _, en := range entries {
			of.what[en.Type]++
			if at, again := last[en.Type+"/"+en.ID]; again {
				of.bodies[at] = en.Body
				continue
			}
			last[en.Type+"/"+en.ID] = len(of.bodies)
			of.bodies = append(of.bodies, en.Body)
		}
	}
	return p.close()
}

// push sends the changes from a copy of a device to a copy of its clinic.
func (s *stand) push(ctx context.Context, of *pushed) (took time.Duration, requests []noted, err error) {
	dir, err := s.copies(ctx, "push", of.name)
	if err != nil {
		return 0, nil, err
	}
	p, err := s.phone(ctx, dir, "push")
	if err != nil {
		return 0, nil, err
	}
	r, took, err := p.timed(ctx)
	if err == nil && (r.Pushed != of.count || r.Pending+r.Conflicts+r.Quarantined > 0) {
		err = fmt.Errorf("pushed %+v", r)
	}
	return took, p.noted.all, errors.Join(err, p.close(), s.stop("push"), os.RemoveAll(dir))
}

// copies makes a copy of a device that was offline, and starts a server over a copy of its clinic.
func (s *stand) copies(ctx context.Context, name, device string) (dir string, err error) {
	dir = filepath.Join(s.dir, "copy-"+name)
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(s.dir, device))); err != nil {
		return "", err
	}
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Remove(s.file(name) + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	if err := copyFile(s.file(name), s.file("schedule")); err != nil {
		return "", err
	}
	return dir, s.serve(ctx, name)
}
