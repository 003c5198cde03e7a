package staff

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// ProgrammeTab is one of the parts of the Programme place.
type ProgrammeTab int

// Parts of the Programme.
const (
	ProgrammeWeek ProgrammeTab = iota
	ProgrammeGroups
	ProgrammePeople
	ProgrammeForms
)

// ProgrammeAsk is what of the Programme is asked for.
type ProgrammeAsk struct {
	Tab  ProgrammeTab
	Day  time.Time // in the week that is shown; zero: this week
	Open string    // Meeting.Ref, Group.Series, "Patient/…" or Form.Canonical; "" for the list
}

// Programme is the schedule of all, the groups, who is admitted, and the forms.
type Programme struct {
	Ask             ProgrammeAsk
	Title, Sentence string
	State           string
	Tabs            []string
	At              []ProgrammeTab // of Tabs
	Span            string         // the week
	Before, After   time.Time
	BeforeWords     string
	AfterWords      string
	Do              string // what the part's main button does; "" for none
	Close           string // "Close a day", of the week; "" for none
	Import          string // "Enroll from a table"; "" for none
	Empty           string
	Search          string // what a long list is searched by; "" for none
	NoMatch         string
	Rows            []ProgrammeRow
	Choose          string // said where none is open
	Back            string
	Meeting         *MeetingDetail
	Group           *GroupDetail
	Person          *PersonDetail
	Form            *FormDetail
	p               *say.Printer
}

// ProgrammeRow is one row of a list.
type ProgrammeRow struct {
	ID, Name, When, Words string
	Heading               string // said above it: the day
	Tag, Icon             string
	Calm, Warn, Good      bool // what the tag is like
	Selected              bool
}

// ProgrammeOf tells the part that is asked for, as far as the viewer's duty goes.
func ProgrammeOf(c care.Chart, now time.Time, p *say.Printer, ask ProgrammeAsk) Programme {
	m := Programme{Title: p.T("place.programme"), State: state(c.Sync, p), p: p, Choose: p.T("staff.programme.choose"), NoMatch: p.T("staff.patients.no-match")}
	m.At = tabsOf(c.Viewer.Duty)
	if !slices.Contains(m.At, ask.Tab) {
		ask = ProgrammeAsk{Tab: m.At[0]}
	}
	if len(m.At) > 1 {
		for _, t := range m.At {
			m.Tabs = append(m.Tabs, p.T("staff.programme.tab-"+[]string{"week", "groups", "people", "forms"}[t]))
		}
	}
	m.Ask = ask
	s := programmeSpeaker{c: c, now: now, zone: zoneOf(c), p: p}
	switch ask.Tab {
	case ProgrammeWeek:
		s.week(&m)
	case ProgrammeGroups:
		s.groups(&m)
	case ProgrammePeople:
		s.people(&m)
	case ProgrammeForms:
		s.forms(&m)
	}
	m.Back = m.Title
	return m
}

// tabsOf are the parts that a duty has: the front desk sees schedules only, who runs
// the clinic's sign-ins the forms.
func tabsOf(d care.Duty) []ProgrammeTab {
	switch d {
	case care.DutyFrontDesk:
		return []ProgrammeTab{ProgrammeWeek}
	case care.DutyAdmin:
		return []ProgrammeTab{ProgrammeForms}
	}
	return []ProgrammeTab{ProgrammeWeek, ProgrammeGroups, ProgrammePeople, ProgrammeForms}
}

// Shown are the rows that a search leaves.
func (m Programme) Shown(query string) []ProgrammeRow {
	query = strings.ToLower(strings.TrimSpace(query))
	if m.Search == "" || query == "" {
		return m.Rows
	}
	return slices.DeleteFunc(slices.Clone(m.Rows), func(r ProgrammeRow) bool { return !strings.Contains(strings.ToLower(r.Name), query) })
}

type programmeSpeaker struct {
	c    care.Chart
	now  time.Time
	zone *time.Location
	p    *say.Printer
}

func (s programmeSpeaker) clinical() bool { return s.c.Viewer.Duty.Clinical() }

