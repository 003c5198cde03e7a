package together

import (
	"fmt"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// Discharge is set to 30 November in the therapist's app. The patient answers the
// two-week check-in on her phone. Then discharge moves to 14 December: the check-in that
// was completed is kept, the two-month one is due on 14 February, and the phone has
// no reminder left of the old day.
func TestScenario09ADischargeMovesAfterTheTwoWeekCheckInWasCompleted(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, time.Date(2026, 11, 10, 16, 0, 0, 0, time.UTC))
	at := func(month time.Month, day, hour int) time.Time {
		year := 2026
		if month < time.June {
			year++
		}
		return time.Date(year, month, day, hour+6, 0, 0, 0, time.UTC) // Chicago's clock in winter
	}
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	dana := clinic.App(t, "dana", apptest.Options{})
	maya.See("Hello, Maya")
	dana.See("Review")
	dana.Sync()
	discharges(dana, 2026, 11, 30)
	dana.See("The day of discharge is November 30.")
	dana.Sync()

	clinic.Comes(t, at(time.November, 30, 10), maya, dana)
	dana.Sync()
	dana.Tap("Follow-ups")
	dana.See("Opens December 11. Due December 14.")
	dana.See("Opens January 23. Due January 30.")

	clinic.Comes(t, at(time.December, 12, 9), maya, dana)
	maya.Sync()
	maya.Reminds("one of 30 January", func([]time.Time) bool {
		return len(remindersBetween(maya, at(time.January, 20, 0), at(time.February, 4, 0))) > 0
	})
	responses := len(apptest.All[*fhir.QuestionnaireResponse](t, clinic))
	maya.Tap("You")
	maya.Tap("Check-ins")
	maya.Tap("Two-week follow-up")
	maya.Tap("Start")
	for question := 1; !maya.Says("Ready to send?"); question++ {
		maya.See(fmt.Sprintf("Question %d of", question))
		if maya.Has("Not at all") {
			maya.Tap("Not at all")
		}
		maya.Tap("Next")
		maya.Gone(fmt.Sprintf("Question %d of", question))
	}
	maya.Tap("Send to my team")
	maya.Gone("Ready to send?")
	maya.Sync()
	maya.See("Little interest or pleasure in doing things") // in the words in which she answered
	if now := len(apptest.All[*fhir.QuestionnaireResponse](t, clinic)); now != responses+1 {
		t.Errorf("%d check-ins arrived, want one", now-responses)
	}
	dana.Sync()
	dana.Tap("Follow-ups")
	dana.See("Waits for review.")

	discharges(dana, 2026, 12, 14)
	dana.See("The day of discharge is December 14.")
	dana.Sync()
	dana.Sync() // the clinic has moved what follows from it
	dana.Tap("Follow-ups")
	dana.See("Opens February 7. Due February 14.")
	dana.See("Waits for review.") // the completed one is kept
	if dana.Says("Opens January 23. Due January 30.") {
		t.Errorf("the board still has the old day: %q", dana.Texts())
	}
	maya.Sync()
	for end := time.Now().Add(apptest.Patience); ; { // set off the screen's thread
		old := remindersBetween(maya, at(time.January, 20, 0), at(time.February, 6, 0))
		fresh := remindersBetween(maya, at(time.February, 7, 0), at(time.February, 18, 0))
		if len(old) == 0 && len(fresh) >= 2 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("old reminders %v, new ones %v", old, fresh)
		}
	}
	answered := 0
	for _, task := range apptest.All[*fhir.Task](t, clinic) {
		if task.Status == "completed" && task.Restriction.Period.End != "" && task.For.Reference == testclinic.Account("maya").FHIRUser {
			answered++
		}
	}
	if answered == 0 {
		t.Error("the completed follow-up is not completed any more")
	}
}

// discharges sets the day of Maya's discharge.
func discharges(dana *apptest.App, year, month, day int) {
	opens(dana, "Maya Rivera")
	dana.Tap("Discharge and follow-ups")
	dana.Type("Month", fmt.Sprint(month))
	dana.Type("Day", fmt.Sprint(day))
	dana.Type("Year", fmt.Sprint(year))
	dana.Tap("See what this day does")
	dana.Tap("Set this day")
}

func remindersBetween(a *apptest.App, from, to time.Time) (out []time.Time) {
	for _, at := range a.Reminders() {
		if !at.Before(from) && at.Before(to) {
			out = append(out, at)
		}
	}
	return out
}
