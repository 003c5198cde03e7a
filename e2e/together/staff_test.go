package together

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/e2e/apptest"
	"throughline/sync/vault/vaulttest"
)

// opens opens a patient's brief, however long the list is.
func opens(staff *apptest.App, patient string) {
	staff.Tap("Patients")
	staff.See("To review this week")
	staff.Type("Search by name", patient)
	staff.Tap(patient)
	staff.See("How it goes")
}

// Two of staff take the same urgent answer in the same minute, each in an app that has
// not heard of the other. One has it; the other is told who was first and that they do
// not have it, and what they wrote meanwhile is in the history of both.
func TestTwoOfStaffTakeOneAnswerAtOnceAndOneIsToldWhoHasIt(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	priya := clinic.App(t, "priya", apptest.Options{})
	for _, a := range []*apptest.App{dana, priya} {
		a.See("Nobody has this yet.")
		a.Sync()
		a.Offline()
		a.Tap("Take this one")
		a.See("You have this since")
	}
	dana.Tap("Write a note")
	dana.Type("For the history", "He was calm when we spoke on Monday.")
	dana.Tap("Save the note")
	dana.See("He was calm when we spoke on Monday.")

	priya.Online()
	priya.Sync()
	priya.See("You have this since")
	dana.Online()
	dana.Sync()
	dana.See("took this before you")
	dana.See("You do not have it.")
	dana.See("Priya Raman has this since")
	if dana.Says("You have this since") {
		t.Errorf("two have it: %q", dana.Texts())
	}
	priya.Sync()
	priya.See("You have this since")
	for _, a := range []*apptest.App{dana, priya} {
		a.See("He was calm when we spoke on Monday.")
	}
}

// An urgent answer from new to closed, the reply to a check-in, and the team's weekly
// review of two patients, without a mouse.
func TestTheTriageAndTheWeeklyReviewAreDoneByKeysAlone(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Keys: J and K move")
	dana.See("Nobody has this yet.")
	dana.Press(fyne.KeyM) // the main step: take it
	dana.See("You have this since")
	dana.Press(fyne.KeyC)
	fills(dana, "How did the call go?", "Reached", "He is with his brother.", "Save the call")
	dana.See("He is with his brother.")
	dana.Press(fyne.KeyM)
	fills(dana, "What did you decide?", "Safety card gone through together", "", "Save the decision")
	dana.See("Safety card gone through together")
	dana.Press(fyne.KeyM)
	fills(dana, "Why can this be closed?", "A plan is in place", "", "Close this")
	dana.See("Closed by Dana Ortiz")
	dana.Sync()

	dana.See("2 open. Oldest first.")
	dana.Press(fyne.KeyJ) // whether the closed one stands first or last yet is chance
	dana.Gone("Closed by Dana Ortiz")
	dana.See("Mark as reviewed")
	dana.Press(fyne.KeyR)
	dana.Write("I read this.")
	dana.Press(fyne.KeyTab, fyne.KeySpace) // the one action that goes with it
	dana.See("Reviewed")
	dana.Sync()

	for range 20 { // from the page to the rail, and to Patients in it
		dana.Press(fyne.KeyTab)
		if dana.Focused() == "Patients" {
			break
		}
	}
	dana.Press(fyne.KeyReturn)
	dana.See("To review this week")
	first := reviewedByKey(dana)
	if second := reviewedByKey(dana); second == first {
		t.Errorf("after %s comes %s again", first, second)
	}
	dana.Sync()
}

// reviewedByKey opens the next who is to be reviewed, records the review with a note, and
// tells who it was.
func reviewedByKey(dana *apptest.App) string {
	if !dana.Says("How it goes") {
		dana.Press(fyne.KeyN)
	}
	dana.See("How it goes")
	name := ""
	for _, label := range dana.Labels() {
		if who, note := strings.CutPrefix(label, "A note to the patient (optional), "); note {
			name = who
		}
	}
	tabTo(dana, "A note to the patient (optional)")
	dana.Write("We looked at your week.")
	dana.Press(fyne.KeyF8) // the key that works while one writes
	for end := time.Now().Add(apptest.Patience); dana.Has("A note to the patient (optional), " + name); {
		if time.Now().After(end) {
			break // whoever calls sees that it is the same
		}
	}
	return name
}

// fills has the form that a key has opened filled in by keys: the first choice has the
// focus, and Tab leads through the rest in order.
func fills(a *apptest.App, title, choice, words, save string) {
	a.See(title)
	tabTo(a, choice)
	a.Press(fyne.KeySpace)
	if words != "" {
		tabTo(a, "For the history")
		a.Write(words)
	}
	tabTo(a, save)
	a.Press(fyne.KeyReturn)
	a.Gone(title)
}

// tabTo goes on from control to control as far as the one of that name.
func tabTo(a *apptest.App, name string) {
	for range 16 {
		if strings.HasPrefix(a.Focused(), name) {
			return
		}
		a.Press(fyne.KeyTab)
	}
}
