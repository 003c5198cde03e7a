package staff

import (
	"strings"
	"time"

	"throughline/care"
)

// MeetingDetail is one session: what it is, who is to come, who was there.
type MeetingDetail struct {
	Ref, Series string
	Title, When string
	Facts       []Fact
	Tag, Icon   string // moved, cancelled
	Size        string // a warning about the group's size
	PeopleTitle string
	People      []MeetingPerson
	Nobody      string
	// Attend: attendance can be taken now. Else AttendWords says from when.
	Attend       bool
	AttendWords  string
	Everyone     string
	Save, Saved  string
	Presences    []string // There, Missed, Excused
	Part         string   // "Not the whole time"
	Parts        []string // how long instead
	PartOf       []time.Duration
	Actions      []MeetingAction
	ActionsTitle string
	Whole        time.Duration
}

// MeetingPerson is one who is to come.
type MeetingPerson struct {
	Session, Name string
	Answer, Icon  string   // "Coming", and its icon
	Reason        string   // clinical staff only
	Guests        []string // who of their family is asked, with what they said
	Brings        []string // what they marked for the group; clinical staff only
	Is            care.Presence
	Stayed        time.Duration
	Record        string // who recorded it, and when; "" where nothing is
	Before        string // what was recorded earlier
}

// MeetingAction is something to be done with a session.
type MeetingAction struct {
	Do   MeetingDo
	Name string
	Icon string
}

// MeetingDo is what is done with a session.
type MeetingDo int

// What can be done with a session.
const (
	DoMove MeetingDo = iota
	DoChange
	DoRestore
	DoTopic
	DoCancel
	DoGroup
	DoAskFamily
	DoUnaskFamily
)

func (s programmeSpeaker) meeting(x care.Meeting) *MeetingDetail {
	start, end := x.Start.In(s.zone), x.Ends().In(s.zone)
	d := &MeetingDetail{
		Ref: x.Ref, Series: x.Series, Title: s.meetingName(x), When: s.p.Day(start) + ", " + s.p.Span(start, end), Whole: x.Duration(),
		PeopleTitle: s.p.T("staff.programme.expected"), ActionsTitle: s.p.T("staff.programme.change"),
	}
	fact := func(key, value string) {
		if value != "" {
			d.Facts = append(d.Facts, Fact{s.p.T("staff.programme." + key), value})
		}
	}
	g, grouped := s.c.Group(x.Series)
	if grouped && s.clinical() {
		fact("fact-group", g.Name)
	}
	fact("fact-leader", x.Leader)
	if x.Video {
		fact("fact-place", s.p.T("staff.programme.video"))
	} else {
		fact("fact-place", x.Place)
	}
	if s.clinical() {
		fact("fact-model", s.modelName(x.Model))
		var skills []string
		for _, key := range x.Skills {
			skills = append(skills, skillName(key, s.p))
		}
		fact("fact-skills", strings.Join(skills, ", "))
	}
	switch {
	case x.State == care.SessionCancelled:
		d.Tag, d.Icon = s.p.T("staff.programme.cancelled"), "x"
	case x.Moved():
		d.Tag, d.Icon = s.p.T("staff.programme.moved", "Was", s.wasWords(x)), "clock"
	case x.Elsewhere() && s.now.Before(x.Ends()):
		d.Tag, d.Icon = s.p.T("staff.programme.elsewhere"), "map-pin"
	}
	for _, e := range x.Expected {
		if e.Session.State == care.SessionCancelled && x.State != care.SessionCancelled {
			continue
		}
		who := s.person(e)
		if s.clinical() {
			who.Brings = s.brings(s.c.ForMeeting(e.Patient.Ref, x))
		}
		d.People = append(d.People, who)
	}
	if len(d.People) == 0 {
		d.Nobody = s.p.T("staff.programme.nobody")
	}
	if x.Kind == care.KindGroup && x.State == care.SessionPlanned && s.now.Before(x.Start) && s.clinical() {
		d.Size = s.sizeWords(len(d.People))
	}
	if !s.clinical() {
		return d
	}
	if x.State == care.SessionCancelled {
		if s.now.Before(x.Start) {
			d.Actions = append(d.Actions, MeetingAction{DoRestore, s.p.T("staff.programme.do-restore"), "check"})
		}
		return d
	}
	s.attendance(d, x)
	if s.now.Before(x.Start) && x.State == care.SessionPlanned {
		d.Actions = append(d.Actions, MeetingAction{DoMove, s.p.T("staff.programme.do-move"), "clock"}, MeetingAction{DoChange, s.p.T("staff.programme.do-change"), "map-pin"})
		if x.Kind == care.KindGroup {
			d.Actions = append(d.Actions, MeetingAction{DoTopic, s.p.T("staff.programme.do-topic"), "pencil"})
		}
		toAsk, guests := s.toAsk(x)
		if len(toAsk) > 0 {
			d.Actions = append(d.Actions, MeetingAction{DoAskFamily, s.p.T("staff.programme.do-family"), "heart-handshake"})
		}
		if len(guests) > 0 {
			d.Actions = append(d.Actions, MeetingAction{DoUnaskFamily, s.p.T("staff.programme.do-family-off"), "circle"})
		}
		d.Actions = append(d.Actions, MeetingAction{DoCancel, s.p.T("staff.programme.do-cancel"), "x"})
	}
	if grouped {
		d.Actions = append(d.Actions, MeetingAction{DoGroup, s.p.T("staff.programme.do-group"), "users"})
	}
	return d
}

