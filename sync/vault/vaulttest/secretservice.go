package vaulttest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Keyring says what a private session has for a keyring.
type Keyring int

// The keyrings a session may have.
const (
	Unlocked Keyring = iota // GNOME's, unlocked, with an empty "login" collection
	Locked                  // the same, locked again; nobody is there to unlock it
	None                    // a message bus, and no Secret Service on it
	NoBus                   // no message bus either
	Hung                    // a message bus that accepts and never answers
)

const insideEnv = "THROUGHLINE_TEST_KEYRING"

// In runs the calling test in a process of its own, inside a private D-Bus
// session with the given keyring and an empty home. The outer call returns
// false when that process has ended, its failure passed on; inside, In returns
// true and the test goes on:
//
//	if !vaulttest.In(t, vaulttest.Unlocked) {
//		return
//	}
//
// The session needs the Debian packages dbus, dbus-bin, gnome-keyring and
// libsecret-tools; a missing one fails the test.
func In(t *testing.T, keyring Keyring) bool {
	t.Helper()
	if os.Getenv(insideEnv) == t.Name() {
		return true
	}
	for tool, pkg := range map[string]string{
		"dbus-run-session": "dbus", "dbus-send": "dbus-bin", "gnome-keyring-daemon": "gnome-keyring", "secret-tool": "libsecret-tools",
	} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: this test needs a real keyring. Install the Debian package %s.", tool, pkg)
		}
	}
	limit := 2 * time.Minute
	if end, ok := t.Deadline(); ok {
		limit = time.Until(end)
	}
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "bash", "-euc", script(keyring), os.Args[0],
		"-test.run="+exactly(t.Name()), "-test.v", "-test.timeout="+limit.String())
	cmd.Dir = home
	cmd.Env = append(withoutSession(os.Environ()), insideEnv+"="+t.Name(), "HOME="+home,
		"XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Errorf("inside the session: %v\n%s", err, out)
	} else if testing.Verbose() {
		t.Logf("inside the session:\n%s", out)
	}
	return false
}

// script starts the test binary, $0 with its arguments, in the session.
func script(keyring Keyring) string {
	const (
		unlock = `printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null; `
		lock   = `dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets ` +
			`org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null; `
		session = `exec dbus-run-session %s -- bash -euc '%sexec "$0" "$@"' "$0" "$@"`
	)
	switch keyring {
	case Unlocked:
		return fmt.Sprintf(session, "", unlock)
	case Locked:
		return fmt.Sprintf(session, "", unlock+lock)
	case None:
		return `printf '%s' '<busconfig><listen>unix:tmpdir=/tmp</listen><policy context="default">` +
			`<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>' >bus.conf; ` +
			fmt.Sprintf(session, "--config-file=bus.conf", "")
	case NoBus:
		return `DBUS_SESSION_BUS_ADDRESS=unix:path="$PWD/nothing" exec "$0" "$@"`
	case Hung:
		// The test listens on this path itself.
		return `DBUS_SESSION_BUS_ADDRESS=unix:path="$PWD/bus" exec "$0" "$@"`
	}
	panic("no such keyring")
}

// withoutSession leaves out what would lead to the machine's own session, or
// to a display on which a keyring could ask for a password.
func withoutSession(env []string) []string {
	var out []string
	for _, kv := range env {
		name, _, _ := strings.Cut(kv, "=")
		if name != "DBUS_SESSION_BUS_ADDRESS" && name != "DISPLAY" && name != "WAYLAND_DISPLAY" && name != "GNOME_KEYRING_CONTROL" {
			out = append(out, kv)
		}
	}
	return out
}

// exactly makes a -test.run pattern for one test, and no other.
func exactly(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.Join(parts, "/")
}
