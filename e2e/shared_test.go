package e2e

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/app"
	"throughline/sync/vault/vaulttest"
)

// Maya signs in on a computer at the library. It keeps nothing on its disk. When she
// is gone for a while it asks whether she is there, as often as she likes; then it
// signs her out. What she could not send waits for her, and for nobody else.
func TestASharedComputerSignsOutAndLosesNothing(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	maya := sit(t, clinic)
	maya.tap("This is a shared computer")
	maya.until("that to be kept", func() bool { return maya.client.Shared() == 10 })
	maya.signIn(who)
	maya.see("Hello, Maya")
	maya.until("a whole sync", func() bool { return !maya.client.Engine().Chart().Sync.AsOf.IsZero() })
	if files, err := os.ReadDir(maya.folder); err != nil || len(files) != 1 || files[0].Name() != "installation.json" {
		t.Errorf("the folder has %v, %v", files, err)
	}

	for range 12 { // ten times at least (WCAG 2.2.1)
		maya.goAway()
		maya.later(8 * time.Minute)
		maya.comeBack()
		maya.see("Are you still there?")
		maya.keepsHidden("Maya", "PHQ-9")
		maya.key(fyne.KeyEscape)
		maya.keepsHidden("Maya")
		maya.tap("Stay signed in")
		maya.see("Hello, Maya")
	}
	maya.goAway()
	maya.later(10 * time.Minute)
	maya.comeBack()
	maya.see("You were signed out because no one was here for a while. Nothing of yours is left")

	maya.ahead.Store(0) // or the clinic's answers would seem old
	maya.signIn(who)
	maya.see("Hello, Maya")
	maya.cut.Store(true)
	maya.tap("Mixed")
	maya.until("the answer to be on this computer", func() bool { n, err := maya.client.Unsent(t.Context()); return n == 1 && err == nil })
	maya.goAway()
	maya.later(10 * time.Minute)
	maya.comeBack()
	maya.see("It waits here, locked, until you sign in again.")
	if err := maya.client.Resume(t.Context()); !errors.Is(err, app.ErrSignedOut) {
		t.Errorf("whoever comes next goes on as her: %v", err)
	}
	maya.cut.Store(false)
	maya.ahead.Store(0)
	maya.signIn(who)
	maya.see("Hello, Maya")
	maya.until("the answer to be sent", func() bool { n, err := maya.client.Unsent(t.Context()); return n == 0 && err == nil })
}

// A wipe counts what is not sent, offers to save or send it, and then leaves nothing,
// with no network too.
func TestAWipeLeavesNothing(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic)
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.until("a whole sync", func() bool { return !maya.client.Engine().Chart().Sync.AsOf.IsZero() })
	maya.cut.Store(true)
	maya.tap("Mixed")
	maya.until("the answer to be on this computer", func() bool { n, err := maya.client.Unsent(t.Context()); return n == 1 && err == nil })
	maya.tap("You")
	maya.tap("Wipe this device")
	maya.see("1 thing is not sent yet.")
	maya.tap("Save it as a file")
	if f := maya.file(); f.name != "unsent.json" || !json.Valid(f.content) {
		t.Errorf("%s: %.80s", f.name, f.content)
	}
	maya.see("The file is not encrypted")
	maya.tap("Send now")
	maya.see("We can't reach your clinic right now.")
	maya.cut.Store(false)
	maya.tap("Send now")
	maya.until("nothing to be unsent", func() bool { return !maya.Says("not sent yet") })
	id := maya.profileID()

	maya.cut.Store(true)
	maya.tap("Wipe this device")
	maya.see("Everything was taken off this device.")
	if left, _ := filepath.Glob(filepath.Join(maya.folder, "*.db*")); len(left) > 0 {
		t.Errorf("the folder still has %v", left)
	}
	for _, item := range []string{"refresh-token", "store-key", "identity", "app-lock"} {
		if keyringHasAny(t, id, item) {
			t.Errorf("the keyring still has the %s", item)
		}
	}
	if maya.client.Clinic() != "" {
		t.Error("the device still knows which clinic it was")
	}
}

// keyringHasAny looks from outside, as another program would.
func keyringHasAny(t *testing.T, id, item string) bool {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", "Throughline", "username", id+"/"+item).Output()
	return err == nil && len(out) > 0
}
