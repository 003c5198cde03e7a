package patient

import (
	"cmp"
	"strings"

	"throughline/care"
)

// PlanTeam is what the team adds: part two, what it changed and why, who is on it,
// the medication to read, and the care that comes next.
type PlanTeam struct {
	Waiting  bool   // nothing has come from the clinic yet
	Words    string // how part two came about, or that it is still to come
	Reviewed string // when the team last met about it
	Note     string // what it wanted the patient to know

	ChangesTitle string
	Changes      []PlanTeamChange

	Parts []PlanText

	Title string
	Team  []PlanPerson

	MedicationTitle, NoMedication, MedicationNote, Report string
	Medications                                           []PlanText
	ReportForm                                            string // of the form for missed doses and side effects; "" where the clinic has none

	NextTitle, NoNext, Met, AddOwn               string
	Next                                         []PlanCare
	OwnTitle, OwnName, OwnKind, OwnPhone, OwnAdd string
	OwnFirst                                     DayWords
	Cancel                                       string
}

// PlanTeamChange is one thing that the team changed.
type PlanTeamChange struct {
	When, Subject, Words, Why string
}

// PlanText is a part that the team wrote, or a medication.
type PlanText struct {
	Title, Text, By string
	For             string // what this part is for
	Story           []PlanChange
}

// PlanPerson is somebody on the team.
type PlanPerson struct {
	Name, Role string
	For        string // what they are there for
}

// PlanCare is a referral, or care that the patient has of their own.
type PlanCare struct {
	Ref, Title, Name, First, Note string
	Contact, URI                  string
	Call                          string // name of the button
	CanMeet                       bool   // the patient can say that they have met
	Met                           Status
}

// shownChanges is how many of the team's changes the page shows at first; the
// story page has them all.
const shownChanges = 5

func (s speaker) planTeam(c care.Chart) PlanTeam {
	t := PlanTeam{
		Words:        s.p.T("patient.plan.team-words"),
		ChangesTitle: s.p.T("patient.plan.team-changes"),
		Title:        s.p.T("patient.plan.team-title"),

		MedicationTitle: s.p.T("patient.plan.medication-title"),
		NoMedication:    s.p.T("patient.plan.no-medication"),
		MedicationNote:  s.p.T("patient.plan.medication-note"),
		Report:          s.p.T("patient.plan.medication-report"),

		NextTitle: s.p.T("patient.next.title"), NoNext: s.p.T("patient.next.none"), Met: s.p.T("patient.next.met"), AddOwn: s.p.T("patient.next.add-own"),
		OwnTitle: s.p.T("patient.next.own-title"), OwnName: s.p.T("patient.next.own-name"), OwnKind: s.p.T("patient.next.own-kind"),
		OwnPhone: s.p.T("patient.next.own-phone"), OwnAdd: s.p.T("patient.partone.save"), OwnFirst: s.dayWords("patient.next.own-first"),
		Cancel: s.p.T("patient.partone.cancel"),
	}
	if len(c.Plan.Clinical) == 0 {
		t.Words = s.p.T("patient.plan.team-later")
		if c.Stay.Ended || c.Stay.Week(s.now, s.clinic) > 2 {
			t.Words = s.p.T("patient.plan.team-none")
		}
	}
	if t.Waiting = waiting(c); t.Waiting {
		t.Words = s.p.T("patient.common.waiting")
	}
	if !c.Plan.LastReviewed.IsZero() {
		t.Reviewed = s.p.T("patient.plan.reviewed", "Day", s.p.MonthDay(c.Plan.LastReviewed.In(s.clinic)))
		if last := c.Plan.Reviews; len(last) > 0 {
			t.Note = last[0].Note
			if len(last[0].Changes) == 0 {
				t.Reviewed += " " + s.p.T("patient.plan.nothing-changed")
			}
		}
	}
	for i, x := range c.Plan.Changes {
		if i < shownChanges {
			t.Changes = append(t.Changes, s.teamChange(c, x))
		}
	}
	for _, x := range c.Plan.Clinical {
		t.Parts = append(t.Parts, s.part(x))
	}
	for _, m := range c.Plan.Team {
		p := PlanPerson{Name: m.Name, Role: m.Title}
		if m.Part != care.TeamOther {
			p.For = s.p.T("patient.plan.for-" + string(m.Part))
		}
		t.Team = append(t.Team, p)
	}
	for _, f := range c.Forms {
		if name, _, _ := strings.Cut(f.Canonical, "|"); name == care.FormMedication && !f.Retired && len(f.Unsupported) == 0 {
			t.ReportForm = f.Canonical
		}
	}
	for _, m := range c.Plan.Medications {
		t.Medications = append(t.Medications, PlanText{Title: s.medicine(m), Text: m.How, By: m.By})
	}
	for _, x := range c.Plan.NextCare {
		t.Next = append(t.Next, s.nextCare(x))
	}
	return t
}

