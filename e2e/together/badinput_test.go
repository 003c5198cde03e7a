package together

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/clinic/records"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// Two of staff close one alert, each in an app that has not heard of the other: one who had it and decided, and one who
// took it over. The second to arrive is told who closed it and when; what both wrote is in the history, once each.
func TestTwoOfStaffCloseOneAlertAndTheSecondIsToldWhoDidAndWhen(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Nobody has this yet.")
	dana.Press(fyne.KeyM)
	dana.See("You have this since")
	dana.Press(fyne.KeyC)
	fills(dana, "How did the call go?", "Reached", "He is at home.", "Save the call")
	dana.See("He is at home.")
	dana.Press(fyne.KeyM)
	fills(dana, "What did you decide?", "Safety card gone through together", "", "Save the decision")
	dana.See("Safety card gone through together")
	dana.Sync()
	priya := clinic.App(t, "priya", apptest.Options{})
	priya.See("Dana Ortiz has this since")
	priya.Sync()
	before := len(onlyTriage(t, clinic).Note)

	dana.Offline()
	priya.Offline()
	priya.Tap("Take over from Dana")
	priya.See("You have this since")
	for _, a := range []*apptest.App{priya, dana} {
		a.Press(fyne.KeyM)
		reason := "A plan is in place"
		if a == dana {
			reason = "Another service has taken over"
		}
		fills(a, "Why can this be closed?", reason, "", "Close this")
		a.See("Closed by")
	}
	priya.Online()
	priya.Sync()
	dana.Online()
	dana.Sync()
	dana.See("Priya Raman closed this before you")
	dana.See("A plan is in place")
	task := onlyTriage(t, clinic)
	if task.Status != "completed" || len(task.Note) != before+3 {
		t.Errorf("the task is %s with %d steps, and had %d", task.Status, len(task.Note), before)
	}
	priya.Sync()
	priya.See("Closed by")
}

// onlyTriage is the work on the one urgent answer of the demo programme.
func onlyTriage(t *testing.T, clinic *apptest.Programme) *fhir.Task {
	t.Helper()
	for _, x := range triage(t, clinic) {
		return x
	}
	t.Fatal("there is no urgent answer")
	return nil
}

// A day of discharge before the admission is refused in a sentence, and nothing is written; one that is no day too.
func TestADischargeBeforeTheAdmissionIsRefused(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	before := apptest.All[*fhir.EpisodeOfCare](t, clinic)
	tasks := len(apptest.All[*fhir.Task](t, clinic))
	opens(dana, "Maya Rivera")
	dana.Tap("Discharge and follow-ups")
	for day, says := range map[[3]string]string{
		{"2026", "3", "9"}: "That day is before the patient was admitted.", {"2027", "2", "29"}: "This is no day.", {"", "", ""}: "Write a day.",
	} {
		dana.Type("Year", day[0])
		dana.Type("Month", day[1])
		dana.Type("Day", day[2])
		dana.Tap("See what this day does")
		dana.See(says)
		if dana.Has("Set this day") {
			t.Errorf("%v can be set: %q", day, dana.Texts())
		}
	}
	dana.Sync()
	for id, e := range apptest.All[*fhir.EpisodeOfCare](t, clinic) {
		if was := before[id]; was == nil || was.Meta.VersionID != e.Meta.VersionID {
			t.Errorf("the stay became %+v", e)
		}
	}
	if now := len(apptest.All[*fhir.Task](t, clinic)); now != tasks {
		t.Errorf("%d follow-ups were made", now-tasks)
	}
}

// A session cannot be moved into the past, nor into the hour that does not exist when the clocks go forward; an hour that
// exists twice is said to. Nothing changes but what was asked for in the end.
func TestASessionIsNotMovedIntoThePastNorIntoAnHourThatDoesNotExist(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Week")
	dana.See("Tuesday, March 9")
	for _, x := range dana.Labels() {
		if strings.HasPrefix(x, "Group: Riding out an urge") && strings.Contains(x, "6:00 to 9:00 PM") {
			dana.Tap(x)
			break
		}
	}
	dana.Tap("Move it")
	dana.See("Move a session")
	starts := func() (out []string) {
		for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
			out = append(out, a.ID+a.Start)
		}
		return out
	}
	before := len(starts())
	move := func(month, day, at, says string) {
		t.Helper()
		dana.Type("Month", month)
		dana.Type("Day", day)
		dana.Type("Time", at)
		dana.Tap("Move it")
		dana.See(says)
	}
	move("3", "8", "6:00 PM", "That time is over.")
	move("3", "14", "2:30 AM", "does not exist")
	dana.Sync()
	if now := starts(); len(now) != before {
		t.Errorf("%d appointments became %d", before, len(now))
	}
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		if strings.HasPrefix(a.Start, "2027-03-14") || strings.HasPrefix(a.Start, "2027-03-08T18") && a.Meta.VersionID != "1" {
			t.Errorf("%s stands at %s", a.ID, a.Start)
		}
	}
}

// A patient has left, and their record is closed: whoever replies is told before anything is sent that it would not be
// read, and what is sent all the same is kept in the history as such.
func TestAReplyToWhoHasLeftIsSaidToBeUnread(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Grace K.")
	dana.Sync()
	opens(dana, "Grace Kim")
	dana.Tap("Discharge and follow-ups")
	dana.Type("Year", "2027")
	dana.Type("Month", "3")
	dana.Type("Day", "8")
	dana.Tap("See what this day does")
	dana.Tap("Set this day")
	dana.See("The day of discharge is March 8.")
	dana.Tap("End the stay")
	dana.Tap("End the stay now")
	dana.See("The stay ended on March 8.")
	dana.Sync()
	dana.Tap("Review")
	dana.See("Find by name")
	dana.Tap("Grace K.")
	dana.See("This patient left the program on")
	dana.See("They may not read a reply. If it matters, call.")
	dana.Type("Reply to the patient (optional)", "Please call us.")
	dana.Tap("Send it all the same")
	dana.See("Please call us.")
	dana.Sync()
	sent := 0
	for _, m := range apptest.All[*fhir.Communication](t, clinic) {
		if len(m.Payload) > 0 && m.Payload[0].ContentString == "Please call us." {
			sent++
		}
	}
	if sent != 1 {
		t.Errorf("it was sent %d times", sent)
	}
	for _, p := range apptest.All[*fhir.Patient](t, clinic) { // and then their account is closed
		if len(p.Name) > 0 && p.Name[0].Family == "Kim" {
			no := false
			p.Active = &no
			raw, err := p.MarshalJSON()
			if err == nil {
				_, err = clinic.Server.Records.Load(t.Context(), clinic.Server.ID, records.Replace, raw)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	dana.Sync()
	dana.See("This patient’s account is closed.")
	dana.See("No reply can be sent")
	if dana.Has("Send it all the same") || dana.Has("Reply to the patient (optional)") {
		t.Errorf("a reply is offered that nobody would read: %q", dana.Labels())
	}
	dana.Tap("Mark as reviewed")
	dana.See("Reviewed by")
}
