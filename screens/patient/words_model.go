package patient

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Status is a state told by an icon and words. The zero Status says nothing.
type Status struct {
	Icon string // of assets/icons
	Text string
	Good bool // sent, attended: in the colour of what is done
}

// Node is how an item stands on the thread.
type Node int

// Nodes of the thread.
const (
	NodeDone Node = iota
	NodeNow
	NodeLater
	NodeEmpty
)

// speaker says things about one chart: in the person's language, in the
// clinic's time and, where it differs, in theirs.
type speaker struct {
	p      *say.Printer
	now    time.Time
	clinic *time.Location
	own    *time.Location
}

func speak(c care.Chart, now time.Time, p *say.Printer) speaker {
	s := speaker{p: p, now: now, clinic: c.Clinic.Zone, own: c.Viewer.Zone}
	if s.clinic == nil {
		s.clinic = time.UTC
	}
	if s.own == nil {
		s.own = s.clinic
	}
	return s
}

// today is the present moment at the clinic: its days are the programme's days,
// also for somebody who is away.
func (s speaker) today() time.Time { return s.now.In(s.clinic) }

// sameDay compares days on the clinic's calendar.
func (s speaker) sameDay(a, b time.Time) bool {
	return dayOf(a.In(s.clinic)).Equal(dayOf(b.In(s.clinic)))
}

func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// away says whether the person's clock shows another time than the clinic's at
// t. Zones can differ on one day and agree on another.
func (s speaker) away(t time.Time) bool {
	_, a := t.In(s.clinic).Zone()
	_, b := t.In(s.own).Zone()
	return a != b
}

// city is the zone by its place: "Chicago" for America/Chicago.
func city(zone *time.Location) string {
	name := zone.String()
	return strings.ReplaceAll(name[strings.LastIndex(name, "/")+1:], "_", " ")
}

// span says when a session is: "6:00 to 9:00 PM", or where the clocks differ
// "6:00 to 9:00 PM Chicago, 5:00 PM for you".
func (s speaker) span(x care.Session) string {
	start := x.Start.In(s.clinic)
	words := s.p.Span(start, x.Ends().In(s.clinic))
	if !s.away(x.Start) {
		return words
	}
	return s.p.T("patient.time.both", "Clinic", words, "City", city(s.clinic), "You", s.mine(x.Start))
}

// clock says when something begins: "3:00 PM", or where the clocks differ "3:00 PM Denver, 4:00 PM for you".
func (s speaker) clock(t time.Time) string {
	words := s.p.Clock(t.In(s.clinic))
	if !s.away(t) {
		return words
	}
	return s.p.T("patient.time.both", "Clinic", words, "City", city(s.clinic), "You", s.mine(t))
}

// mine is the time on the person's own clock, with the weekday where that is another.
func (s speaker) mine(t time.Time) string {
	mine := t.In(s.own)
	clock := s.p.Clock(mine)
	if mine.Day() != t.In(s.clinic).Day() {
		clock = s.p.T("patient.time.weekday-clock", "Weekday", s.weekday(mine), "Clock", clock)
	}
	return clock
}

// moment says inside a sentence when something was, from the person's point of view: "8:10 AM"
// today, "Saturday, March 6, 8:10 AM" before.
func (s speaker) moment(t time.Time) string {
	t = t.In(s.own)
	if dayOf(t).Equal(dayOf(s.now.In(s.own))) {
		return s.p.Clock(t)
	}
	return s.p.T("patient.time.day-clock", "Day", s.p.DayInside(t), "Clock", s.p.Clock(t))
}

// opening says when staff are there next, for the not-watched notice: the
// clinic's wall time. Zero hours are said as such.
func (s speaker) opening(c care.Clinic) string {
	next := c.NextOpening(s.now)
	switch {
	case next.IsZero():
		return s.p.T("patient.notwatched.unknown")
	case next.Equal(s.now):
		return s.p.T("patient.notwatched.open")
	}
	next = next.In(s.clinic)
	clock := s.p.Clock(next)
	if s.away(next) {
		clock = s.p.T("patient.time.clock-city", "Clock", clock, "City", city(s.clinic))
	}
	return s.p.T("patient.notwatched.closed", "Opening",
		s.p.T("patient.time.weekday-clock", "Weekday", s.weekday(next), "Clock", clock))
}

// oneStop takes away the second full stop of a sentence that ends in "p. m.".
func oneStop(words string) string { return strings.ReplaceAll(words, "..", ".") }

