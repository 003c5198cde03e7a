package staff

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// NextCare is who a patient is referred to, and whether they have met.
type NextCare struct {
	PageHead
	None string
	Rows []NextCareRow
	Edit NextCareEdit
}

// NextCareRow is one referral, or care that the patient has of their own.
type NextCareRow struct {
	Kind, Name, Contact, First, Note string
	State                            string // "They have met, March 3."
	Met, Own                         bool
	referral                         care.Referral
}

// NextCareEdit is the words of the fields of a referral.
type NextCareEdit struct {
	Add, Change, Kind, Name, Contact, Clock, ClockHint, ClockFault, Note, NoteHint, Save, Cancel string
	Day                                                                                          Day
}

// NextCareOf tells the page.
func NextCareOf(c care.Chart, patient string, now time.Time, p *say.Printer) NextCare {
	h, s, ok := head(c, patient, "staff.pages.next-care", "staff.next-care.words", now, p)
	m := NextCare{PageHead: h, None: p.T("staff.pages.next-none"), Edit: NextCareEdit{
		Add: p.T("staff.next-care.add"), Change: p.T("staff.common.change"), Kind: p.T("staff.next-care.kind"), Name: p.T("staff.next-care.name"), Contact: p.T("staff.next-care.contact"),
		Clock: p.T("staff.next-care.clock"), ClockHint: p.T("staff.next-care.clock-hint"), ClockFault: p.T("staff.next-care.clock-fault"),
		Note: p.T("staff.next-care.note"), NoteHint: p.T("staff.common.why-hint"), Save: p.T("staff.common.save"), Cancel: p.T("staff.common.cancel"),
		Day: dayOf("staff.next-care.day", s.zone, p),
	}}
	if !ok {
		return m
	}
	for _, x := range s.record.Plan.NextCare {
		row := NextCareRow{Kind: x.Kind, Name: x.Name, Contact: x.Contact, Note: x.Note, Own: x.Own, Met: !x.Met.IsZero(), referral: x}
		if !x.First.IsZero() {
			at := x.First.In(s.zone)
			row.First = p.T("staff.next-care.first", "Day", p.Day(at), "Clock", p.Clock(at))
		}
		switch {
		case x.Own:
			row.State = p.T("staff.next-care.own")
		case row.Met:
			row.State = p.T("staff.next-care.met", "Day", s.day(x.Met))
		default:
			row.State = p.T("staff.next-care.not-met")
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

var clockForm = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?\s*m?\.?$`)

// clockOf reads a time of day as it is typed: "10:30", "3 PM", "15:00". Empty is noon
// of a day without a time.
func clockOf(words string) (hour, minute int, ok bool) {
	words = strings.ToLower(strings.TrimSpace(words))
	if words == "" {
		return 12, 0, true
	}
	found := clockForm.FindStringSubmatch(words)
	if found == nil {
		return 0, 0, false
	}
	hour, _ = strconv.Atoi(found[1])
	minute, _ = strconv.Atoi("0" + found[2])
	switch {
	case found[3] != "" && (hour < 1 || hour > 12), hour > 23, minute > 59:
		return 0, 0, false
	case found[3] == "p" && hour < 12:
		hour += 12
	case found[3] == "a" && hour == 12:
		hour = 0
	}
	return hour, minute, true
}
