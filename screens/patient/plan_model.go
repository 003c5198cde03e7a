package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Plan is "My plan": part one in the patient's words, part two by the team.
type Plan struct {
	Week  string // "Week 4"; "" before and after the stay
	Title string
	Tabs  []string // about me, from my team

	GoalsTitle, ProblemsTitle, StrengthsTitle, BarriersTitle string
	TeamTitle, TransitionTitle, HowChanged, NoneYet          string

	AboutWords string
	GoalCount  string
	Goals      []PlanGoal
	NoGoals    string
	Problems   []string
	NoProblems string
	Strengths  []string
	Barriers   []string

	TeamWords  string // how part two came about, or that it is still to come
	Reviewed   string // when the team last met about it
	Parts      []PlanText
	Team       []PlanPerson
	Transition []PlanText

	p *say.Printer
}

// PlanGoal is a goal with how its words changed.
type PlanGoal struct {
	Text   string
	Target string // "By April 30"; "" if open
	Story  []PlanChange
}

// PlanChange is one dated wording; the last is the present one.
type PlanChange struct {
	When  string // "February 16, when you started"
	Words string // in quotes
	Why   string
	Now   bool
}

// PlanText is a part that the team wrote.
type PlanText struct {
	Title, Text, By string
}

// PlanPerson is somebody on the team.
type PlanPerson struct {
	Name, Role string
}

// Spoken says the state of a tab for screen readers.
func (m Plan) Spoken(chosen bool, place, count int) string { return spoken(m.p)(chosen, place, count) }

// PlanOf tells the plan.
func PlanOf(c care.Chart, now time.Time, p *say.Printer) Plan {
	s := speak(c, now, p)
	m := Plan{
		p:               p,
		GoalsTitle:      p.T("patient.plan.goals-title"),
		ProblemsTitle:   p.T("patient.plan.problems-title"),
		StrengthsTitle:  p.T("patient.plan.strengths"),
		BarriersTitle:   p.T("patient.plan.barriers"),
		TeamTitle:       p.T("patient.plan.team-title"),
		TransitionTitle: p.T("patient.plan.transition-title"),
		HowChanged:      p.T("patient.plan.how-changed"),
		NoneYet:         p.T("patient.plan.none-yet"),
		Title:           p.T("patient.plan.title"),
		Tabs:            []string{p.T("patient.plan.about"), p.T("patient.plan.team")},
		AboutWords:      p.T("patient.plan.no-wrong"),
		NoGoals:         p.T("patient.plan.no-goals"),
		NoProblems:      p.T("patient.plan.no-problems"),
	}
	if w := c.Stay.Week(now, s.clinic); w > 0 && !s.dayOf(c).left {
		m.Week = p.T("patient.plan.week", "N", w)
	}
	for _, g := range c.Plan.Goals {
		m.Goals = append(m.Goals, s.goal(g, c.Viewer.Name))
	}
	if len(m.Goals) > 0 {
		m.GoalCount = p.N("patient.plan.goals", len(m.Goals))
	}
	for _, x := range c.Plan.Problems {
		m.Problems = append(m.Problems, s.problem(x))
	}
	m.Strengths, m.Barriers = statements(c.Plan.Strengths), statements(c.Plan.Barriers)
	m.TeamWords = p.T("patient.plan.team-words")
	if len(c.Plan.Clinical) == 0 {
		m.TeamWords = p.T("patient.plan.team-later")
	}
	if !c.Plan.LastReviewed.IsZero() {
		m.Reviewed = p.T("patient.plan.reviewed", "Day", p.MonthDay(c.Plan.LastReviewed.In(s.clinic)))
	}
	m.Parts = s.parts(c.Plan.Clinical)
	for _, l := range c.Plan.Transition.Lines {
		m.Transition = append(m.Transition, PlanText{Title: l.Text, By: l.By})
	}
	for _, t := range c.Plan.Team {
		m.Team = append(m.Team, PlanPerson{Name: t.Name, Role: t.Title})
	}
	return m
}

func (s speaker) goal(g care.Goal, me string) PlanGoal {
	out := PlanGoal{Text: g.Text}
	switch {
	case g.Reached:
		out.Target = s.p.T("patient.plan.reached")
	case !g.Target.IsZero():
		out.Target = s.p.T("patient.plan.target", "Day", s.p.MonthDay(g.Target.In(s.clinic)))
	}
	for i := len(g.Story) - 1; i >= 0; i-- {
		x := g.Story[i]
		day := s.p.MonthDay(x.At.In(s.own))
		change := PlanChange{Words: s.p.T("patient.plan.quote", "Words", x.Text), Now: i == 0}
		switch {
		case i == len(g.Story)-1:
			change.When = s.p.T("patient.plan.first", "Day", day)
		case x.By == "" || x.By == me:
			change.When = s.p.T("patient.plan.you-changed", "Day", day)
		default:
			change.When = s.p.T("patient.plan.changed", "Day", day, "Who", x.By)
		}
		if x.Why != "" {
			change.Why = s.p.T("patient.plan.why", "Why", x.Why)
		}
		out.Story = append(out.Story, change)
	}
	return out
}

// problem is the patient's own words, or the challenge that they circled.
func (s speaker) problem(x care.Problem) string {
	if x.Challenge == care.ChallengeOther || x.Challenge == "" {
		return x.Text
	}
	return s.p.T("patient.challenge." + string(x.Challenge))
}

func statements(list []care.Statement) []string {
	var out []string
	for _, x := range list {
		out = append(out, x.Text)
	}
	return out
}

func (s speaker) parts(list []care.PlanPart) []PlanText {
	var out []PlanText
	for _, x := range list {
		t := PlanText{Title: x.Title, Text: x.Text}
		switch {
		case x.By != "" && !x.At.IsZero():
			t.By = s.p.T("patient.plan.by-on", "Name", x.By, "Day", s.p.MonthDay(x.At.In(s.clinic)))
		case x.By != "":
			t.By = x.By
		case !x.At.IsZero():
			t.By = s.p.MonthDay(x.At.In(s.clinic))
		}
		out = append(out, t)
	}
	return out
}
