package together

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// The clinic moves Tuesday's group from 18:00 to 17:00 in the staff's own app. The
// patient's reminder of the old time is cancelled and one of the new time is set; they
// get one neutral notice; the app shows both times; and a copy without a signal says
// when it was last updated.
func TestScenario04TheClinicMovesTuesday(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	phone := clinic.App(t, "maya", apptest.Options{Phone: true})
	stale := clinic.App(t, "maya", apptest.Options{})
	dana := clinic.App(t, "dana", apptest.Options{})
	for _, a := range []*apptest.App{phone, stale} {
		a.See("Hello, Maya")
		a.Sync()
		a.See("6:00 to 9:00 PM")
	}
	chicago := func(hour int) time.Time { return time.Date(2027, 3, 9, hour+6, 0, 0, 0, time.UTC) }
	reminds := func(at, not time.Time) {
		t.Helper()
		var set []time.Time
		for end := time.Now().Add(apptest.Patience); time.Now().Before(end); { // set off the screen's thread
			if set = phone.Reminders(); slices.Contains(set, at) && !slices.Contains(set, not) {
				return
			}
		}
		t.Fatalf("reminders %v, want %v and not %v", set, at, not)
	}
	reminds(chicago(17), chicago(16))
	phone.Tap("Coming")
	phone.Sync()
	if n := phone.Notices(); n != 0 {
		t.Fatalf("%d notices before the move", n)
	}

	stale.Offline()
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Groups")
	dana.Tap("Evening group")
	dana.Tap("Group: Riding out an urge")
	dana.Tap("Move it")
	dana.Type("Time", "9:00 AM")
	dana.Tap("Move it")
	dana.See("That time is over.") // it is nine already
	dana.Type("Time", "5:00 PM")
	dana.Tap("Move it")
	dana.See("Moved, was 6:00 PM")
	dana.Sync()
	moved := 0
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		if x, ok := fhir.FindExtension(a.Extension, "https://throughline.app/fhir/StructureDefinition/previous-start"); ok && strings.HasPrefix(x.ValueInstant, "2027-03-09T18:00") {
			moved++
			if a.Start != "2027-03-09T17:00:00-06:00" || a.End != "2027-03-09T20:00:00-06:00" {
				t.Errorf("a member's session is from %s to %s", a.Start, a.End)
			}
		}
	}
	if moved != 8 {
		t.Errorf("moved for %d members, want 8", moved)
	}

	phone.Sync()
	phone.See("5:00 to 8:00 PM")
	phone.See("This session moved. Will you still be there?") // "coming" was for six
	phone.See("For 6:00 PM you said you're coming.")
	phone.Tap("Schedule")
	phone.See("5:00 to 8:00 PM")
	phone.See("Moved, was 6:00 PM")
	reminds(chicago(16), chicago(17))
	phone.Noticed(1)
	phone.Sync()
	if n := phone.Notices(); n != 1 {
		t.Errorf("%d notices after another sync", n)
	}

	stale.Stop()
	stale = stale.Again(func(o *apptest.Options) { o.Offline, o.From = true, o.From+time.Hour })
	stale.Tap("Schedule")
	stale.See("6:00 to 9:00 PM")
	stale.See("No signal. Last updated")
	stale.Online()
	stale.Sync()
	stale.See("5:00 to 8:00 PM")
}

// A viewer in Phoenix, a clinic in Chicago, with the night between them on which
// Chicago's clocks change and Phoenix's do not.
func TestScenario05APatientInPhoenixOfAClinicInChicago(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Zone: "America/Phoenix"})
	maya.See("Hello, Maya")
	maya.Sync()
	maya.Tap("Schedule")
	for _, x := range []struct{ week, number, at string }{
		{"March 8 to 14", "9", "6:00 to 9:00 PM Chicago, 5:00 PM for you"},
		{"March 15 to 21", "16", "6:00 to 9:00 PM Chicago, 4:00 PM for you"},
	} {
		maya.See(x.week)
		lines := maya.Texts()
		day := slices.Index(lines, x.number)
		if day < 1 || lines[day-1] != "Tue" || !strings.HasSuffix(lines[day+1], x.at) {
			t.Errorf("Tuesday the %s is not at %q: %q", x.number, x.at, lines)
		}
		if x.number == "9" {
			maya.Tap("Next week")
		}
	}
	for _, session := range apptest.All[*fhir.Appointment](t, clinic) {
		start, _, err1 := fhir.ParseTime(session.Start, time.UTC)
		end, _, err2 := fhir.ParseTime(session.End, time.UTC)
		tuesdays := start.Equal(time.Date(2027, 3, 10, 0, 0, 0, 0, time.UTC)) || start.Equal(time.Date(2027, 3, 16, 23, 0, 0, 0, time.UTC))
		if tuesdays && (err1 != nil || err2 != nil || end.Sub(start) != 3*time.Hour) {
			t.Errorf("the session of %s lasts until %s", session.Start, session.End)
		}
	}
	dana := clinic.App(t, "dana", apptest.Options{Zone: "America/Phoenix"})
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.See("in Chicago time")
	dana.See("6:00 to 9:00 PM")
	dana.Tap("Week after")
	dana.See("Tuesday, March 16")
	dana.See("6:00 to 9:00 PM")
}
