package e2e

import (
	"errors"
	"strings"
	"testing"

	"throughline/app"
	"throughline/internal/demobrowser"
	"throughline/sync/vault/vaulttest"
)

// On a phone the clinic's page cannot come back to the app. The app shows a code and
// opens the page with it filled in. While the page lies over the app it asks nothing;
// when the person comes back it goes on by itself.
func TestAPhoneIsSignedInByACode(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	maya := sit(t, clinic, onAPhone)
	maya.tap("Open the sign-in page")
	address := maya.page()
	_, code, filled := strings.Cut(address, "user_code=")
	if !filled || len(code) != 9 {
		t.Fatalf("opened %s", address)
	}
	maya.see("Your sign-in code")
	maya.see(code[:4])
	maya.see(code[5:])
	maya.goAway()
	polls := maya.asked.Load()
	said := maya.answersCode(address, who, true)
	if !strings.Contains(said, code) {
		t.Errorf("the clinic's page does not show the code to compare:\n%s", said)
	}
	maya.see("Your sign-in code")
	if n := maya.asked.Load() - polls; n != 0 {
		t.Errorf("asked the clinic %d times while it was away", n)
	}
	maya.comeBack()
	maya.see("Hello, Maya")
	maya.keepsTokensInTheKeyringAlone()
}

// The person says no on the clinic's page, gets another code, gives that up, and on a
// computer without a browser takes the code to another device.
func TestACodeThatIsRefusedOrGivenUpHasAWayOn(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	phone := sit(t, clinic, onAPhone)
	phone.tap("Open the sign-in page")
	phone.answersCode(phone.page(), who, false)
	phone.see("The sign-in was not allowed.")
	phone.tap("Open the sign-in page")
	phone.page()
	phone.see("Your sign-in code")
	phone.tap("Cancel")
	phone.see("The sign-in page of")

	laptop := sit(t, clinic, func(sys *app.System) {
		open := sys.OpenURL
		sys.OpenURL = func(address string) error {
			_ = open(address)
			return errors.New("no browser here")
		}
	})
	laptop.tap("Open the sign-in page")
	laptop.page()
	laptop.see("We couldn't open your browser.")
	laptop.tap("Use a code instead")
	address := laptop.page()
	laptop.see("You can also type the code on another device")
	laptop.answersCode(address, who, true)
	laptop.see("Hello, Maya")
}

// answersCode signs in on the page of a code, in a browser, while the app runs.
func (d *desk) answersCode(address string, who account, allow bool) (said string) {
	d.t.Helper()
	done := false
	var err error
	go func() {
		words, failed := demobrowser.AnswerDevice(d.t.Context(), address, who.User, who.Password, allow)
		d.hops <- func() { said, err, done = words, failed, true }
	}()
	d.until("the browser", func() bool { return done })
	if err != nil {
		d.t.Fatal(err)
	}
	return said
}
