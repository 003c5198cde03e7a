package together

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/clinic/auth"
	"throughline/clinic/records"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// Five hundred check-ins wait. Two of staff open the same one; one takes it and answers it while the other has written half
// a reply. The half is there, whatever is looked at in between and after the app was closed; the other is told who has it
// and then who dealt with it; and in the end both lists say the same.
func TestTwoOfStaffWorkThroughFiveHundredAndMeetAtOne(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	waiting(t, clinic, 500)
	dana := clinic.App(t, "dana", apptest.Options{})
	priya := clinic.App(t, "priya", apptest.Options{})
	const reply = "Reply to the patient (optional)"
	for _, a := range []*apptest.App{dana, priya} {
		a.See("503 open. Urgent first, then oldest.")
		a.Sync()
		a.Type("Find by name", "maya")
		a.Tap("Maya R.")
		a.See("Mark as reviewed")
	}
	priya.Press(fyne.KeyTab) // out of the field, into the page: keys reach it again
	tabTo(priya, reply)
	priya.Write("I read this, Ma")
	dana.Tap("Take this one")
	dana.See("You have this since")
	dana.Sync()
	priya.Sync()
	priya.See("Dana Ortiz has this since")
	priya.See("Dana Ortiz has this. If you both write, the patient gets both.")
	priya.See("What you wrote is still here.")
	priya.Write("ya. Call me.") // the focus is where it was
	priya.See("I read this, Maya. Call me.")

	priya.Type("Find by name", "Grace")
	priya.Gone("I read this, Maya.")
	priya.Tap("Patients")
	priya.See("To review this week")
	dana.Type(reply, "Thank you, Maya.")
	dana.Tap("Mark as reviewed")
	dana.See("Reviewed by Dana Ortiz")
	dana.Sync()
	priya.Stop()
	priya = priya.Again(nil)
	priya.See("To review this week")
	priya.Sync()
	priya.Tap("Review")
	priya.Type("Find by name", "maya")
	priya.Tap("Closed (8)")
	priya.Tap("Maya R.")
	priya.See("Dana Ortiz dealt with this.")
	priya.See("What you wrote is still here.")
	priya.See("I read this, Maya. Call me.")
	priya.Tap("Send reply")
	priya.Gone("What you wrote is still here.")
	priya.Sync()
	dana.Sync()
	var said []string
	for _, m := range apptest.All[*fhir.Communication](t, clinic) {
		if len(m.Payload) > 0 && strings.Contains(m.Payload[0].ContentString, "Maya") {
			said = append(said, m.Payload[0].ContentString)
		}
	}
	if slices.Sort(said); !slices.Equal(said, []string{"I read this, Maya. Call me.", "Thank you, Maya."}) {
		t.Errorf("the patient gets %q", said)
	}
	for _, a := range []*apptest.App{dana, priya} {
		a.Type("Find by name", "")
		a.Tap("All open (502)")
		a.See("502 open.")
		a.See("Andre W.") // the list is all of it again
		a.Press(fyne.KeyTab)
	}
	rows := func(a *apptest.App) []string {
		return slices.DeleteFunc(a.Labels(), func(s string) bool { return !strings.Contains(s, "PHQ-9") && !strings.Contains(s, "GAD-7") })
	}
	if one, other := rows(dana), rows(priya); len(one) == 0 || !slices.Equal(one, other) {
		t.Errorf("the lists differ:\n%q\n%q", one, other)
	}
}

