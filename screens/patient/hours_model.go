package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Hours is the week's group therapy: what was attended of what is planned.
type Hours struct {
	Title    string // "This week"
	Words    string // "3 of 9 hours"
	Number   string // "3 of 9"
	Unit     string // "hours"
	Sessions []HoursSession
}

// HoursSession is one group session of the week.
type HoursSession struct {
	Short    string  // under a bar: "Mon, 3 h", "Tue, tonight"
	Day      string  // "Monday"
	Detail   string  // "3 hours, done"
	Attended float32 // 0 to 1
}

// HoursOf tells the week that holds now. It is zero where no group is planned.
func HoursOf(c care.Chart, now time.Time, p *say.Printer) Hours {
	return speak(c, now, p).hoursOf(c, now)
}

// hoursOf tells the week that holds t.
func (s speaker) hoursOf(c care.Chart, t time.Time) Hours {
	w, p := c.HoursOfWeek(t), s.p
	if len(w.Sessions) == 0 || c.Sync.First.Running { // until all is there, who was where is not known
		return Hours{}
	}
	done, all := hours(w.Attended), hours(w.Scheduled)
	h := Hours{
		Title:  p.T("patient.hours.title"),
		Words:  p.T("patient.hours.words", "Done", done, "All", all),
		Number: p.T("patient.hours.number", "Done", done, "All", all),
		Unit:   p.T("patient.hours.unit"),
	}
	for _, x := range w.Sessions {
		h.Sessions = append(h.Sessions, s.hoursSession(x))
	}
	return h
}

func (s speaker) hoursSession(x care.Session) HoursSession {
	start := x.Start.In(s.clinic)
	clock := s.p.Clock(start)
	h := HoursSession{Short: s.p.ShortWeekday(start), Day: s.p.Weekday(start), Detail: clock}
	fact := ""
	switch {
	case x.Attended:
		h.Attended = 1
		if x.Duration() > 0 { // who came for a part has that part
			h.Attended = float32(x.Present()) / float32(x.Duration())
		}
		fact = s.p.T("patient.hours.short", "Hours", hours(x.Present()))
		many := 2 // also of a part of one
		if x.Present() == time.Hour {
			many = 1
		}
		h.Detail = s.p.N("patient.hours.done", many, "Hours", hours(x.Present()))
	case x.Missed:
		h.Detail = s.p.T("patient.session.missed")
	case s.sameDay(x.Start, s.now) && s.now.Before(x.Start):
		key := "patient.hours.today"
		if part(x.Start.In(s.clinic)) == "tonight" {
			key = "patient.hours.tonight"
		}
		fact = s.p.T(key)
		h.Detail = s.p.T("patient.time.clock-part", "Clock", clock, "Part", fact)
	case x.Moved():
		fact = s.p.T("patient.hours.moved")
		h.Detail = s.p.T("patient.time.and", "First", clock, "Second", fact)
	}
	if fact != "" {
		h.Short = s.p.T("patient.time.and", "First", h.Short, "Second", fact)
	}
	return h
}
