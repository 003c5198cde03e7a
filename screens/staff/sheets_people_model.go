package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// EnrolSheet admits a patient; id is a new UUID.
func EnrolSheet(c care.Chart, now time.Time, p *say.Printer, id string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("enrol", "enrol-title", "enrol-do")
	groups := []care.Group{{}}
	words := []string{p.T("staff.sheet.no-group")}
	for _, g := range c.Groups {
		if !s.over(g) && len(c.Members(g.Series, now)) < care.MostMembers {
			groups = append(groups, g)
		}
	}
	words = append(words, s.groupWords(groups[1:])...)
	m.Words = []string{p.T("staff.sheet.enrol-words")}
	m.Fields = []SheetField{
		s.field(FieldText, "given", "given"), s.field(FieldText, "family", "family"), s.field(FieldDay, "born", "born"),
		s.field(FieldText, "phone", "phone"), s.field(FieldText, "email", "email"),
		s.field(FieldOne, "language", "language").of(p.T("staff.programme.english"), p.T("staff.programme.spanish")),
		s.field(FieldOne, "programme", "programme").of(p.T("staff.sheet.mental-health"), p.T("staff.sheet.dual")),
		s.field(FieldDay, "admitted", "admitted").on(now.In(s.zone)),
		s.field(FieldText, "approved", "approved").hint(p.T("staff.sheet.approved-hint")),
		s.field(FieldDay, "until", "approved-until"),
		s.field(FieldOne, "group", "group").of(words...).from("0"),
	}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		x := care.PatientEnrolled{
			ID: id, Given: r.needText("given"), Family: r.needText("family"), Born: r.needDay("born"), Telephone: r.text("phone"), Email: r.text("email"),
			Programme: care.Programme(r.needOne("programme")), Admitted: r.needDay("admitted"),
		}
		if i := r.one("language"); i >= 0 && i < len(languages) {
			x.Language = languages[i]
		}
		if r.out.Wrong["born"] == "" && r.out.Wrong["admitted"] == "" && !care.Adult(x.Born, x.Admitted) {
			r.wrong("born", "wrong-minor")
		}
		if x.Email != "" && !strings.Contains(x.Email, "@") {
			r.wrong("email", "wrong-email")
		}
		r.approval(&x.Approved, &x.ApprovedTo, x.Admitted)
		if i := r.one("group"); i > 0 && i < len(groups) {
			x.Series = groups[i].Series
		}
		if len(r.out.Wrong) == 0 {
			for _, k := range SameName(c, x.Given+" "+x.Family, x.Born) {
				born := p.T("staff.sheet.born-unknown")
				if !k.Born.IsZero() {
					born = p.LongDate(k.Born)
				}
				r.out.Warn = append(r.out.Warn, p.T("staff.sheet.same-name", "Name", k.Patient.Name, "Born", born))
			}
		}
		r.out.Change = x
		return r.out
	}
	return m
}

// languages are those that the app speaks, in the order in which they are offered.
var languages = []string{"en", "es"}

const mostVisits = 999

// approval reads how many visits a payer approved and until when; both may be left
// empty.
func (r *reading) approval(visits *int, until *time.Time, from time.Time) {
	if r.text("approved") == "" && r.text("until") == "" {
		return
	}
	var ok bool
	if *visits, ok = r.number("approved", 1, mostVisits); !ok {
		r.wrong("approved", "wrong-visits")
	}
	if *until = r.needDay("until"); r.out.Wrong["until"] == "" && until.Before(from) {
		r.wrong("until", "wrong-before")
	}
}

// ApproveSheet records a payer's approval of further visits; id is a new UUID.
func ApproveSheet(c care.Chart, now time.Time, p *say.Printer, patient, id string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("approve/"+patient, "approve-title", "approve-do")
	if k, ok := caseOf(c, patient); ok {
		m.Words = []string{k.Patient.Name, s.approvedWords(k.Stay)}
	}
	m.Words = append(m.Words, p.T("staff.sheet.approve-words"))
	m.Fields = []SheetField{
		s.field(FieldText, "approved", "approved"), s.field(FieldDay, "from", "approved-from").on(now.In(s.zone)), s.field(FieldDay, "until", "approved-until"),
		s.field(FieldText, "number", "approved-number"),
	}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		x := care.VisitsApproved{ID: id, Patient: patient, From: r.needDay("from"), Reference: r.text("number")}
		if r.text("approved") == "" {
			r.wrong("approved", "wrong-visits")
		}
		r.approval(&x.Visits, &x.To, x.From)
		r.out.Change = x
		return r.out
	}
	return m
}