// waiting has so many check-ins wait, of several patients and one of Maya's, made of the one of Grace's that waits.
func waiting(t *testing.T, clinic *apptest.Programme, n int) {
	t.Helper()
	var like *fhir.QuestionnaireResponse
	people := map[string]string{}
	for id, p := range apptest.All[*fhir.Patient](t, clinic) {
		people[p.Name[0].Given[0]] = "Patient/" + id
	}
	for _, r := range apptest.All[*fhir.QuestionnaireResponse](t, clinic) {
		if r.Subject.Reference == people["Grace"] {
			like = r
		}
	}
	if like == nil || people["Maya"] == "" {
		t.Fatalf("there is no check-in of Grace's: %v", people)
	}
	var bodies [][]byte
	for i := range n {
		who := []string{"Grace", "Marcus", "Andre"}[i%3]
		if i == n/2 {
			who = "Maya"
		}
		c := *like
		c.ID = fmt.Sprintf("11111111-0000-4000-8000-%012d", i)
		c.Identifier = &fhir.Identifier{System: "urn:ietf:rfc:3986", Value: "urn:uuid:" + c.ID}
		c.Subject = fhir.Reference{Reference: people[who]}
		c.Author, c.Source = c.Subject, c.Subject
		c.BasedOn = nil
		c.Authored = fhir.DateTime(tuesday.Add(-time.Duration(i) * time.Minute))
		body, err := json.Marshal(&c)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	if _, err := clinic.Server.Records.Load(t.Context(), clinic.Server.ID, records.Replace, bodies...); err != nil {
		t.Fatal(err)
	}
}

// The therapist and the psychiatrist each write in part two of Maya's plan without having heard of the other, while she edits
// part one on her phone. What each did in another place holds. Of what both worded anew both versions are shown to who came
// second, who chooses; the patient has one part and not two, and the words that were replaced stay in its story.
func TestTwoOfStaffEditPartTwoWhileThePatientEditsPartOne(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	dana := clinic.App(t, "dana", apptest.Options{})
	priya := clinic.App(t, "priya", apptest.Options{})
	maya.See("Hello, Maya")
	maya.Sync()
	for _, a := range []*apptest.App{dana, priya} {
		a.See("Review")
		a.Sync()
		opens(a, "Maya Rivera")
		a.Tap("Part two of the plan")
		a.See("What we do together")
		a.Offline()
	}
	maya.Offline()
	rewords(maya, "Sleep through most nights", "Sleep with the window open")

	change := func(a *apptest.App, part, words, why string) {
		t.Helper()
		for _, label := range a.Labels() {
			if strings.HasPrefix(label, "Change") && strings.Contains(label, part) {
				a.Tap(label)
			}
		}
		a.See("In plain words")
		a.Type("In plain words", words)
		a.Type("Why (the patient reads this)", why)
		a.Tap("Save")
		a.Gone("In plain words")
		a.See(words)
	}
	change(dana, "What we do together", "Urge surfing, and a walk each day.", "You asked for the walk.")
	dana.Tap("Add another part")
	dana.Type("What is this part called?", "Evenings")
	dana.Type("In plain words", "Lights low after nine.")
	dana.Tap("Save")
	dana.See("Lights low after nine.")
	change(priya, "What we do together", "Urge surfing, and slow breathing.", "Your pulse says so.")
	change(priya, "Medication", "One visit every two weeks.", "You asked for it.")

	dana.Online()
	dana.Sync()
	maya.Online()
	maya.Sync()
	priya.Online()
	priya.SyncUntilAsked()
	priya.Tap("Maya Rivera")
	priya.Tap("One thing needs your choice")
	for _, words := range []string{"Urge surfing, and a walk each day.", "Dana Ortiz", "Urge surfing, and slow breathing."} {
		priya.See(words)
	}
	priya.Tap("Keep mine")
	priya.See("Nothing waits for you.")
	priya.Sync()
	dana.Sync()
	maya.Sync()
	maya.Tap("My plan")
	maya.See("Sleep with the window open")
	for _, a := range []*apptest.App{dana, priya} {
		a.Tap("Review")
		opens(a, "Maya Rivera")
		a.See("Sleep with the window open")
		a.Tap("Part two of the plan")
		for _, words := range []string{"Urge surfing, and slow breathing.", "Lights low after nine.", "One visit every two weeks."} {
			a.See(words)
		}
		if a.Says("a walk each day") {
			t.Errorf("there are two of one part: %q", a.Texts())
		}
	}
	for _, p := range apptest.All[*fhir.CarePlan](t, clinic) {
		body, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(body), "slow breathing") && !strings.Contains(string(body), "a walk each day") {
			t.Errorf("the words that were replaced are lost: %s", body)
		}
	}
}

// Who is at the front desk has schedules and nothing else, on every page of the app and in all that it keeps, also of a
// session with which the clinic's own system booked a service whose name says what for.
func TestTheFrontDesksAppKnowsSchedulesOnly(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	for id, a := range apptest.All[*fhir.Appointment](t, clinic) {
		a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: fhir.Reference{Reference: "HealthcareService/x" + id[:4], Display: "Opioid recovery service"}, Status: "accepted"})
		a.Comment = "after detox"
		body, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := clinic.Server.Records.Load(t.Context(), clinic.Server.ID, records.Replace, body); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := clinic.Server.Auth.AddUser(t.Context(), auth.NewUser{
		Username: "desk", Password: "three tin kettles", Role: auth.RoleFrontDesk, FHIRUser: "Practitioner/desk", DisplayName: "Desk",
	}); err != nil {
		t.Fatal(err)
	}
	desk := clinic.App(t, "", apptest.Options{})
	desk.SignInAs(testclinic.Login{User: "desk", Password: "three tin kettles"})
	desk.See("Tuesday, March 9")
	desk.Sync()
	never := []string{
		"opioid", "detox", "urge", "trigger", "skill", "dual diagnosis", "substance", "phq", "gad-7", "medication visit", "individual", "anxiety", "goal", "check-in", "review", "patients", "follow-up", "score", "alert", "topic", "model",
	}
	looks := func(where string, texts ...string) {
		t.Helper()
		for _, words := range texts {
			for _, word := range never {
				if strings.Contains(strings.ToLower(words), word) {
					t.Errorf("%s says %q: %q", where, word, words)
				}
			}
		}
	}
	looks("the week", append(desk.Texts(), desk.Labels()...)...)
	opened := 0
	for _, row := range desk.Labels() {
		if strings.Contains(row, "PM") && opened < 8 {
			opened++
			desk.Tap(row)
			looks(row, append(desk.Texts(), desk.Labels()...)...)
		}
	}
	if opened < 3 || !desk.Says("Maya Rivera") && !strings.Contains(strings.Join(desk.Texts(), " "), "coming") {
		t.Errorf("%d sessions were opened: %q", opened, desk.Texts())
	}
	for _, place := range []string{"Review", "Patients", "Follow-ups", "Groups", "People", "Forms"} {
		if desk.Has(place) {
			t.Errorf("there is a way to %s: %q", place, desk.Labels())
		}
	}
	desk.Tap("You")
	desk.Stop()
	kept := desk.Kept("Practitioner/desk")
	for ref, body := range kept {
		for _, word := range []string{"pioid", "detox", "serviceType", "description", "reason", "42CFR", "SUD", "join-url", "Condition/", "topic", "triggers"} {
			if strings.Contains(body, word) {
				t.Errorf("its app keeps %q in %s: %s", word, ref, body)
			}
		}
	}
	if len(kept) < 50 {
		t.Errorf("it keeps %d things", len(kept))
	}
}
