package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"throughline/internal/testclinic"
	"throughline/sync/smart"
)

// observation is what is created: a score, as a check-in makes it.
func observation(patient string, n int) []byte {
	return fmt.Appendf(nil, `{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},"subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-03-%02dT%02d:%02d:00Z","performer":[{"reference":"Patient/%s"}],"valueInteger":%d}`,
		patient, n%28+1, n/28%24, n/672%60, patient, n%28)
}

// server is a FHIR server over HTTP.
type server struct {
	name, base, patient string
	fresh               func(round int) string // the base of a round, where it has its own
	client              *http.Client
	stop                func() error
}

func (s *server) Name() string { return s.name }
func (s *server) Stop() error  { return s.stop() }

func (s *server) Begin(_ context.Context, round int) error {
	if s.fresh != nil {
		s.base = s.fresh(round)
	}
	return nil
}

func (s *server) Create(ctx context.Context, n int) error {
	return s.do(ctx, http.MethodPost, "/Observation", observation(s.patient, n), http.StatusCreated)
}

func (s *server) Fill(ctx context.Context, n int) error {
	if s.fresh != nil {
		s.base = s.fresh(-1)
	}
	s.patient = "searched"
	for i := range n {
		if err := s.Create(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) Search(ctx context.Context) error {
	return s.do(ctx, http.MethodGet, "/Observation?subject=Patient/"+s.patient+"&_sort=-date&_count=20", nil, http.StatusOK)
}

func (s *server) do(ctx context.Context, method, path string, body []byte, want int) error {
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/fhir+json")
	}
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != want {
		return fmt.Errorf("%s %s: %d %.300s", method, path, res.StatusCode, got)
	}
	if method == http.MethodGet {
		var b struct{ Entry []json.RawMessage }
		if err := json.Unmarshal(got, &b); err != nil || len(b.Entry) != 20 {
			return fmt.Errorf("the search found %d of 20, %w", len(b.Entry), err)
		}
	}
	return nil
}

// bearer adds one access token, which outlives the run.
type bearer struct {
	token smart.Secret
	next  http.RoundTripper
}

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token.Reveal())
	return b.next.RoundTrip(r)
}

// startOurs runs clinicd on an SQLite file, and signs a therapist of the demo programme in.
func startOurs(ctx context.Context, dir string) (*server, error) {
	c, err := testclinic.Start(ctx, filepath.Join(dir, "clinic.db"), "--demo")
	if err != nil {
		return nil, err
	}
	session, err := testclinic.SignIn(ctx, c.FHIR, "dana", new(testclinic.Keeper))
	if err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	token, err := session.AccessToken(ctx)
	if err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	return &server{
		name: "clinicd: checked, audited, on the disk (SQLite)", base: c.FHIR, patient: "p",
		client: &http.Client{Transport: bearer{token, transport}}, stop: c.Stop,
	}, nil
}

// startRouter runs Medplum's router with its repository in memory.
func startRouter(ctx context.Context, dir string) (*server, error) {
	node := "node"
	if pinned, _ := filepath.Glob(filepath.Join(dir, "node_modules/node-linux-*/bin/node")); len(pinned) > 0 {
		node = pinned[0]
	}
	if abs, err := filepath.Abs(node); err == nil && strings.Contains(node, "/") {
		node = abs
	}
	cmd := exec.CommandContext(ctx, node, "fhir.mjs")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w (make bench-clinic installs it)", err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	address, ready := strings.CutPrefix(strings.TrimSpace(first), "ready ")
	if err != nil || !ready {
		return nil, errors.Join(fmt.Errorf("the router said %q", first), err, cmd.Wait())
	}
	return &server{
		name: "Medplum's router, repository in memory (Node)", patient: "p",
		fresh:  func(round int) string { return address + "/r" + strconv.Itoa(round+1) + "/fhir" },
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		stop:   func() error { return errors.Join(in.Close(), cmd.Wait()) },
	}, nil
}
