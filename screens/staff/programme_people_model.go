package staff

import (
	"time"

	"throughline/care"
)

// PersonDetail is one patient as the programme's records have them.
type PersonDetail struct {
	Ref, Name string
	Facts     []Fact
	Groups    []string
	GroupsAre string
	Actions   []PersonAction
}

// PersonAction is something to be done for a patient.
type PersonAction struct {
	Do         PersonDo
	Name, Icon string
}

// PersonDo is what is done for a patient.
type PersonDo int

// What can be done for a patient.
const (
	DoApprove PersonDo = iota
	DoAskForm
	DoAddToGroup
	DoVisit
	DoCode
)

// people lists the patients with what is approved.
func (s programmeSpeaker) people(m *Programme) {
	m.Do, m.Search = s.p.T("staff.programme.enrol-do"), s.p.T("staff.patients.search")
	m.Sentence, m.Import = s.p.T("staff.programme.people-words"), s.p.T("staff.programme.import-do")
	for _, k := range s.c.Caseload {
		row := ProgrammeRow{ID: k.Patient.Ref, Name: k.Patient.Name, Words: s.approvedWords(k.Stay), Selected: k.Patient.Ref == m.Ask.Open}
		if week := k.Stay.Week(s.now, s.zone); week > 0 && !k.Stay.Ended {
			row.When = s.p.T("staff.programme.week-of", "Week", week)
		}
		if k.Stay.Ended {
			row.Tag, row.Calm = s.p.T("staff.programme.discharged"), true
		}
		for _, c := range k.Concerns {
			if c == care.ConcernVisitsLow || c == care.ConcernApprovalEnds {
				row.Tag, row.Icon, row.Warn = s.p.T("staff.concern."+string(c)), "clock", true
			}
		}
		m.Rows = append(m.Rows, row)
	}
	if len(m.Rows) == 0 {
		m.Empty = s.p.T("staff.patients.none")
	}
	if k, ok := caseOf(s.c, m.Ask.Open); ok {
		m.Person = s.personOf(k)
	}
}

func (s programmeSpeaker) approvedWords(stay care.Stay) string {
	switch {
	case stay.Approved == 0:
		return s.p.T("staff.programme.approved-none")
	case stay.ApprovedTo.IsZero():
		return s.p.N("staff.programme.approved", stay.Approved)
	}
	return s.p.N("staff.programme.approved-until", stay.Approved, "Day", s.p.MonthDay(stay.ApprovedTo.In(s.zone)))
}

func (s programmeSpeaker) personOf(k care.Case) *PersonDetail {
	d := &PersonDetail{Ref: k.Patient.Ref, Name: k.Patient.Name, GroupsAre: s.p.T("staff.programme.fact-group")}
	fact := func(key, value string) {
		if value != "" {
			d.Facts = append(d.Facts, Fact{s.p.T("staff.programme." + key), value})
		}
	}
	if !k.Born.IsZero() {
		fact("fact-born", s.p.LongDate(k.Born))
	}
	fact("fact-phone", k.Patient.Telephone)
	if !k.Stay.Admitted.IsZero() {
		fact("fact-admitted", s.p.LongDate(k.Stay.Admitted.In(s.zone)))
	}
	fact("fact-approved", s.approvedWords(k.Stay))
	for _, g := range s.c.Groups {
		for _, p := range s.c.Members(g.Series, s.now) {
			if p.Ref == k.Patient.Ref {
				d.Groups = append(d.Groups, s.groupName(g))
				fact("fact-group", s.groupName(g)+" ("+s.timesWords(g)+")")
			}
		}
	}
	add := func(do PersonDo, key, icon string) {
		d.Actions = append(d.Actions, PersonAction{do, s.p.T("staff.programme." + key), icon})
	}
	add(DoApprove, "approve-do", "clipboard-check")
	add(DoAskForm, "ask-do", "send")
	add(DoAddToGroup, "to-group-do", "users")
	add(DoVisit, "visit-do", "calendar-days")
	add(DoCode, "code-do", "lock")
	return d
}

// SameName are the patients with nearly the name or the same name and birth date as
// somebody who is to be enrolled.
func SameName(c care.Chart, name string, born time.Time) []care.Case {
	var out []care.Case
	for _, k := range c.Caseload {
		if foldName(k.Patient.Name) == foldName(name) {
			out = append(out, k)
		} else if !born.IsZero() && k.Born.Format(time.DateOnly) == born.Format(time.DateOnly) && lastWord(k.Patient.Name) == lastWord(name) {
			out = append(out, k)
		}
	}
	return out
}
