package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// PartTwo is what the team writes in a patient's plan.
type PartTwo struct {
	PageHead
	State  string // when it opens, or by when it is to be written; "" once something stands there
	Parts  []PartTwoPart
	Adders []PartTwoAdder
	Edit   PartTwoEdit
}

// PageHead is what the pages share that open over a patient's brief.
type PageHead struct {
	Patient, Title, Words, Out string
	Gone                       string // said where the record is not open
	p                          *say.Printer
}

// PartTwoPart is one part that was written.
type PartTwoPart struct {
	Ref, Title, For, Text, By string
	Kind                      care.PartKind
}

// PartTwoAdder is the way to a new part.
type PartTwoAdder struct {
	Kind       care.PartKind
	Words, For string
}

// PartTwoEdit is the words of the fields in which a part is written.
type PartTwoEdit struct {
	Change, Text, TextHint, Title, Why, WhyHint, Save, Cancel, Remove string
}

// partKinds are the kinds of part in the order of the programme's guide.
var partKinds = []care.PartKind{care.PartInterventions, care.PartEducation, care.PartMedication, care.PartOther}

// head begins a page over a patient's brief.
func head(c care.Chart, patient, title, words string, now time.Time, p *say.Printer) (PageHead, speaker, bool) {
	s, ok := recordOf(c, patient, now, p)
	h := PageHead{Patient: patient, Title: p.T(title), Words: p.T(words), Out: s.kase.Patient.Name, p: p}
	if h.Out == "" {
		h.Out = p.T("place.patients")
	}
	if !ok {
		h.Gone = p.T("staff.patients.opening", "Name", h.Out)
	}
	return h, s, ok
}

// PartTwoOf tells part two of a patient's plan.
func PartTwoOf(c care.Chart, patient string, now time.Time, p *say.Printer) PartTwo {
	h, s, ok := head(c, patient, "staff.pages.part-two", "staff.part-two.words", now, p)
	m := PartTwo{PageHead: h, Edit: PartTwoEdit{
		Change: p.T("staff.common.change"), Text: p.T("staff.part-two.text"), TextHint: p.T("staff.part-two.text-hint"), Title: p.T("staff.part-two.title"),
		Why: p.T("staff.common.why"), WhyHint: p.T("staff.common.why-hint"), Save: p.T("staff.common.save"), Cancel: p.T("staff.common.cancel"), Remove: p.T("staff.part-two.remove"),
	}}
	if !ok {
		return m
	}
	if len(s.record.Plan.Clinical) == 0 {
		m.State = s.partTwoState()
	}
	for _, kind := range partKinds {
		for _, x := range s.record.Plan.Clinical {
			if x.Kind == kind {
				m.Parts = append(m.Parts, s.part(x))
			}
		}
		m.Adders = append(m.Adders, PartTwoAdder{Kind: kind, Words: p.T(adderKeys[kind]), For: s.partFor(kind)})
	}
	return m
}

var adderKeys = map[care.PartKind]string{
	care.PartInterventions: "staff.part-two.add-interventions", care.PartEducation: "staff.part-two.add-education",
	care.PartMedication: "staff.part-two.add-medication", care.PartOther: "staff.part-two.add-other",
}

// part is a part as the patient reads it, with who wrote it last.
func (s speaker) part(x care.PlanPart) PartTwoPart {
	out := PartTwoPart{Ref: x.Ref, Kind: x.Kind, Title: x.Title, Text: x.Text, For: s.partFor(x.Kind), By: x.By}
	if x.Kind != care.PartOther {
		out.Title = s.p.T("patient.plan.part-" + string(x.Kind))
	}
	if len(x.Story) > 0 && x.Story[0].By != "" {
		out.By = x.Story[0].By
	}
	if !x.At.IsZero() && out.By != "" {
		out.By = s.p.T("staff.brief.by", "Day", s.day(x.At), "Name", out.By)
	}
	return out
}

func (s speaker) partFor(kind care.PartKind) string {
	if kind == care.PartOther {
		return ""
	}
	return s.p.T("patient.plan.part-for-" + string(kind))
}
