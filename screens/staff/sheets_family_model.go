package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// relative is a loved one of somebody who is to come to a session.
type relative struct {
	session string // of that patient
	patient care.Person
	person  care.Person
}

// toAsk are those whom their patients let come to a session, and who are not asked yet;
// guests are those who are.
func (s programmeSpeaker) toAsk(x care.Meeting) (toAsk, guests []relative) {
	for _, e := range x.Expected {
		if e.Session.State == care.SessionCancelled {
			continue
		}
		asked := map[string]bool{}
		for _, g := range e.Session.Family {
			asked[g.Ref] = true
			guests = append(guests, relative{e.Session.Ref, e.Patient, care.Person{Ref: g.Ref, Name: g.Name}})
		}
		for _, k := range s.c.Caseload {
			if k.Patient.Ref != e.Patient.Ref {
				continue
			}
			for _, f := range k.Family {
				if !asked[f.Ref] && (f.Until.IsZero() || x.Start.Before(f.Until)) {
					toAsk = append(toAsk, relative{e.Session.Ref, e.Patient, f.Person})
				}
			}
		}
	}
	return toAsk, guests
}

// AskFamilySheet asks a loved one to a session; UnaskFamilySheet takes that back.
func AskFamilySheet(c care.Chart, now time.Time, p *say.Printer, ref string) Sheet {
	return familySheet(c, now, p, ref, false)
}

// UnaskFamilySheet takes a loved one off a session.
func UnaskFamilySheet(c care.Chart, now time.Time, p *say.Printer, ref string) Sheet {
	return familySheet(c, now, p, ref, true)
}

func familySheet(c care.Chart, now time.Time, p *say.Printer, ref string, off bool) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("family/"+ref, "family-title", "family-do")
	if off {
		m = s.sheet("family-off/"+ref, "family-off-title", "family-off-do")
	}
	x, ok := c.Meeting(ref)
	if !ok {
		return m
	}
	of, guests := s.toAsk(x)
	told := "staff.sheet.family-words"
	if off {
		of, told = guests, "staff.sheet.family-off-words"
	}
	at := x.Start.In(s.zone)
	m.Words = []string{s.meetingName(x), p.Day(at) + ", " + p.Span(at, x.Ends().In(s.zone)), p.T(told)}
	words := make([]string, len(of))
	for i, r := range of {
		words[i] = p.T("staff.sheet.family-of", "Name", r.person.Name, "Patient", r.patient.Name)
	}
	m.Fields = []SheetField{s.field(FieldOne, "who", "loved-one").of(words...)}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		switch i := r.needOne("who"); {
		case len(r.out.Wrong) > 0 || i >= len(of):
		case off:
			r.out.Change = care.FamilyUnasked{Session: of[i].session, Person: of[i].person}
		default:
			r.out.Change = care.FamilyAsked{Session: of[i].session, Person: of[i].person}
		}
		return r.out
	}
	return m
}
