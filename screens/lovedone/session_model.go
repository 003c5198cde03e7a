package lovedone

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Session is one invitation.
type Session struct {
	Ref      string
	Day      string
	Time     string // both zones where the viewer's differs
	Title    string
	Facts    []Fact
	Tag      string // moved or cancelled
	Ask      string
	Choices  []string
	Chosen   int // index into Choices, -1 for none
	Delivery string
	Join     string // the button; empty until 15 minutes before, and where the link is not shared

	p *say.Printer
}

// Fact is an icon and a line.
type Fact struct{ Icon, Text string }

var answers = []care.Answer{care.AnswerComing, care.AnswerLate, care.AnswerCant}

func session(x care.Session, c care.Chart, now time.Time, p *say.Printer) Session {
	zone := zoneOf(c)
	start, end := x.Start.In(zone), x.Ends().In(zone)
	s := Session{p: p, Ref: x.Ref, Day: p.Day(start), Time: p.Span(start, end), Title: x.Topic, Chosen: -1}
	if s.Title == "" {
		s.Title = p.T("lovedone.session")
	}
	if v := c.Viewer.Zone; v != nil && !sameClock(x.Start, zone, v) {
		s.Time = p.T("lovedone.both-times", "Time", s.Time, "Yours", p.Clock(x.Start.In(v)))
	}
	if x.Leader != "" {
		s.Facts = append(s.Facts, Fact{"users", p.T("lovedone.led", "Name", x.Leader)})
	}
	switch {
	case x.Video && c.Shared.Join && !sameClock(x.Start, zone, inOwn(c, zone)): // one more clock time would not say whose
		s.Facts = append(s.Facts, Fact{"video", p.T("lovedone.video-before")})
	case x.Video && c.Shared.Join:
		s.Facts = append(s.Facts, Fact{"video", p.T("lovedone.video", "Time", p.Clock(x.Start.Add(-care.JoinFrom).In(zone)))})
	case x.Video:
		s.Facts = append(s.Facts, Fact{"video", p.T("lovedone.video-only")})
	case x.Place != "":
		s.Facts = append(s.Facts, Fact{"map-pin", x.Place})
	}
	switch {
	case x.State == care.SessionCancelled:
		s.Tag = p.T("lovedone.cancelled")
		return s
	case x.Moved():
		s.Tag = p.T("lovedone.moved", "Time", movedFrom(x, zone, p))
	case x.Elsewhere():
		s.Tag = p.T("lovedone.elsewhere")
	}
	s.Ask, s.Choices = p.T("lovedone.ask"), []string{p.T("lovedone.coming"), p.T("lovedone.late"), p.T("lovedone.cant")}
	for i, a := range answers {
		if x.Answer == a {
			s.Chosen = i
		}
	}
	switch x.Delivery.State {
	case care.OnDevice, care.Sending:
		s.Delivery = p.T("lovedone.not-sent")
	case care.SetAside, care.NeedsYou:
		s.Delivery = p.T("lovedone.not-taken")
	case care.DeliveryNone, care.Received, care.Sent:
	}
	if x.CanJoin(now) && c.Shared.Join {
		s.Join = p.T("lovedone.join")
	}
	return s
}

// movedFrom is the earlier start: the time alone where the day is the same.
func movedFrom(x care.Session, zone *time.Location, p *say.Printer) string {
	was, is := x.WasStart.In(zone), x.Start.In(zone)
	if was.YearDay() == is.YearDay() && was.Year() == is.Year() {
		return p.Clock(was)
	}
	return p.MonthDay(was) + ", " + p.Clock(was)
}

func sameClock(t time.Time, a, b *time.Location) bool {
	return t.In(a).Format("15:04 02") == t.In(b).Format("15:04 02")
}

func zoneOf(c care.Chart) *time.Location {
	if c.Clinic.Zone == nil {
		return time.UTC
	}
	return c.Clinic.Zone
}

func inOwn(c care.Chart, zone *time.Location) *time.Location {
	if c.Viewer.Zone != nil {
		return c.Viewer.Zone
	}
	return zone
}

// name is what the loved one calls who shares with them.
func name(c care.Chart, p *say.Printer) string {
	switch {
	case c.Sharer.Given != "":
		return c.Sharer.Given
	case c.Sharer.Name != "":
		return c.Sharer.Name
	}
	return p.T("lovedone.someone")
}

// state is how old what is shown is, where that matters.
func state(c care.Chart, p *say.Printer) string {
	switch {
	case c.Sync.AsOf.IsZero():
		return p.T("sync.never")
	case c.Sync.Offline:
		return p.T("lovedone.offline")
	}
	return ""
}