// weekday is the name as it stands inside a sentence.
func (s speaker) weekday(t time.Time) string {
	if s.p.Language() == "es" {
		return strings.ToLower(s.p.Weekday(t))
	}
	return s.p.Weekday(t)
}

// delivery tells how far something has come. What came from the clinic is
// there already.
func (s speaker) delivery(d care.Delivery, urgent bool) Status {
	switch d.State {
	case care.OnDevice, care.Sending:
		switch {
		case urgent:
			return Status{Icon: "smartphone", Text: s.p.T("patient.delivery.urgent-unsent")}
		case d.State == care.Sending:
			return Status{Icon: "cloud-upload", Text: s.p.T("patient.delivery.sending")}
		}
		return Status{Icon: "smartphone", Text: s.p.T("patient.delivery.on-device")}
	case care.Sent:
		return Status{Icon: "cloud-upload", Text: s.p.T("patient.delivery.unconfirmed")}
	case care.NeedsYou:
		return Status{Icon: "info", Text: s.p.T("patient.delivery.needs-you")}
	case care.SetAside:
		text := s.p.T("patient.delivery.set-aside")
		if d.Why != nil {
			text = s.p.Fault(d.Why)
		}
		if urgent {
			text = s.p.T("patient.delivery.urgent-unsent") + " " + text
		}
		return Status{Icon: "info", Text: text}
	case care.Received, care.DeliveryNone:
	}
	return Status{Icon: "circle-check", Text: s.p.T("patient.delivery.sent"), Good: true}
}

// checkIn tells the state of a check-in: begun, on its way, sent or reviewed.
func (s speaker) checkIn(ci care.CheckIn, urgent bool) Status {
	switch {
	case !ci.Reviewed.IsZero():
		day := s.p.MonthDay(ci.Reviewed.In(s.own))
		return Status{Icon: "clipboard-check", Text: s.p.T("patient.delivery.reviewed", "Day", day), Good: true}
	case ci.Status == care.CheckInBegun && urgent && unsent(ci.Delivery):
		return Status{Icon: "smartphone", Text: s.p.T("patient.delivery.urgent-unsent")}
	case ci.Status == care.CheckInBegun:
		return Status{Icon: "pencil", Text: s.p.T("patient.delivery.begun")}
	}
	return s.delivery(ci.Delivery, urgent)
}

func unsent(d care.Delivery) bool { return d.State != care.Received && d.State != care.DeliveryNone }

// hours says a length in hours: "3", "1.5".
func hours(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Round(6*time.Minute))/float64(time.Hour), 'f', -1, 64)
}

// dueWords says by when a check-in is wanted, without scolding.
func (s speaker) dueWords(d care.Due) string {
	by, now := d.By.In(s.own), s.now.In(s.own)
	if at := d.By.In(s.clinic); at.Format(time.TimeOnly) == "23:59:59" { // the clinic gave a day: it is the same day for all
		by, now = at, s.now.In(s.clinic)
	}
	switch {
	case d.By.IsZero():
		return s.p.T("patient.due.open")
	case by.Format(time.DateOnly) == now.Format(time.DateOnly):
		return s.p.T("patient.due.today")
	case by.Before(now):
		return s.p.T("patient.due.still-open", "Day", s.p.MonthDay(by))
	}
	return s.p.T("patient.due.until", "Day", s.p.DayInside(by))
}

// openDues are the check-ins that can be answered now and were not.
func (s speaker) openDues(c care.Chart) []care.Due {
	done := map[string]bool{}
	for _, ci := range c.CheckIns {
		if ci.Status != care.CheckInBegun && ci.Due != "" {
			done[ci.Due] = true
		}
	}
	var out []care.Due
	for _, d := range c.Due {
		if !done[d.Ref] && !d.Opens.After(s.now) {
			out = append(out, d)
		}
	}
	return out
}

// begun finds the check-in that was begun for a form or a due.
func begun(c care.Chart, form, due string) (care.CheckIn, bool) {
	for _, ci := range c.CheckIns {
		if ci.Status == care.CheckInBegun && c.Answers(ci, form) && (ci.Due == due || ci.Due == "" || due == "") {
			return ci, true
		}
	}
	return care.CheckIn{}, false
}

// isUrgent says whether a check-in holds an answer that its form marks urgent and
// of which staff are alerted.
func isUrgent(c care.Chart, ci care.CheckIn) bool {
	f, ok := formFor(c, ci.Form, ci.Language)
	return ok && !f.Quiet && !c.Clinic.Quiet && care.Urgent(f, ci.Answers)
}
