package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// speaker says things about the patient whose record is open, in the clinic's time.
type speaker struct {
	chart  care.Chart // of staff
	record care.Chart // of the patient
	kase   care.Case
	since  time.Time // what the weekly review looks back to
	now    time.Time
	zone   *time.Location
	p      *say.Printer
}

func speak(c care.Chart, k care.Case, now time.Time, p *say.Printer) speaker {
	s := speaker{chart: c, kase: k, since: k.ReviewSince(), now: now, zone: zoneOf(c), p: p}
	if c.Record != nil {
		s.record = *c.Record
	}
	return s
}

// recordOf is the record of a patient; ok is false where it is not the one that is
// open.
func recordOf(c care.Chart, patient string, now time.Time, p *say.Printer) (speaker, bool) {
	k, ok := caseOf(c, patient)
	return speak(c, k, now, p), ok && c.Record != nil && c.Record.Viewer.Ref == patient
}

// day is a day on the clinic's calendar, with the year where it is another one.
func (s speaker) day(t time.Time) string {
	t = t.In(s.zone)
	if t.Year() != s.now.In(s.zone).Year() {
		return s.p.LongDate(t)
	}
	return s.p.MonthDay(t)
}

func (s speaker) standingWords() string {
	programme := s.p.T("staff.brief.mental-health")
	if s.record.Stay.Programme == care.DualDiagnosis {
		programme = s.p.T("staff.brief.dual")
	}
	words := standing(s.kase, s.now, s.zone, s.p) + ". " + programme
	if !s.record.Stay.Admitted.IsZero() {
		words += " " + s.p.T("staff.brief.admitted", "Day", s.day(s.record.Stay.Admitted))
	}
	return words
}

func (s speaker) levelName(level care.Level) string {
	if level == care.LevelUnset {
		return s.p.T("staff.level.unset")
	}
	return s.p.T("patient.where." + string(level))
}
