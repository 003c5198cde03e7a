package app

import (
	"context"
	"slices"
	"time"

	"throughline/care"
	"throughline/ical"
	"throughline/screens/entry"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// ShowSchedule opens a week, a month or the list.
func (s *patientScreens) ShowSchedule(ask patient.ScheduleAsk) {
	s.w.open(entry.PlaceSchedule, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.Schedule {
		return patient.ScheduleOf(c, ask, now, p)
	}, s.schedule.Page))
}

// OpenSession opens all about one session.
func (s *patientScreens) OpenSession(session string) {
	skills := newSkillScreens(s.w)
	ask := patient.SessionAsk{Ref: session, Skills: skills.named}
	view := patient.NewSessionView(s, skills.OpenSkill, s.w.again)
	s.w.overAs(trail{Kind: trailSession, Of: session}, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.SessionPage {
		return patient.SessionOf(c, ask, now, p)
	}, view.Page))
}

// named are the skills that a session teaches, of those that the catalogue has.
func (s *skillScreens) named(x care.Session, p *say.Printer) []patient.SkillName {
	var out []patient.SkillName
	for _, skill := range s.seen[p.Language()] {
		if slices.Contains(x.Skills, skill.Key) {
			out = append(out, patient.SkillName{Key: skill.Key, Name: skill.Title})
		}
	}
	return out
}

// OpenVisits opens the approved visits.
func (s *patientScreens) OpenVisits() {
	s.w.over(screenOf(s.w, patient.VisitsOf, patient.NewVisitsView(s.w.back).Page))
}

// AnswerSession records whether the person comes.
func (s *patientScreens) AnswerSession(a care.SessionAnswer, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.AnswerSession(ctx, a) }, done)
}

// JoinSession asks the clinic for the link and opens it in the system's browser.
func (s *patientScreens) JoinSession(session string, done func(*care.Fault)) {
	s.w.try(func(ctx context.Context) error {
		link, err := s.w.client.Engine().JoinLink(ctx, session)
		if err != nil {
			return err
		}
		return s.w.browse(link)
	}, done)
}

// Back leaves the page on top.
func (s *patientScreens) Back() { s.w.back() }

// AddToCalendar saves one session for the calendar on this device.
func (s *patientScreens) AddToCalendar(session string, done func(*care.Fault)) {
	c, p := s.w.presenter.Latest()
	x, ok := c.Find(session)
	if !ok {
		return
	}
	s.w.saveFile("appointment.ics", ical.Write([]care.Session{x}, calendarWords(p)), done)
}

// SaveCalendar saves all sessions that are to come, and those called off.
func (s *patientScreens) SaveCalendar(done func(*care.Fault)) {
	c, p := s.w.presenter.Latest()
	var ahead []care.Session
	for _, x := range c.Sessions {
		if !x.Over(s.w.sys.Now()) {
			ahead = append(ahead, x)
		}
	}
	s.w.saveFile("appointments.ics", ical.Write(ahead, calendarWords(p)), done)
}

func calendarWords(p *say.Printer) ical.Words {
	return ical.Words{Title: p.T("calendar.title"), Name: p.T("calendar.name")}
}
