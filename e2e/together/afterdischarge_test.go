package together

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// Somebody leaves and the app stays theirs: the plan that they left with, whose steps are ticked; the referral that they have
// met; the two-week check-in, answered without a signal, reviewed and replied to by staff who are told when it was answered
// and when it came. Then they come back: a new stay, the group again, and no follow-up of the last one.
func TestAfterDischargeThePlanTheFollowUpAndTheReplyAndComingBack(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	a := clinic.App(t, "marcus", apptest.Options{Phone: true})
	dana := clinic.App(t, "dana", apptest.Options{})
	a.See("Hello, Marcus")
	a.Sync()
	dana.See("Review")
	dana.Sync()
	opens(dana, "Marcus Bell")
	dana.Tap("Discharge and follow-ups")
	for name, words := range map[string]string{"Month": "3", "Day": "12", "Year": "2027"} {
		dana.Type(name, words)
	}
	dana.Tap("See what this day does")
	dana.Tap("Set this day")
	dana.See("The day of discharge is March 12.")
	dana.Sync()
	clinic.Comes(t, time.Date(2027, 3, 12, 23, 0, 0, 0, time.UTC), a, dana)
	dana.Sync()
	dana.Tap("End the stay")
	dana.Tap("End the stay now")
	dana.See("The stay ended on March 12.")
	dana.Sync()
	clinic.Comes(t, time.Date(2027, 3, 15, 15, 0, 0, 0, time.UTC), a, dana)
	a.Sync()
	a.See("You finished the program")
	a.Tap("My plan")
	a.See("You have left the program.")
	a.Tap("When you leave the program")
	a.See("This is the plan you left with.")
	a.See("For Friday, April 23")
	a.Tap("Meet my sponsor for coffee")
	a.See("Done March 15")
	a.Tap("My plan")
	a.Tap("From my team")
	a.See("I have met them")
	a.Tap("I have met them")
	a.See("You met on March 15")
	a.Sync()
	opens(dana, "Marcus Bell")
	dana.Sync()
	dana.See("Met Dr. Ana Lopez.")

	clinic.Comes(t, time.Date(2027, 3, 24, 15, 0, 0, 0, time.UTC), a, dana)
	a.Sync()
	a.Tap("Today")
	a.See("Hello, Marcus")
	a.Offline()
	a.Tap("Two-week follow-up")
	a.Tap("Start")
	for question := 1; !a.Says("Ready to send?"); question++ {
		a.See(fmt.Sprintf("Question %d of", question))
		if a.Has("Several days") && question < 9 {
			a.Tap("Several days")
		} else if a.Has("Not at all") {
			a.Tap("Not at all")
		}
		a.Tap("Next")
		a.Gone(fmt.Sprintf("Question %d of", question))
	}
	a.Tap("Send to my team")
	a.See("On this device. Not sent yet.")

	clinic.Comes(t, time.Date(2027, 3, 26, 15, 30, 0, 0, time.UTC), a, dana)
	a.Online()
	a.Sync()
	dana.Sync()
	dana.Tap("Follow-ups")
	dana.See("Waits for review.")
	dana.Tap("Open the answers")
	dana.See("Two-week follow-up")
	dana.See("March 26 at 10:30 AM, 2 days later")
	dana.See("This patient has left the program. They may not read a reply.")
	const reply = "Thursday at ten is still yours. Ask for me at the desk."
	dana.Type("Reply to the patient (optional)", reply)
	dana.Tap("Send it all the same")
	dana.See("Dana Ortiz, LPC wrote")
	dana.Sync()
	dana.Tap("Mark as reviewed")
	dana.See("Reviewed by Dana Ortiz")
	dana.Sync()
	a.Sync()
	a.Tap("You")
	a.Tap("Check-ins")
	a.See("Reviewed by your care team")
	a.Tap(labelOf(t, a, "Two-week follow-up"))
	a.See("Thursday at ten")

	opens(dana, "Marcus Bell")
	dana.Tap("Discharge and follow-ups")
	dana.Tap("Begin a new stay")
	dana.Tap("Begin the stay")
	dana.Sync()
	a.Sync()
	a.Tap("Today")
	a.Gone("You finished the program")
	a.See("Group: noticing triggers") // which was not theirs any more while they were away
	answered, running, open := 0, 0, 0
	for _, q := range apptest.All[*fhir.QuestionnaireResponse](t, clinic) {
		if q.Subject.Reference == testclinic.Account("marcus").FHIRUser && strings.Contains(q.Questionnaire, "follow-up") {
			answered++
			if hourOf(t, q.Authored) != "Mar 24 15h" {
				t.Errorf("answered at %s", q.Authored)
			}
		}
	}
	for _, e := range apptest.All[*fhir.EpisodeOfCare](t, clinic) {
		if e.Patient.Reference == testclinic.Account("marcus").FHIRUser && e.Status == "active" {
			running++
		}
	}
	for _, x := range apptest.All[*fhir.Task](t, clinic) {
		if x.For.Reference == testclinic.Account("marcus").FHIRUser && x.Restriction.Period.End > "2027-05" && x.Status != "cancelled" {
			open++
		}
	}
	if answered != 1 || running != 1 || open != 0 {
		t.Errorf("the clinic holds %d follow-ups answered, %d stays that run, %d follow-ups of the last one", answered, running, open)
	}
}
