package patient

import (
	"slices"
	"strconv"
	"time"

	"throughline/care"
)

// listPage is how many sessions the list shows before it asks whether there
// shall be more.
const listPage = 12

// list tells what comes, or what was with the last first, a day at a time.
func (s speaker) list(m *Schedule, c care.Chart) {
	m.Turn = s.p.T("patient.schedule.show-past")
	if m.Ask.Past {
		m.Turn = s.p.T("patient.schedule.show-coming")
	}
	var some []care.Session
	for _, x := range c.Sessions {
		if x.Over(s.now) == m.Ask.Past {
			some = append(some, x)
		}
	}
	if m.Ask.Past {
		slices.Reverse(some)
	}
	if limit := listPage * (m.Ask.More + 1); len(some) > limit {
		some, m.More = some[:limit], s.p.T("patient.schedule.more")
	}
	next, hasNext := c.NextSession(s.now)
	for _, x := range some {
		date := dayOf(x.Start.In(s.clinic))
		if n := len(m.Days); n == 0 || m.Days[n-1].Long != s.longDay(date) {
			m.Days = append(m.Days, s.emptyDay(date))
		}
		d := &m.Days[len(m.Days)-1]
		d.Items = append(d.Items, s.scheduleItem(c, x, hasNext && x.Ref == next.Ref, d.Today))
	}
	if len(m.Days) == 0 {
		m.Empty = s.p.T("patient.schedule.none-coming")
		if m.Ask.Past {
			m.Empty = s.p.T("patient.schedule.none-past")
		}
	}
}

func (s speaker) emptyDay(date time.Time) ScheduleDay {
	return ScheduleDay{Short: s.p.ShortWeekday(date), Number: strconv.Itoa(date.Day()), Long: s.longDay(date), Today: date.Equal(dayOf(s.today()))}
}

// longDay says a day with its weekday, and with its year where that is not
// this one.
func (s speaker) longDay(date time.Time) string {
	if date.Year() == s.today().Year() {
		return s.p.Day(date)
	}
	return s.p.T("patient.time.and", "First", s.p.Weekday(date), "Second", s.p.LongDate(date))
}
