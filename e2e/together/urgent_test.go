package together

import (
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/vault/vaulttest"
)

// Offline, PHQ-9's ninth item answered "several days": within a second the page with help
// and her own safety card stands there and says that nobody has seen it; a call can be
// made. The app is killed and comes back with a network: the clinic has one alert, with the
// time at which it was answered.
func TestScenario02AnUrgentAnswerOfflineSurvivesTheEndOfTheApp(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	maya.See("Hello, Maya")
	maya.Sync()
	flags, tasks := urgentFlags(t, clinic), triage(t, clinic)
	maya.Tap("My plan")
	maya.Tap("My safety card")
	maya.Tap("Write: What I can do alone")
	maya.Type("What I can do alone", "Walk to the lake")
	maya.Tap("Save")
	maya.See("Walk to the lake")
	maya.Tap("Back")

	maya.Offline()
	answered := clinic.Now()
	answersTheNinth(t, maya)
	maya.Kill() // at the word "saved": from then on it is, whatever happens
	maya = maya.Again(func(o *apptest.Options) { o.Offline = true })
	maya.See("You began this earlier. Your answers are still here.")
	maya.Tap("Go on")
	maya.Tap("See help again")
	maya.See("Not sent yet. No one at the clinic has seen this.")
	maya.See("This app is not watched all the time.")
	maya.See("Walk to the lake")
	maya.Tap("Call 988")
	if opened := maya.Opened(); len(opened) != 1 || !strings.HasPrefix(opened[0], "tel:988") {
		t.Errorf("the call opened %v", opened)
	}
	maya.Kill()
	if now := urgentFlags(t, clinic); len(now) != len(flags) {
		t.Fatalf("the clinic has %d alerts and had %d: it cannot know yet", len(now), len(flags))
	}

	const away = 10 * time.Minute
	clinic.Later(away)
	maya = maya.Again(func(o *apptest.Options) { o.From, o.Offline = o.From+away, false })
	maya.See("You began this earlier. Your answers are still here.") // the form is where it was left
	maya.Sync()
	maya.Sync() // nothing is sent twice
	fresh := added(flags, urgentFlags(t, clinic))
	if len(fresh) != 1 || len(added(tasks, triage(t, clinic))) != 1 {
		t.Fatalf("the clinic has %d new alerts and %d new tasks, want one each", len(fresh), len(added(tasks, triage(t, clinic))))
	}
	told := profile.ReadUrgent(fresh[0])
	if len(told) != 1 || told[0].Answer != "Several days" || told[0].Value == nil || *told[0].Value != 1 || !told[0].Late {
		t.Fatalf("staff are told %+v", told)
	}
	if off := told[0].AnsweredAt.Sub(answered).Abs(); off > 30*time.Second {
		t.Errorf("it was answered at %v, and staff are told %v", answered, told[0].AnsweredAt)
	}
	if told[0].ReceivedAt.Sub(told[0].AnsweredAt) < away-time.Minute {
		t.Errorf("received at %v is not %v after it was answered", told[0].ReceivedAt, away)
	}

	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Maya R.")
}

func urgentFlags(t *testing.T, clinic *apptest.Programme) map[string]*fhir.Flag {
	t.Helper()
	all := apptest.All[*fhir.Flag](t, clinic)
	for id, f := range all {
		if len(profile.ReadUrgent(f)) == 0 {
			delete(all, id)
		}
	}
	return all
}

func triage(t *testing.T, clinic *apptest.Programme) map[string]*fhir.Task {
	t.Helper()
	all := apptest.All[*fhir.Task](t, clinic)
	for id, x := range all {
		if !x.Code.Has(profile.SystemTask, profile.TaskTriage) {
			delete(all, id)
		}
	}
	return all
}

// added is what is in after and not in before.
func added[T any](before, after map[string]T) []T {
	var out []T
	for id, x := range after {
		if _, known := before[id]; !known {
			out = append(out, x)
		}
	}
	return out
}
