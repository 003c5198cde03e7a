package patient

import (
	"strconv"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// samplePlan is the plan of week 4: a goal whose words changed and that the team
// changed, steps, how close it felt, part two, a referral, a medication.
func samplePlan() care.Plan {
	me := "Maya Rivera"
	byTeam := care.Change{At: at(3, 12, 0), By: "Dana Ortiz, LPC", Role: "Therapist", Team: true, What: care.Dated, Text: "2027-03-31", Why: "Small and near is easier to begin."}
	return care.Plan{
		Assessment: care.Assessment{Ref: "QuestionnaireResponse/a", Begun: true, Finished: at(-12, 9, 30)},
		Goals: []care.Goal{
			{
				Ref: "Goal/1", Text: "Sleep through most nights", Story: []care.Change{
					{At: at(2, 9, 0), By: me, Text: "Sleep through most nights.", Why: "it's the waking up that wears me out."},
					{At: at(-12, 9, 0), By: me, Text: "Sleep more."},
				},
				Steps:     []care.Step{{ID: "s1", Text: "No phone in bed", Done: at(4, 21, 0)}, {ID: "s2", Text: "Up at seven, also on Sundays"}, {ID: "s3", Text: "Ask about the late shift"}},
				Closeness: []care.Closeness{{At: at(-12, 9, 0), Value: 0}, {At: at(-4, 9, 0), Value: 2}, {At: at(2, 9, 0), Value: 1}, {At: at(8, 9, 0), Value: 2}},
			},
			{Ref: "Goal/2", Text: "Cook dinner twice a week", Target: at(31, 12, 0), Story: []care.Change{byTeam, {At: at(-12, 9, 0), Text: "Cook dinner twice a week", By: me}}},
		},
		Problems:  []care.Problem{{Ref: "Condition/1", Challenge: care.Anxiety}, {Ref: "Condition/2", Challenge: care.Depression}, {Ref: "Condition/3", Challenge: care.ChallengeOther, Text: "My late shifts"}},
		Strengths: []care.Statement{{Ref: "Observation/1", Text: "I show up."}, {Ref: "Observation/2", Text: "My sister."}},
		Barriers:  []care.Statement{{Ref: "Observation/3", Text: "Late shifts on Wednesdays."}},
		Told: []care.Told{
			{Ref: "Condition/4", Section: care.SectionProblems, Challenge: care.Burnout, Change: care.Change{At: at(2, 9, 10), By: me, What: care.Removed, Text: "Burnout", Why: "It has a name now."}},
			{Ref: "Observation/1", Section: care.SectionStrengths, Change: care.Change{At: at(-12, 9, 10), By: me, Text: "I show up."}},
			{Ref: "Condition/4", Section: care.SectionProblems, Challenge: care.Burnout, Change: care.Change{At: at(-12, 9, 5), By: me, Text: "Burnout"}},
		},
		Clinical: []care.PlanPart{
			{Ref: "CarePlan/1#a", Kind: care.PartInterventions, Title: "Interventions", Text: "Two skills each week, practised at home.", By: "Dana Ortiz, LPC", At: at(2, 12, 0)},
			{Ref: "CarePlan/1#b", Title: "Medication", Text: "One visit each month with Dr. Raman.", By: "Dr. Priya Raman"},
		},
		Changes: []care.TeamChange{{Subject: "Cook dinner twice a week", Goal: "Goal/2", Change: byTeam}},
		Reviews: []care.TeamReview{{At: at(3, 12, 0), By: "Dana Ortiz, LPC", Note: "We see how hard the late shifts are.", Changes: []care.TeamChange{{Subject: "Cook dinner twice a week"}}}},
		Team: []care.TeamMember{
			{Person: care.Person{Name: "Dana Ortiz", Title: "Therapist, LPC"}, Part: care.TeamTherapist},
			{Person: care.Person{Name: "Dr. Priya Raman", Title: "Psychiatrist"}, Part: care.TeamPsychiatrist},
		},
		LastReviewed: at(3, 12, 0),
		Medications:  []care.Medication{{Ref: "MedicationRequest/1", Name: "Sertraline 50 mg", How: "One tablet in the morning", By: "Dr. Priya Raman"}},
		NextCare: []care.Referral{
			{Ref: "ServiceRequest/1", Task: "Task/r", Kind: "Individual therapy", Name: "Dr. Ana Lopez", Contact: "(312) 555-0188", First: at(16, 10, 0)},
			{Ref: "Observation/9", Own: true, Kind: "Psychiatry", Name: "Dr. Lee", Met: at(1, 9, 0)},
		},
		Transition: care.Transition{Lines: []care.TransitionLine{
			{Ref: "CarePlan/t#1", Kind: care.TransitionSigns, Text: "Two nights without sleep.", By: "Dana Ortiz, LPC", Team: true},
			{Ref: "CarePlan/o#1", Kind: care.TransitionHelps, Text: "Calling my sister", By: me},
			{Ref: "CarePlan/t#2", Kind: care.TransitionStep, Text: "First visit with Dr. Lopez", By: "Dana Ortiz, LPC", Team: true, On: at(16, 0, 0)},
			{Ref: "CarePlan/o#2", Kind: care.TransitionStep, Text: "Ask for a day shift", By: me, Done: at(8, 9, 0)},
		}},
	}
}

// week5 is the same person when leaving is planned.
func week5() care.Chart {
	c := sample()
	c.Stay.Admitted = c.Stay.Admitted.AddDate(0, 0, -7)
	return c
}

func fresh() care.Chart {
	c := sample()
	c.Plan = care.Plan{}
	return c
}

func clashing() care.Chart {
	c := sample()
	c.Choices = []care.Choice{{
		ID: "op", Ref: "Goal/1", Topic: care.TopicPlan, Title: "Sleep through most nights",
		Mine: care.Version{By: "Maya Rivera", At: at(8, 9, 0)}, Theirs: care.Version{By: "Dana Ortiz", At: at(8, 11, 0)},
		Differ: []care.Difference{{Name: "description", Mine: "Sleep through most nights", Theirs: "Sleep six hours"}},
		Can:    []care.Keep{care.KeepBoth, care.KeepTheirs, care.KeepMine},
	}}
	c.Entered = map[string]care.Delivery{"Goal/1": {State: care.NeedsYou}}
	c.Sync.Topics[care.TopicPlan] = care.TopicStatus{State: care.TopicNeedsYou, NeedsYou: 1}
	return c
}

// long is what people write who write much, in any script.
func long() care.Chart {
	c := sample()
	words := "Aguantar hasta el domingo sin discutir con nadie de mi familia 👩‍👩‍👧 ولا مع نفسي y dormir al menos seis horas cada noche de la semana"
	c.Plan.Goals[0].Text, c.Plan.Goals[0].Story[0].Text, c.Plan.Goals[0].Steps[1].Text = words, words, words
	c.Plan.Barriers[0].Text, c.Plan.Problems[2].Text, c.Plan.Transition.Lines[0].Text = words, words, words
	c.Plan.NextCare[0].Name = "Centro de Atención Psicológica Doctora María de los Ángeles Hernández-Villanueva"
	return c
}

func planPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewPlanView(a, f.again)
	return func() *kit.Page { return v.Page(PlanOf(c, now, p)) }
}

func teamPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewPlanView(a, f.again)
	v.Show(1)
	return func() *kit.Page { return v.Page(PlanOf(c, now, p)) }
}

func goalPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewGoalView(a, f.again)
	return func() *kit.Page { return v.Page(GoalOf(c, "Goal/1", now, p)) }
}

func partOnePage(section care.PlanSection, guided bool) func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewPartOneView(a, section, guided, f.again)
		return func() *kit.Page { return v.Page(PartOneOf(c, now, p)) }
	}
}

func storyPage(_ *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	return func() *kit.Page { return StoryPage(StoryOf(c, now, p), a.Close) }
}

func wherePage(_ *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	return func() *kit.Page { return WherePage(WhereOf(c, now, p), nil, a.Close) }
}

func leavingPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewLeavingView(a, f.again)
	return func() *kit.Page { return v.Page(LeavingOf(c, now, p)) }
}

func safetyPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewSafetyView(a, f.again)
	return func() *kit.Page { return v.Page(SafetyOf(c, now, p)) }
}

// sharedCard is a card that is shared, with an earlier version.
func sharedCard() care.Chart {
	c := carded()
	c.SafetyBefore = []care.SafetyCard{{Changed: at(1, 9, 0), Alone: []string{"Walk"}}}
	c.Safety.Shared, c.Safety.Together = true, "Dana"
	c.Safety.Delivery = care.Delivery{State: care.OnDevice}
	return c
}

