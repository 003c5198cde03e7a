package patient

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit/kittest"
)

// The pages in every look, and every state of them in the two that break first.
func TestEveryPlanScreenIsWhole(t *testing.T) {
	whole(t, []screen{planBy("plan"), planBy("plan-team"), planBy("goal"), planBy("problems"), planBy("leaving"), planBy("safety")}, looks...)
	for _, x := range planScreens {
		s, _ := open(t, x, kittest.Phone.At(2).Full(), es)
		for _, fault := range s.Audit() {
			t.Errorf("%s: %s", x.name, fault)
		}
		s.Close()
	}
}

func planBy(name string) screen {
	for _, x := range planScreens {
		if x.name == name {
			return x
		}
	}
	panic("no screen " + name)
}

func TestThePlanTellsHowAGoalChanged(t *testing.T) {
	t.Parallel()
	m := PlanOf(sample(), at(9, 12, 0), en)
	check(t, "week", m.Week, "Week 4")
	check(t, "goals", m.GoalCount, "2 goals")
	check(t, "where", m.Where, "You are in intensive outpatient care, in the mental health program.")
	story := m.Goals[0].Story
	check(t, "first", story[0].When+"|"+story[0].Words, "February 16, when you started|“Sleep more.”")
	check(t, "now", story[1].When+"|"+story[1].Why, "March 2, you changed it|Why: it's the waking up that wears me out.")
	check(t, "steps", m.Goals[0].Steps+"|"+m.Goals[0].Close, "1 of 3 small steps are done|How close on March 8: Half way")
	changed := m.Goals[1].Story[1]
	check(t, "by the team", changed.When+"|"+changed.Words+"|"+changed.Why, "March 3, changed by Dana Ortiz, LPC, Therapist|For March 31|Why: Small and near is easier to begin.")
	check(t, "problems", strings.Join(m.Problems, ", "), "Anxiety, Depression, My late shifts")
}

func TestThePlanOfferWhatIsMissing(t *testing.T) {
	t.Parallel()
	first := PlanOf(fresh(), tuesday, en)
	check(t, "start", first.Start.First, true)
	unsynced := fresh()
	unsynced.Sync.AsOf = time.Time{}
	check(t, "not asked again for what may be on its way", PlanOf(unsynced, tuesday, en).Start.Button, "")
	check(t, "not there yet", first.Team.Words, "Your team has not written this part yet. You can ask about it.")
	early := fresh()
	early.Stay.Admitted = tuesday.AddDate(0, 0, -3)
	check(t, "later", PlanOf(early, tuesday, en).Team.Words, "Your team adds this part after your first week.")
	c := fresh()
	c.Plan.Assessment.Begun = true
	check(t, "go on", PlanOf(c, tuesday, en).Start.Button, "Go on")
	check(t, "nobody", PlanOf(care.Chart{}, tuesday, en).Where, "")
	unsent := sample()
	unsent.Sync.Topics[care.TopicPlan] = care.TopicStatus{State: care.TopicWaiting, Unsent: 1}
	check(t, "unsent", PlanOf(unsent, tuesday, en).Status.Text, "On this device. Not sent yet.")
	check(t, "clash", PlanOf(clashing(), tuesday, en).Goals[0].Clash, "This was changed in two places")
}

// Leaving is planned from week 5, and what was planned stays after.
func TestLeavingIsPlannedFromWeekFive(t *testing.T) {
	t.Parallel()
	row := func(c care.Chart) string {
		for _, x := range PlanOf(c, tuesday, en).Rows {
			if x.Key == PageLeaving {
				return x.Text
			}
		}
		return ""
	}
	four, five := fresh(), week5()
	five.Plan = care.Plan{}
	check(t, "week 4", row(four), "")
	check(t, "week 5", row(five), "From week 5 on, you and your team plan for what comes after.")
	check(t, "written", row(week5()), "What you and your team wrote for after.")
	left := discharged()
	left.Plan = samplePlan()
	check(t, "left", row(left), "The plan you left with. It stays here.")
}

func TestTheTeamsPartSaysWhatEachIsFor(t *testing.T) {
	t.Parallel()
	team := PlanOf(sample(), tuesday, en).Team
	check(t, "part", team.Parts[0].Title+"|"+team.Parts[0].By, "What we do together|Dana Ortiz, LPC, March 2")
	check(t, "person", team.Team[1].Role+"|"+team.Team[1].For, "Psychiatrist|Looks after medicine with you.")
	check(t, "change", team.Changes[0].Subject+"|"+team.Changes[0].When, "Cook dinner twice a week|March 3, changed by Dana Ortiz, LPC, Therapist")
	check(t, "referral", team.Next[0].First, "First visit: Tuesday, March 16, 10:00 AM")
	check(t, "no form", team.ReportForm, "")
	c := sample()
	c.Forms = append(c.Forms, care.Form{Canonical: care.FormMedication + "|1.0.0"})
	check(t, "form", PlanOf(c, tuesday, en).Team.ReportForm, care.FormMedication+"|1.0.0")
}

