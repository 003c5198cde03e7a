package staff

import (
	"fmt"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// AddSheet puts a patient into a group; RemoveSheet takes one out.
func AddSheet(c care.Chart, now time.Time, p *say.Printer, series, patient string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("add/"+series+patient, "add-title", "add-do")
	var groups []care.Group
	var people []care.Person
	for _, g := range c.Groups {
		if !s.over(g) && (series == "" || g.Series == series) {
			groups = append(groups, g)
		}
	}
	in := c.Members(series, now)
	for _, k := range c.Caseload {
		if !k.Stay.Ended && (patient == "" || k.Patient.Ref == patient) && !contains(in, k.Patient) {
			people = append(people, k.Patient)
		}
	}
	if patient == "" {
		m.Fields = append(m.Fields, s.field(FieldFind, "who", "who").of(names(people)...))
	}
	if series == "" {
		m.Fields = append(m.Fields, s.field(FieldOne, "group", "group").of(s.groupWords(groups)...))
	} else if len(groups) > 0 {
		m.Words = []string{s.groupName(groups[0]) + ". " + s.timesWords(groups[0]), s.sizeWords(len(in))}
	}
	m.Words = append(m.Words, p.T("staff.sheet.add-words"))
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		who, where := 0, 0
		if patient == "" {
			who = r.needOne("who")
		}
		if series == "" {
			where = r.needOne("group")
		}
		if len(r.out.Wrong) == 0 && who < len(people) && where < len(groups) {
			r.out.Change = care.MemberAdded{Series: groups[where].Series, Patient: people[who]}
			if n := len(c.Members(groups[where].Series, now)); n >= care.MostMembers {
				r.wrong(map[bool]string{true: "group", false: "who"}[series == ""], "wrong-full")
			}
			var slated []care.Slated
			for _, x := range s.ahead(groups[where].Series) {
				slated = append(slated, care.Slated{Start: x.Start, End: x.Ends(), Patients: people[who : who+1], Instead: x.Ref})
			}
			r.out.Warn = s.clashWords(slated)
		}
		return r.out
	}
	return m
}

func (s programmeSpeaker) groupWords(groups []care.Group) []string {
	var out []string
	for _, g := range groups {
		out = append(out, fmt.Sprintf("%s, %s (%s)", s.groupName(g), s.timesWords(g), s.p.T("staff.programme.members-of", "Count", len(s.c.Members(g.Series, s.now)))))
	}
	return out
}

func contains(people []care.Person, who care.Person) bool {
	for _, p := range people {
		if p.Ref == who.Ref {
			return true
		}
	}
	return false
}

// RemoveSheet takes a patient out of a group, once it was read what that does.
func RemoveSheet(c care.Chart, now time.Time, p *say.Printer, series string, who care.Person) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("remove/"+series+who.Ref, "remove-title", "remove-do")
	m.Words = []string{who.Name}
	if g, ok := c.Group(series); ok {
		m.Words = append(m.Words, s.groupName(g)+". "+s.timesWords(g))
	}
	m.Words = append(m.Words, p.T("staff.sheet.remove-words"))
	m.Read = func(Typed) SheetRead { return SheetRead{Change: care.MemberRemoved{Series: series, Patient: who}} }
	return m
}
