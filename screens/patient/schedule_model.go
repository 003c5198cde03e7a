package patient

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// ScheduleKind is one of the ways to look at the schedule.
type ScheduleKind int

// Ways to look at the schedule.
const (
	ScheduleWeek ScheduleKind = iota
	ScheduleMonth
	ScheduleList
)

// ScheduleAsk is what of the schedule is asked for.
type ScheduleAsk struct {
	Kind ScheduleKind
	Day  time.Time // in the week or month to show; the day chosen in the month
	Past bool      // the list: what was, the last first, not what comes
	More int       // the list: how many pages beyond the first
}

// Schedule is the sessions on the clinic's calendar: a week day by day, a
// month, or a list.
type Schedule struct {
	Ask     ScheduleAsk
	Zone    string // "Chicago time"
	Title   string
	Kinds   []string // "Week", "Month", "List"
	Notices []Status
	Waiting bool // nothing has come from the clinic yet
	Empty   string

	Span   string    // "March 8 to 14", "March 2027"
	Hours  string    // "3 of 9 hours done, 6 to come"; "" where no group is planned
	Before time.Time // a day in the week or month before; zero where nothing is known before
	After  time.Time
	Week   Hours // the hours of the week that is shown; zero where no group is planned

	Days    []ScheduleDay // of the week, or the one chosen in the month, or those of the list
	Nothing string        // on a day without sessions
	Month   Month         // zero but for the month
	More    string        // leads on in the list; "" at its end
	Turn    string        // the list: leads to what was, and back

	Visits      string // leads to the visits that the payer approved; "" where none are known
	VisitsWords string // "7 of 24"
	Calendar    string // leads to the calendar on this device

	BeforeWords, AfterWords string // what the arrows are called

	p *say.Printer
}

// ScheduleDay is one day; without items nothing is planned.
type ScheduleDay struct {
	Short  string // "Mon"
	Number string // "8"
	Long   string // "Monday, March 8"
	Today  bool
	Items  []ScheduleItem
}

// ScheduleItem is one session.
type ScheduleItem struct {
	Ref    string
	Node   Node
	When   string
	Title  string
	Note   string // "Dr. Priya Raman, at the clinic"
	Status Status
	Tag    string
	Clash  Status // what else is planned for the same time
	Raised bool   // the next session, on the day it is held
}

// Spoken says the state of a choice for screen readers.
func (m Schedule) Spoken(chosen bool, place, count int) string {
	return spoken(m.p)(chosen, place, count)
}

// ScheduleOf tells what is asked for, in clinic-local weeks and months.
func ScheduleOf(c care.Chart, ask ScheduleAsk, now time.Time, p *say.Printer) Schedule {
	s := speak(c, now, p)
	m := Schedule{
		p: p, Ask: ask, Zone: s.zoneWords(c), Title: p.T("patient.schedule.title"),
		Kinds:   []string{p.T("patient.schedule.week"), p.T("patient.schedule.month"), p.T("patient.schedule.list")},
		Notices: s.notices(c, c.Sync.Pending), Nothing: p.T("patient.schedule.nothing"),
	}
	if c.Sync.AsOf.IsZero() && len(c.Sessions) == 0 {
		m.Waiting, m.Empty = true, p.T("patient.today.waiting")
		return m
	}
	if c.Clinic.ZoneUnknown {
		m.Notices = append(m.Notices, Status{Icon: "info", Text: p.T("patient.schedule.zone-unknown")})
	}
	if len(c.Sessions) > 0 {
		m.Calendar = p.T("patient.calendar.open")
	}
	if v := c.Visits(); c.Stay.Approved > 0 && !c.Sync.First.Running {
		m.Visits, m.VisitsWords = p.T("patient.visits.title"), p.T("patient.hours.number", "Done", v.Attended, "All", c.Stay.Approved)
	}
	switch ask.Kind {
	case ScheduleMonth:
		s.month(&m, c)
	case ScheduleList:
		s.list(&m, c)
	case ScheduleWeek:
		s.week(&m, c)
	}
	return m
}

// zoneWords names the zone that the times are told in.
func (s speaker) zoneWords(c care.Chart) string {
	switch {
	case c.Clinic.ZoneUnknown:
		return s.p.T("patient.schedule.zone-own")
	case c.Clinic.Zone == nil:
		return "" // nothing has come from the clinic yet
	}
	return s.p.T("patient.schedule.zone", "City", city(s.clinic))
}

