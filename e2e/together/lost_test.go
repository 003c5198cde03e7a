package together

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

// A phone with a PIN is lost, and somebody starts it without a network: it stays
// locked, and only Help opens. Its owner signs it out from her laptop: its refresh token
// is worth nothing. At its next contact it takes everything off itself, out of the keyring
// too; the crisis contacts remain. Then the clinic signs out her tablet for her, in the same way.
func TestScenario06ALostPhoneStaysLockedAndErasesItself(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	phone := clinic.App(t, "maya", apptest.Options{Phone: true})
	phone.See("Hello, Maya")
	phone.Sync()
	phone.Tap("You")
	phone.Tap("App lock")
	phone.Type("New PIN", "7412")
	phone.Type("The same PIN again", "7412")
	phone.Tap("Set PIN")
	phone.See("From now on the app asks for this PIN.")
	phone.Kill()

	found := phone.Again(func(o *apptest.Options) { o.Offline = true })
	found.See("Locked")
	found.Type("PIN", "1234")
	found.Tap("Unlock")
	found.See("That is not your PIN.")
	helpIsThere(t, found)
	if found.Says("Maya") {
		t.Error("the locked phone shows her name")
	}
	found.Kill()

	laptop := clinic.App(t, "maya", apptest.Options{})
	laptop.See("Hello, Maya")
	laptop.Tap("You")
	laptop.Tap("Your devices")
	laptop.Tap("Sign it out")
	laptop.See("What is on it and not sent will be erased.")
	laptop.Tap("Sign it out")
	laptop.Gone("Sign it out")
	for end := time.Now().Add(apptest.Patience); len(signIns(clinic)) > 1; { // asked for off the screen's thread
		if time.Now().After(end) {
			t.Fatalf("she is signed in with %q", signIns(clinic))
		}
	}
	if status, said := presents(t, clinic, found.Secret(vault.RefreshToken)); status != http.StatusBadRequest || strings.Contains(said, "access_token") {
		t.Errorf("the refresh token of the lost phone got %d %s", status, said)
	}

	again := found.Again(func(o *apptest.Options) { o.Offline = false })
	again.See("This device was signed out from another device. Your data was taken off it.")
	isEmpty(t, again)
	laptop.Sync()

	tablet := clinic.App(t, "maya", apptest.Options{})
	tablet.See("Hello, Maya")
	tablet.Sync()
	tablet.Stop() // the clinic's list has who signed in last first
	all := signIns(clinic)
	if len(all) != 2 { // the tablet and the laptop
		t.Fatalf("she is signed in with %q", all)
	}
	id, _, _ := strings.Cut(all[0], " ")
	clinic.Clinicd("user", "sessions", "revoke", "maya", id)
	if status, said := presents(t, clinic, tablet.Secret(vault.RefreshToken)); status != http.StatusBadRequest {
		t.Errorf("the refresh token of the tablet got %d %s", status, said)
	}
	tablet = tablet.Again(nil)
	tablet.See("Your data was taken off it.")
	isEmpty(t, tablet)
	laptop.Sync() // and goes on
}

// signIns are the clinic's list of what Maya is signed in with, a line each, the latest first.
func signIns(clinic *apptest.Programme) []string {
	return strings.Split(strings.TrimSpace(clinic.Clinicd("user", "sessions", "list", "maya")), "\n")[1:]
}

// isEmpty finds the crisis contacts on a device that has erased itself, and on the disk and
// in the keyring nothing but its choices.
func isEmpty(t *testing.T, a *apptest.App) {
	t.Helper()
	helpIsThere(t, a)
	a.Reminds("nothing", func(held []time.Time) bool { // taken back off the screen's thread, the list of them last
		_, err := os.Stat(filepath.Join(a.Folder, "alarms"))
		return len(held) == 0 && errors.Is(err, fs.ErrNotExist)
	})
	a.Stop()
	files, err := os.ReadDir(a.Folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if n := f.Name(); n != "installation.json" && n != "store.lock" {
			t.Errorf("the device still has %s", n)
		}
	}
	if raw, err := os.ReadFile(filepath.Join(a.Folder, "installation.json")); err != nil || len(raw) == 0 {
		t.Errorf("the choices of this device: %v", err)
	}
	for _, item := range []vault.Item{vault.RefreshToken, vault.StoreKey, vault.Identity} {
		if a.HasSecret(item) {
			t.Errorf("the keyring still has its %s", item)
		}
	}
}

// helpIsThere opens Help, finds the crisis contacts, and goes back.
func helpIsThere(t *testing.T, a *apptest.App) {
	t.Helper()
	a.Tap("Help")
	a.See("988")
	a.Tap("Close")
}
