package patient

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// GoalPage is one goal: its words, its small steps, how close it feels, and how it
// changed.
type GoalPage struct {
	Notices []Status // how true the page is
	Ref     string
	Gone    string // said where the goal is no longer in the plan
	Title   string
	Text    string
	State   string // "By April 30", "Reached", "Resting"
	Status  Status
	Clash   PlanClash

	StepsTitle, NoSteps, StepLabel, StepAdd, Order, OrderDone, Earlier, Later, Drop string
	Steps                                                                           []GoalStep

	CloseTitle, CloseAsk string
	CloseWords           []string // the five answers
	CloseNow             int      // today's answer; -1: none yet
	CloseSays            string   // the trend in one sentence; "" with nothing to tell
	CloseAsList          string
	CloseAsChart         string
	Points               []GoalPoint

	StoryTitle string
	Story      []PlanChange

	Edit, EditLabel, WhyLabel, Save, Cancel string
	Day                                     DayWords
	Reach, Rest, Resume                     string // "" where it does not apply
	Growth                                  string // said beside Rest
	Last                                    LastChange
	WhyAsk, WhyKeep                         string
	Out                                     string

	target time.Time
	p      *say.Printer
}

// GoalStep is one small step.
type GoalStep struct {
	ID, Text string
	When     string // "Done March 3"
	State    string // for screen readers
	Done     bool
}

// GoalPoint is how close a goal felt on a day.
type GoalPoint struct {
	When, Words string
	Value       int
}

// PlanClash is a goal that was changed here and elsewhere: both versions, dated,
// one choice each.
type PlanClash struct {
	ID     string // of the care.Choice; empty: nothing to choose
	Title  string
	Words  string
	Mine   PlanVersion
	Theirs PlanVersion
	Both   string // "" where both cannot be kept
}

// PlanVersion is one version and the button that keeps it.
type PlanVersion struct {
	When, Text, Keep string
}

// GoalOf tells one goal.
func GoalOf(c care.Chart, ref string, now time.Time, p *say.Printer) GoalPage {
	s := speak(c, now, p)
	m := GoalPage{
		Notices: s.notices(c, c.Sync.Pending),
		Ref:     ref, p: p, Out: p.T("patient.plan.title"), Title: p.T("patient.goal.title"), CloseNow: -1,
		StepsTitle: p.T("patient.goal.steps"), NoSteps: p.T("patient.goal.no-steps"), StepLabel: p.T("patient.goal.step-label"), StepAdd: p.T("patient.goal.step-add"),
		Order: p.T("patient.goal.order"), OrderDone: p.T("patient.goal.order-done"), Earlier: p.T("patient.goal.earlier"), Later: p.T("patient.goal.later"), Drop: p.T("patient.partone.remove"),
		CloseTitle: p.T("patient.goal.close-title"), CloseAsk: p.T("patient.goal.close-ask"), CloseWords: closeWords(p),
		CloseAsList: p.T("patient.result.as-list"), CloseAsChart: p.T("patient.result.as-chart"), StoryTitle: p.T("patient.plan.how-changed"),
		Edit: p.T("patient.goal.edit"), EditLabel: p.T("patient.goal.edit-label"), WhyLabel: p.T("patient.partone.why-label"),
		Day:  s.dayWords("patient.goal.day-label"),
		Save: p.T("patient.partone.save"), Cancel: p.T("patient.partone.cancel"),
		WhyAsk: p.T("patient.partone.why-ask"), WhyKeep: p.T("patient.partone.why-keep"),
	}
	for _, g := range c.Plan.Goals {
		if g.Ref == ref {
			s.goalPage(&m, g, c)
			return m
		}
	}
	m.Gone = p.T("patient.goal.gone")
	return m
}

func closeWords(p *say.Printer) []string {
	out := make([]string, care.ClosenessTop+1)
	for i := range out {
		out[i] = p.T("patient.goal.close-" + []string{"0", "1", "2", "3", "4"}[i])
	}
	return out
}