// week tells the seven days from a Monday.
func (s speaker) week(m *Schedule, c care.Chart) {
	from := care.WeekStart(m.Ask.Day, s.clinic)
	m.Ask.Day = from
	m.Span = s.p.Days(from, from.AddDate(0, 0, 6))
	m.BeforeWords, m.AfterWords = s.p.T("patient.schedule.before"), s.p.T("patient.schedule.after")
	step := func(weeks int) time.Time { return from.AddDate(0, 0, 7*weeks) }
	m.Before, m.After = s.reach(c, from, step, func(t time.Time) time.Time { return care.WeekStart(t, s.clinic) })
	m.Week = s.hoursOf(c, from)
	if !c.Sync.First.Running { // until all is there, who was where is not known
		m.Hours = s.hoursDone(c.HoursOfWeek(from))
	}
	for n := range 7 {
		d := s.scheduleDay(c, from.AddDate(0, 0, n))
		if n < 5 || len(d.Items) > 0 || d.Today { // weekends only where they matter
			m.Days = append(m.Days, d)
		}
	}
	if !slices.ContainsFunc(m.Days, func(d ScheduleDay) bool { return len(d.Items) > 0 }) {
		m.Days, m.Empty = nil, s.p.T("patient.schedule.none-week")
	}
}

// reach gives the step before and the step after, where something is known
// there or it leads back to now.
func (s speaker) reach(c care.Chart, from time.Time, step func(int) time.Time, start func(time.Time) time.Time) (before, after time.Time) {
	n := len(c.Sessions)
	if n == 0 {
		return before, after
	}
	first, last, this := start(c.Sessions[0].Start), start(c.Sessions[n-1].Start), start(s.now)
	if b := step(-1); !b.Before(first) || !b.Before(this) {
		before = b
	}
	if a := step(1); !a.After(last) || !a.After(this) {
		after = a
	}
	if before.After(from) || after.Before(from) && !after.IsZero() {
		return time.Time{}, time.Time{} // a calendar that goes the wrong way is none
	}
	return before, after
}

// hoursDone sums up a week's group hours: what was attended, what comes.
func (s speaker) hoursDone(w care.WeekHours) string {
	done, all, ahead := hours(w.Attended), hours(w.Scheduled), hours(w.Ahead(s.now))
	switch {
	case len(w.Sessions) == 0:
		return ""
	case w.Attended == 0 && ahead == all:
		return s.p.T("patient.schedule.hours-ahead", "All", all)
	case ahead == "0":
		return s.p.T("patient.schedule.hours", "Done", done, "All", all)
	}
	return s.p.T("patient.schedule.hours-both", "Done", done, "All", all, "Ahead", ahead)
}

func (s speaker) scheduleDay(c care.Chart, date time.Time) ScheduleDay {
	d := s.emptyDay(date)
	next, hasNext := c.NextSession(s.now)
	for _, x := range c.SessionsBetween(date, date.AddDate(0, 0, 1)) {
		d.Items = append(d.Items, s.scheduleItem(c, x, hasNext && x.Ref == next.Ref, d.Today))
	}
	return d
}

func (s speaker) scheduleItem(c care.Chart, x care.Session, next, today bool) ScheduleItem {
	item := ScheduleItem{Ref: x.Ref, Node: NodeLater, When: s.span(x), Title: s.title(x), Tag: s.moved(x), Status: s.attendance(x), Clash: s.clash(c, x)}
	switch {
	case x.State == care.SessionCancelled:
		item.Node = NodeEmpty
	case x.Over(s.now):
		item.Node = NodeDone
	case next && today:
		item.Node, item.Raised = NodeNow, true
		item.When = s.p.T("patient.schedule.today", "When", item.When)
	}
	if x.Kind != care.KindGroup && item.Node != NodeDone {
		item.Note = s.whereAndWho(x)
	}
	return item
}

// whereAndWho is the note of a visit: with whom, and where.
func (s speaker) whereAndWho(x care.Session) string {
	where := x.Place
	if x.Video {
		where = s.p.T("patient.session.video")
	}
	switch {
	case x.Leader == "":
		return where
	case where == "":
		return x.Leader
	}
	return s.p.T("patient.time.and", "First", x.Leader, "Second", where)
}
