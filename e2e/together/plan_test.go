package together

import (
	"testing"

	"throughline/e2e/apptest"
	"throughline/sync/vault/vaulttest"
)

// Two devices of one person edit the plan, one of them offline: different goals
// merge; the same field conflicts and is shown with both versions; what one of them
// put to rest and the other worded anew keeps both.
func TestScenario8TwoDevicesEditThePlan(t *testing.T) {
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
	// (What is deleted outright against an edit is told in e2e/scenarios.)
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
