package e2e

import (
	"testing"

	"fyne.io/fyne/v2/driver/mobile"

	"throughline/sync/vault/vaulttest"
)

// A phone's way back, by button or gesture, goes where the page's own way out does and
// keeps what is being written; from a main place it goes to the first one.
func TestAPhonesWayBackKeepsWhatIsWritten(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	maya := sit(t, startClinic(t, "--demo"), onAPhone)
	maya.tap("Open the sign-in page")
	maya.page()
	maya.see("Your sign-in code")
	maya.key(mobile.KeyBack)
	maya.see("The sign-in page of")
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.until("a whole sync", func() bool { return !maya.client.Engine().Chart().Sync.AsOf.IsZero() })
	maya.tap("My plan")
	maya.tap("Strengths")
	maya.see("What helps you")
	maya.Type(t, "A strength", "I cook for my sister")
	maya.key(mobile.KeyBack)
	maya.see("Week ")
	maya.until("the words to be kept", func() bool {
		s := maya.client.Engine().Chart().Plan.Strengths
		return len(s) > 0 && s[len(s)-1].Text == "I cook for my sister"
	})
	maya.key(mobile.KeyBack)
	maya.see("Hello, Maya")
	maya.key(mobile.KeyBack)
	maya.see("Hello, Maya")
}