func TestClosenessIsToldInOneSentence(t *testing.T) {
	t.Parallel()
	m := GoalOf(sample(), "Goal/1", tuesday, en)
	check(t, "moved", m.CloseSays, "From “not yet” on Feb 16 to “half way”. It can go up and down.")
	check(t, "today", m.CloseNow, -1)
	c := sample()
	c.Plan.Goals[0].Closeness = append(c.Plan.Goals[0].Closeness, care.Closeness{At: tuesday, Value: 0})
	m = GoalOf(c, "Goal/1", tuesday, en)
	check(t, "same", m.CloseSays, "It has felt the same since Feb 16: not yet.")
	check(t, "today", m.CloseNow, 0)
	check(t, "gone", GoalOf(c, "Goal/x", tuesday, en).Gone, "This goal is not in your plan any more.")
}

// A reason is asked for only right after a change, and never at the first answers.
func TestWhyIsOfferedRightAfterAChange(t *testing.T) {
	t.Parallel()
	problems := func(c care.Chart, hour, minute int) LastChange {
		return PartOneOf(c, at(2, hour, minute), en).Sections[1].Last
	}
	check(t, "right after", problems(sample(), 9, 12).Words, "") // it has its reason
	c := sample()
	c.Plan.Told[0].Why = ""
	check(t, "without a reason", problems(c, 9, 12).Words, "You took away “Burnout”.")
	check(t, "later", problems(c, 10, 12).Words, "")
	c.Plan.Assessment.Finished = c.Plan.Assessment.Finished.AddDate(-9999, 0, 0)
	c.Plan.Assessment = care.Assessment{Begun: true}
	check(t, "first answers", problems(c, 9, 12).Words, "")
}

func TestTheStoryHasEveryEarlierAnswer(t *testing.T) {
	t.Parallel()
	m := StoryOf(sample(), tuesday, en)
	var got []string
	for _, d := range m.Days {
		got = append(got, fmt.Sprintf("%s %d", d.Day, len(d.Changes)))
	}
	check(t, "days", strings.Join(got, ", "), "March 3 1, March 2 2, February 16 4")
	check(t, "team", m.Days[0].Changes[0].Who+"|"+m.Days[0].Changes[0].Words, "By Dana Ortiz, LPC, Therapist|For March 31: “Cook dinner twice a week”")
	check(t, "circle", m.Days[1].Changes[0].Words+"|"+m.Days[1].Changes[0].Why, "You took away “Burnout”.|Why: It has a name now.")
}

func TestPartOneIsFilledInFromQuestionToQuestion(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("goals-first"), kittest.Phone.Full(), en)
	s.Type(t, "A goal", "Sleep more")
	s.Tap(t, "Next") // what was typed counts without tapping Add
	s.Tap(t, "Burnout")
	s.Type(t, "In my own words", "My shifts")
	s.Tap(t, "Add")
	s.Tap(t, "Next")
	s.Tap(t, "Next")
	s.Tap(t, "Back")
	s.Type(t, "A strength", "My sister")
	s.Tap(t, "Next")
	s.Tap(t, "Finish")
	check(t, "changes", fmt.Sprintf("%+v", a.changes), fmt.Sprintf("%+v", []care.PlanChange{
		care.GoalWords{Text: "Sleep more"},
		care.ProblemsCircled{Add: []care.Challenge{care.Burnout}},
		care.ProblemsCircled{Own: []string{"My shifts"}},
		care.StatementSaid{Section: care.SectionStrengths, Text: "My sister"},
		care.AssessmentFinished{},
	}))
	check(t, "said", strings.Join(a.said, ";"), "close")
}

// Words that could not be kept stay typed, and the way on waits for them.
func TestWordsThatCouldNotBeKeptStay(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("goals-first"), kittest.Phone.Full(), en)
	a.fail = &care.Fault{Code: "store-full", Say: "full"}
	s.Type(t, "A goal", "Sleep more")
	s.Tap(t, "Next")
	if !s.Says("out of space") || !s.Says("What do you want from this program?") {
		t.Fatalf("the page says %v", s.Texts())
	}
	a.fail = nil
	s.Tap(t, "Try again")
	if !s.Says("What are you dealing with?") || len(a.changes) != 2 {
		t.Errorf("the page says %v", s.Texts())
	}
}

