package together

import (
	"strings"
	"testing"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// Elena has no signal. She says that she cannot come, closes the app, and is worried about Maya: the page for that
// is there with its numbers, and says that nobody is told. With a signal the clinic has her answer; signed out, Help is where
// it was.
func TestALovedOneDeclinesAndIsWorriedWithoutASignal(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	elena := clinic.App(t, "elena", apptest.Options{Phone: true})
	elena.See("Hello, Elena")
	elena.Sync()
	elena.See("Will you be there?")
	elena.Offline()
	elena.Tap("Can't")
	elena.See("Not sent yet") // it is stored from then on
	elena.Stop()
	elena = elena.Again(func(o *apptest.Options) { o.Offline = true })
	elena.See("Not sent yet")
	elena.Tap("I'm worried about Maya")
	elena.See("No one is told")
	elena.Tap("Copy the number")
	if got := elena.Copied(); got != "911" {
		t.Errorf("the first number to copy is %q", got)
	}
	elena.Tap("Back")
	elena.Online()
	elena.Sync()
	elena.Gone("Not sent yet")
	said := map[string]int{}
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		for _, p := range a.Participant {
			if strings.HasSuffix(p.Actor.Reference, testclinic.Account("elena").FHIRUser) {
				said[p.Status]++
			}
		}
	}
	if said["declined"] != 1 || said["accepted"] > 0 {
		t.Errorf("the clinic has her answers as %v", said)
	}
	elena.Tap("You")
	elena.Tap("Sign out")
	elena.See("take your data off") // it asks first
	elena.Tap("Sign out")
	elena.See("Open the sign-in page")
	elena.Tap("Help")
	elena.See("988")
	if elena.Says("Maya") {
		t.Errorf("signed out, Help says %q", elena.Texts())
	}
}
