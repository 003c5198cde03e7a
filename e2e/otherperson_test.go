package e2e

import (
	"os/exec"
	"testing"

	"throughline/sync/vault/vaulttest"
)

// Maya's sign-in has run out and her data is still on the device. Whoever signs
// in next in her place gets neither her data nor leaves a token beside it; when
// she signs in herself, it is hers again.
func TestAnotherPersonCannotTakeOverADevice(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic)
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.until("a whole sync", func() bool { return !maya.client.Engine().Chart().Sync.AsOf.IsZero() })
	token := maya.profileID() + "/refresh-token"
	maya.leave()
	if out, err := exec.CommandContext(t.Context(), "secret-tool", "clear", "service", "Throughline", "username", token).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}

	other := sitAt(t, clinic, maya.folder)
	other.see("Please sign in again.")
	other.signIn(demoAccount(t, "therapist"))
	other.see("belongs to another sign-in")
	for _, item := range []string{"/refresh-token", "/identity"} {
		out, _ := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", "Throughline", "username", other.profileID()+item).Output()
		if len(out) > 0 {
			t.Errorf("the keyring still has the other person's %s", item)
		}
	}
	other.leave()

	again := sitAt(t, clinic, maya.folder)
	again.signIn(demoAccount(t, "patient"))
	again.see("Hello, Maya")
}
