package together

import (
	"slices"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// Staff change a running group in their own app: it meets an hour earlier from today
// on, and Thursday is left out. They read before what that does. The patient's app sees
// the new and the old time and the canceled day, its reminders follow, and what was
// recorded of Monday stays.
func TestARunningGroupIsChangedAndItsPatientsFollow(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	maya.See("Hello, Maya")
	maya.Sync()
	maya.See("6:00 to 9:00 PM")
	chicago := func(day, hour int) time.Time { return time.Date(2027, 3, day, hour+6, 0, 0, 0, time.UTC) }
	reminds := func(at, not time.Time) {
		t.Helper()
		var set []time.Time
		for end := time.Now().Add(apptest.Patience); time.Now().Before(end); { // set off the screen's thread
			if set = maya.Reminders(); slices.Contains(set, at) && !slices.Contains(set, not) {
				return
			}
		}
		t.Fatalf("reminders %v, want %v and not %v", set, at, not)
	}
	reminds(chicago(9, 17), chicago(9, 16))
	visits := apptest.All[*fhir.Encounter](t, clinic)

	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Groups")
	dana.Tap("Evening group")
	dana.Tap("Name, leader, place or time")
	dana.Type("Time", "2:30 AM") // on Sunday the clocks skip it, and today it is over
	dana.Tap("Change the group")
	dana.See("That time is over.")
	dana.Type("Time", "5:00 PM")
	dana.Type("Name", "Tuesday people")
	dana.Tap("Change the group")
	dana.See("The new time is 5:00 PM.")
	dana.See("1 session that was moved before stays at its own time.")
	dana.See("8 patients are told.")
	dana.Tap("Yes, do this")
	dana.See("Mon, Tue, Thu at 5:00 PM")
	dana.Tap("Skip a day")
	dana.Type("Day", "11")
	dana.Type("Why (optional)", "The building is closed")
	dana.Tap("Skip this day")
	dana.See("Canceled: 1 session, on Thursday, March 11.")
	dana.Tap("Yes, do this")
	dana.See("Tuesday people")
	dana.Sync()

	maya.Sync()
	maya.See("5:00 to 8:00 PM")
	maya.Tap("Schedule")
	maya.See("Moved, was 6:00 PM")
	maya.See("Canceled")
	reminds(chicago(9, 16), chicago(9, 17))
	set := maya.Reminders()
	if slices.Contains(set, chicago(11, 16)) || slices.Contains(set, chicago(11, 17)) {
		t.Errorf("the canceled day has a reminder: %v", set)
	}
	maya.Noticed(1)
	for id, was := range visits {
		if now := apptest.All[*fhir.Encounter](t, clinic)[id]; now == nil || now.Status != was.Status || now.Period.Start != was.Period.Start || now.Period.End != was.Period.End {
			t.Errorf("what was recorded of a visit became %+v", now)
		}
	}
	at := map[string]int{}
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		if len(a.ServiceType) > 0 && a.ServiceType[0].Text == "Group therapy" && len(a.Start) > 15 {
			at[a.Start[:16]]++
		}
	}
	if at["2027-03-08T18:00"] != 8 || at["2027-03-09T17:00"] != 8 || at["2027-03-09T18:00"] != 0 || at["2027-03-15T17:00"] != 8 {
		t.Errorf("sessions at %v", at)
	}
}
