package patient

import (
	"strconv"
	"time"

	"throughline/care"
)

// Month is a calendar month in weeks from Monday.
type Month struct {
	Weekdays []string // "M", "T", …
	Lead     int      // empty cells before the first
	Days     []MonthDay
	Chosen   int // index into Days
}

// MonthDay is one day of a month.
type MonthDay struct {
	Date   time.Time
	Number string
	Name   string // "Tuesday, March 9, 1 session", for screen readers and lists
	Today  bool
	Nodes  []Node // a mark for each session
}

// month tells a calendar month and the day chosen in it: today, if it is in the
// month, else the first with a session.
func (s speaker) month(m *Schedule, c care.Chart) {
	asked := m.Ask.Day.In(s.clinic)
	from := firstOf(asked)
	m.Span = s.p.MonthYear(from)
	m.BeforeWords, m.AfterWords = s.p.T("patient.schedule.month-before"), s.p.T("patient.schedule.month-after")
	step := func(months int) time.Time { return from.AddDate(0, months, 0) }
	m.Before, m.After = s.reach(c, from, step, func(t time.Time) time.Time { return firstOf(t.In(s.clinic)) })

	m.Month.Lead = (int(from.Weekday()) + 6) % 7
	m.Month.Chosen = -1
	for n := range 7 {
		m.Month.Weekdays = append(m.Month.Weekdays, s.p.WeekdayLetter(time.Weekday((n+1)%7)))
	}
	first := -1
	for date := from; date.Month() == from.Month(); date = date.AddDate(0, 0, 1) {
		d := s.monthDay(c, date)
		n := len(m.Month.Days)
		if date.Equal(dayOf(asked)) && (asked.Day() > 1 || len(d.Nodes) > 0) || d.Today && m.Month.Chosen < 0 {
			m.Month.Chosen = n
		}
		if first < 0 && len(d.Nodes) > 0 {
			first = n
		}
		m.Month.Days = append(m.Month.Days, d)
	}
	if m.Month.Chosen < 0 {
		m.Month.Chosen = max(first, 0)
	}
	m.Ask.Day = m.Month.Days[m.Month.Chosen].Date
	m.Days = []ScheduleDay{s.scheduleDay(c, m.Ask.Day)}
}

func (s speaker) monthDay(c care.Chart, date time.Time) MonthDay {
	full := s.scheduleDay(c, date)
	d := MonthDay{Date: date, Number: strconv.Itoa(date.Day()), Name: full.Long, Today: full.Today}
	for _, item := range full.Items {
		d.Nodes = append(d.Nodes, item.Node)
	}
	if n := len(d.Nodes); n > 0 {
		d.Name = s.p.T("patient.time.and", "First", d.Name, "Second", s.p.N("patient.schedule.count", n))
	}
	if d.Today {
		d.Name = s.p.T("patient.schedule.today", "When", d.Name)
	}
	return d
}

func firstOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
}