// AskFormSheet asks a patient to answer a form by a day; id is a new UUID. Either of
// patient and form may be "".
func AskFormSheet(c care.Chart, now time.Time, p *say.Printer, patient, form, id string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("ask/"+patient+form, "ask-title", "ask-do")
	var people []care.Person
	var forms []care.Form
	for _, k := range c.Caseload {
		if patient == "" || k.Patient.Ref == patient {
			people = append(people, k.Patient)
		}
	}
	named := map[string]bool{}
	for _, f := range c.Forms {
		if !f.Retired && len(f.Gaps()) == 0 && (form == "" || f.Canonical == form) && !named[f.Canonical] {
			named[f.Canonical] = true
			forms = append(forms, f)
		}
	}
	var titles []string
	for _, f := range forms {
		titles = append(titles, f.Title)
	}
	if patient == "" {
		m.Fields = append(m.Fields, s.field(FieldFind, "who", "who").of(names(people)...))
	} else if len(people) > 0 {
		m.Words = append(m.Words, people[0].Name)
	}
	if form == "" {
		m.Fields = append(m.Fields, s.field(FieldOne, "form", "form").of(titles...))
	} else if len(forms) > 0 {
		m.Words = append(m.Words, forms[0].Title)
	}
	m.Fields = append(m.Fields, s.field(FieldDay, "due", "due").on(now.In(s.zone).AddDate(0, 0, 7)))
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		who, which := 0, 0
		if patient == "" {
			who = r.needOne("who")
		}
		if form == "" {
			which = r.needOne("form")
		}
		due := r.needDay("due")
		if r.out.Wrong["due"] == "" && care.DaysFrom(now.In(s.zone), due) < 0 {
			r.wrong("due", "wrong-past")
		}
		if len(r.out.Wrong) == 0 && who < len(people) && which < len(forms) {
			r.out.Change = care.FormAsked{ID: id, Patient: people[who].Ref, Form: forms[which].Canonical, Title: forms[which].Title, Due: due}
		}
		return r.out
	}
	return m
}

// RetireSheet takes a form out of use, once it was read what that does.
func RetireSheet(c care.Chart, now time.Time, p *say.Printer, ref string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("retire/"+ref, "retire-title", "retire-do")
	for _, f := range c.Forms {
		if f.Ref == ref {
			m.Words = []string{f.Title + ". " + versionWords(f, p)}
		}
	}
	m.Words = append(m.Words, p.T("staff.sheet.retire-words"))
	m.Read = func(Typed) SheetRead { return SheetRead{Change: care.FormRetired{Form: ref}} }
	return m
}

// VisitSheet plans one-on-one visits; id is a new UUID. Patient may be "".
func VisitSheet(c care.Chart, now time.Time, p *say.Printer, patient, id string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("visit/"+patient, "visit-title", "visit-do")
	var people []care.Person
	for _, k := range c.Caseload {
		if patient == "" || k.Patient.Ref == patient {
			people = append(people, k.Patient)
		}
	}
	leaders, me := s.leaders()
	if patient == "" {
		m.Fields = append(m.Fields, s.field(FieldFind, "who", "who").of(names(people)...))
	} else if len(people) > 0 {
		m.Words = []string{people[0].Name}
	}
	m.Fields = append(m.Fields,
		s.field(FieldOne, "kind", "kind").of(p.T("staff.programme.kind-individual"), p.T("staff.programme.kind-medication"), p.T("staff.programme.kind-family")),
		s.field(FieldDay, "day", "day").on(now.In(s.zone).AddDate(0, 0, 1)),
		s.field(FieldTime, "time", "time").hint(p.T("staff.sheet.time-hint")),
		s.field(FieldText, "minutes", "minutes").from("50"),
		s.field(FieldText, "weeks", "weeks").hint(p.T("staff.sheet.weeks-hint")).from("1"),
		s.field(FieldOne, "leader", "with").of(names(leaders)...).from(me),
		s.field(FieldOne, "where", "where").of(p.T("staff.sheet.where-place"), p.T("staff.programme.video")).from("0"),
		s.field(FieldText, "place", "place").from(s.usualPlace()),
		s.field(FieldText, "link", "link").hint(p.T("staff.sheet.link-hint")),
	)
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		who := 0
		if patient == "" {
			who = r.needOne("who")
		}
		x := care.VisitPlanned{ID: id, Kind: care.SessionKind(r.needOne("kind") + 1), Day: r.needDay("day")}
		x.Hour, x.Minute = r.needClock("time")
		var ok bool
		if x.Minutes, ok = r.number("minutes", 5, 480); !ok {
			r.wrong("minutes", "wrong-minutes")
		}
		if x.Weeks, ok = r.number("weeks", 1, 26); !ok {
			r.wrong("weeks", "wrong-weeks")
		}
		x.With = leaders[min(r.needOne("leader"), len(leaders)-1)]
		x.Place, _, x.JoinURL = r.place()
		for n := range max(x.Weeks, 1) {
			r.wall("time", x.Day.AddDate(0, 0, 7*n), x.Hour, x.Minute, s.zone)
		}
		if len(r.out.Wrong) == 0 && who < len(people) {
			x.Patient = people[who]
			if x.Weeks > 1 {
				r.out.Warn = append(r.out.Warn, p.T("staff.sheet.visits-plan", "Count", strconv.Itoa(x.Weeks), "Until", p.Day(x.Day.AddDate(0, 0, 7*(x.Weeks-1)))))
			}
			r.out.Warn = append(r.out.Warn, s.visitClashes(x)...)
		}
		r.out.Change = x
		return r.out
	}
	return m
}

// visitClashes says what else is at the time of visits.
func (s programmeSpeaker) visitClashes(x care.VisitPlanned) []string {
	var slated []care.Slated
	for n := range max(x.Weeks, 1) {
		start, _ := care.WallClock(x.Day.AddDate(0, 0, 7*n), x.Hour, x.Minute, s.zone)
		slated = append(slated, care.Slated{
			Start: start, End: start.Add(time.Duration(x.Minutes) * time.Minute), Leader: x.With, Place: x.Place.Name, Patients: []care.Person{x.Patient},
		})
	}
	return s.clashWords(slated)
}
