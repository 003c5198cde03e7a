package together

import (
	"strings"
	"testing"
	"time"

	"throughline/clinic/records"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/profile"
	"throughline/sync/vault/vaulttest"
)

// Elena uses all that a loved one has, on a phone in Phoenix: the next session in her
// zone, the way in from 15 minutes before, what is shared, the pages to read, help for
// herself and for when she is worried. Nothing that she is shown or that her phone
// keeps tells of scores, check-ins, medication, alerts or others. Then she leaves; Maya
// sees that, and can invite her again; that time the last day passes, and it ends by itself.
func TestALovedOneHasWhatIsTheirsAndNoTraceOfTheRest(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{})
	elena := clinic.App(t, "elena", apptest.Options{Phone: true, Zone: "America/Phoenix"})
	elena.See("Hello, Elena")
	elena.Sync()
	shown := elena.Texts()
	goes := func(name, sees, back string) {
		t.Helper()
		elena.Tap(name)
		elena.See(sees)
		shown = append(shown, elena.Texts()...)
		if back != "" {
			elena.Tap(back)
		}
	}
	elena.See("4:00 to 5:00 PM at the clinic, 3:00 PM for you")
	elena.See("Cook dinner twice a week")
	elena.See("When I come home late")
	goes("What to expect", "You do not have to prepare.", "Back")
	goes("For family and friends", "3 minutes", "Back")
	goes("I'm worried about Maya", "Call 911 for danger to life.", "Back")
	goes("Help", "988", "Close")
	goes("Sessions", "How to help on a hard day", "")
	elena.Tap("Learn")
	elena.See("For family and friends")
	shown = append(shown, elena.Texts()...)
	for page, says := range map[string]string{
		"Where the program stands": "Intensive outpatient care", "Coming to a session": "You do not have to prepare.", "On a hard day": "I'm here.",
		"When the program ends": "in their own way", "Looking after yourself": "988 is for you too",
	} {
		goes(page, says, "Back")
		elena.See("For family and friends")
	}
	goes("You", "Elena Rivera", "")
	elena.Tap("Home")

	// From 15 minutes before, and not sooner.
	session := time.Date(2027, 3, 11, 22, 0, 0, 0, time.UTC) // Thursday at 16:00 in Chicago
	opensRoom(t, clinic, "How to help on a hard day")
	clinic.Comes(t, session.Add(-17*time.Minute), elena, maya)
	elena.Sync()
	elena.Tap("Sessions")
	if elena.Has("Join") {
		t.Error("the way in is open 17 minutes before")
	}
	clinic.Comes(t, session.Add(-13*time.Minute), elena, maya)
	elena.Sync()
	elena.Tap("Home")
	elena.Tap("Join")
	for end := time.Now().Add(apptest.Patience); ; {
		if opened := elena.Opened(); len(opened) > 0 && strings.HasPrefix(opened[len(opened)-1], "https://") {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("joining opened %v; the screen says %q", elena.Opened(), elena.Texts())
		}
	}
	elena.Stop()
	traces := []string{
		"PHQ", "GAD", "QuestionnaireResponse", "Observation/", `"Observation"`, "Medication", "sertraline", "Flag/", "CarePlan", "Condition", "Group/", "score",
		"Marcus", "Walter", "Naomi", "Evening group", "Practitioner/none", "urgent",
	}
	for ref, text := range elena.Kept(testclinic.Account("elena").FHIRUser) {
		for _, trace := range traces {
			if strings.Contains(strings.ToLower(ref+" "+text), strings.ToLower(trace)) {
				t.Errorf("her phone keeps %q in %s", trace, ref)
			}
		}
	}
	for _, words := range shown {
		for _, trace := range append(traces, "check-in", "alert") {
			if strings.Contains(strings.ToLower(words), strings.ToLower(trace)) {
				t.Errorf("she is shown %q in %q", trace, words)
			}
		}
	}

	elena = elena.Again(nil)
	elena.Tap("You")
	elena.Tap("Leave the connection")
	elena.See("Maya can see that you left, and is told no reason.")
	elena.Tap("Leave")
	elena.See("Open the sign-in page")
	maya.Sync()
	maya.Tap("You")
	maya.Tap("People I trust")
	maya.See("They have left the connection.")
	maya.Tap("Elena Rivera")
	if maya.Has("Share again") {
		t.Error("she can bring back who has left")
	}
	maya.Tap("Back")
	elena.SignIn("elena")
	elena.See("Sharing has ended")
	elena.Stop()
	made := invites(t, maya, "Elena Rivera", "April 11")
	joins(t, made, testclinic.Login{User: "elena", Password: "three tin kettles"}, "This username is taken.")
	again := testclinic.Login{User: "elena.again", Password: "three tin kettles"}
	joins(t, made, again, "Your account is ready")
	anew := clinic.App(t, "", apptest.Options{Phone: true})
	anew.SignInAs(again)
	anew.See("What Maya shares with you")
	anew.See("Sleep through most nights")

	// The last day passes: it ends by itself, as if it were taken back.
	clinic.Comes(t, time.Date(2027, 4, 13, 15, 0, 0, 0, time.UTC), anew)
	anew.Answers()
	anew.Look()
	anew.See("Sharing has ended") // at the minute, before the clinic is asked
	anew.Sync()
	for _, a := range anew.Answers() {
		if strings.Contains(a, "/fhir/") && !strings.HasPrefix(a, "403 ") {
			t.Errorf("after the last day: %s", a)
		}
	}
	saysNothingMore(t, anew)
	anew.Stop()
	for id, p := range apptest.All[*fhir.RelatedPerson](t, clinic) {
		if p.Name[0].Text != "Elena Rivera" || p.Period.Start == "" || p.Active != nil && !*p.Active {
			continue
		}
		if kept := anew.Kept("RelatedPerson/" + id); len(kept) > 0 {
			t.Errorf("after the last day her phone keeps %v", kept)
		}
	}
}

// opensRoom has the clinic give the link of a session's room.
func opensRoom(t *testing.T, clinic *apptest.Programme, topic string) {
	t.Helper()
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		if a.Description != topic {
			continue
		}
		a.Extension = append(a.Extension, fhir.Extension{URL: profile.ExtJoinURL, ValueURL: "https://video.example.org/northside/family"})
		raw, err := fhir.Encode(a)
		if err == nil {
			_, err = clinic.Server.Records.Load(t.Context(), clinic.Server.ID, records.Replace, raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
