package together

import (
	"strings"
	"testing"

	"throughline/care"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// Elena is there for Maya. Marcus invites her too, and she uses his code with the account that she has. On her phone she
// goes from what the one shares to what the other does; what was there before is on it no more, and nothing of the one
// stands beside the other. She leaves Maya and is still there for Marcus. When he takes it back, her phone is empty.
func TestALovedOneOfTwoPatientsKeepsThemApart(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{})
	marcus := clinic.App(t, "marcus", apptest.Options{Phone: true})
	elena := clinic.App(t, "elena", apptest.Options{Phone: true})
	elena.See("What Maya shares with you")
	elena.Sync()
	if elena.Says("Also shared with you") {
		t.Fatal("somebody else shares with her already")
	}

	marcus.See("Hello, Marcus")
	marcus.Sync()
	marcus.Tap("You")
	marcus.Tap("People I trust")
	made := sharesANote(t, clinic, marcus, "Lena", "Call me on Sundays")
	login := testclinic.Login{User: "elena", Password: testclinic.Account("elena").Password}
	page, err := testclinic.Connect(t.Context(), made.Address, login)
	if err != nil || !strings.Contains(page, "Marcus") || !strings.Contains(page, "is added") {
		t.Fatalf("with her account: %v\n%s", err, page)
	}
	marcus.Sync()
	marcus.See("Connected since March 9")

	elena.Look()
	elena.See("Also shared with you")
	elena.Tap("What Marcus Bell shares")
	elena.See("What Marcus shares with you")
	elena.See("Call me on Sundays")
	elena.Sync()
	only := func(a *apptest.App, of string, not ...string) {
		t.Helper()
		a.Stop()
		for ref, text := range a.Kept(of) {
			for _, word := range not {
				if strings.Contains(ref+" "+text, word) {
					t.Errorf("her phone keeps %q in %s: %s", word, ref, text)
				}
			}
		}
	}
	for _, words := range []string{"Cook dinner", "hard day", "When I come home late", "What Maya shares with you"} {
		if elena.Says(words) {
			t.Errorf("beside what Marcus shares she reads %q", words)
		}
	}
	only(elena, made.Ref, "Cook dinner", "hard day", "come home late", "Maya")
	elena = elena.Again(nil) // it is still for Marcus
	elena.See("Call me on Sundays")
	elena.See("What Maya Rivera shares")

	// Another device asks for whom, and the two see nothing of each other.
	login.For = "Maya"
	tablet := clinic.App(t, "", apptest.Options{})
	tablet.SignInAs(login)
	tablet.See("What Maya shares with you")
	tablet.See("Cook dinner twice a week")
	tablet.See("What Marcus Bell shares")
	if tablet.Says("Call me on Sundays") {
		t.Errorf("Maya's page says %q", tablet.Texts())
	}
	for who, a := range map[string]*apptest.App{"Marcus": maya, "Maya": marcus} {
		a.Sync()
		if a.Says(who) {
			t.Errorf("a patient reads of the other: %q", a.Texts())
		}
	}

	// She leaves Maya: her tablet is empty, and her phone goes on.
	tablet.Tap("You")
	tablet.Tap("Leave the connection")
	tablet.See("Maya can see that you left, and is told no reason.")
	tablet.Tap("Leave")
	tablet.See("Open the sign-in page")
	elena.Look()
	elena.Gone("Also shared with you")
	elena.See("Call me on Sundays")
	tablet.SignInAs(testclinic.Login{User: login.User, Password: login.Password}) // nobody is asked any more
	tablet.See("Call me on Sundays")

	marcus.Tap("Lena")
	marcus.Tap("Stop sharing")
	marcus.See("They are told that sharing has ended, and no reason.")
	marcus.Tap("Stop sharing")
	marcus.See("Share again")
	marcus.Sync()
	elena.Look()
	elena.See("Sharing has ended")
	elena.Gone("Call me on Sundays")
	only(elena, made.Ref, "Sundays", "Marcus")
}

// sharesANote goes through the pages of an invitation with a note that is written on the way, and ends at the list. His program treats substance use,
// so it needs a yes of its own.
func sharesANote(t *testing.T, clinic *apptest.Programme, a *apptest.App, name, note string) care.Invited {
	t.Helper()
	a.Tap("Invite someone")
	a.Type("Their name, as you call them", name)
	a.Tap("Sister or brother")
	a.Tap("Next")
	a.See("What may " + name + " see?")
	a.Type("Write a note", note)
	a.Tap("Add this note")
	a.See(note) // it is written for this person, and chosen
	a.Tap("Yes, this may be shown")
	a.Tap("Next")
	a.See("What " + name + " will see")
	a.See(note)
	a.Tap("Make the code")
	a.See("Pass this on to " + name)
	a.Tap("Copy both")
	a.See("Copied.")
	address, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(a.Copied()), "Open "), " and use this code: ")
	code, _, _ := strings.Cut(rest, ".")
	a.Tap("Done")
	a.See(name)
	for id, p := range apptest.All[*fhir.RelatedPerson](t, clinic) {
		if p.Name[0].Text == name {
			return care.Invited{Ref: "RelatedPerson/" + id, Address: address, Code: code}
		}
	}
	t.Fatalf("the clinic does not know %s", name)
	return care.Invited{}
}
