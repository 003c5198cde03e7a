package patient

import (
	"strconv"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Schedule is one week of sessions, day by day, on the clinic's calendar.
type Schedule struct {
	Zone    string // "Chicago time"
	Title   string
	Span    string // "March 8 to 14"
	Hours   string // "3 of 9 hours done"; "" where no group is planned
	Notices []Status
	Week    time.Time // the Monday
	Before  time.Time // the Monday of the week before; zero where nothing is known before
	After   time.Time
	Days    []ScheduleDay
	Waiting bool // nothing has come from the clinic yet
	Empty   string
	Nothing string // on a day without sessions

	BeforeWords, AfterWords string // what the arrows are called
}

// ScheduleDay is one day; without items nothing is planned.
type ScheduleDay struct {
	Short  string // "Mon"
	Number string // "8"
	Today  bool
	Items  []ScheduleItem
}

// ScheduleItem is one session.
type ScheduleItem struct {
	Node   Node
	When   string
	Title  string
	Note   string // "Dr. Priya Raman, at the clinic"
	Status Status
	Tag    string
	Raised bool // the next session, on the day it is held
}

// ScheduleOf tells the clinic-local week that holds week.
func ScheduleOf(c care.Chart, week, now time.Time, p *say.Printer) Schedule {
	s := speak(c, now, p)
	from := care.WeekStart(week, s.clinic)
	m := Schedule{
		Zone:    p.T("patient.schedule.zone", "City", city(s.clinic)),
		Title:   p.T("patient.schedule.title"),
		Span:    p.Days(from, from.AddDate(0, 0, 6)),
		Notices: s.notices(c, c.Sync.Pending),
		Week:    from,
		Nothing: p.T("patient.schedule.nothing"),

		BeforeWords: p.T("patient.schedule.before"),
		AfterWords:  p.T("patient.schedule.after"),
	}
	if c.Sync.AsOf.IsZero() && len(c.Sessions) == 0 {
		m.Waiting, m.Empty = true, p.T("patient.today.waiting")
		return m
	}
	if n := len(c.Sessions); n > 0 {
		first, last := care.WeekStart(c.Sessions[0].Start, s.clinic), care.WeekStart(c.Sessions[n-1].Start, s.clinic)
		this := care.WeekStart(now, s.clinic)
		if before := from.AddDate(0, 0, -7); !before.Before(first) || !before.Before(this) {
			m.Before = before
		}
		if after := from.AddDate(0, 0, 7); !after.After(last) || !after.After(this) {
			m.After = after
		}
	}
	if w := c.HoursOfWeek(from); len(w.Sessions) > 0 {
		m.Hours = p.T("patient.schedule.hours", "Done", hours(w.Attended), "All", hours(w.Scheduled))
		if w.Attended == 0 {
			m.Hours = p.T("patient.schedule.hours-ahead", "All", hours(w.Scheduled))
		}
	}
	next, hasNext := c.NextSession(now)
	for n := range 7 {
		date := from.AddDate(0, 0, n)
		d := s.scheduleDay(date)
		for _, x := range c.SessionsBetween(date, from.AddDate(0, 0, n+1)) {
			d.Items = append(d.Items, s.scheduleItem(x, hasNext && x.Ref == next.Ref, d.Today))
		}
		if n < 5 || len(d.Items) > 0 || d.Today { // weekends only where they matter
			m.Days = append(m.Days, d)
		}
	}
	return m
}

func (s speaker) scheduleDay(date time.Time) ScheduleDay {
	today := dayOf(s.now.In(s.clinic))
	return ScheduleDay{
		Short: s.p.ShortWeekday(date), Number: strconv.Itoa(date.Day()), Today: date.Equal(today),
	}
}

func (s speaker) scheduleItem(x care.Session, next, today bool) ScheduleItem {
	item := ScheduleItem{Node: NodeLater, When: s.span(x), Title: s.title(x), Tag: s.moved(x), Status: s.attendance(x)}
	switch {
	case x.State == care.SessionCancelled:
		item.Node = NodeEmpty
	case !s.now.Before(x.Ends()):
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
