package profile_test

import (
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

// Staff ask to a session whom its patient lets come, and nobody else; a session of a
// programme for substance use needs the patient's separate yes. Asked twice is asked once.
func TestStaffAskALovedOneWhomThePatientLetsCome(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"mental-health", "dual-diagnosis"} {
		d := newDesk(t, ida, strings.Replace(stayOf, "KIND", kind, 1),
			`{"resourceType":"RelatedPerson","id":"theirs","active":true,"patient":{"reference":"Patient/jo"},"name":[{"text":"Pat"}]}`)
		d.does(care.VisitPlanned{ID: "v", Patient: mayaPerson, Kind: care.KindFamily, Day: date(2027, time.March, 20), Hour: 16, Minutes: 60})
		session := d.chart().Meetings[0].Expected[0].Session.Ref
		person := care.Person{Ref: "RelatedPerson/ida"}
		ask := care.FamilyAsked{Session: session, Person: person}
		d.refuses("guest-not-shared", ask)

		share := care.Sharing{Sessions: true, Substance: kind == "dual-diagnosis", Until: now.AddDate(0, 1, 0)}
		shares := func(s care.Sharing) {
			ops, err := profile.SharingDecided(d.set, asMaya, person.Ref, s, d.now)
			if err != nil {
				t.Fatal(err)
			}
			apply(t, d.set, ops, nil)
		}
		shares(care.Sharing{Education: true})
		d.refuses("guest-not-shared", ask)
		shares(share)
		if got := d.chart().Caseload[0].Family; len(got) != 1 || got[0].Name != "Ida Lindgren" || !got[0].Until.Equal(share.Until.Truncate(time.Second)) {
			t.Fatalf("%s: lets come %+v", kind, got)
		}
		d.refuses("guest-not-shared", care.FamilyAsked{Session: session, Person: care.Person{Ref: "RelatedPerson/theirs"}})
		d.refuses("meeting-gone", care.FamilyAsked{Session: "Appointment/none", Person: person})
		d.does(ask)
		d.does(ask)
		guests := d.chart().Meetings[0].Expected[0].Session.Family
		if len(guests) != 1 || guests[0] != (care.Guest{Ref: person.Ref, Name: "Ida Lindgren"}) {
			t.Errorf("%s: asked %+v", kind, guests)
		}
		d.does(care.FamilyUnasked(ask))
		d.refuses("guest-not-asked", care.FamilyUnasked(ask))
		d.now = d.now.AddDate(0, 2, 0)
		d.refuses("meeting-was-past", ask)
	}
}

// Somebody at the clinic wrote a loved one into the session of another patient; and a
// copy of her own patient's session is still there when sessions are no longer shared.
// Her app shows neither.
func TestALovedOneIsShownTheSessionsOfHerPatientAlone(t *testing.T) {
	t.Parallel()
	session := func(id, patient string) string {
		return `{"resourceType":"Appointment","id":"` + id + `","status":"booked","start":"2027-03-20T16:00:00Z","end":"2027-03-20T17:00:00Z","participant":[
			{"actor":{"reference":"Patient/` + patient + `"},"status":"accepted"},{"actor":{"reference":"RelatedPerson/ida"},"status":"needs-action"}]}`
	}
	set := sharingSet(t, ida, session("hers", "maya"), session("his", "marcus"))
	asIda := profile.Viewer{FHIRUser: "RelatedPerson/ida", Patient: "maya"}
	for _, share := range []care.Sharing{{Sessions: true}, {Education: true}} {
		ops, err := profile.SharingDecided(set, asMaya, "RelatedPerson/ida", share, now)
		if err != nil {
			t.Fatal(err)
		}
		apply(t, set, ops, nil)
		want := 0
		if share.Sessions {
			want = 1
		}
		if got := see(t, set, asIda).Sessions; len(got) != want || want == 1 && got[0].Ref != "Appointment/hers" {
			t.Errorf("sharing %+v she sees %+v", share, got)
		}
	}
}
