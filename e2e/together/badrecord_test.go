package together

import (
	"testing"
	"time"

	"throughline/clinic/records"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/profile"
	"throughline/sync/vault/vaulttest"
)

// A clinic's record with what should not be: a session with no end, one that ends before it starts, one in a zone that nobody
// knows, two stays that run at once, a plan without a title, goals or a period. It comes through the clinic's server into the app,
// and each screen says what is known and what is not.
func TestABadRecordComesToTheScreenAsWhatIsKnownOfIt(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := testclinic.Account("maya").FHIRUser
	put := func(r fhir.Resource) {
		t.Helper()
		raw, err := fhir.Encode(r)
		if err == nil {
			_, err = clinic.Server.Records.Load(t.Context(), clinic.Server.ID, records.Replace, raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	session := func(id, topic, start, end string, more ...fhir.Extension) {
		put(&fhir.Appointment{
			Base: fhir.Base{ID: id, Extension: more}, Status: "booked", Description: topic, Start: start, End: end,
			Participant: []fhir.AppointmentParticipant{{Actor: fhir.Reference{Reference: maya}, Status: "needs-action"}},
		})
	}
	session("bad-endless", "Endless talk", "2027-03-13T10:00:00-06:00", "")
	session("bad-backwards", "Backwards talk", "2027-03-13T12:00:00-06:00", "2027-03-13T11:00:00-06:00")
	session("bad-zone", "Zoneless talk", "2027-03-13T15:00:00-06:00", "2027-03-13T16:00:00-06:00", fhir.Extension{URL: profile.ExtTimezone, ValueCode: "Mars/Olympus_Mons"})
	put(&fhir.EpisodeOfCare{Base: fhir.Base{ID: "bad-second-stay"}, Status: "active", Patient: fhir.Reference{Reference: maya}, Period: fhir.Period{Start: "2027-03-01"}})
	put(&fhir.CarePlan{Base: fhir.Base{ID: "bad-plan"}, Status: "active", Intent: "plan", Subject: fhir.Reference{Reference: maya}})

	for name, o := range map[string]apptest.Options{"phone": {Phone: true}, "laptop": {Zone: "America/Phoenix"}} {
		a := clinic.App(t, "maya", o)
		a.See("Hello, Maya")
		a.Sync()
		if o.Phone {
			a.See("Group tonight.")
		}
		a.Tap("Schedule")
		for _, x := range []struct{ topic, says string }{
			{"Endless talk", "Your clinic did not say when this ends."},
			{"Backwards talk", "The end time that your clinic gave can't be right."},
			{"Zoneless talk", "Zoneless talk"},
		} {
			a.Tap(labelOf(t, a, x.topic))
			a.See(x.says)
			if found := a.Audit(); len(found) > 0 {
				t.Errorf("%s, %s: %q", name, x.topic, found)
			}
			a.Tap("Schedule")
		}
		a.Tap("My plan")
		a.See("Cook dinner twice a week")
		a.See("You are in intensive outpatient care")
		if found := a.Audit(); len(found) > 0 {
			t.Errorf("%s, the plan: %q", name, found)
		}
		a.Reminds("the endless one too", func(set []time.Time) bool {
			for _, at := range set {
				if at.Equal(time.Date(2027, 3, 13, 15, 0, 0, 0, time.UTC)) {
					return true
				}
			}
			return false
		})
		a.Stop()
	}
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	opens(dana, "Maya Rivera")
	dana.See("How it goes")
	dana.See("Cook dinner twice a week")
}
