package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Feed is the address under which a calendar can look for the sessions.
type Feed struct {
	State   FeedState
	Address string // while it is there
	Fault   *care.Fault
}

// FeedState is how the address stands.
type FeedState int

// States of the address.
const (
	FeedNotOffered FeedState = iota // this clinic has none
	FeedAsking                      // not known yet
	FeedNone                        // it can be made
	FeedThere
)

// CalendarPage is the ways in which a calendar on this device or elsewhere can
// show the sessions.
type CalendarPage struct {
	Back, Title string
	Words       string // what others can see
	Notices     []Status

	RemindTitle, RemindWords   string
	Leads                      []string
	Lead                       int // index into Leads
	FileTitle, FileWords, File string
	FeedTitle, FeedWords       string
	Asking                     bool
	AddressLabel, Address      string
	Make, Copy, Renew, Remove  string // "" where it can't be done now
	Fault                      string

	p *say.Printer
}

// Spoken says the state of a choice for screen readers.
func (m CalendarPage) Spoken(chosen bool, place, count int) string {
	return spoken(m.p)(chosen, place, count)
}

// FaultWords says what went wrong, or "".
func (m CalendarPage) FaultWords(f *care.Fault) string { return m.p.Fault(f) }

// CalendarOf tells them.
func CalendarOf(c care.Chart, feed Feed, lead care.ReminderLead, now time.Time, p *say.Printer) CalendarPage {
	s := speak(c, now, p)
	m := CalendarPage{
		p: p, Back: p.T("patient.common.back"), Title: p.T("patient.calendar.open"), Notices: s.notices(c, c.Sync.Pending),
		Words:     p.T("patient.calendar.words", "Title", p.T("calendar.title")),
		FileTitle: p.T("patient.calendar.file-title"), FileWords: p.T("patient.calendar.file-words"), File: p.T("patient.calendar.file"),
		FeedTitle: p.T("patient.calendar.feed-title"), Fault: p.Fault(feed.Fault),
	}
	m.RemindTitle, m.RemindWords = p.T("patient.remind.title"), p.T("patient.remind.words", "Notice", p.T("reminder.title"))
	for i, l := range care.ReminderLeads() {
		m.Leads = append(m.Leads, p.T("patient.remind."+map[care.ReminderLead]string{
			care.RemindHour: "hour", care.RemindQuarter: "quarter", care.RemindEvening: "evening", care.RemindNever: "off",
		}[l]))
		if l == lead {
			m.Lead = i
		}
	}
	switch feed.State {
	case FeedNotOffered:
		m.FeedWords = p.T("patient.calendar.feed-not-offered")
	case FeedAsking:
		m.Asking, m.FeedWords = feed.Fault == nil, p.T("patient.calendar.feed-words")
	case FeedNone:
		m.FeedWords, m.Make = p.T("patient.calendar.feed-words"), p.T("patient.calendar.feed-make")
	case FeedThere:
		m.FeedWords, m.Address = p.T("patient.calendar.feed-there"), feed.Address
		m.AddressLabel = p.T("patient.calendar.feed-address")
		m.Copy, m.Renew, m.Remove = p.T("patient.calendar.feed-copy"), p.T("patient.calendar.feed-renew"), p.T("patient.calendar.feed-remove")
	}
	return m
}
