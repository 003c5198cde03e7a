package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Leaving is the transition plan, written together and kept after discharge.
type Leaving struct {
	Notices           []Status // how true the page is
	Title, Words, Out string
	Status            Status
	Parts             []LeavingPart // warning signs, what helps, who to call, next appointments
	StepsTitle        string
	Steps             []LeavingStep
	NoSteps           string

	Add, Save, Cancel, Remove, Change string
	StepLabel                         string
	Day                               DayWords
	p                                 *say.Printer
}

// LeavingPart is one part with the lines of both sides.
type LeavingPart struct {
	Kind         care.TransitionKind
	Title, Label string
	Lines        []LeavingLine
}

// LeavingLine is one line. The patient changes their own; the team's stay theirs.
type LeavingLine struct {
	Ref, Text string
	By        string // "" for the patient's own
	Own       bool
}

// LeavingStep is one step with a day, to be ticked.
type LeavingStep struct {
	LeavingLine
	When  string // "March 16", "Done March 8"
	State string // for screen readers
	Done  bool
	on    time.Time
}

// LeavingOf tells the transition plan.
func LeavingOf(c care.Chart, now time.Time, p *say.Printer) Leaving {
	s := speak(c, now, p)
	m := Leaving{
		Notices: s.notices(c, c.Sync.Pending),
		p:       p, Title: p.T("patient.leaving.title"), Words: p.T("patient.leaving.words"), Out: p.T("patient.plan.title"), Status: s.planStatus(c),
		StepsTitle: p.T("patient.leaving.step"), NoSteps: p.T("patient.leaving.no-steps"), Add: p.T("patient.partone.add"), Save: p.T("patient.partone.save"),
		Cancel: p.T("patient.partone.cancel"), Remove: p.T("patient.partone.remove"), Change: p.T("patient.partone.change"),
		StepLabel: p.T("patient.leaving.label-step"), Day: s.dayWords("patient.leaving.day-label"),
	}
	if s.dayOf(c).left {
		m.Words = p.T("patient.leaving.words-left")
	}
	for _, kind := range care.TransitionKinds() {
		if kind == care.TransitionStep {
			continue
		}
		part := LeavingPart{Kind: kind, Title: p.T("patient.leaving." + string(kind)), Label: p.T("patient.leaving.label-" + string(kind))}
		for _, l := range c.Plan.Transition.Of(kind) {
			part.Lines = append(part.Lines, leavingLine(l))
		}
		m.Parts = append(m.Parts, part)
	}
	for _, l := range c.Plan.Transition.Of(care.TransitionStep) {
		step := LeavingStep{LeavingLine: leavingLine(l), Done: !l.Done.IsZero(), State: p.T("patient.goal.step-open"), on: l.On}
		switch {
		case step.Done:
			step.State = p.T("patient.goal.step-done")
			step.When = p.T("patient.goal.step-when", "Day", p.MonthDay(l.Done.In(s.own)))
		case !l.On.IsZero():
			step.When = p.T("patient.leaving.on", "Day", p.DayInside(l.On.In(s.clinic)))
		}
		if step.By != "" {
			step.When = joinFacts(step.When, step.By)
		}
		m.Steps = append(m.Steps, step)
	}
	return m
}

func leavingLine(l care.TransitionLine) LeavingLine {
	out := LeavingLine{Ref: l.Ref, Text: l.Text, Own: !l.Team}
	if l.Team {
		out.By = l.By
	}
	return out
}

func joinFacts(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}
