package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Plan is "My plan": part one in the patient's words, part two by the team.
type Plan struct {
	Notices []Status // how true the page is
	Week    string   // "Week 4"; "" before and after the stay
	Title   string
	Where   string // where on the spectrum of care, and in which kind of programme
	What    string // leads to what that means
	Tabs    []string
	Status  Status // what of the plan is not sent yet

	GoalsTitle, ProblemsTitle, StrengthsTitle, BarriersTitle string
	HowChanged, NoneYet, Change                              string

	Start      PlanStart
	AboutWords string
	GoalCount  string
	Goals      []PlanGoal
	NoGoals    string
	AddGoal    string
	Problems   []string
	NoProblems string
	Strengths  []string
	Barriers   []string
	Rows       []PlanRow // what else belongs to the plan

	Team PlanTeam

	p *say.Printer
}

// PlanStart offers the four questions, where they were not gone through yet.
type PlanStart struct {
	Title, Words, Button string
	First                bool // nothing is written yet
}

// PlanGoal is a goal with how its words changed.
type PlanGoal struct {
	Ref    string
	Text   string
	Target string // "By April 30", "Reached"; "" if open
	Steps  string // "2 of 3 small steps are done"
	Close  string // how close it felt last
	Edit   string // name of the pencil
	Clash  string // said where it was changed elsewhere too
	Story  []PlanChange
}

// PlanChange is one dated wording; the one that is Now is the present one.
type PlanChange struct {
	When  string // "February 16, when you started"
	Words string // in quotes
	Why   string
	Now   bool
}

// PlanRow leads to a page that belongs to the plan.
type PlanRow struct {
	Key         PlanPage
	Icon        string
	Title, Text string
}

// PlanPage names a page of My plan.
type PlanPage string

// The pages of My plan.
const (
	PageStory   PlanPage = "story"
	PageLeaving PlanPage = "leaving"
	PageSafety  PlanPage = "safety"
	PageWhere   PlanPage = "where"
)

// Spoken says the state of a tab for screen readers.
func (m Plan) Spoken(chosen bool, place, count int) string { return spoken(m.p)(chosen, place, count) }

// PlanOf tells the plan.
func PlanOf(c care.Chart, now time.Time, p *say.Printer) Plan {
	s := speak(c, now, p)
	m := Plan{
		p:              p,
		Notices:        s.notices(c, c.Sync.Pending),
		GoalsTitle:     p.T("patient.plan.goals-title"),
		ProblemsTitle:  p.T("patient.plan.problems-title"),
		StrengthsTitle: p.T("patient.plan.strengths"),
		BarriersTitle:  p.T("patient.plan.barriers"),
		HowChanged:     p.T("patient.plan.how-changed"),
		NoneYet:        p.T("patient.plan.none-yet"),
		Change:         p.T("patient.partone.change"),
		Title:          p.T("patient.plan.title"),
		Tabs:           []string{p.T("patient.plan.about"), p.T("patient.plan.team")},
		AboutWords:     p.T("patient.plan.no-wrong"),
		NoGoals:        p.T("patient.plan.no-goals"),
		AddGoal:        p.T("patient.plan.add-goal"),
		NoProblems:     p.T("patient.plan.no-problems"),
		Status:         s.planStatus(c),
	}
	left := s.dayOf(c).left
	week := c.Stay.Week(now, s.clinic)
	if week > 0 && !left {
		m.Week = p.T("patient.plan.week", "N", week)
	}
	m.Where, m.What = s.where(c, left), p.T("patient.plan.what-this-means")
	m.Start = s.planStart(c)
	for _, g := range c.Plan.Goals {
		m.Goals = append(m.Goals, s.goalRow(g, c))
	}
	if len(m.Goals) > 0 {
		m.GoalCount = p.N("patient.plan.goals", len(m.Goals))
	}
	for _, x := range c.Plan.Problems {
		m.Problems = append(m.Problems, s.problem(x))
	}
	m.Strengths, m.Barriers = statements(c.Plan.Strengths), statements(c.Plan.Barriers)
	m.Rows = s.planRows(c, week, left)
	m.Team = s.planTeam(c)
	return m
}

// where says where the patient is on the spectrum of care, in plain words; "" where
// no stay is known.
func (s speaker) where(c care.Chart, left bool) string {
	kind := "patient.plan.where-mental-health"
	if c.Stay.Programme == care.DualDiagnosis {
		kind = "patient.plan.where-dual"
	}
	switch {
	case c.Stay.Ref == "":
		return ""
	case left:
		return s.p.T("patient.plan.where-left")
	}
	return s.p.T(kind)
}