func TestAnswersAreWordedAnewAndTakenAway(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("strengths"), kittest.Phone.Full(), en)
	s.Tap(t, "Change")
	s.Clear(t, "Your words")
	s.Type(t, "Your words", "I show up. Always.")
	s.Tap(t, "Save")
	s.Tap(t, "Change")
	s.Tap(t, "Take it away")
	check(t, "changes", fmt.Sprintf("%+v", a.changes), fmt.Sprintf("%+v", []care.PlanChange{
		care.StatementSaid{Section: care.SectionStrengths, Statement: "Observation/1", Text: "I show up. Always."},
		care.StatementSaid{Section: care.SectionStrengths, Statement: "Observation/1"},
	}))
}

func TestAGoalIsWordedAnewWithAReasonAndADay(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("goal"), kittest.Phone.Full(), es)
	s.Tap(t, "Cambiar esta meta")
	s.Clear(t, "Mi meta, con mis palabras")
	s.Type(t, "Mi meta, con mis palabras", "Dormir")
	s.Type(t, "Por qué, si quieres", "Porque sí")
	s.Type(t, "Día", "31")
	s.Type(t, "Mes", "2")
	s.Type(t, "Año", "2027")
	s.Tap(t, "Guardar")
	if !s.Says("Escribe un día, un mes y un año") || len(a.changes) > 0 {
		t.Fatalf("the page says %v", s.Texts())
	}
	s.Clear(t, "Día")
	s.Type(t, "Día", "28")
	s.Tap(t, "Guardar")
	got, _ := a.changes[0].(care.GoalWords)
	check(t, "change", got.Goal+"|"+got.Text+"|"+got.Why+"|"+got.Target.Format("2006-01-02"), "Goal/1|Dormir|Porque sí|2027-02-28")
}

func TestStepsAndClosenessAreATapAway(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("goal"), kittest.Phone.Full(), en)
	s.Tap(t, "Up at seven, also on Sundays")
	s.Tap(t, "No phone in bed")
	s.Type(t, "A small step", "A book")
	s.Tap(t, "Add")
	s.Tap(t, "Close")
	s.Tap(t, "Change order")
	s.Tap(t, "Later")
	s.Tap(t, "Done")
	s.Tap(t, "Put it to rest")
	check(t, "changes", fmt.Sprintf("%+v", a.changes), fmt.Sprintf("%+v", []care.PlanChange{
		care.GoalStep{Goal: "Goal/1", Step: "s2", Do: care.StepTick},
		care.GoalStep{Goal: "Goal/1", Step: "s1", Do: care.StepUntick},
		care.GoalStep{Goal: "Goal/1", Do: care.StepAdd, Text: "A book"},
		care.GoalClose{Goal: "Goal/1", Value: 3},
		care.GoalStep{Goal: "Goal/1", Step: "s1", Do: care.StepDown},
		care.GoalState{Goal: "Goal/1", To: care.Rested},
	}))
}

func TestBothVersionsOfAGoalAreShownToChooseFrom(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("goal-clash"), kittest.Phone.Full(), en)
	for _, words := range []string{"On this device, Monday, March 8, 9:00 AM", "By Dana Ortiz, Monday, March 8, 11:00 AM", "Sleep six hours"} {
		if !s.Says(words) {
			t.Errorf("%q is not on the page: %v", words, s.Texts())
		}
	}
	s.Tap(t, "Keep both")
	check(t, "said", strings.Join(a.said, ";"), "choose op both")
}

func TestThePlanLeadsToItsPages(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("plan-week5"), kittest.Phone.Full(), en)
	for _, name := range []string{"Open “Sleep through most nights”", "Cook dinner twice a week", "Add a goal", "Change", "Strengths", "When you leave the program", "My safety card", "How my answers changed", "What this means"} {
		s.Tap(t, name)
	}
	check(t, "said", strings.Join(a.said, "; "), "goal Goal/1; goal Goal/2; part one goals; part one problems; part one strengths; page leaving; page safety; page story; page where")
}

func TestSomebodyWhoWasMetAndSomebodyOfOnesOwn(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("plan-team"), kittest.Phone.Full(), en)
	s.Tap(t, "I have met them")
	s.Tap(t, "Call")
	s.Tap(t, "I see someone already")
	s.Type(t, "Name", "Dr. Lee")
	s.Type(t, "What for, like therapy or medicine", "Therapy")
	s.Tap(t, "Save")
	check(t, "said", strings.Join(a.said, ";"), "contact tel:3125550188")
	check(t, "changes", fmt.Sprintf("%+v", a.changes), fmt.Sprintf("%+v", []care.PlanChange{
		care.ReferralMet{Referral: "ServiceRequest/1"}, care.OwnCare{Name: "Dr. Lee", Kind: "Therapy"},
	}))
}