// week lists the sessions of a week, day by day.
func (s programmeSpeaker) week(m *Programme) {
	day := m.Ask.Day
	if day.IsZero() {
		day = s.now
		if x, ok := s.c.Meeting(m.Ask.Open); ok {
			day = x.Start
		}
	}
	from := care.WeekStart(day, s.zone)
	until := from.AddDate(0, 0, 7)
	m.Span = s.p.Days(from, until.AddDate(0, 0, -1))
	m.Before, m.After = from.AddDate(0, 0, -7), until
	m.BeforeWords, m.AfterWords = s.p.T("staff.programme.week-before"), s.p.T("staff.programme.week-after")
	meetings := s.c.MeetingsBetween(from, until)
	m.Sentence = s.p.T("staff.programme.zone", "Place", place(s.zone))
	if s.c.Clinic.ZoneUnknown {
		m.Sentence = s.p.T("staff.programme.zone-unknown", "Place", place(s.zone))
	}
	if len(meetings) == 0 {
		m.Empty = s.p.T("staff.programme.week-empty")
	}
	last := ""
	for _, x := range meetings {
		row := s.meetingRow(x)
		if heading := s.p.Day(x.Start.In(s.zone)); heading != last {
			row.Heading, last = heading, heading
		}
		row.Selected = x.Ref == m.Ask.Open
		m.Rows = append(m.Rows, row)
	}
	if s.clinical() {
		m.Do, m.Close = s.p.T("staff.programme.visit-do"), s.p.T("staff.programme.close-do")
	}
	if x, ok := s.c.Meeting(m.Ask.Open); ok {
		m.Meeting = s.meeting(x)
	}
}

// place is the last part of a zone's name: "Chicago".
func place(zone *time.Location) string {
	name := zone.String()
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}

func (s programmeSpeaker) meetingRow(x care.Meeting) ProgrammeRow {
	r := ProgrammeRow{ID: x.Ref, Name: s.meetingName(x), When: s.p.Span(x.Start.In(s.zone), x.Ends().In(s.zone)), Words: s.whoLeads(x)}
	switch {
	case x.State == care.SessionCancelled:
		r.Tag, r.Icon, r.Warn = s.p.T("staff.programme.cancelled"), "x", true
	case s.taken(x) && s.clinical():
		r.Tag, r.Icon, r.Good = s.p.T("staff.programme.taken"), "check", true
	case x.Moved():
		r.Tag, r.Icon, r.Warn = s.p.T("staff.programme.moved", "Was", s.wasWords(x)), "clock", true
	case x.Kind == care.KindGroup:
		r.Tag, r.Calm = s.p.N("staff.programme.people", s.coming(x)), true
	}
	return r
}

// meetingName is what a session is called in a list: its topic, or who comes.
func (s programmeSpeaker) meetingName(x care.Meeting) string {
	kind := s.p.T("staff.programme.kind-" + kindKeys[x.Kind])
	switch {
	case x.Kind != care.KindGroup && len(x.Expected) > 0 && x.Expected[0].Patient.Name != "":
		return x.Expected[0].Patient.Short() + ", " + strings.ToLower(kind[:1]) + kind[1:]
	case x.Topic != "" && s.clinical(): // to the front desk it is a time and a place
		return kind + ": " + x.Topic
	}
	return kind
}

var kindKeys = [...]string{care.KindGroup: "group", care.KindIndividual: "individual", care.KindMedication: "medication", care.KindFamily: "family", care.KindVisit: "visit"}

func (s programmeSpeaker) whoLeads(x care.Meeting) string {
	where := x.Place
	if x.Video {
		where = s.p.T("staff.programme.video")
	}
	parts := []string{x.Leader, where}
	if g, ok := s.c.Group(x.Series); ok && g.Name != "" {
		parts = append([]string{g.Name}, parts...)
	}
	return strings.Join(slices.DeleteFunc(parts, func(w string) bool { return w == "" }), ". ")
}

func (s programmeSpeaker) wasWords(x care.Meeting) string {
	was, is := x.WasStart.In(s.zone), x.Start.In(s.zone)
	if was.Format(time.DateOnly) == is.Format(time.DateOnly) {
		return s.p.Clock(was)
	}
	return s.p.T("sync.on", "Date", s.p.MonthDay(was), "Time", s.p.Clock(was))
}

func (s programmeSpeaker) coming(x care.Meeting) int {
	n := 0
	for _, e := range x.Expected {
		if e.Session.State != care.SessionCancelled {
			n++
		}
	}
	return n
}

// taken says whether it is recorded of everybody who was there.
func (s programmeSpeaker) taken(x care.Meeting) bool {
	for _, e := range x.Expected {
		if e.Session.State != care.SessionCancelled && e.Session.Presence() == care.PresenceUnknown {
			return false
		}
	}
	return s.coming(x) > 0
}
