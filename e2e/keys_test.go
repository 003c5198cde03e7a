package e2e

import (
	"testing"

	"fyne.io/fyne/v2"
)

// F2 and the question mark list the keys wherever one is, before the sign-in too, and
// Escape leads back. Who turns single letters and signs off has F2 yet.
func TestTheKeysAreListedAndSingleLettersCanBeTurnedOff(t *testing.T) {
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic)
	const list = "Under each heading are the keys that work there"
	typed := func(r rune) {
		maya.Window.Canvas().OnTypedRune()(r)
		maya.Settle()
	}
	maya.until("the way in", func() bool { return maya.Says("Stay signed in?") || maya.Says("Sign in") })
	maya.key(fyne.KeyF2)
	maya.see(list)
	maya.key(fyne.KeyEscape)
	maya.until("the list to be gone", func() bool { return !maya.Says(list) })

	typed('?')
	maya.see(list)
	maya.see("F2 or ?")
	maya.tap("Off")
	maya.key(fyne.KeyEscape)
	maya.until("the list to be gone", func() bool { return !maya.Says(list) })
	typed('?')
	if maya.Says(list) {
		t.Error("the question mark opens the list though signs are off")
	}
	maya.key(fyne.KeyF2)
	maya.see(list)
	maya.key(fyne.KeyF1)
	maya.see("Help now")
	maya.key(fyne.KeyEscape)
	maya.see(list)
}
