//go:build (linux && !android) || (darwin && !ios) || windows

package vault_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

func TestTheSecretServicePassesTheSuite(t *testing.T) {
	t.Parallel()
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	n := 0
	vaulttest.Run(t, func(t *testing.T) vault.Vault {
		n++
		return keyring(t, fmt.Sprintf("suite-%d", n))
	})
}

// What is saved is really in the system's keyring, under the names that the
// documents give, and what is deleted is really gone: both seen by another
// program.
func TestAnotherProgramSeesWhatTheKeyringHolds(t *testing.T) {
	t.Parallel()
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	ctx := t.Context()
	anna, ben := keyring(t, "anna"), keyring(t, "ben")
	for k, token := range map[*vault.Keyring]string{anna: "annas-token", ben: "bens-token"} {
		if err := k.Save(ctx, vault.RefreshToken, vault.NewSecret([]byte(token))); err != nil {
			t.Fatal(err)
		}
	}
	if got := lookup(t, "anna/refresh-token"); got != "annas-token" {
		t.Errorf("secret-tool finds %q", got)
	}
	if err := anna.Clear(ctx); err != nil {
		t.Fatal(err)
	}
	if got := lookup(t, "anna/refresh-token"); got != "" {
		t.Errorf("after clearing, secret-tool finds %q", got)
	}
	if got := lookup(t, "ben/refresh-token"); got != "bens-token" {
		t.Errorf("the other profile has %q", got)
	}
}

func TestProbeLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	if err := vault.Probe(t.Context(), vault.Place{}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("secret-tool", "search", "--all", "service", vault.Service).CombinedOutput()
	if err != nil || strings.Contains(string(out), "probe") {
		t.Errorf("left: %s, %v", out, err)
	}
}

// Each machine without a usable keyring gets its own word, because the person
// has something else to do each time.
func TestKeyringsThatDoNotWork(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		session vaulttest.Keyring
		want    error
	}{
		"no service": {vaulttest.None, vault.ErrNoKeyring},
		"no bus":     {vaulttest.NoBus, vault.ErrNoKeyring},
		"locked":     {vaulttest.Locked, vault.ErrLocked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !vaulttest.In(t, tt.session) {
				return
			}
			k := keyring(t, "p")
			_, loadErr := k.Load(t.Context(), vault.StoreKey)
			for call, err := range map[string]error{
				"load":   loadErr,
				"save":   k.Save(t.Context(), vault.StoreKey, vault.NewSecret([]byte("k"))),
				"delete": k.Delete(t.Context(), vault.StoreKey),
				"probe":  vault.Probe(t.Context(), vault.Place{}),
			} {
				if !errors.Is(err, tt.want) {
					t.Errorf("%s: %v, want %v", call, err, tt.want)
				}
			}
		})
	}
}

// A keyring that never answers blocks go-keyring for ever. The caller is let
// go in time, and later calls do not pile up behind the one that hangs.
func TestAKeyringThatHangs(t *testing.T) {
	t.Parallel()
	if !vaulttest.In(t, vaulttest.Hung) {
		return
	}
	l, err := net.Listen("unix", strings.TrimPrefix(os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "unix:path="))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	asked := make(chan struct{}, 10)
	go func() {
		for {
			if _, err := l.Accept(); err != nil {
				return
			}
			asked <- struct{}{}
		}
	}()

	k := keyring(t, "p")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- k.Save(ctx, vault.StoreKey, vault.NewSecret([]byte("k"))) }()
	<-asked
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	k.Limit = 20 * time.Millisecond
	for range 3 {
		if _, err := k.Load(t.Context(), vault.StoreKey); !errors.Is(err, vault.ErrTimedOut) {
			t.Errorf("in its own time: %v", err)
		}
	}
	if n := len(asked); n != 0 {
		t.Errorf("%d more calls were started behind the one that hangs", n)
	}
}

func TestProfileNamesThatCouldCollideAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "a/b", "../a", "a b", ".hidden", strings.Repeat("x", 65)} {
		if _, err := vault.NewKeyring(name); err == nil {
			t.Errorf("%q was accepted", name)
		}
	}
}

func keyring(t *testing.T, profile string) *vault.Keyring {
	t.Helper()
	k, err := vault.NewKeyring(profile)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// lookup asks secret-tool, which exits 1 without a word where there is nothing.
func lookup(t *testing.T, user string) string {
	t.Helper()
	out, err := exec.Command("secret-tool", "lookup", "service", vault.Service, "username", user).Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || len(exit.Stderr) > 0) {
		t.Fatalf("secret-tool: %v", err)
	}
	return string(out)
}
