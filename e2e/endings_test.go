package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"throughline/care"
	"throughline/sync/vault/vaulttest"
)

// The window of a device that was signed out from another one says so in one plain
// sentence, shows nothing of the record any more, still has Help, and takes a new
// sign-in.
func TestTheWindowOfALostDevice(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	lost := sit(t, clinic)
	lost.signIn(who)
	lost.see("Hello, Maya")
	lost.until("a whole sync", func() bool { return !lost.client.Engine().Chart().Sync.AsOf.IsZero() })

	phone := signedIn(t, clinic, filepath.Join(t.TempDir(), "phone"), who)
	devices, err := phone.Devices(t.Context())
	if err != nil || len(devices) != 2 {
		t.Fatalf("devices %+v, %v", devices, err)
	}
	if err := phone.SignOutDevice(t.Context(), devices[1].ID); err != nil {
		t.Fatal(err)
	}
	lost.client.Engine().Nudge()
	lost.until("the door", func() bool { return lost.Find("Open the sign-in page") != nil })
	lost.see("This device was signed out from another device. Your data was taken off it.")
	if lost.Says("Maya") {
		t.Error("her name is still on the screen")
	}
	if files, _ := filepath.Glob(filepath.Join(lost.folder, "store.db*")); len(files) > 0 {
		t.Errorf("the folder still has %v", files)
	}
	lost.signIn(who)
	lost.see("Hello, Maya")
}

// The keyring lost the key of a profile and made a new one. What nobody can open any
// more is kept under another name, the person is told, and the record comes anew;
// when the old key is back, so is what was entered.
func TestAStoreWhoseKeyWasLostIsKeptAndFilledAnew(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	folder := filepath.Join(t.TempDir(), "profile")
	c := signedIn(t, clinic, folder, demoAccount(t, "patient"))
	synced(t, c)
	answers(t, c, care.AnswerLate)
	key := keyringHas(t, folder, "store-key")
	setKeyring(t, folder, "store-key", strings.Repeat("k", 32))

	c = restarted(t, c, folder)
	if !c.Damaged() {
		t.Error("nobody is told")
	}
	if chart := synced(t, c); len(chart.Sessions) == 0 || chart.Sync.Pending != 0 {
		t.Errorf("%d sessions, %+v", len(chart.Sessions), chart.Sync)
	}
	if kept, _ := filepath.Glob(filepath.Join(folder, "store-*.db")); len(kept) != 1 {
		t.Errorf("kept %v", kept)
	}
	c.Close()

	setKeyring(t, folder, "store-key", key)
	c = restarted(t, c, folder)
	if n, err := c.Unsent(t.Context()); err != nil || n != 1 {
		t.Errorf("%d unsent, %v", n, err)
	}
	if chart := synced(t, c); chart.Sync.Pending != 0 || chart.Sync.Quarantined != 0 {
		t.Errorf("in the end %+v", chart.Sync)
	}
}

// What the system keeps for a profile cannot be opened any more, as on a phone that was set
// up from another one's backup. The person is told why they have to sign in again, is
// told that what was not sent is lost to them, and goes on with the record.
func TestAPhoneThatLostItsKeyAsksForANewSignIn(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	folder := filepath.Join(t.TempDir(), "profile")
	who := demoAccount(t, "patient")
	c := signedIn(t, clinic, folder, who)
	synced(t, c)
	answers(t, c, care.AnswerLate)
	c.Close()
	if err := keyring.Set("Throughline", itemName(t, folder, "store-key"), "base64:?"); err != nil {
		t.Fatal(err)
	}

	again := sitAt(t, clinic, folder)
	again.see("Sign in again.")
	again.signIn(who)
	again.see("Something could not be saved")
	if !again.client.Damaged() {
		t.Error("nobody is told")
	}
}

func setKeyring(t *testing.T, folder, item, secret string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "secret-tool", "store", "--label=Throughline", "service", "Throughline", "username", itemName(t, folder, item))
	cmd.Stdin = strings.NewReader(strings.TrimSuffix(secret, "\n"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// itemName is how the keyring knows an item of a profile.
func itemName(t *testing.T, folder, item string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folder, "installation.json"))
	if err != nil {
		t.Fatal(err)
	}
	var in struct{ ID string }
	if err := json.Unmarshal(raw, &in); err != nil {
		t.Fatal(err)
	}
	return in.ID + "/" + item
}
