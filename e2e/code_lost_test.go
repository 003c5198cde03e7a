package e2e

import (
	"path/filepath"
	"testing"

	"throughline/sync/vault/vaulttest"
)

// The phone has no network while it waits for its code to be allowed: in the waiting room's cellar. It goes on to show the code, asks
// again when there is a network, and is signed in (RFC 8628 section 3.5: a connection that fails is tried again, later each time).
func TestACodeOutlivesALostNetwork(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	phone := sit(t, startClinic(t, "--demo"), onAPhone)
	phone.tap("Open the sign-in page")
	address := phone.page()
	phone.see("Your sign-in code")
	defer phone.looksOften()()
	phone.cut.Store(true)
	asked := phone.asked.Load()
	phone.until("two tries without a network", func() bool { return phone.asked.Load() >= asked+2 })
	phone.see("Your sign-in code")
	phone.cut.Store(false)
	phone.answersCode(address, demoAccount(t, "patient"), true)
	phone.see("Hello, Maya")
}

// The system ends the app while its code is shown. The next start asks for the sign-in as the first did and shows another code; who allows
// the old one on the clinic's page, which is still open, has signed in no device.
func TestAnAppThatIsEndedWhileItShowsACodeBeginsAnew(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	folder := filepath.Join(t.TempDir(), "profile")
	killed := sitAt(t, clinic, folder, onAPhone)
	killed.tap("Open the sign-in page")
	old := killed.page()
	killed.see("Your sign-in code")
	killed.leave()

	again := sitAt(t, clinic, folder, onAPhone)
	again.see("The sign-in page of")
	again.answersCode(old, who, true)
	again.see("The sign-in page of")
	if n := clinic.number(t, `SELECT count(*) FROM auth_refresh_tokens`); n != 0 {
		t.Errorf("the code of an app that was gone signed in %d devices", n)
	}
	again.tap("Open the sign-in page")
	fresh := again.page()
	if fresh == old {
		t.Fatal("it shows the code of the start before")
	}
	again.answersCode(fresh, who, true)
	again.see("Hello, Maya")
}