// medicine is what a medicine is called. One without a name is told as such.
func (s speaker) medicine(m care.Medication) string {
	return cmp.Or(m.Name, s.p.T("patient.plan.medication-unnamed"))
}

func (s speaker) teamChange(c care.Chart, x care.TeamChange) PlanTeamChange {
	out := PlanTeamChange{When: s.byTeam(x.Change, s.p.MonthDay(x.At.In(s.own))), Subject: s.subject(c, x.Subject), Words: s.stateWords(x.Change), Why: s.whyWords(x.Change)}
	if x.Goal != "" && x.What == care.Worded && x.Subject == x.Text {
		out.Subject = s.p.T("patient.plan.a-goal")
	}
	return out
}

// known tells a part that the app has words for; of another the clinic's own title stands.
func known(kind care.PartKind) bool {
	return kind == care.PartInterventions || kind == care.PartEducation || kind == care.PartMedication
}

// subject is what a change of the plan is about. A part that the app knows is called as its heading is, in the person's
// language, and not as the clinic files it.
func (s speaker) subject(c care.Chart, title string) string {
	for _, part := range c.Plan.Clinical {
		if part.Title == title && known(part.Kind) {
			return s.p.T("patient.plan.part-" + string(part.Kind))
		}
	}
	return title
}

func (s speaker) part(x care.PlanPart) PlanText {
	t := PlanText{Title: x.Title, Text: x.Text}
	if known(x.Kind) {
		t.Title, t.For = s.p.T("patient.plan.part-"+string(x.Kind)), s.p.T("patient.plan.part-for-"+string(x.Kind))
	}
	switch {
	case x.By != "" && !x.At.IsZero():
		t.By = s.p.T("patient.plan.by-on", "Name", x.By, "Day", s.p.MonthDay(x.At.In(s.clinic)))
	case x.By != "":
		t.By = x.By
	case !x.At.IsZero():
		t.By = s.p.MonthDay(x.At.In(s.clinic))
	}
	return t
}

func (s speaker) nextCare(x care.Referral) PlanCare {
	out := PlanCare{Ref: x.Ref, Title: x.Kind, Name: x.Name, Note: x.Note, Contact: x.Contact, CanMeet: !x.Own && x.Met.IsZero()}
	if out.Title == "" {
		out.Title = s.p.T("patient.next.kind")
	}
	if x.Contact != "" {
		out.URI, out.Call = "tel:"+dialled(x.Contact), s.p.T("patient.next.call")
	}
	if !x.First.IsZero() {
		at := x.First.In(s.clinic)
		out.First = s.p.T("patient.next.first", "Day", s.p.DayInside(at), "Clock", s.clock(x.First))
		if x.Own {
			out.First = s.p.T("patient.next.visit", "Day", s.p.DayInside(at))
		}
	}
	switch {
	case x.Own:
		out.Met = Status{Icon: "circle-check", Text: s.p.T("patient.next.own"), Good: true}
	case !x.Met.IsZero():
		out.Met = Status{Icon: "circle-check", Text: s.p.T("patient.next.met-on", "Day", s.p.MonthDay(x.Met.In(s.own))), Good: true}
	}
	return out
}
