package profile_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

var minutes atomic.Int64

// change applies changes one after the other, a minute apart, and gives the plan.
func change(t *testing.T, m *profile.Memory, v profile.Viewer, changes ...care.PlanChange) care.Plan {
	t.Helper()
	for _, c := range changes {
		ops, err := profile.PlanChanged(m, v, c, now.Add(time.Duration(minutes.Add(1))*time.Minute))
		apply(t, m, ops, err)
	}
	return see(t, m, asMaya).Plan
}

func story(changes []care.Change) string {
	var out []string
	for _, c := range changes {
		words := strings.TrimSpace(string(c.What) + " " + c.Text)
		if c.Why != "" {
			words += " (" + c.Why + ")"
		}
		out = append(out, words)
	}
	return strings.Join(out, " < ")
}

func check[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

func TestAGoalKeepsEveryWordingWithItsReason(t *testing.T) {
	t.Parallel()
	m := store(t)
	p := change(t, m, asMaya, care.GoalWords{Text: " Sleep more. "})
	g := p.Goals[0]
	check(t, "said twice", len(change(t, m, asMaya, care.GoalWords{Text: "sleep more"}).Goals), 1)
	p = change(t, m, asMaya,
		care.GoalWords{Goal: g.Ref, Text: "Sleep through most nights", Why: "It's the waking up."},
		care.GoalWords{Goal: g.Ref, Text: "Sleep through most nights", Target: time.Date(2027, 4, 30, 12, 0, 0, 0, now.Location())},
		care.GoalState{Goal: g.Ref, To: care.Rested, Why: "First the panic."},
	)
	g = p.Goals[0]
	check(t, "story", story(g.Story), "rested Sleep through most nights (First the panic.) < dated 2027-04-30 < Sleep through most nights (It's the waking up.) < Sleep more.")
	check(t, "resting", g.Resting, true)
	check(t, "target", g.Target.Format(time.DateOnly), "2027-04-30")
	check(t, "by", g.Story[0].By, "Maya Rivera")
	p = change(t, m, asMaya, care.GoalWords{Text: "Sleep through most nights"})
	check(t, "said again is another goal while the words differ from the first", len(p.Goals), 2)
	p = change(t, m, asMaya, care.GoalState{Goal: g.Ref, To: care.Resumed}, care.GoalState{Goal: g.Ref, To: care.Reached})
	i := slices.IndexFunc(p.Goals, func(x care.Goal) bool { return x.Ref == g.Ref })
	check(t, "reached", p.Goals[i].Reached && !p.Goals[i].Resting, true)
}

// Two devices on which the same was said make the same resources.
func TestTheSameSaidOnTwoDevicesIsOneResource(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]care.PlanChange{
		"a goal":     {care.GoalWords{Text: "Cook dinner"}, care.GoalWords{Text: "cook  dinner."}},
		"a problem":  {care.ProblemsCircled{Add: []care.Challenge{care.Anxiety}}, care.ProblemsCircled{Add: []care.Challenge{care.Anxiety}}},
		"own words":  {care.ProblemsCircled{Own: []string{"My shifts"}}, care.ProblemsCircled{Own: []string{"my shifts"}}},
		"a strength": {care.StatementSaid{Section: care.SectionStrengths, Text: "My sister"}, care.StatementSaid{Section: care.SectionStrengths, Text: "My sister."}},
	} {
		a, err1 := profile.PlanChanged(store(t), asMaya, pair[0], now)
		b, err2 := profile.PlanChanged(store(t), asMaya, pair[1], now.Add(time.Hour))
		if err := errors.Join(err1, err2); err != nil || len(a) != 2 || a[0].Ref() != b[0].Ref() || a[1].Ref() != b[1].Ref() {
			t.Errorf("%s: %v\n%v\n%v", name, err, a, b)
		}
	}
}

func TestCirclesComeAndGoAndTheStoryStays(t *testing.T) {
	t.Parallel()
	m := store(t)
	p := change(t, m, asMaya, care.ProblemsCircled{Add: []care.Challenge{care.Burnout, care.Anxiety}, Own: []string{"My late shifts", " "}})
	check(t, "in the guide's order", fmt.Sprint(p.Problems[0].Challenge, " ", p.Problems[1].Challenge, " ", p.Problems[2].Text), "anxiety burnout My late shifts")
	p = change(t, m, asMaya,
		care.ProblemsCircled{Remove: []string{p.Problems[0].Ref}, Why: "It is grief."},
		care.ProblemsCircled{Add: []care.Challenge{care.Anxiety, care.Burnout}},
	)
	check(t, "circled", len(p.Problems), 3)
	var told []string
	for _, x := range p.Told {
		if x.Challenge == care.Anxiety {
			told = append(told, string(x.What)+"/"+x.Why)
		}
	}
	check(t, "told", strings.Join(told, " < "), "resumed/ < removed/It is grief. < /")
}

