package together

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// byTab goes on by Tab as far as the control whose name begins so, and hits Enter.
func byTab(a *apptest.App, t *testing.T, name string) {
	t.Helper()
	if !comesTo(a, name) {
		t.Fatalf("Tab does not come to %q; the focus is on %q of %q", name, a.Focused(), a.Labels())
	}
	a.Press(fyne.KeyReturn)
}

func comesTo(a *apptest.App, name string) bool {
	for range 150 {
		if strings.HasPrefix(a.Focused(), name) {
			return true
		}
		a.Press(fyne.KeyTab)
	}
	return false
}

// retypes puts words in the place of what stands in the field of that name, key by key.
func retypes(a *apptest.App, t *testing.T, name, words string) {
	t.Helper()
	if !comesTo(a, name) {
		t.Fatalf("Tab does not come to %q: %q", name, a.Labels())
	}
	a.Press(fyne.KeyEnd)
	for range 24 {
		a.Press(fyne.KeyBackspace)
	}
	a.Write(words)
}

// The Program, a patient's pages and the follow-ups without a mouse: a day is closed, a session moved, a visit approved, a part
// of the plan written, a day of discharge set, a level of care recorded, a summary opened. What opened a sheet has the focus
// again once it is closed.
func TestTheProgramAndThePagesOfAPatientAreDoneByKeysAlone(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	byTab(dana, t, "Program")
	dana.See("Tuesday, March 9")

	byTab(dana, t, "Close a day")
	dana.See("All sessions and visits of that day are canceled.")
	dana.Press(fyne.KeyEscape)
	dana.Gone("All sessions and visits of that day are canceled.")
	dana.See("Tuesday, March 9")
	if got := dana.Focused(); !strings.HasPrefix(got, "Close a day") {
		t.Errorf("after the sheet was left the focus is on %q", got)
	}
	dana.Press(fyne.KeyReturn)
	dana.See("All sessions and visits of that day are canceled.")
	retypes(dana, t, "Month", "3")
	retypes(dana, t, "Day", "12")
	retypes(dana, t, "Year", "2027")
	retypes(dana, t, "Why", "Snow")
	byTab(dana, t, "Skip this day")
	dana.See("Canceled:")
	byTab(dana, t, "Yes, do this")
	dana.Gone("Yes, do this")
	if got := dana.Focused(); !strings.HasPrefix(got, "Close a day") {
		t.Errorf("after the sheet was done the focus is on %q", got)
	}
	dana.Sync()
	snow := 0
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		if a.Status == "cancelled" && strings.HasPrefix(a.Start, "2027-03-12") {
			snow++
		}
	}
	if snow == 0 {
		t.Error("nothing was canceled on the day")
	}

	byTab(dana, t, "Enrolled")
	dana.See("Enroll a patient")
	retypes(dana, t, "Search by name", "Maya")
	byTab(dana, t, "Maya Rivera")
	byTab(dana, t, "Record an approval")
	dana.See("These visits are added to those approved before.")
	retypes(dana, t, "Approved visits", "9")
	retypes(dana, t, "Month, Approved until", "4")
	retypes(dana, t, "Day, Approved until", "30")
	retypes(dana, t, "Year, Approved until", "2027")
	byTab(dana, t, "Record")
	dana.Gone("These visits are added to those approved before.")

	byTab(dana, t, "Patients")
	dana.See("To review this week")
	retypes(dana, t, "Search by name", "Maya")
	byTab(dana, t, "Maya Rivera")
	dana.See("How it goes")
	byTab(dana, t, "Part two of the plan")
	dana.See("Add another part")
	byTab(dana, t, "Add another part")
	retypes(dana, t, "What is this part called?", "Evenings")
	retypes(dana, t, "In plain words", "Lights low after nine.")
	byTab(dana, t, "Save")
	dana.Gone("What is this part called?")
	dana.See("Lights low after nine.")
	byTab(dana, t, "Maya Rivera") // the way out
	dana.See("How it goes")
	if got := dana.Focused(); !strings.HasPrefix(got, "Part two of the plan") {
		t.Errorf("back from part two the focus is on %q", got)
	}
	byTab(dana, t, "Discharge and follow-ups")
	dana.See("See what this day does")
	retypes(dana, t, "Year", "2027")
	retypes(dana, t, "Month", "12")
	retypes(dana, t, "Day", "31")
	byTab(dana, t, "See what this day does")
	dana.See("February 29, 2028")
	byTab(dana, t, "Set this day")
	dana.See("The day of discharge is December 31")
	byTab(dana, t, "Maya Rivera")
	byTab(dana, t, "Level of care")
	dana.See("Record the move")
	byTab(dana, t, "Inpatient care")
	byTab(dana, t, "Record the move")
	byTab(dana, t, "Maya Rivera")
	byTab(dana, t, "Stay summary for the payer")
	dana.See("What this page leaves out")
	byTab(dana, t, "Save as PDF")
	dana.Sync()
	if files := dana.Saved(); len(files["summary.pdf"]) < 1000 {
		t.Errorf("saved %d files", len(files))
	}
	byTab(dana, t, "Maya Rivera")
	byTab(dana, t, "Follow-ups")
	dana.See("Follow-ups")
	if faults := dana.Audit(); len(faults) > 0 {
		t.Errorf("%q", faults)
	}
}
