package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// VisitsPage tells the visits that the payer approved and what a missed one
// means.
type VisitsPage struct {
	Notices     []Status // how true the page is
	Back, Title string
	Number      string // "7 of 24"
	Unit        string // "approved visits"
	Part        float32
	Words       string // until when
	More        string // how more are asked for
	MissedTitle string
	MissedWords string
	MissedHead  string   // over the days; "" for none
	Missed      []string // days
}

// VisitsOf tells them for the present stay.
func VisitsOf(c care.Chart, now time.Time, p *say.Printer) VisitsPage {
	s := speak(c, now, p)
	v := c.Visits()
	m := VisitsPage{
		Notices: s.notices(c, c.Sync.Pending),
		Back:    p.T("patient.common.back"), Title: p.T("patient.visits.title"),
		Words:       p.T("patient.visits.unknown"),
		MissedTitle: p.T("patient.visits.missed-title"), MissedWords: missedWords(c, p),
	}
	if waiting(c) {
		m.Words = p.T("patient.common.waiting")
	}
	if c.Stay.Approved > 0 {
		m.Number = p.T("patient.hours.number", "Done", v.Attended, "All", c.Stay.Approved)
		m.Unit = p.N("patient.visits.unit", c.Stay.Approved)
		m.Part = min(float32(v.Attended)/float32(c.Stay.Approved), 1)
		m.Words, m.More = "", p.T("patient.visits.more")
		if until := c.Stay.ApprovedTo; !until.IsZero() {
			m.Words = p.T("patient.visits.until", "Day", p.LongDate(until.In(s.clinic)))
		}
	}
	for _, x := range v.Missed {
		m.Missed = append(m.Missed, s.longDay(dayOf(x.Start.In(s.clinic))))
	}
	if len(m.Missed) > 0 {
		m.MissedHead = p.T("patient.visits.missed-days")
	}
	return m
}

// missedWords is what a missed visit means, with the clinic's number where it
// is known.
func missedWords(c care.Chart, p *say.Printer) string {
	words := p.T("patient.visits.missed")
	if c.Clinic.Telephone != "" {
		words += " " + p.T("patient.visits.call", "Number", c.Clinic.Telephone)
	}
	return words
}
