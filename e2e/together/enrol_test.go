package together

import (
	"strings"
	"testing"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// A therapist enrolls a patient: somebody under 18 is refused beside the date; the
// record and the stay reach the clinic once, and a one-time code is shown to hand over.
func TestAPatientIsEnrolledAndGetsACode(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{Phone: true})
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Enrolled")
	dana.Tap("Enroll a patient")
	dana.Type("Given name", "Dora")
	dana.Type("Family name", "Kay")
	for name, words := range map[string]string{"Month": "3", "Day": "10", "Year": "2009"} {
		dana.Type(name, words)
	}
	dana.Tap("English")
	dana.Tap("Mental health")
	dana.Tap("Enroll")
	dana.See("This program is for adults.")
	dana.Type("Year", "1990")
	dana.Tap("Enroll")
	dana.See("Hand both over in person.")
	found := 0
	for _, p := range apptest.All[*fhir.Patient](t, clinic) {
		if len(p.Name) > 0 && p.Name[0].Family == "Kay" {
			found++
			if p.BirthDate != "1990-03-10" {
				t.Errorf("born %s", p.BirthDate)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d records", found)
	}
	dana.Tap("Spanish")
	dana.Tap("Save the sheet as a PDF")
	dana.See("The sheet is saved.")
	if !strings.HasPrefix(dana.Saved()["throughline-code.pdf"], "%PDF-") {
		t.Error("the sheet is no PDF")
	}
	dana.Tap("Take this code back")
	dana.See("No one can use it any more.")
	dana.Gone("Hand both over in person.")
	dana.Tap("Make a new code")
	dana.See("Hand both over in person.")
}
