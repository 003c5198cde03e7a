package together

import (
	"os"
	"path/filepath"
	"testing"

	"throughline/e2e/apptest"
	"throughline/sync/vault/vaulttest"
)

// A phone with a PIN is lost, and somebody starts it without a network: it stays
// locked, and only Help opens. Its owner signs it out from her laptop. At its next
// contact it takes everything off itself; the crisis contacts remain.
func TestScenario6ALostPhoneStaysLockedAndErasesItself(t *testing.T) {
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

	again := found.Again(func(o *apptest.Options) { o.Offline = false })
	again.See("This device was signed out from another device. Your data was taken off it.")
	helpIsThere(t, again)
	again.Stop()
	files, err := os.ReadDir(again.Folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if n := f.Name(); n != "installation.json" && n != "store.lock" {
			t.Errorf("the phone still has %s", n)
		}
	}
	if raw, err := os.ReadFile(filepath.Join(again.Folder, "installation.json")); err != nil || len(raw) == 0 {
		t.Errorf("the choices of this device: %v", err)
	}
	laptop.Sync()
}

// helpIsThere opens Help, finds the crisis contacts, and goes back.
func helpIsThere(t *testing.T, a *apptest.App) {
	t.Helper()
	a.Tap("Help")
	a.See("988")
	a.Tap("Close")
}
