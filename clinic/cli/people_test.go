package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// office is a clinic's database that commands work on.
func office(t *testing.T) func(in string, args ...string) run {
	t.Helper()
	env := map[string]string{"CLINICD_DB": "sqlite:" + filepath.Join(t.TempDir(), "c.db")}
	return func(in string, args ...string) run { t.Helper(); return clinicd(t, env, in, args...) }
}

func (r run) good(t *testing.T) run {
	t.Helper()
	if r.code != 0 {
		t.Fatalf("exit %d: %s", r.code, r.err)
	}
	return r
}

func (r run) bad(t *testing.T, says string) {
	t.Helper()
	if r.code != 2 || r.lines() != 1 || !strings.Contains(r.err, says) {
		t.Fatalf("exit %d, err %q, want %q", r.code, r.err, says)
	}
}

var addAna = []string{"user", "add", "--username", "ana", "--role", "therapist", "--fhir-user", "Practitioner/ana"}

func TestPeopleAreAddedListedAndShutOut(t *testing.T) {
	t.Parallel()
	do := office(t)
	if got := do("a long quiet walk\n", addAna...).good(t); len(strings.TrimSpace(got.out)) != 36 {
		t.Errorf("%+v", got)
	}
	do("a long quiet walk\n", addAna...).bad(t, "exists")
	do("password1\n", "user", "add", "--username", "bo", "--role", "admin", "--fhir-user", "Practitioner/bo").bad(t, "guessed first")
	state := func() string { return strings.Fields(strings.Split(do("", "user", "list").good(t).out, "\n")[1])[3] }
	if got := state(); got != "active" {
		t.Error(got)
	}
	do("", "user", "disable", "ana", "nobody").bad(t, `"nobody"`)
	if got := state(); got != "active" {
		t.Errorf("half of a command was done: %s", got)
	}
	do("", "user", "disable", "Ana").good(t)
	if got := state(); got != "disabled" {
		t.Error(got)
	}
	do("", "user", "enable", "ana").good(t)
	if got := state(); got != "active" {
		t.Error(got)
	}
	do("ana1234\n", "user", "reset-password", "ana").bad(t, "fewer than 8")
	do("another quiet walk\n", "user", "reset-password", "ana").good(t)
	do("", "user", "reset-second-factor", "ana").good(t)
	do("", "user", "disable").bad(t, "name is missing")
	if got := do("", "user", "sessions", "list", "ana").good(t); strings.Count(got.out, "\n") != 1 {
		t.Errorf("sessions %q", got.out)
	}
	do("", "user", "sessions", "revoke", "ana", "none").bad(t, `"none"`)
	if got := do("", "user", "sessions", "revoke", "ana").good(t); got.out != "0 ended.\n" {
		t.Errorf("revoked %q", got.out)
	}
}

func TestAppsAreAddedListedAndRemoved(t *testing.T) {
	t.Parallel()
	do := office(t)
	do("", "client", "add", "--id", "x", "--name", "X", "--redirect", "https://x.example/cb", "--scopes", "openid patient/*.rs").good(t)
	do(strings.Repeat("s3cret-", 6), "client", "add", "--id", "y", "--name", "Y", "--confidential", "--redirect", "https://y.example/cb", "--scopes", "openid").good(t)
	if got := do("", "client", "list").good(t); !regexp.MustCompile(`x +X +public +https://x.example/cb +openid patient/\*\.rs`).MatchString(got.out) || !regexp.MustCompile(`y +Y +confidential`).MatchString(got.out) {
		t.Errorf("list:\n%s", got.out)
	}
	do("", "client", "remove", "x").good(t)
	do("", "client", "remove", "x").bad(t, `"x"`)
	do("", "client", "remove", "throughline").bad(t, "own app")
	if got := do("", "client", "list").good(t); strings.Contains(got.out, "x.example") {
		t.Errorf("list:\n%s", got.out)
	}
}

func TestKeysAreRotated(t *testing.T) {
	t.Parallel()
	do := office(t)
	if got := do("", "keys", "list").good(t); strings.Count(got.out, "newest") != 1 {
		t.Errorf("at first:\n%s", got.out)
	}
	if got := do("", "keys", "rotate").good(t); strings.Count(got.out, "newest") != 1 || strings.Count(got.out, "published until") != 1 {
		t.Errorf("rotated:\n%s", got.out)
	}
	if got := do("", "keys", "rotate", "--compromised").good(t); strings.Count(got.out, "\n") != 2 || strings.Contains(got.out, "until") {
		t.Errorf("replaced:\n%s", got.out)
	}
}

// Somebody who is in the records is given a code; what is printed is what to hand on.
func TestInvite(t *testing.T) {
	t.Parallel()
	do := office(t)
	file := filepath.Join(t.TempDir(), "people.ndjson")
	if err := os.WriteFile(file, []byte(`{"resourceType":"Patient","id":"p1","name":[{"given":["Maya"],"family":"Lindgren"}]}`+"\n"+
		`{"resourceType":"Practitioner","id":"d1","name":[{"text":"Dana Ortiz"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	do("", "import", file).good(t)
	got := do("", "invite", "--fhir-user", "Patient/p1", "--base-url", "https://clinic.example/").good(t)
	if !regexp.MustCompile(`code +([B-Z]{4}-){2}[B-Z]{4}\nexpires .*\npage +https://clinic.example/auth/join\?code=`).MatchString(got.out) {
		t.Errorf("printed %q", got.out)
	}
	if got := do("", "invite", "--fhir-user", "Patient/p1").good(t); strings.Contains(got.out, "127.0.0.1") {
		t.Errorf("printed %q", got.out)
	}
	do("", "invite", "--fhir-user", "Practitioner/d1", "--role", "therapist").good(t)
	do("", "invite", "--fhir-user", "Practitioner/d1").bad(t, "role")
	do("", "invite", "--fhir-user", "Patient/d1", "--role", "patient").bad(t, "records")
	do("", "invite").bad(t, "role")
}
