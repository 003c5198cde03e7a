package engine

import (
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/profile"
)

// twoDevices are one patient's two devices, both in step.
func twoDevices(t *testing.T) (c *clinic, a, b *Engine) {
	t.Helper()
	c = newClinic(t, kinds["our server"])
	a, _ = c.signsIn(maya)
	b, _ = c.signsIn(maya)
	c.does(a.ChangePlan(t.Context(), care.GoalWords{Text: "Cook dinner"}))
	c.does(a.ChangePlan(t.Context(), care.AssessmentFinished{}))
	c.syncs(a)
	c.syncs(b)
	return c, a, b
}

func goalOf(t *testing.T, e *Engine, text string) care.Goal {
	t.Helper()
	goals := e.Chart().Plan.Goals
	i := slices.IndexFunc(goals, func(g care.Goal) bool { return g.Text == text })
	if i < 0 {
		t.Fatalf("no goal %q in %+v", text, goals)
	}
	return goals[i]
}

// Scenario 8, first half: what is changed in different places of a plan on two
// devices is all there, and nobody is asked, also once part one was finished.
func TestDifferentChangesOfThePlanMerge(t *testing.T) {
	t.Parallel()
	c, a, b := twoDevices(t)
	goal := goalOf(t, a, "Cook dinner")
	for _, x := range []struct {
		on     *Engine
		change care.PlanChange
	}{
		{a, care.GoalWords{Goal: goal.Ref, Text: "Cook dinner twice a week", Why: "Once is too little."}},
		{a, care.ProblemsCircled{Add: []care.Challenge{care.Anxiety}}},
		{a, care.GoalStep{Goal: goal.Ref, Do: care.StepAdd, Text: "Shop"}},
		{b, care.GoalWords{Text: "Call my brother"}},
		{b, care.ProblemsCircled{Add: []care.Challenge{care.Anxiety, care.Burnout}}},
		{b, care.GoalStep{Goal: goal.Ref, Do: care.StepAdd, Text: "Chop"}},
		{b, care.StatementSaid{Section: care.SectionStrengths, Text: "I show up"}},
	} {
		c.does(x.on.ChangePlan(t.Context(), x.change))
	}
	c.syncs(a)
	c.syncs(b)
	c.syncs(a)
	for _, e := range []*Engine{a, b} {
		p := e.Chart().Plan
		if s := e.Chart().Sync; s.Conflicts+s.Quarantined+s.Pending > 0 {
			t.Errorf("sync %+v", s)
		}
		g := goalOf(t, e, "Cook dinner twice a week")
		if len(g.Steps) != 2 || len(g.Story) != 2 || len(p.Problems) != 2 || len(p.Strengths) != 1 {
			t.Errorf("goal %+v, problems %+v", g, p.Problems)
		}
		goalOf(t, e, "Call my brother")
	}
	said, _ := list(c.now("QuestionnaireResponse/" + a.Chart().Plan.Assessment.Ref[len("QuestionnaireResponse/"):])["item"])
	if len(said) != 3 {
		t.Errorf("the assessment says %v", said)
	}
}

// Scenario 8, second half: the same goal worded differently on two devices. Both
// versions are shown, the person chooses, and the story tells of both.
func TestTheSameGoalWordedTwiceIsThePersonsToDecide(t *testing.T) {
	t.Parallel()
	for keep, want := range map[care.Keep][]string{
		care.KeepMine:   {"Cook with my son"},
		care.KeepTheirs: {"Cook on Sundays"},
		care.KeepBoth:   {"Cook on Sundays", "Cook with my son"},
	} {
		c, a, b := twoDevices(t)
		goal := goalOf(t, a, "Cook dinner").Ref
		c.does(a.ChangePlan(t.Context(), care.GoalWords{Goal: goal, Text: "Cook on Sundays"}))
		c.does(b.ChangePlan(t.Context(), care.GoalWords{Goal: goal, Text: "Cook with my son"}))
		c.syncs(a)
		c.syncs(b)
		g := goalOf(t, b, "Cook with my son")
		choices := b.Chart().Choices
		if len(choices) != 1 || choices[0].Ref != g.Ref || choices[0].Topic != care.TopicPlan || b.Chart().Delivery(g.Ref).State != care.NeedsYou {
			t.Fatalf("%+v", choices)
		}
		if d := choices[0].Differ; len(d) != 1 || d[0].Mine != "Cook with my son" || d[0].Theirs != "Cook on Sundays" {
			t.Errorf("they differ in %+v", d)
		}
		c.does(b.Choose(t.Context(), care.Decision{Choice: choices[0].ID, Keep: keep}))
		c.syncs(b)
		c.syncs(a)
		for _, text := range want {
			goalOf(t, a, text)
		}
		if keep == care.KeepMine && len(goalOf(t, a, want[0]).Story) != 3 {
			t.Errorf("the story lost a wording: %+v", goalOf(t, a, want[0]).Story)
		}
		if n := len(a.Chart().Plan.Goals); n != len(want)+1 { // and the clinic's own
			t.Errorf("%v: %d goals", keep, n)
		}
	}
}

// The card is kept offline in every version, and leaves the device only when the
// person shares it.
func TestTheSafetyCardLeavesTheDeviceOnlyWhenShared(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, s := c.signsIn(maya)
	save := func(words string) {
		c.does(e.SaveSafetyCard(t.Context(), e.Chart().Safety.With(care.SafetyAlone, []string{words})))
	}
	save("Walk")
	save("Walk")
	save("Walk to the lake")
	card := e.Chart().Safety
	if unsent, err := s.Unsent(t.Context()); err != nil || len(unsent) > 0 || card.Shared || card.Alone[0] != "Walk to the lake" || len(e.Chart().SafetyBefore) != 1 {
		t.Fatalf("%+v, %d unsent, %v", card, len(unsent), err)
	}
	c.does(e.ShareSafetyCard(t.Context(), true))
	if d := e.Chart().Safety.Delivery; d.State != care.OnDevice {
		t.Errorf("delivery %+v", d)
	}
	c.syncs(e)
	ref := profile.SafetyRef("p1")
	says := func() string { return string(canonical(c.now(ref)["item"])) + " " + c.now(ref)["status"].(string) }
	if got := says(); !strings.Contains(got, "Walk to the lake") || !strings.HasSuffix(got, "completed") {
		t.Errorf("the clinic has %s", got)
	}
	other, _ := c.signsIn(maya)
	if card := other.Chart().Safety; !card.Shared || card.Alone[0] != "Walk to the lake" {
		t.Errorf("a second device shows %+v", card)
	}
	c.does(e.ShareSafetyCard(t.Context(), false))
	save("Call Ana")
	c.syncs(e)
	if got := says(); strings.Contains(got, "Call Ana") || !strings.HasSuffix(got, "stopped") {
		t.Errorf("after the sharing ended the clinic has %s", got)
	}
	if card := e.Chart().Safety; card.Shared || card.Alone[0] != "Call Ana" || len(e.Chart().CheckIns) > 0 {
		t.Errorf("the device has %+v", card)
	}
}
