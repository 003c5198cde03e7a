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

// A practice and a check-in are marked for group. The therapist reads both where she prepares tonight's group and in the
// patient's brief, with the patient's words; one is taken back, and that reaches her too. After a group that the patient was
// in, what was brought stands at that group and not at the next.
func TestWhatIsMarkedForGroupIsThereWhereTheGroupIsPrepared(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	dana := clinic.App(t, "dana", apptest.Options{})
	maya.See("Hello, Maya")
	maya.Sync()
	practices(maya, "STOP", "Strong", "A little", "Worked at the till, 3 × ✓", true)
	maya.Tap("You")
	maya.Tap("Check-ins")
	maya.Tap("GAD-2")
	maya.Tap("Start")
	for _, question := range []string{"Question 1 of", "Question 2 of"} {
		maya.See(question)
		maya.Tap("Not at all")
		maya.Tap("Next")
	}
	maya.Tap("Send to my team")
	maya.See("GAD-2")
	maya.Tap("Bring this to group")
	maya.See("Marked for group")
	maya.Sync()

	dana.See("Review")
	dana.Sync()
	meets := func(group string) {
		dana.Tap("Program")
		dana.Tap("Groups")
		dana.Tap("Evening group")
		dana.Tap(group)
		dana.See("Evening group")
	}
	const practice, checkIn = "Marked for group: STOP, March 9 “Worked at the till, 3 × ✓”", "Marked for group: GAD-2, March 9"
	meets("Group: Riding out an urge")
	dana.See(practice)
	dana.See(checkIn)
	opens(dana, "Maya Rivera")
	dana.See("Wants to bring to group")
	dana.See("STOP, March 9")

	maya.Tap("Skills")
	maya.Tap(labelOf(t, maya, "What you used and what it did"))
	maya.Tap(labelOf(t, maya, "For group, STOP"))
	maya.Sync()
	marks := 0
	for _, o := range apptest.All[*fhir.Observation](t, clinic) {
		if e, ok := fhir.FindExtension(o.Extension, profile.ExtBringToGroup); ok && e.ValueBoolean != nil && *e.ValueBoolean {
			marks++
		}
	}
	if marks != 0 {
		t.Errorf("%d practices are marked after she took it back", marks)
	}
	dana.Sync()
	meets("Group: Riding out an urge")
	dana.Gone(practice)
	dana.See(checkIn)

	clinic.Comes(t, time.Date(2027, 3, 10, 3, 30, 0, 0, time.UTC), maya, dana) // half an hour after the group
	dana.Sync()
	dana.See("Say of each person if they were there.")
	dana.Tap("All others were there")
	dana.Tap("Save attendance")
	dana.Sync()
	dana.See(checkIn) // brought there
	dana.Tap(labelOf(t, dana, "Here and now, Thursday, March 11, Evening group"))
	dana.See("Thursday, March 11, 5:00 to 8:00 PM")
	if dana.Says("Marked for group") {
		t.Errorf("what was brought stands at the next group: %q", dana.Texts())
	}
	maya.Sync()
	maya.Tap("Schedule")
	maya.Tap(labelOf(t, maya, "Here and now"))
	maya.See("Will you be there?")
	if maya.Says("You wanted to bring") {
		t.Error("she is reminded to bring what she has brought")
	}
}

// practices uses a skill in steps and saves how it was.
func practices(a *apptest.App, skill, before, after, note string, bring bool) {
	a.Tap("Skills")
	a.Type("Search", skill)
	a.Tap(skill)
	a.Tap("Start")
	a.See("How strong is the feeling right now?")
	a.Tap(before)
	a.See("Step 1 of")
	for !a.Says("And now?") { // each tap is done when it comes back
		if a.Has("Next") {
			a.Tap("Next")
		} else if a.Has("Go on") {
			a.Tap("Go on")
		}
	}
	a.Tap(after)
	if bring {
		a.Tap("Bring to group")
	}
	a.Type("A note, if you like", note)
	a.Tap("Save")
	a.Gone("And now?")
}

// labelOf is the name of the control that says the words, once it is there.
func labelOf(t *testing.T, a *apptest.App, words string) string {
	t.Helper()
	for end := time.Now().Add(apptest.Patience); time.Now().Before(end); {
		for _, label := range a.Labels() {
			if strings.Contains(strings.ToLower(label), strings.ToLower(words)) {
				return label
			}
		}
	}
	t.Fatalf("no control says %q: %q", words, a.Labels())
	return ""
}