func TestTheTransitionPlanIsWrittenTogether(t *testing.T) {
	t.Parallel()
	m := LeavingOf(week5(), tuesday, en)
	check(t, "steps", m.Steps[0].When+"|"+m.Steps[1].When, "For Tuesday, March 16 · Dana Ortiz, LPC|Done March 8")
	check(t, "theirs", m.Parts[0].Lines[0].By, "Dana Ortiz, LPC")
	check(t, "mine", m.Parts[1].Lines[0].Own, true)
	left := discharged()
	left.Plan = samplePlan()
	check(t, "left", LeavingOf(left, tuesday, en).Words, "This is the plan you left with. You can go on using and changing it.")

	s, a := open(t, planBy("leaving"), kittest.Phone.Full(), en)
	s.Tap(t, "First visit with Dr. Lopez")
	s.Tap(t, "Add: a step")
	s.Type(t, "A step", "Pack my tools")
	s.Type(t, "Month", "3")
	s.Type(t, "Day", "20")
	s.Type(t, "Year", "2027")
	s.Tap(t, "Save")
	s.Tap(t, "Add: a warning sign")
	s.Type(t, "A warning sign", "No calls")
	s.Tap(t, "My plan") // what was typed is kept on the way out
	if len(a.changes) != 3 {
		t.Fatalf("%+v", a.changes)
	}
	step := a.changes[1].(care.TransitionSaid)
	check(t, "tick", a.changes[0], care.PlanChange(care.TransitionTicked{Line: "CarePlan/t#2", Done: true}))
	check(t, "step", step.Text+"|"+step.On.Format("2006-01-02"), "Pack my tools|2027-03-20")
	check(t, "sign", a.changes[2], care.PlanChange(care.TransitionSaid{Kind: care.TransitionSigns, Text: "No calls"}))
	check(t, "said", strings.Join(a.said, ";"), "close")
}

func TestTheSafetyCardIsWrittenSharedAndPrinted(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("safety-shared"), kittest.Phone.Full(), en)
	s.Tap(t, "Write: What I can do alone")
	s.Clear(t, "What I can do alone")
	s.Type(t, "What I can do alone", "Walk\n\n  Breathe ")
	s.Tap(t, "Write: My warning signs") // what was written is kept first
	check(t, "alone", strings.Join(a.cards[0].Alone, "|"), "Walk|Breathe")
	check(t, "the rest stays", a.cards[0].LiveFor[0]+a.cards[0].Together, "NicoDana")
	s.Tap(t, "Cancel")
	s.Tap(t, "Stop sharing")
	if !s.Says("The clinic keeps the copy that you shared") {
		t.Errorf("the page says %v", s.Texts())
	}
	s.Tap(t, "Go on sharing")
	s.Tap(t, "Save a page to print")
	if !s.Says("Saved. The file is not locked") {
		t.Errorf("the page says %v", s.Texts())
	}
	s.Tap(t, "1 earlier version")
	if !s.Says("Monday, March 1, 9:00 AM") {
		t.Errorf("the page says %v", s.Texts())
	}
	s.Tap(t, "Stop sharing")
	s.Tap(t, "Stop sharing")
	check(t, "said", strings.Join(a.said, ";"), "print;share false")
}

func TestNothingIsSharedByItself(t *testing.T) {
	t.Parallel()
	s, a := open(t, planBy("safety"), kittest.Phone.Full(), en)
	if !s.Says("Only you. It is on this device alone.") {
		t.Errorf("the page says %v", s.Texts())
	}
	s.Tap(t, "Share it with my care team")
	s.Tap(t, "Keep it here")
	s.Tap(t, "Share it with my care team")
	s.Tap(t, "Share it")
	check(t, "said", strings.Join(a.said, ";"), "share true")
}

// A move that the team recorded is where the patient is, in both ways, with its
// day and its reason; nothing calls it a failure.
func TestAMoveAlongTheSpectrumIsReadByThePatient(t *testing.T) {
	c, now := week5(), tuesday
	c.Stay = care.Stay{Ref: "EpisodeOfCare/1", Admitted: now.AddDate(0, 0, -20)}
	here := func() string {
		for _, x := range WhereOf(c, now, en).Levels {
			if x.Here == "You are here" {
				return x.Name
			}
		}
		return ""
	}
	if got := here(); got != "Intensive outpatient care" {
		t.Errorf("before any move: %q", got)
	}
	c.Stay.Moves = []care.LevelMove{{To: care.LevelInpatient, At: now.AddDate(0, 0, -1), By: "Dana Ortiz, LPC", Why: "More care for a few days."}}
	m := WhereOf(c, now, en)
	if here() != "Inpatient care" || len(m.Moves) != 1 || m.Moves[0].To != "Inpatient care" || m.Moves[0].Why != "More care for a few days." {
		t.Errorf("here %q, moves %+v", here(), m.Moves)
	}
}