func (s speaker) goalPage(m *GoalPage, g care.Goal, c care.Chart) {
	m.Text, m.State, m.target = g.Text, s.goalState(g), g.Target
	if d := c.Delivery(g.Ref); d.State != care.DeliveryNone && d.State != care.Received {
		m.Status = s.delivery(d, false)
	}
	m.Clash = s.planClash(c, g.Ref)
	for _, x := range g.Steps {
		step := GoalStep{ID: x.ID, Text: x.Text, Done: !x.Done.IsZero(), State: s.p.T("patient.goal.step-open")}
		if step.Done {
			step.State = s.p.T("patient.goal.step-done")
			step.When = s.p.T("patient.goal.step-when", "Day", s.p.MonthDay(x.Done.In(s.own)))
		}
		m.Steps = append(m.Steps, step)
	}
	for _, x := range g.Closeness {
		m.Points = append(m.Points, GoalPoint{When: s.p.ShortDate(x.At.In(s.own)), Words: m.CloseWords[x.Value], Value: x.Value})
		if s.sameDay(x.At, s.now) {
			m.CloseNow = x.Value
		}
	}
	m.CloseSays = s.closeSays(m.Points)
	m.Story = s.goal(g, c.Viewer.Name).Story
	switch {
	case g.Reached || g.Resting:
		m.Resume = s.p.T("patient.goal.resume")
	default:
		m.Reach, m.Rest, m.Growth = s.p.T("patient.goal.reach"), s.p.T("patient.goal.rest"), s.p.T("patient.goal.growth")
	}
	if last := g.Story[0]; last.What != care.Worded && last.What != care.Dated && last.Why == "" && !last.Team && s.now.Sub(last.At).Abs() <= whyWithin {
		m.Last = LastChange{Ref: g.Ref, Words: s.stateWords(last)}
	}
}

// closeSays is the trend in one sentence, without a judgement.
func (s speaker) closeSays(points []GoalPoint) string {
	if len(points) == 0 {
		return ""
	}
	last := points[len(points)-1]
	if len(points) == 1 {
		return s.p.T("patient.goal.close-one", "Day", last.When, "Now", strings.ToLower(last.Words))
	}
	first := points[0]
	if first.Value == last.Value {
		return s.p.T("patient.goal.close-same", "Day", first.When, "Now", strings.ToLower(last.Words))
	}
	return s.p.T("patient.goal.close-moved", "Day", first.When, "Then", strings.ToLower(first.Words), "Now", strings.ToLower(last.Words))
}

// stateWords says what a change of a goal's state did.
func (s speaker) stateWords(c care.Change) string {
	switch c.What {
	case care.Reached:
		return s.p.T("patient.story.reached")
	case care.Rested:
		return s.p.T("patient.story.rested")
	case care.Resumed:
		return s.p.T("patient.story.resumed")
	case care.Dated:
		if day, err := time.Parse(time.DateOnly, c.Text); err == nil {
			return s.p.T("patient.story.dated", "Day", s.p.MonthDay(day))
		}
		return s.p.T("patient.story.undated")
	case care.Worded, care.Removed:
	}
	return s.p.T("patient.plan.quote", "Words", c.Text)
}

// planClash is the choice that waits for something of the plan.
func (s speaker) planClash(c care.Chart, ref string) PlanClash {
	for _, x := range c.Choices {
		if x.Ref != ref || x.Kind != care.ChoiceConflict && x.Kind != care.ChoiceDeleted {
			continue
		}
		out := PlanClash{ID: x.ID, Title: s.p.T("patient.clash.title"), Words: s.p.T("patient.clash.words")}
		out.Mine = PlanVersion{When: s.p.T("patient.clash.mine", "Day", s.moment(x.Mine.At)), Keep: s.p.T("patient.clash.keep-mine")}
		out.Theirs = PlanVersion{When: s.p.T("patient.clash.theirs", "Day", s.moment(x.Theirs.At)), Keep: s.p.T("patient.clash.keep-theirs")}
		if x.Theirs.By != "" && x.Theirs.By != c.Viewer.Name {
			out.Theirs.When = s.p.T("patient.clash.by", "Who", x.Theirs.By, "Day", s.moment(x.Theirs.At))
		}
		for _, d := range x.Differ {
			out.Mine.Text, out.Theirs.Text = joinLine(out.Mine.Text, d.Mine), joinLine(out.Theirs.Text, d.Theirs)
		}
		if x.Kind == care.ChoiceDeleted {
			out.Theirs.Text = s.p.T("patient.clash.deleted")
		}
		for _, k := range x.Can {
			if k == care.KeepBoth {
				out.Both = s.p.T("patient.clash.keep-both")
			}
		}
		return out
	}
	return PlanClash{}
}

func joinLine(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
