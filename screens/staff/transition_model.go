package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Transition is the plan for leaving, written together with the patient: staff
// change the team's lines, the patient theirs.
type Transition struct {
	PageHead
	Parts []TransitionPart
	Edit  TransitionEdit
}

// TransitionPart is one part with the lines of both sides.
type TransitionPart struct {
	Kind       care.TransitionKind
	Title, Add string
	Lines      []TransitionLine
}

// TransitionLine is one line or step.
type TransitionLine struct {
	Ref, Text, By string
	Team          bool // the team's own, which staff may change
	on            time.Time
}

// TransitionEdit is the words of the fields in which a line is written.
type TransitionEdit struct {
	Change, Save, Cancel, Remove string
	Day                          Day
}

// TransitionOf tells a patient's plan for leaving.
func TransitionOf(c care.Chart, patient string, now time.Time, p *say.Printer) Transition {
	h, s, ok := head(c, patient, "staff.pages.transition", "staff.transition.words", now, p)
	m := Transition{PageHead: h, Edit: TransitionEdit{
		Change: p.T("staff.common.change"), Save: p.T("staff.common.save"), Cancel: p.T("staff.common.cancel"), Remove: p.T("staff.transition.remove"),
		Day: dayOf("staff.transition.day", s.zone, p),
	}}
	if !ok {
		return m
	}
	for _, kind := range care.TransitionKinds() {
		part := TransitionPart{Kind: kind, Title: p.T("staff.transition." + string(kind)), Add: p.T("staff.transition.add-" + string(kind))}
		for _, l := range s.record.Plan.Transition.Of(kind) {
			line := TransitionLine{Ref: l.Ref, Text: l.Text, Team: l.Team, By: l.By, on: l.On}
			if !l.Team {
				line.By = p.T("staff.transition.patient")
			}
			switch {
			case !l.Done.IsZero():
				line.By = p.T("staff.transition.done", "Day", s.day(l.Done)) + " " + line.By
			case !l.On.IsZero():
				line.By = p.T("staff.transition.on", "Day", s.day(l.On)) + " " + line.By
			}
			part.Lines = append(part.Lines, line)
		}
		m.Parts = append(m.Parts, part)
	}
	return m
}
