package patient

import (
	"time"

	"throughline/care"
)

// summary is the day in one or two sentences. Nothing undone is counted.
func (d day) summary(c care.Chart) string {
	first := oneStop(d.firstSentence(c))
	rest := ""
	switch {
	case len(d.dues)+len(d.loose) > 0:
		rest = d.p.T("patient.today.checkin-ready")
	case d.nextToday:
		rest = d.p.T("patient.today.rest-is-yours")
	}
	if rest == "" {
		return first
	}
	return first + " " + rest
}

func (d day) firstSentence(c care.Chart) string {
	switch {
	case d.left:
		end := c.Stay.Discharged
		if end.IsZero() {
			return d.p.T("patient.today.discharged")
		}
		return d.p.T("patient.today.discharged-on", "Day", d.p.MonthDay(end.In(d.clinic)))
	case d.passed && !d.nextToday:
		return d.p.T("patient.today.last-day-passed", "Day", d.p.MonthDay(c.Stay.Discharged.In(d.clinic)))
	case d.nextToday && !d.next.Start.After(d.now):
		return d.p.T("patient.today.on-now", "What", d.kind(d.next))
	case d.nextToday && c.Stay.Week(d.now, d.clinic) == 1 && d.sameDay(c.Stay.Admitted, d.now):
		return d.p.T("patient.today.first-day", "What", lowerFirst(d.kind(d.next)), "Clock", d.p.Clock(d.next.Start.In(d.clinic)))
	case d.nextToday:
		return d.p.T("patient.today.part-"+part(d.next.Start.In(d.clinic)), "What", d.kind(d.next))
	case d.wasHere():
		return d.p.T("patient.today.over")
	case d.hasCancelled():
		return d.p.T("patient.today.cancelled")
	case d.hasNext:
		start := d.next.Start.In(d.clinic)
		when := d.p.T("patient.time.weekday-clock", "Weekday", d.weekday(start), "Clock", d.p.Clock(start))
		if start.Sub(d.today()) > 6*24*time.Hour {
			when = d.p.T("patient.time.day-clock", "Day", d.p.DayInside(start), "Clock", d.p.Clock(start))
		}
		return d.p.T("patient.today.nothing-next", "What", lowerFirst(d.kind(d.next)), "When", when)
	}
	return d.p.T("patient.today.nothing")
}

// wasHere says whether a session of today is over.
func (d day) wasHere() bool {
	for _, x := range d.sessions {
		if x.State != care.SessionCancelled {
			return true
		}
	}
	return false
}

func (d day) hasCancelled() bool { return len(d.sessions) > 0 && !d.wasHere() }

// kind is what a session is, without its topic: "Group".
func (s speaker) kind(x care.Session) string {
	x.Topic = ""
	return s.title(x)
}

// part is the part of the day, as a key.
func part(t time.Time) string {
	switch {
	case t.Hour() < 12:
		return "morning"
	case t.Hour() < 17:
		return "afternoon"
	}
	return "tonight"
}

// notices say what is true of the whole page: no signal, the last problem,
// what is not sent. Shown is how many unsent things the page names itself.
func (s speaker) notices(c care.Chart, shown int) []Status {
	var out []Status
	switch y := c.Sync; {
	case y.Offline && y.AsOf.IsZero():
		out = append(out, Status{Icon: "cloud-off", Text: s.p.T("patient.sync.offline-never")})
	case y.Offline:
		out = append(out, Status{Icon: "cloud-off", Text: oneStop(s.p.T("patient.sync.offline", "When", s.moment(y.AsOf)))})
	case y.Problem != nil:
		out = append(out, Status{Icon: "info", Text: s.p.Fault(y.Problem)})
	}
	if c.Sync.Pending > shown {
		out = append(out, Status{Icon: "smartphone", Text: s.p.T("patient.sync.pending")})
	}
	if skew := c.Sync.Skew.Abs(); c.Sync.Skewed() {
		out = append(out, Status{Icon: "clock", Text: s.p.N("you.skew", int(skew.Round(time.Minute).Minutes()))})
	}
	if c.Sync.First.Running && c.Sync.First.Resources > 0 {
		out = append(out, Status{Icon: "info", Text: s.p.N("patient.sync.first", c.Sync.First.Resources)})
	}
	if c.Sync.Quarantined > 0 {
		out = append(out, Status{Icon: "info", Text: s.p.N("patient.sync.quarantined", c.Sync.Quarantined)})
	}
	return out
}