func TestStrengthsAndBarriersAreWordedAnewAndTakenAway(t *testing.T) {
	t.Parallel()
	m := store(t)
	p := change(t, m, asMaya, care.StatementSaid{Section: care.SectionBarriers, Text: "Late shifts"}, care.StatementSaid{Section: care.SectionStrengths, Text: "I show up"})
	p = change(t, m, asMaya, care.StatementSaid{Section: care.SectionBarriers, Statement: p.Barriers[0].Ref, Text: "Late shifts on Wednesdays", Why: "They moved."})
	check(t, "barrier", story(p.Barriers[0].Story), "Late shifts on Wednesdays (They moved.) < Late shifts")
	p = change(t, m, asMaya, care.StatementSaid{Section: care.SectionBarriers, Statement: p.Barriers[0].Ref})
	check(t, "barriers", len(p.Barriers), 0)
	check(t, "still told", len(p.Told), 4)
	p = change(t, m, asMaya, care.StatementSaid{Section: care.SectionBarriers, Text: "late shifts on wednesdays"})
	check(t, "said again", story(p.Barriers[0].Story[:1]), "resumed late shifts on wednesdays")
}

func TestAReasonCanBeGivenAfterwards(t *testing.T) {
	t.Parallel()
	m := store(t)
	p := change(t, m, asMaya, care.ProblemsCircled{Add: []care.Challenge{care.Grief}}, care.GoalWords{Text: "Rest"}, care.StatementSaid{Section: care.SectionStrengths, Text: "I walk"})
	p = change(t, m, asMaya, care.GoalState{Goal: p.Goals[0].Ref, To: care.Reached}, care.ProblemsCircled{Remove: []string{p.Problems[0].Ref}})
	p = change(t, m, asMaya, care.WhySaid{Of: p.Goals[0].Ref, Why: "I slept."}, care.WhySaid{Of: p.Told[0].Ref, Why: "It passed."}, care.WhySaid{Of: p.Strengths[0].Ref, Why: "Every day."})
	check(t, "goal", story(p.Goals[0].Story), "reached Rest (I slept.) < Rest")
	check(t, "circle", p.Told[0].Why+string(p.Told[0].What), "It passed.removed")
	check(t, "strength", story(p.Strengths[0].Story), "I walk (Every day.)")
}

// The response is in progress, completed when the person says so, and amended
// after; it is no check-in.
func TestTheAssessmentFollowsThePlan(t *testing.T) {
	t.Parallel()
	m := store(t, form(t, "personal-assessment"))
	p := change(t, m, asMaya, care.GoalWords{Text: "Sleep"}, care.ProblemsCircled{Add: []care.Challenge{care.PTSD}, Own: []string{"Shifts"}})
	body := func() []byte {
		ops, err := profile.PlanChanged(m, asMaya, care.StatementSaid{Section: care.SectionStrengths, Text: "One more"}, now)
		if err != nil || len(ops) != 2 {
			t.Fatalf("%v, %d operations", err, len(ops))
		}
		return ops[1].Body
	}
	want(t, body(), map[string]any{
		"status": "in-progress", "questionnaire": profile.FormAssessment + "|1.0.0", "source.reference": "Patient/maya", "authored": "2027-03-09T16:30:00-06:00",
		"item.0.linkId": "assessment-goals", "item.0.answer.0.valueString": "Sleep", "item.1.answer.0.valueCoding.code": "ptsd", "item.2.answer.0.valueString": "Shifts",
		"item.3.linkId": "assessment-strengths", "meta.security.0.code": "MH",
	})
	check(t, "finished", p.Assessment.Finished.IsZero(), true)
	p = change(t, m, asMaya, care.AssessmentFinished{}, care.AssessmentFinished{})
	check(t, "finished", p.Assessment.Finished.IsZero(), false)
	want(t, body(), map[string]any{"status": "amended"})
	c := see(t, m, asMaya)
	check(t, "check-ins", len(c.CheckIns), 0)
	check(t, "forms to fill in", len(c.Forms), 0)
}

