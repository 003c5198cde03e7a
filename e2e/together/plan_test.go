package together

import (
	"testing"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
	"throughline/sync/vault/vaulttest"
)

// Two devices of one person edit the plan, one of them offline: different goals
// merge; the same field conflicts and is shown with both versions; what one of them
// put to rest and the other worded anew keeps both; what the clinic deleted and she worded
// anew keeps her words until she has chosen.
func TestScenario08TwoDevicesEditThePlan(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	phone := clinic.App(t, "maya", apptest.Options{Phone: true})
	laptop := clinic.App(t, "maya", apptest.Options{})
	for _, a := range []*apptest.App{phone, laptop} {
		a.See("Hello, Maya")
		a.Sync()
	}

	// Different goals merge, and nobody is asked anything.
	phone.Offline()
	rewords(phone, "Sleep through most nights", "Be in bed by eleven")
	rewords(laptop, "Cook dinner twice a week", "Cook on Sundays")
	laptop.Sync()
	phone.Online()
	phone.Sync()
	laptop.Sync()
	for _, a := range []*apptest.App{phone, laptop} {
		a.Tap("My plan")
		a.See("Be in bed by eleven")
		a.See("Cook on Sundays")
	}

	// The same words, changed on both: both are shown, and the person chooses.
	phone.Offline()
	rewords(phone, "Be in bed by eleven", "Lights out at ten")
	rewords(laptop, "Be in bed by eleven", "Read before sleep")
	laptop.Sync()
	phone.Online()
	phone.SyncUntilAsked()
	phone.Tap("Today")
	phone.Tap("One thing needs your choice")
	phone.See("Lights out at ten")
	phone.See("You on another device")
	phone.See("Read before sleep")
	phone.Offline() // choosing needs no signal
	phone.Tap("Keep mine")
	phone.See("Nothing waits for you.")
	phone.Online()
	phone.Sync()
	laptop.Sync()
	laptop.Tap("My plan")
	laptop.See("Lights out at ten")

	// One put it to rest, the other worded it anew: both hold, and the person sees both.
	phone.Offline()
	phone.Tap("My plan")
	phone.See("How it changed")
	phone.Tap(openerOf(phone, "Lights out at ten"))
	phone.Tap("Put it to rest")
	phone.See("Take it up again")
	rewords(laptop, "Lights out at ten", "Lights out at eleven")
	laptop.Sync()
	phone.Online()
	phone.Sync()
	phone.See("Lights out at eleven")
	phone.See("Put to rest")
	phone.See("Take it up again")

	// The clinic deletes a goal while she words it anew: her words are kept, and she chooses.
	phone.Tap("My plan")
	phone.See("Cook on Sundays")
	phone.Offline()
	rewords(phone, "Cook on Sundays", "Cook soup on Sundays")
	phone.Unsent()
	deletesGoal(t, clinic, "Cook on Sundays")
	phone.Online()
	phone.SyncUntilAsked()
	phone.Tap("Today")
	phone.Tap("One thing needs your choice")
	phone.See("Cook soup on Sundays")
	phone.See("This was taken away.")
	phone.Tap("Keep mine")
	phone.See("Nothing waits for you.")
	phone.Sync()
	laptop.Sync()
	for _, a := range []*apptest.App{phone, laptop} {
		a.Tap("My plan")
		a.See("Cook soup on Sundays")
	}
}

// deletesGoal has a tool of the clinic's own, which may do so, delete a goal.
func deletesGoal(t *testing.T, clinic *apptest.Programme, words string) {
	t.Helper()
	client := &smart.Client{ID: "throughline", Scopes: append(smart.DefaultScopes(), "user/Goal.cruds"), Now: clinic.Now}
	session, err := testclinic.SignInBy(t.Context(), client, clinic.Server.FHIR(), "dana", new(testclinic.Keeper))
	if err != nil {
		t.Fatal(err)
	}
	remote, err := fhirhttp.New(clinic.Server.FHIR(), session.HTTPClient())
	if err != nil {
		t.Fatal(err)
	}
	for id, g := range apptest.All[*fhir.Goal](t, clinic) {
		if g.Description.Text == words {
			if err := remote.Delete(t.Context(), "Goal", id, ""); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("the clinic has no goal %q", words)
}

// rewords words a goal anew, as a person does.
func rewords(a *apptest.App, from, to string) {
	a.Tap("My plan")
	a.See(from)
	a.Tap(openerOf(a, from))
	a.Tap("Change this goal")
	a.Type("My goal, in my words", to)
	a.Tap("Save")
	a.See(to)
}

// openerOf is the control that opens a goal, whose name may say more than its words.
func openerOf(a *apptest.App, goal string) string {
	for _, label := range a.Labels() {
		if label == "Open “"+goal+"”" {
			return label
		}
	}
	return goal
}