func (s programmeSpeaker) person(e care.Expected) MeetingPerson {
	m := MeetingPerson{Session: e.Session.Ref, Name: e.Patient.Name, Is: e.Session.Presence(), Stayed: e.Session.Stayed}
	m.Answer, m.Icon = s.said(e.Session.Answer)
	if was := e.Session.Earlier; e.Session.Answer == care.AnswerNone && was.Answer != care.AnswerNone {
		words, _ := s.said(was.Answer)
		moved := e.Session
		moved.WasStart = was.Start
		m.Answer, m.Icon = s.p.T("staff.programme.answer-earlier", "Answer", words, "Was", s.wasWords(care.Meeting{Session: moved})), "clock"
	}
	for _, g := range e.Session.Family {
		words, _ := s.said(g.Answer)
		m.Guests = append(m.Guests, s.p.T("staff.programme.guest", "Name", g.Name, "Answer", words))
	}
	if s.clinical() {
		m.Record, m.Before = s.recordWords(e.Session), s.beforeWords(e.Session)
	}
	if s.clinical() && e.Session.Reason != "" {
		m.Reason = s.p.T("staff.programme.reason", "Words", e.Session.Reason)
	}
	return m
}

// brings says what somebody marked for a group, each with its day and their own words.
func (s programmeSpeaker) brings(all []care.ForGroup) (out []string) {
	for _, b := range all {
		words := s.p.T("staff.programme.brings", "Title", b.Title, "Day", s.p.MonthDay(b.At.In(s.zone)))
		if b.Note != "" {
			words += " " + s.p.T("patient.plan.quote", "Words", b.Note)
		}
		out = append(out, words)
	}
	return out
}

// said is an answer in words, with its icon.
func (s programmeSpeaker) said(a care.Answer) (words, icon string) {
	switch a {
	case care.AnswerComing:
		return s.p.T("staff.programme.answer-coming"), "check"
	case care.AnswerLate:
		return s.p.T("staff.programme.answer-late"), "clock"
	case care.AnswerCant:
		return s.p.T("staff.programme.answer-cant"), "x"
	case care.AnswerNone:
	}
	return s.p.T("staff.programme.answer-none"), "circle"
}

// attendance says whether it can be taken, and with which words.
func (s programmeSpeaker) attendance(d *MeetingDetail, x care.Meeting) {
	if len(d.People) == 0 {
		return
	}
	from := x.Start.Add(-care.JoinFrom)
	if s.now.Before(from) {
		d.AttendWords = s.p.T("staff.programme.attend-from", "Time", s.p.Clock(from.In(s.zone)), "Day", s.p.DayInside(from.In(s.zone)))
		return
	}
	d.Attend, d.PeopleTitle = true, s.p.T("staff.programme.attend")
	d.AttendWords = s.p.T("staff.programme.attend-words")
	d.Everyone, d.Save, d.Saved = s.p.T("staff.programme.everyone"), s.p.T("staff.programme.attend-save"), s.p.T("staff.programme.taken")
	d.Presences = []string{s.p.T("staff.programme.there"), s.p.T("staff.programme.missed"), s.p.T("staff.programme.excused")}
	d.Part = s.p.T("staff.programme.part")
	for part := 30 * time.Minute; part < x.Duration(); part += 30 * time.Minute {
		d.PartOf = append(d.PartOf, part)
		d.Parts = append(d.Parts, s.length(part))
	}
	if len(d.PartOf) > 0 {
		d.PartOf, d.Parts = append(d.PartOf, 0), append(d.Parts, s.p.T("staff.programme.whole"))
	}
}

// length is a duration in words: "2 h 30 min".
func (s programmeSpeaker) length(d time.Duration) string {
	h, min := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return s.p.T("staff.programme.minutes", "Minutes", min)
	case min == 0:
		return s.p.T("staff.programme.hours", "Hours", h)
	}
	return s.p.T("staff.programme.hours-minutes", "Hours", h, "Minutes", min)
}

func (s programmeSpeaker) sizeWords(n int) string {
	switch care.SizeOf(n) {
	case care.SizeFew:
		return s.p.N("staff.programme.size-few", n)
	case care.SizeTarget:
		return s.p.T("staff.programme.size-target", "Count", n)
	case care.SizeMany:
		return s.p.T("staff.programme.size-many", "Count", n)
	}
	return s.p.T("staff.programme.size-full", "Count", n)
}

// modelName is a model of the curriculum in the interface's words; a clinic's own is
// as the clinic wrote it.
func (s programmeSpeaker) modelName(model string) string {
	for i, m := range care.CurriculumModels() {
		if m == model {
			return s.p.T("staff.programme.model-" + modelKeys[i])
		}
	}
	return model
}

var modelKeys = []string{"triggers", "coping", "here", "psychoeducation", "mindfulness"}
