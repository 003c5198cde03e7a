package e2e

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/sync/vault/vaulttest"
)

// Maya sets a PIN, begins a form, and puts the phone away. What lies on the screen is
// covered; nothing but the PIN opens it, without a network too; then she is where she
// was. Help stays open, without her own words. After a restart it is locked again, for
// the commands too. She no longer knows the PIN and signs in: nothing is lost.
func TestAPINLocksTheAppAndNothingIsLost(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	folder := filepath.Join(t.TempDir(), "profile")
	maya := sitAt(t, clinic, folder)
	maya.signIn(who)
	maya.see("Hello, Maya")
	maya.setPIN("4821")
	maya.keepsNothingReadable("4821")

	maya.tap("Back")
	maya.tap("Check-ins")
	maya.tap("PHQ-9")
	maya.tap("Start")
	maya.see("Question 1 of")
	maya.tap("Several days")
	maya.tap("Next")
	maya.see("Question 2 of")

	maya.cut.Store(true)
	maya.goAway()
	maya.see("Locked")
	maya.keepsHidden("Question", "Several days", "Maya")
	maya.comeBack()
	for _, key := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF5, fyne.KeyBackspace, fyne.KeyReturn} {
		maya.key(key)
		maya.keepsHidden("Question", "Maya")
	}
	maya.key(fyne.KeyF1)
	maya.see("Unlock Throughline to see your card.")
	maya.see("988")
	maya.keepsHidden("Question", "Change my card", "Write my card")
	maya.key(fyne.KeyEscape)
	maya.see("Locked")

	maya.unlock("1379")
	maya.see("That is not your PIN.")
	maya.unlock("4821")
	maya.see("Question 2 of")
	maya.cut.Store(false)
	maya.leave()

	again := sitAt(t, clinic, folder)
	again.see("Locked")
	again.keepsHidden("Hello", "Maya")
	for try := range 5 {
		again.unlock("1379")
		again.until("the answer", func() bool { l, _ := again.client.AppLock(); return l.Wrong == try+1 && !again.Says("Checking") })
	}
	again.see("Too many tries. You can try again in 1 minute.")
	again.leave()

	for _, command := range [][]string{{"export-unsent", "--profile", folder, filepath.Join(t.TempDir(), "unsent.json")}, {"sign-out", "--profile", folder}} {
		out, errs, code := throughline(command...)
		if code == 0 || out != "" || !strings.Contains(errs, "(locked)") {
			t.Errorf("%s: exit %d, %q, %q", command[0], code, out, errs)
		}
	}

	third := sitAt(t, clinic, folder)
	third.see("Too many tries.") // it waits after a restart too
	third.tap("I forgot my PIN")
	third.see("What you entered and have not sent stays on this device.")
	third.tap("Sign in again")
	third.signInOnPage(who)
	third.see("You began this earlier. Your answers are still here.") // where she was
	if _, ok := third.client.AppLock(); ok {
		t.Error("the PIN that nobody knows is still there")
	}
}

// On a laptop it locks after the time that was chosen: since she left, or since she
// last did something. A phone covers the screen as soon as it is put away.
func TestTheAppLocksAfterTheTimeThatWasChosen(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic, onAPhone)
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.setPIN("4821")
	maya.tap("After 5 minutes")
	maya.until("that to be kept", func() bool { l, _ := maya.client.AppLock(); return l.After == 5 })

	maya.goAway()
	maya.see("Your screen is covered while you are away.")
	maya.keepsHidden("App lock", "Change PIN")
	maya.later(4 * time.Minute)
	maya.comeBack()
	maya.see("Change PIN")

	maya.goAway()
	maya.later(5 * time.Minute)
	maya.comeBack()
	maya.see("Locked")
	maya.unlock("4821")
	maya.see("Change PIN")
}

// Ten wrong tries take all off the device only where the person chose so.
func TestTenWrongPINsWipeTheDeviceWhereThatWasChosen(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic)
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.setPIN("4821")
	maya.tap("Take my data off this device")
	maya.until("that to be kept", func() bool { l, _ := maya.client.AppLock(); return l.Wipe })
	maya.cut.Store(true) // whoever has the phone keeps it off the network
	maya.goAway()
	for try := range 10 {
		maya.comeBack()
		maya.see("Locked")
		maya.until("a field", func() bool { return maya.Says("Unlock") })
		maya.unlock("1379")
		maya.until("the answer", func() bool {
			l, _ := maya.client.AppLock()
			return l.Wrong == try+1 && !maya.Says("Checking") || maya.Says("ten times")
		})
		maya.later(time.Hour)
		maya.goAway()
	}
	maya.see("The PIN was wrong ten times.")
	if left, _ := filepath.Glob(filepath.Join(maya.folder, "*.db*")); len(left) > 0 {
		t.Errorf("the folder still has %v", left)
	}
	if maya.client.Clinic() != "" {
		t.Error("the device still knows which clinic it was")
	}
}

// setPIN sets a PIN on the page under You.
func (d *desk) setPIN(pin string) {
	d.t.Helper()
	d.tap("You")
	d.tap("App lock")
	d.see("With a PIN, Throughline asks for it")
	d.Type(d.t, "New PIN", pin)
	d.Type(d.t, "The same PIN again", pin)
	d.tap("Set PIN")
	d.see("From now on the app asks for this PIN.")
}

// unlock types a PIN on the locked page.
func (d *desk) unlock(pin string) {
	d.t.Helper()
	d.until("a field for the PIN", func() bool { return d.Find("Unlock") != nil || d.Says("Too many") })
	if d.Find("Unlock") == nil {
		return
	}
	d.Type(d.t, "PIN", pin)
	d.tap("Unlock")
}

// keepsHidden fails where the screen says any of the words.
func (d *desk) keepsHidden(words ...string) {
	d.t.Helper()
	for _, w := range words {
		if d.Says(w) {
			d.t.Errorf("the screen says %q:\n%s", w, strings.Join(d.Texts(), "\n"))
		}
	}
}
