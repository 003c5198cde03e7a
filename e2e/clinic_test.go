package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"throughline/clinic/cli"
	"throughline/internal/logtest"
)

// clinicServer is the real server, in this process, on a free port.
type clinicServer struct {
	fhir string
	db   string
	errs *logtest.Buffer // what it logs
}

// account is a line of `clinicd demo-accounts --json`.
type account struct {
	Role, User, Password, Name string
}

// startClinic runs `clinicd serve` until the test ends, and fails it if the
// server does not stop cleanly.
func startClinic(t *testing.T, flags ...string) *clinicServer {
	t.Helper()
	return startClinicOn(t, filepath.Join(t.TempDir(), "clinic.db"), flags...)
}

// startClinicOn is startClinic on a database that may exist already.
func startClinicOn(t *testing.T, db string, flags ...string) *clinicServer {
	t.Helper()
	s := &clinicServer{db: db, errs: &logtest.Buffer{}}
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan int, 1)
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--db", "sqlite:" + s.db}, flags...)
	go func() {
		done <- cli.Run(ctx, args, cli.IO{In: strings.NewReader(""), Out: in, Err: s.errs, Getenv: noEnv})
		_ = in.Close()
	}()
	first, err := bufio.NewReader(out).ReadString('\n')
	base, ready := strings.CutPrefix(strings.TrimSpace(first), "clinicd ready fhir=")
	if err != nil || !ready {
		stop()
		t.Fatalf("the clinic said %q, %v\n%s", first, err, s.errs.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	s.fhir = base
	t.Cleanup(func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("the clinic stopped with %d\n%s", code, s.errs.String())
		}
	})
	return s
}

func noEnv(string) string { return "" }

// clinicd runs one command of the server and gives what it printed.
func clinicd(t *testing.T, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = cli.Run(t.Context(), args, cli.IO{In: strings.NewReader(""), Out: &o, Err: &e, Getenv: noEnv})
	return o.String(), e.String(), code
}

// demoAccount is the first demo sign-in of a role.
func demoAccount(t *testing.T, role string) account {
	t.Helper()
	out, errs, code := clinicd(t, "demo-accounts", "--json")
	var all []account
	if err := json.Unmarshal([]byte(out), &all); err != nil || code != 0 {
		t.Fatalf("demo-accounts: %v, exit %d, %s", err, code, errs)
	}
	for _, a := range all {
		if a.Role == role {
			return a
		}
	}
	t.Fatalf("no demo sign-in for a %s in %s", role, out)
	return account{}
}
