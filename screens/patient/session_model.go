package patient

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// SkillName is a skill by its key and what it is called.
type SkillName struct{ Key, Name string }

// SessionAsk is which session is asked for. Skills tells what a session teaches
// beyond what the clinic linked; nil where no catalogue is there.
type SessionAsk struct {
	Ref    string
	Skills func(care.Session, *say.Printer) []SkillName
}

// SessionPage is all that is known of one session.
type SessionPage struct {
	Ref     string
	Back    string
	Title   string
	Missing string // the session is not in the chart; all else is empty
	Notices []Status

	Day   string // "Tuesday, March 9, 2027"
	When  string // "6:00 to 9:00 PM Chicago time"
	Yours string // "5:00 to 8:00 PM for you"; "" where the clocks agree
	Long  string // "3 hours"
	Fault string // what of the times the clinic did not say
	State Status // cancelled, attended, missed, over
	Tag   string // "Moved, was …"
	Clash Status // what else is planned for the same time

	ClashWords string // and what to do about it

	Facts []Status

	Join     string // the main button; "" while it is shut
	JoinNote string

	Ask      string // "" where nothing is asked
	Earlier  string // what was said before it was moved; "" for nothing
	Words    []string
	Answer   care.Answer
	Delivery Status
	Why      Why

	About      string // heading over the model
	Model      string
	ModelWords string
	SkillsHead string
	Skills     []SkillName

	BringHead string
	Bring     []string // what the person marked for the group

	Missed      string // what a missed one means
	MissedWords string
	Calendar    string // "Add to your calendar"; "" for what is over

	p *say.Printer
}

// Why is the reason that may be given with Late and Can't. Nothing asks for it.
type Why struct {
	Label string // of the field; "" where there is nothing to explain
	Hint  string
	Send  string
	Said  string // what was written before
}

// Spoken says the state of a choice for screen readers.
func (m SessionPage) Spoken(chosen bool, place, count int) string {
	return spoken(m.p)(chosen, place, count)
}

// FaultWords says what went wrong, or "".
func (m SessionPage) FaultWords(f *care.Fault) string { return m.p.Fault(f) }

// SessionOf tells one session.
func SessionOf(c care.Chart, ask SessionAsk, now time.Time, p *say.Printer) SessionPage {
	s := speak(c, now, p)
	m := SessionPage{p: p, Ref: ask.Ref, Back: p.T("patient.common.back"), Notices: s.notices(c, c.Sync.Pending)}
	x, ok := c.Find(ask.Ref)
	if !ok {
		m.Title, m.Missing = p.T("patient.schedule.title"), p.T("patient.session.gone")
		return m
	}
	m.Title = s.title(x)
	s.sessionTimes(&m, x)
	m.State, m.Tag = s.became(x), s.moved(x)
	if m.Clash = s.clash(c, x); m.Clash.Text != "" {
		m.ClashWords = p.T("patient.session.clash-ask")
	}
	plain := x
	plain.Model = "" // told with what it means, below
	m.Facts = s.facts(plain)
	s.sessionAnswer(&m, x)
	if x.CanJoin(now) {
		m.Join = p.T("patient.session.join")
	}
	s.sessionAbout(&m, x)
	if ask.Skills != nil {
		m.Skills = ask.Skills(x, p)
	}
	if len(m.Skills) > 0 {
		m.SkillsHead = p.T("patient.session.skills")
		if x.Over(now) {
			m.SkillsHead = p.T("patient.session.skills-taught")
		}
	}
	s.sessionBring(&m, c, x)
	if x.Missed {
		m.Missed, m.MissedWords = p.T("patient.visits.missed-title"), missedWords(c, p)
	}
	if !x.Over(now) {
		m.Calendar = p.T("patient.calendar.add")
	}
	return m
}

// sessionTimes tells when, on both clocks where they differ, and what of it the
// clinic left unclear.
func (s speaker) sessionTimes(m *SessionPage, x care.Session) {
	start, end := x.Start.In(s.clinic), x.Ends().In(s.clinic)
	m.Day = s.longDay(dayOf(start))
	m.When = s.p.Span(start, end)
	if s.away(x.Start) {
		m.When = s.p.T("patient.time.clock-city", "Clock", m.When, "City", city(s.clinic))
		mine := x.Start.In(s.own)
		yours := s.p.Span(mine, x.Ends().In(s.own))
		if mine.Day() != start.Day() {
			yours = s.p.T("patient.time.weekday-clock", "Weekday", s.p.Weekday(mine), "Clock", yours)
		}
		m.Yours = s.p.T("patient.session.yours", "When", yours)
	}
	switch {
	case x.End.IsZero():
		m.Fault = s.p.T("patient.session.no-end")
	case x.EndUnclear():
		m.Fault = s.p.T("patient.session.bad-end")
	default:
		m.Long = s.lasts(x.Duration())
	}
}

