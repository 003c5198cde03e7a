// Package lovedone holds what a loved one sees: the sessions that they are
// invited to, and nothing else.
package lovedone

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Sessions is the loved one's page.
type Sessions struct {
	Title    string
	Sentence string
	State    string // how old the list is, where that matters
	Next     *Session
	Later    []Session
	LaterAs  string
}

// Session is one invitation.
type Session struct {
	Ref      string
	Day      string
	Time     string // both zones where the viewer's differs
	Title    string
	Where    string
	Tag      string // moved or cancelled
	Ask      string
	Choices  []string
	Chosen   int // index into Choices, -1 for none
	Delivery string
	Join     string // the button; empty until 15 minutes before
	JoinURL  string
}

var answers = []care.Answer{care.AnswerComing, care.AnswerCant}

// SessionsOf gives the page.
func SessionsOf(c care.Chart, now time.Time, p *say.Printer) Sessions {
	s := Sessions{Title: p.T("lovedone.title"), LaterAs: p.T("lovedone.later")}
	switch {
	case c.Sync.AsOf.IsZero():
		s.State = p.T("sync.never")
	case c.Sync.Offline:
		s.State = p.T("lovedone.offline")
	}
	var next string
	for _, x := range c.Sessions {
		if !now.Before(x.Ends()) {
			continue
		}
		shown := session(x, c, now, p)
		if s.Next == nil && x.State != care.SessionCancelled {
			s.Next = &shown
			next = p.DayInside(x.Start.In(zoneOf(c)))
			continue
		}
		s.Later = append(s.Later, shown)
	}
	s.Sentence = p.T("lovedone.none")
	if s.Next != nil {
		s.Sentence = p.T("lovedone.next", "Day", next)
	}
	return s
}

func session(x care.Session, c care.Chart, now time.Time, p *say.Printer) Session {
	zone := zoneOf(c)
	start, end := x.Start.In(zone), x.Ends().In(zone)
	s := Session{
		Ref: x.Ref, Day: p.Day(start), Time: p.Span(start, end), Title: x.Topic, Chosen: -1,
		Where: x.Place, Ask: p.T("lovedone.ask"), Choices: []string{p.T("lovedone.coming"), p.T("lovedone.cant")},
	}
	if v := c.Viewer.Zone; v != nil && !sameClock(x.Start, zone, v) {
		s.Time = p.T("lovedone.both-times", "Time", s.Time, "Yours", p.Clock(x.Start.In(v)))
	}
	if x.Video {
		s.Where = p.T("lovedone.video", "Time", p.Clock(start.Add(-care.JoinFrom)))
	}
	switch {
	case x.State == care.SessionCancelled:
		s.Tag, s.Choices = p.T("lovedone.cancelled"), nil
	case x.Moved():
		s.Tag = p.T("lovedone.moved", "Time", p.Clock(x.WasStart.In(zone)))
	}
	for i, a := range answers {
		if x.Answer == a {
			s.Chosen = i
		}
	}
	if x.Delivery.State == care.OnDevice || x.Delivery.State == care.Sending {
		s.Delivery = p.T("lovedone.not-sent")
	}
	if x.CanJoin(now) && x.JoinURL != "" {
		s.Join, s.JoinURL = p.T("lovedone.join"), x.JoinURL
	}
	return s
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
