package together

import (
	"fmt"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// A patient words a goal anew during seven days without a network; the therapist
// changes the same goal in her own app. Back online, both versions are kept and the
// patient chooses; the check-in that she filled in meanwhile arrives once.
func TestScenario01AGoalIsEditedOnBothSidesDuringSevenDaysOffline(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	dana := clinic.App(t, "dana", apptest.Options{})
	maya.See("Hello, Maya")
	maya.Sync()
	answered := len(apptest.All[*fhir.QuestionnaireResponse](t, clinic))

	maya.Offline()
	rewords(maya, "Sleep through most nights", "Sleep six hours, three nights a week")
	maya.Tap("You")
	maya.Tap("Check-ins")
	maya.Tap("GAD-7")
	maya.Tap("Start")
	for question := range 7 {
		maya.See(fmt.Sprintf("Question %d of", question+1))
		maya.Tap("Several days")
		maya.Tap("Next")
	}
	maya.See("Ready to send?")
	maya.Tap("Send to my team")
	maya.See("Not sent yet")

	dana.Sync()
	opens(dana, "Maya Rivera")
	dana.See("Since the team last met")
	dana.Tap("Change")
	dana.Type("The goal", "Sleep through five nights a week")
	dana.Type("Why (the patient reads this)", "Five is what you asked for on Friday.")
	dana.Tap("Save")
	dana.See("Sleep through five nights a week")
	dana.Sync()

	const week = 7 * 24 * time.Hour
	clinic.Later(week)
	dana.Later(week)
	maya.Later(week)
	maya.Tap("Today")
	maya.See("No signal. Last updated")
	maya.Online()
	maya.SyncUntilAsked()
	maya.Tap("Today")
	maya.Tap("One thing needs your choice")
	maya.See("Sleep six hours, three nights a week")
	maya.See("Sleep through five nights a week")
	maya.See("Dana Ortiz")
	maya.Tap("Keep both")
	maya.Sync()
	maya.Tap("My plan")
	maya.See("Sleep six hours, three nights a week")
	maya.See("Sleep through five nights a week")
	maya.Sync() // nothing is sent twice
	if now := len(apptest.All[*fhir.QuestionnaireResponse](t, clinic)); now != answered+1 {
		t.Errorf("%d check-ins arrived, want one", now-answered)
	}
	dana.Sync()
	opens(dana, "Maya Rivera")
	dana.See("Sleep six hours, three nights a week")
}