func (s speaker) planStart(c care.Chart) PlanStart {
	a := c.Plan.Assessment
	if !a.Finished.IsZero() || c.Stay.Ended {
		return PlanStart{}
	}
	if !a.Begun && c.Sync.AsOf.IsZero() { // what they wrote before may be on its way: do not ask again
		return PlanStart{Title: s.p.T("patient.plan.waiting-title"), Words: s.p.T("patient.plan.waiting-words"), First: true}
	}
	if !a.Begun {
		return PlanStart{
			Title: s.p.T("patient.plan.start-title"), Words: s.p.T("patient.plan.start-words"), Button: s.p.T("patient.plan.start"), First: true,
		}
	}
	return PlanStart{Title: s.p.T("patient.plan.start-title"), Words: s.p.T("patient.plan.go-on-words"), Button: s.p.T("patient.plan.go-on")}
}

// planRows are the pages that belong to the plan. Leaving is planned from week 5,
// and what was planned stays after.
func (s speaker) planRows(c care.Chart, week int, left bool) []PlanRow {
	var out []PlanRow
	if !c.Plan.Transition.Empty() || week >= care.PlanningFrom && !left {
		row := PlanRow{Key: PageLeaving, Icon: "signpost", Title: s.p.T("patient.leaving.title"), Text: s.p.T("patient.leaving.row-start")}
		switch {
		case left:
			row.Text = s.p.T("patient.leaving.row-left")
		case !c.Plan.Transition.Empty():
			row.Text = s.p.T("patient.leaving.row")
		}
		out = append(out, row)
	}
	safety := PlanRow{Key: PageSafety, Icon: "shield-check", Title: s.p.T("patient.safety.title"), Text: s.p.T("patient.safety.row-none")}
	if !c.Safety.Empty() {
		safety.Text = s.p.T("patient.safety.changed", "Day", s.p.MonthDay(c.Safety.Changed.In(s.own)))
	}
	out = append(out, safety)
	if len(c.Plan.Told) > 0 || len(c.Plan.Goals) > 0 {
		out = append(out, PlanRow{Key: PageStory, Icon: "history", Title: s.p.T("patient.story.title"), Text: s.p.T("patient.story.row")})
	}
	return out
}

func (s speaker) goalRow(g care.Goal, c care.Chart) PlanGoal {
	out := s.goal(g, c.Viewer.Name)
	done := 0
	for _, x := range g.Steps {
		if !x.Done.IsZero() {
			done++
		}
	}
	if len(g.Steps) > 0 {
		out.Steps = s.p.N("patient.plan.steps", len(g.Steps), "Done", done)
	}
	if n := len(g.Closeness); n > 0 {
		last := g.Closeness[n-1]
		out.Close = s.p.T("patient.plan.close", "Word", closeWords(s.p)[last.Value], "Day", s.p.MonthDay(last.At.In(s.own)))
	}
	if s.planClash(c, g.Ref).ID != "" {
		out.Clash = s.p.T("patient.clash.title")
	}
	return out
}

func (s speaker) goal(g care.Goal, me string) PlanGoal {
	out := PlanGoal{Ref: g.Ref, Text: g.Text, Target: s.goalState(g), Edit: s.p.T("patient.plan.edit-goal", "Goal", g.Text)}
	now := 0 // the newest wording: the present one
	for now < len(g.Story)-1 && g.Story[now].What != care.Worded {
		now++
	}
	for i := len(g.Story) - 1; i >= 0; i-- {
		x := g.Story[i]
		change := PlanChange{Words: s.stateWords(x), Now: i == now, Why: s.whyWords(x)}
		day := s.p.MonthDay(x.At.In(s.own))
		switch {
		case i == len(g.Story)-1:
			change.When = s.p.T("patient.plan.first", "Day", day)
		case x.Team:
			change.When = s.byTeam(x, day)
		case x.By == "" || x.By == me:
			change.When = s.p.T("patient.plan.you-changed", "Day", day)
		default:
			change.When = s.p.T("patient.plan.changed", "Day", day, "Who", x.By)
		}
		out.Story = append(out.Story, change)
	}
	return out
}

// byTeam says who on the team changed something, with what they are there for.
func (s speaker) byTeam(x care.Change, day string) string {
	if x.Role == "" {
		return s.p.T("patient.plan.changed", "Day", day, "Who", x.By)
	}
	return s.p.T("patient.plan.changed-role", "Day", day, "Who", x.By, "Role", x.Role)
}

func (s speaker) whyWords(x care.Change) string {
	if x.Why == "" {
		return ""
	}
	return s.p.T("patient.plan.why", "Why", x.Why)
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