// lasts says a length: "3 hours", "50 minutes", "1.5 hours".
func (s speaker) lasts(d time.Duration) string {
	if d < time.Hour {
		return s.p.N("patient.session.minutes", int(d.Minutes()))
	}
	if d%time.Hour == 0 {
		return s.p.N("patient.session.hours", int(d.Hours()))
	}
	return s.p.T("patient.session.hours-part", "Hours", hours(d))
}

// became is attendance without what the person said: the choices show that.
func (s speaker) became(x care.Session) Status {
	x.Answer, x.Earlier = care.AnswerNone, care.EarlierAnswer{}
	return s.attendance(x)
}

func (s speaker) sessionAnswer(m *SessionPage, x care.Session) {
	m.Answer = x.Answer
	if x.State == care.SessionCancelled || !s.now.Before(x.Start) {
		return
	}
	m.Ask, m.Earlier = s.ask(x), s.earlier(x)
	m.Words = []string{s.p.T("patient.session.coming"), s.p.T("patient.session.late"), s.p.T("patient.session.cant")}
	if x.Answer != care.AnswerNone {
		m.Delivery = s.delivery(x.Delivery, false)
	}
	if x.Answer == care.AnswerLate || x.Answer == care.AnswerCant {
		m.Why = Why{
			Label: s.p.T("patient.session.why"), Hint: s.p.T("patient.session.why-hint"),
			Send: s.p.T("patient.session.why-send"), Said: x.Reason,
		}
	}
}

// models are the curriculum models that the programme names, by how clinics
// write them.
var models = map[string]string{
	"coping skills": "coping", "here and now": "here-and-now", "here-and-now": "here-and-now", "psychoeducation": "education",
	"education": "education", "mindfulness": "mindfulness", "triggers": "triggers", "noticing triggers": "triggers",
}

// sessionAbout tells the curriculum model in plain words where it is one that
// the programme names, else only what the clinic calls it.
func (s speaker) sessionAbout(m *SessionPage, x care.Session) {
	if x.Model == "" && x.Kind == care.KindGroup || x.Kind == care.KindVisit {
		return
	}
	m.About = s.p.T("patient.session.about")
	if x.Kind != care.KindGroup {
		m.ModelWords = s.p.T("patient.about." + map[care.SessionKind]string{
			care.KindIndividual: "individual", care.KindMedication: "medication", care.KindFamily: "family",
		}[x.Kind])
		return
	}
	m.Model = x.Model
	if known, ok := models[strings.ToLower(strings.TrimSpace(x.Model))]; ok {
		m.Model, m.ModelWords = s.p.T("patient.model."+known), s.p.T("patient.model-words."+known)
	}
}

// sessionBring recalls what the person wanted to bring to a group that is still to
// come, or goes on.
func (s speaker) sessionBring(m *SessionPage, c care.Chart, x care.Session) {
	if x.Kind != care.KindGroup || x.State == care.SessionCancelled || x.Over(s.now) {
		return
	}
	for _, b := range c.ForGroup(s.now) {
		m.Bring = append(m.Bring, s.p.T("patient.session.for-group-line", "Title", b.Title, "Day", s.p.MonthDay(b.At.In(s.own))))
	}
	if len(m.Bring) > 0 {
		m.BringHead = s.p.T("patient.session.for-group")
	}
}

// modelName is the model in the person's language, where it is known.
func (s speaker) modelName(model string) string {
	if known, ok := models[strings.ToLower(strings.TrimSpace(model))]; ok {
		return s.p.T("patient.model." + known)
	}
	return model
}

// facts are who leads the session, where it is, what it is about and what to bring.
func (s speaker) facts(x care.Session) []Status {
	var out []Status
	add := func(icon, text string) { out = append(out, Status{Icon: icon, Text: text}) }
	if x.Leader != "" {
		if x.Kind == care.KindGroup {
			add("users", s.p.T("patient.session.led", "Name", x.Leader))
		} else {
			add("user", s.p.T("patient.session.with", "Name", x.Leader))
		}
	}
	switch {
	case x.Video && x.Over(s.now):
		add("video", say.Capital(s.p.T("patient.session.video")))
	case x.CanJoin(s.now):
		add("video", s.p.T("patient.session.video-open"))
	case x.Video && s.away(x.Start): // one more clock time would not say whose
		add("video", s.p.T("patient.session.video-before", "Minutes", int(care.JoinFrom.Minutes())))
	case x.Video:
		add("video", s.p.T("patient.session.video-from", "Clock", s.p.Clock(x.Start.Add(-care.JoinFrom).In(s.own))))
	case x.Place != "":
		add("map-pin", x.Place)
	}
	for _, g := range x.Family {
		key := map[care.Answer]string{
			care.AnswerComing: "patient.session.guest-coming", care.AnswerLate: "patient.session.guest-late", care.AnswerCant: "patient.session.guest-cant",
		}[g.Answer]
		if key == "" {
			key = "patient.session.guest-asked"
		}
		add("heart-handshake", s.p.T(key, "Name", g.Name))
	}
	if x.Model != "" {
		add("book-open", s.modelName(x.Model))
	}
	if x.Bring != "" {
		add("notebook-pen", s.p.T("patient.session.bring", "What", x.Bring))
	}
	return out
}
