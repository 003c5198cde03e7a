package together

import (
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/sync/vault/vaulttest"
)

// Marcus is in the program that treats substance use. His summary for the payer cannot
// be saved until he says yes on his phone, and not any more once he has taken it back
// (42 CFR Part 2). Maya, in the other program, is not asked.
func TestTheSummaryForThePayerNeedsThePatientsYes(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	marcus := clinic.App(t, "marcus", apptest.Options{Phone: true})
	dana := clinic.App(t, "dana", apptest.Options{})
	marcus.See("Hello, Marcus")
	marcus.Sync()
	dana.See("Review")
	dana.Sync()
	opens(dana, "Marcus Bell")
	dana.Tap("Stay summary for the payer")
	const refused = "This page can't be saved or sent."
	dana.See(refused)
	if dana.Has("Save as PDF") {
		t.Error("it can be saved without his yes")
	}

	marcus.Tap("You")
	marcus.Tap("People I trust")
	marcus.Tap("Your insurance")
	marcus.See("You have not said yes.")
	marcus.Tap("Yes, this page may be sent")
	marcus.See("You said yes.")
	marcus.Sync()
	dana.Sync()
	dana.Gone(refused)
	dana.See("Data about substance use is shared by the patient's consent")
	dana.Tap("Save as PDF")
	pdf := ""
	for end := time.Now().Add(apptest.Patience); pdf == "" && time.Now().Before(end); { // made off the screen's thread
		pdf = dana.Saved()["summary.pdf"]
	}
	if !strings.HasPrefix(pdf, "%PDF-") {
		t.Errorf("saved %.20q", pdf)
	}

	marcus.Tap("Take my yes back")
	marcus.See("What was sent before can't be called back.")
	marcus.Tap("Take my yes back")
	marcus.See("You have not said yes.")
	marcus.Sync()
	dana.Sync()
	dana.See(refused)
}