func TestStepsAreTickedMovedAndDropped(t *testing.T) {
	t.Parallel()
	m := store(t)
	goal := change(t, m, asMaya, care.GoalWords{Text: "Cook"}).Goals[0].Ref
	steps := func(p care.Plan) string {
		var out []string
		for _, s := range p.Goals[0].Steps {
			words := s.Text
			if !s.Done.IsZero() {
				words = "[" + words + "]"
			}
			out = append(out, words)
		}
		return strings.Join(out, " ")
	}
	add := func(words string) care.GoalStep { return care.GoalStep{Goal: goal, Do: care.StepAdd, Text: words} }
	p := change(t, m, asMaya, add("shop"), add("chop"), add("eat"), add("Chop"))
	check(t, "added", steps(p), "shop chop eat")
	s := p.Goals[0].Steps
	p = change(t, m, asMaya, care.GoalStep{Goal: goal, Step: s[2].ID, Do: care.StepUp}, care.GoalStep{Goal: goal, Step: s[0].ID, Do: care.StepUp}, care.GoalStep{Goal: goal, Step: s[0].ID, Do: care.StepTick})
	check(t, "moved and ticked", steps(p), "[shop] eat chop")
	p = change(t, m, asMaya, care.GoalStep{Goal: goal, Step: s[0].ID, Do: care.StepUntick}, care.GoalStep{Goal: goal, Step: s[1].ID, Do: care.StepDrop}, care.GoalStep{Goal: goal, Step: s[0].ID, Do: care.StepDown}, care.GoalStep{Goal: goal, Step: s[2].ID, Do: care.StepWord, Text: "eat together"})
	check(t, "dropped and worded", steps(p), "eat together shop")
}

func TestHowCloseAGoalFeelsIsOneValueForADay(t *testing.T) {
	t.Parallel()
	m := store(t)
	goal := change(t, m, asMaya, care.GoalWords{Text: "Cook"}).Goals[0].Ref
	for day, value := range []int{0, 1, 3} {
		for _, v := range []int{4, value} {
			ops, err := profile.PlanChanged(m, asMaya, care.GoalClose{Goal: goal, Value: v}, now.AddDate(0, 0, day))
			apply(t, m, ops, err)
		}
	}
	var got []int
	for _, x := range see(t, m, asMaya).Plan.Goals[0].Closeness {
		got = append(got, x.Value)
	}
	check(t, "values", fmt.Sprint(got), "[0 1 3]")
	if _, err := profile.PlanChanged(m, asMaya, care.GoalClose{Goal: goal, Value: 5}, now); err == nil {
		t.Error("a value that is not on the scale was taken")
	}
}

func TestWhatCannotBeChangedSaysWhy(t *testing.T) {
	t.Parallel()
	m := store(t)
	for name, x := range map[string]struct {
		who  profile.Viewer
		what care.PlanChange
		code string
	}{
		"no words":              {asMaya, care.GoalWords{Text: "  "}, "plan-no-words"},
		"a goal that is gone":   {asMaya, care.GoalWords{Goal: "Goal/gone", Text: "x"}, "plan-gone"},
		"a step that is gone":   {asMaya, care.GoalStep{Goal: "Goal/gone", Step: "1", Do: care.StepTick}, "plan-gone"},
		"a circle that is gone": {asMaya, care.ProblemsCircled{Remove: []string{"Condition/gone"}}, "plan-gone"},
		"staff's part":          {asMaya, care.TeamReviewed{Patient: "Patient/maya"}, "plan-staff-only"},
		"a loved one":           {profile.Viewer{FHIRUser: "RelatedPerson/r", Patient: "maya"}, care.GoalWords{Text: "x"}, "plan-not-yours"},
		"a line that is gone":   {asMaya, care.TransitionTicked{Line: "CarePlan/x#1", Done: true}, "plan-gone"},
	} {
		ops, err := profile.PlanChanged(m, x.who, x.what, now)
		var f *care.Fault
		if len(ops) > 0 || !errors.As(err, &f) || f.Code != x.code {
			t.Errorf("%s: %v, %d operations", name, err, len(ops))
		}
	}
}

// What was said once and worded anew since can be said again: it was dropped in silence. Marks
// alone are words too.
func TestWhatWasWordedAnewCanBeSaidAgain(t *testing.T) {
	t.Parallel()
	m := store(t)
	p := change(t, m, asMaya, care.GoalWords{Text: "?"}, care.GoalWords{Text: "…"})
	check(t, "marks", len(p.Goals), 2)
	g := p.Goals[0].Ref
	p = change(t, m, asMaya, care.GoalStep{Goal: g, Do: care.StepAdd, Text: "Walk"}, care.TransitionSaid{Kind: care.TransitionSigns, Text: "No sleep"})
	p = change(t, m, asMaya,
		care.GoalStep{Goal: g, Do: care.StepWord, Step: p.Goals[0].Steps[0].ID, Text: "Walk far"}, care.GoalStep{Goal: g, Do: care.StepAdd, Text: "walk."},
		care.GoalStep{Goal: g, Do: care.StepAdd, Text: "Walk"},
		care.TransitionSaid{Kind: care.TransitionSigns, Line: p.Transition.Of(care.TransitionSigns)[0].Ref, Text: "No sleep for two nights"},
		care.TransitionSaid{Kind: care.TransitionSigns, Text: "No sleep"}, care.TransitionSaid{Kind: care.TransitionSigns, Text: "no sleep"},
	)
	check(t, "steps", len(p.Goals[0].Steps), 2)
	check(t, "signs", len(p.Transition.Of(care.TransitionSigns)), 2)
}