func (a *acts) SaveSafetyCard(card care.SafetyCard, done func(*care.Fault)) {
	a.cards = append(a.cards, card)
	a.answer(done)
}

func (a *acts) ShareSafetyCard(share bool, done func(*care.Fault)) {
	a.note("share", strconv.FormatBool(share))
	a.answer(done)
}

func (a *acts) PrintSafetyCard(done func(bool, *care.Fault)) {
	a.note("print")
	done(a.fail == nil, a.fail)
}

func (a *acts) OpenGoal(ref string)        { a.note("goal", ref) }
func (a *acts) OpenPlanPage(page PlanPage) { a.note("page", string(page)) }
func (a *acts) OpenPartOne(section care.PlanSection, guided bool) {
	if guided {
		a.note("guided", string(section))
		return
	}
	a.note("part one", string(section))
}

func (a *acts) Choose(d care.Decision, done func(*care.Fault)) {
	a.note("choose", d.Choice, []string{"mine", "theirs", "both"}[d.Keep])
	a.answer(done)
}

func (a *acts) ChangePlan(change care.PlanChange, done func(*care.Fault)) {
	a.changes = append(a.changes, change)
	a.answer(done)
}

var planScreens = []screen{
	{"plan", 2, tuesday, sample, planPage},
	{"plan-empty", 2, tuesday, func() care.Chart { return care.Chart{} }, planPage},
	{"plan-fresh", 2, tuesday, fresh, planPage},
	{"plan-long", 2, tuesday, long, planPage},
	{"plan-week5", 2, tuesday, week5, planPage},
	{"plan-left", 2, tuesday, func() care.Chart {
		c := discharged()
		c.Plan = samplePlan()
		return c
	}, planPage},
	{"plan-team", 2, tuesday, sample, teamPage},
	{"plan-team-empty", 2, tuesday, fresh, teamPage},
	{"plan-team-long", 2, tuesday, long, teamPage},
	{"goal", 2, tuesday, sample, goalPage},
	{"goal-clash", 2, tuesday, clashing, goalPage},
	{"goal-long", 2, tuesday, long, goalPage},
	{"goal-gone", 2, tuesday, fresh, goalPage},
	{"goals-first", kit.None, tuesday, fresh, partOnePage(care.SectionGoals, true)},
	{"problems", 2, at(2, 9, 12), sample, partOnePage(care.SectionProblems, false)},
	{"strengths", 2, tuesday, sample, partOnePage(care.SectionStrengths, false)},
	{"barriers-last", kit.None, tuesday, long, partOnePage(care.SectionBarriers, true)},
	{"story", 2, tuesday, sample, storyPage},
	{"where", 2, tuesday, sample, wherePage},
	{"leaving", 2, tuesday, week5, leavingPage},
	{"leaving-empty", 2, tuesday, fresh, leavingPage},
	{"leaving-long", 2, tuesday, long, leavingPage},
	{"safety", 2, tuesday, carded, safetyPage},
	{"safety-empty", 2, tuesday, sample, safetyPage},
	{"safety-shared", 2, tuesday, sharedCard, safetyPage},
}
