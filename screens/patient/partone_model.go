package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// PartOne is the personal assessment: four plain questions, in the patient's own
// words, changed at any time.
type PartOne struct {
	Sections []PartOneSection // in the guide's order
	Status   Status           // what of it is not sent yet
	Ready    PartOneReady

	Out, Back, Next, Finish              string
	Change, Remove, Save, Cancel, Edited string
	Anchor                               string // "No wrong answers. …"
	WhyAsk, WhyKeep, WhyLabel            string

	p *say.Printer
}

// PartOneSection is one of the four questions with what was answered.
type PartOneSection struct {
	Section  care.PlanSection
	Title    string
	Question string
	Words    string
	Progress string // "Question 1 of 4"

	Circles []PartOneCircle // the ten challenges, for problems alone
	Items   []PartOneItem   // own words
	Empty   string
	Label   string // of the field to add one
	Add     string
	Last    LastChange
}

// PartOneCircle is one of the ten challenges.
type PartOneCircle struct {
	Challenge care.Challenge
	Words     string
	Ref       string // of the problem; empty where it is not circled
}

// PartOneItem is one answer in own words.
type PartOneItem struct {
	Ref, Text, Small string
}

// LastChange is what was changed a moment ago, for who likes to say why. The zero
// value asks nothing.
type LastChange struct {
	Ref   string
	Words string // "You took away “Burnout”."
}

// PartOneReady is said when all four questions were seen.
type PartOneReady struct {
	Finished bool
	Words    string
}

// whyWithin is how long after a change the page offers to note why.
const whyWithin = 10 * time.Minute

// PartOneOf tells the personal assessment.
func PartOneOf(c care.Chart, now time.Time, p *say.Printer) PartOne {
	s := speak(c, now, p)
	m := PartOne{
		p: p, Status: s.planStatus(c), Ready: PartOneReady{Finished: !c.Plan.Assessment.Finished.IsZero()},
		Out: p.T("patient.plan.title"), Back: p.T("patient.common.back"), Next: p.T("patient.partone.next"), Finish: p.T("patient.partone.finish"),
		Change: p.T("patient.partone.change"), Remove: p.T("patient.partone.remove"), Save: p.T("patient.partone.save"),
		Cancel: p.T("patient.partone.cancel"), Edited: p.T("patient.partone.edited"), Anchor: p.T("patient.plan.no-wrong"),
		WhyAsk: p.T("patient.partone.why-ask"), WhyKeep: p.T("patient.partone.why-keep"), WhyLabel: p.T("patient.partone.why-label"),
	}
	for i, section := range care.PlanSections() {
		key := "patient.partone." + string(section)
		x := PartOneSection{
			Section: section, Title: p.T("patient.partone.title"), Question: p.T(key + "-question"), Words: p.T(key + "-words"),
			Progress: p.T("patient.partone.progress", "N", i+1), Label: p.T(key + "-label"), Add: p.T("patient.partone.add"),
		}
		if section != care.SectionProblems {
			x.Empty = p.T(key + "-empty")
		}
		s.answers(&x, c)
		if m.Ready.Finished {
			x.Last = s.lastChange(c, section)
		}
		m.Sections = append(m.Sections, x)
	}
	return m
}

func (s speaker) answers(x *PartOneSection, c care.Chart) {
	switch x.Section {
	case care.SectionGoals:
		for _, g := range c.Plan.Goals {
			x.Items = append(x.Items, PartOneItem{Ref: g.Ref, Text: g.Text, Small: s.goalState(g)})
		}
	case care.SectionProblems:
		circled := map[care.Challenge]string{}
		for _, p := range c.Plan.Problems {
			if p.Challenge == care.ChallengeOther || p.Challenge == "" {
				x.Items = append(x.Items, PartOneItem{Ref: p.Ref, Text: p.Text})
				continue
			}
			circled[p.Challenge] = p.Ref
		}
		for _, ch := range care.Challenges() {
			x.Circles = append(x.Circles, PartOneCircle{Challenge: ch, Words: s.p.T("patient.challenge." + string(ch)), Ref: circled[ch]})
		}
	case care.SectionStrengths:
		x.Items = itemsOf(c.Plan.Strengths)
	case care.SectionBarriers:
		x.Items = itemsOf(c.Plan.Barriers)
	}
}

func itemsOf(list []care.Statement) []PartOneItem {
	var out []PartOneItem
	for _, x := range list {
		out = append(out, PartOneItem{Ref: x.Ref, Text: x.Text})
	}
	return out
}

// lastChange is the newest change of a section, where it is fresh and has no
// reason yet.
func (s speaker) lastChange(c care.Chart, section care.PlanSection) LastChange {
	for _, t := range c.Plan.Told {
		if t.Section != section {
			continue
		}
		if t.Why != "" || t.Team || s.now.Sub(t.At).Abs() > whyWithin {
			return LastChange{}
		}
		return LastChange{Ref: t.Ref, Words: s.changeWords(t)}
	}
	return LastChange{}
}

// changeWords says what a change of a problem, a strength or a barrier did.
func (s speaker) changeWords(t care.Told) string {
	text := t.Text
	if t.Challenge != "" && t.Challenge != care.ChallengeOther {
		text = s.p.T("patient.challenge." + string(t.Challenge))
	}
	key := "patient.story.said"
	switch t.What {
	case care.Removed:
		key = "patient.story.removed"
	case care.Resumed:
		key = "patient.story.again"
	case care.Worded, care.Dated, care.Reached, care.Rested:
	}
	return s.p.T(key, "Words", text)
}

// goalState says how a goal stands, in a few words; "" is that it is worked on.
func (s speaker) goalState(g care.Goal) string {
	switch {
	case g.Reached:
		return s.p.T("patient.plan.reached")
	case g.Resting:
		return s.p.T("patient.plan.resting")
	case !g.Target.IsZero():
		return s.p.T("patient.plan.target", "Day", s.p.MonthDay(g.Target.In(s.clinic)))
	}
	return ""
}

// planStatus says what of the plan is not sent yet, or waits for a choice; zero
// where all is with the clinic.
func (s speaker) planStatus(c care.Chart) Status {
	t := c.Sync.Topics[care.TopicPlan]
	switch {
	case t.NeedsYou > 0:
		return s.delivery(care.Delivery{State: care.NeedsYou}, false)
	case t.SetAside > 0:
		return s.delivery(care.Delivery{State: care.SetAside}, false)
	case t.State == care.TopicSending:
		return s.delivery(care.Delivery{State: care.Sending}, false)
	case t.Unsent > 0:
		return s.delivery(care.Delivery{State: care.OnDevice}, false)
	}
	return Status{}
}
