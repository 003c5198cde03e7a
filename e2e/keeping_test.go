package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"throughline/sync/vault/vaulttest"
)

// A machine without a keyring: the person is asked, and nothing is ever kept in
// a plain file.
func TestWithNoKeyringThePersonChoosesAPassphrase(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	folder := filepath.Join(t.TempDir(), "profile")
	first := sitAt(t, clinic, folder)
	first.see("Stay signed in?")
	first.tap("Ask me for a passphrase")
	first.see("Choose a passphrase")
	first.Type(t, "Passphrase", "short")
	first.tap("Use this passphrase")
	first.see("Choose a longer passphrase")
	first.clear("Passphrase")
	first.Type(t, "Passphrase", "four words that differ")
	first.tap("Use this passphrase")
	first.signIn(demoAccount(t, "patient"))
	first.see("Hello, Maya")
	first.until("a whole sync", func() bool { return !first.client.Engine().Chart().Sync.AsOf.IsZero() })
	first.keepsNothingReadable("four words", "Rivera", "refresh")
	first.leave()

	again := sitAt(t, clinic, folder)
	again.see("Welcome back")
	again.Type(t, "Passphrase", "four wrong words here")
	again.tap("Open")
	again.see("That passphrase does not open it.")
	again.clear("Passphrase")
	again.Type(t, "Passphrase", "four words that differ")
	again.tap("Open")
	again.see("Hello, Maya")
}

func TestWithNoKeyringNothingHasToBeKept(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	d := sit(t, clinic)
	d.tap("Don't keep me signed in")
	d.signIn(demoAccount(t, "related-person"))
	d.see("Your sessions")
	d.until("a whole sync", func() bool { return !d.client.Engine().Chart().Sync.AsOf.IsZero() })
	files, err := os.ReadDir(d.folder)
	if err != nil || len(files) != 1 || files[0].Name() != "installation.json" {
		t.Errorf("the folder has %v, %v", files, err)
	}
}

// Signing out with something unsent asks first; then nothing stays.
func TestSigningOutAsksAndThenLeavesNothing(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	d := sit(t, clinic)
	d.signIn(demoAccount(t, "patient"))
	d.see("Hello, Maya")
	d.tap("You")
	d.tap("Sign out")
	d.see("Sign out and take your data off this device?")
	d.tap("Stay signed in")
	d.tap("Sign out")
	d.see("Sign out and take your data off this device?")
	d.tap("Sign out")
	d.see("The sign-in page of")
	if left, _ := filepath.Glob(filepath.Join(d.folder, "*.db*")); len(left) > 0 {
		t.Errorf("the folder still has %v", left)
	}
}
