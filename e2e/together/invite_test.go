package together

import (
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// Maya invites a friend on her phone: names him, chooses what he may see and until when,
// looks at his page as it will be, and passes on a code and an address. He makes an
// account with the code, once, and signs in. He has what was previewed. She changes it,
// and takes it back at any moment.
func TestAPatientInvitesALovedOneAndTakesItBack(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	maya.See("Hello, Maya")
	maya.Sync()
	maya.Tap("You")
	maya.Tap("People I trust")
	made := invites(t, maya, "Jonas Weber", "April 9")
	maya.See("Waiting for them. The code works until March 16.")

	jonas := testclinic.Login{User: "jonas@mail.example", Password: "three tin kettles"}
	joins(t, made, jonas, "Your account is ready")
	joins(t, made, testclinic.Login{User: "thief", Password: "three tin kettles"}, "This code does not work. It may be too old or already used.")
	his := clinic.App(t, "", apptest.Options{Phone: true})
	his.SignInAs(jonas)
	his.See("Hello, Jonas Weber")
	his.Sync()
	for _, words := range previewed {
		his.See(words)
	}
	for _, words := range []string{"Cook dinner", "I come home late", "PHQ", "check-in"} {
		if his.Says(words) {
			t.Errorf("he reads %q", words)
		}
	}
	maya.Sync()
	maya.See("Connected since March 9")

	// She takes the goal off and keeps the rest.
	maya.Tap("Jonas Weber")
	maya.Tap("Change what is shared")
	maya.Tap("Sleep through most nights")
	maya.Tap("Save")
	maya.See("What Jonas Weber may see")
	maya.Gone("Your goal: Sleep through most nights")
	maya.Sync()
	his.Look()
	his.Gone("Sleep through most nights")
	his.See("To read when you have time")

	maya.Tap("Stop sharing")
	maya.See("Stop sharing with Jonas Weber?")
	maya.Tap("Stop sharing")
	maya.See("Share again") // it is stored
	maya.Sync()
	his.Look()
	his.See("Sharing has ended")
	saysNothingMore(t, his)
	for _, c := range apptest.All[*fhir.Consent](t, clinic) {
		if c.Status == "active" && len(c.Provision.Actor) > 0 && strings.Contains(c.Provision.Actor[0].Reference.Display, "Jonas") {
			t.Errorf("a consent for him is active: %+v", c)
		}
	}
}

// previewed is what Jonas is to see.
var previewed = []string{"What Maya shares with you", "Sleep through most nights", "To read when you have time", "Maya chose what you see here, until April "}

// invites goes through the pages of an invitation, from the list of people, and ends there.
func invites(t *testing.T, a *apptest.App, name, until string) care.Invited {
	t.Helper()
	a.Tap("Invite someone")
	a.Tap("Next")
	a.See("Write the person's name first.")
	a.Type("Their name, as you call them", name)
	a.Tap("Friend")
	a.Tap("Next")
	a.See("What may " + name + " see?")
	a.Tap("Next")
	a.See("Choose at least one thing to share.") // nothing is chosen beforehand
	a.Tap("Sessions that they are invited to")
	a.Tap("Pages for family and friends")
	a.Tap("Sleep through most nights")
	a.Tap("For a month, until " + until)
	a.Tap("Next")
	a.See("What " + name + " will see")
	for _, words := range append(previewed, "until "+until+", 2027") {
		a.See(words)
	}
	a.Tap("Make the code")
	a.See("Pass this on to " + name)
	a.See("The code works once.")
	a.Tap("Copy both")
	a.See("Copied.")
	words := a.Copied()
	address, rest, ok1 := strings.Cut(strings.TrimPrefix(words, "Open "), " and use this code: ")
	code, _, ok2 := strings.Cut(rest, ".")
	if !ok1 || !ok2 || !a.Says(code) || !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Fatalf("copied %q", words)
	}
	a.Tap("Done")
	return care.Invited{Address: address, Code: code}
}

// joins makes an account with a code on the clinic's page, which then says the words.
func joins(t *testing.T, made care.Invited, as testclinic.Login, words string) {
	t.Helper()
	page, err := testclinic.Join(t.Context(), made.Address, made.Code, as)
	if err != nil || !strings.Contains(page, words) {
		t.Errorf("joining as %s: %v\n%s", as.User, err, page)
	}
}

// What a code that is too old or of another clinic leads to, and that whoever guesses has
// to wait, each on the page that takes it; and a new code for who did not come in time.
func TestACodeThatDoesNotWorkSaysSoAndCanBeMadeAnew(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic, other := apptest.Open(t, tuesday), apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{})
	maya.See("Hello, Maya")
	maya.Sync()
	maya.Tap("You")
	maya.Tap("People I trust")
	made := invites(t, maya, "Jonas Weber", "April 9")
	const sorry = "This code does not work."
	elsewhere := made
	elsewhere.Address = strings.Replace(made.Address, clinic.Server.FHIR()[:len(clinic.Server.FHIR())-len("/fhir")], strings.TrimSuffix(other.Server.FHIR(), "/fhir"), 1)
	if elsewhere.Address == made.Address {
		t.Fatal("it is the same clinic")
	}
	who := testclinic.Login{User: "jonas", Password: "three tin kettles"}
	joins(t, elsewhere, who, sorry)

	const week = 7*24*time.Hour + time.Minute
	clinic.Later(week)
	maya.Later(week)
	joins(t, made, who, sorry)
	maya.Sync()
	maya.See("The code was not used in time.")
	maya.Tap("Jonas Weber")
	maya.Tap("Make a new code")
	maya.See("Pass this on to Jonas Weber")
	maya.Tap("Copy both")
	maya.See("Copied.")
	_, rest, _ := strings.Cut(maya.Copied(), "use this code: ")
	again := made
	again.Code, _, _ = strings.Cut(rest, ".")
	if again.Code == made.Code {
		t.Fatal("the new code is the old one")
	}
	joins(t, made, who, sorry)
	joins(t, again, testclinic.Login{User: "maya", Password: "three tin kettles"}, "This username is taken.") // somebody has that name
	joins(t, again, who, "Your account is ready")

	guess := made
	guess.Code = "BCDF-GHJK-LMNP"
	for range 12 {
		page, err := testclinic.Join(t.Context(), guess.Address, guess.Code, testclinic.Login{User: "guess", Password: "three tin kettles"})
		if err == nil && strings.Contains(page, "Too many tries") {
			return
		}
	}
	t.Error("who guesses does not have to wait")
}
