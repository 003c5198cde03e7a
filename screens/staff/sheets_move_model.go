package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// MoveSheet moves a session, or all that follow it.
func MoveSheet(c care.Chart, now time.Time, p *say.Printer, ref string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("move/"+ref, "move-title", "move-do")
	x, ok := c.Meeting(ref)
	if !ok {
		return m
	}
	at := x.Start.In(s.zone)
	m.Words = []string{s.meetingName(x), p.T("staff.sheet.move-now", "When", p.Day(at)+", "+p.Span(at, x.Ends().In(s.zone)), "Place", place(s.zone))}
	m.Fields = []SheetField{
		s.field(FieldDay, "day", "day").on(at),
		s.field(FieldTime, "time", "time").hint(p.T("staff.sheet.time-hint")).from(p.Clock(at)),
	}
	if n := len(c.Following(x)); n > 1 {
		m.Fields = append(m.Fields, s.field(FieldOne, "which", "which").of(p.T("staff.sheet.which-one"), p.N("staff.sheet.which-all", n, "Day", p.Weekday(at))).from("0"))
	}
	m.Words = append(m.Words, p.T("staff.sheet.move-told"))
	if people := care.Coming([]care.Meeting{x}); len(people) > 0 {
		m.Words = append(m.Words, s.toldWords(people))
	}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		day := r.needDay("day")
		hour, minute := r.needClock("time")
		move := care.MeetingMoved{Meeting: ref, Day: day, Hour: hour, Minute: minute, Following: r.one("which") == 1}
		r.wall("time", day, hour, minute, s.zone)
		if len(r.out.Wrong) == 0 && !move.Following && sameWallTime(day, hour, minute, at) {
			r.wrong("time", "wrong-same")
		}
		if len(r.out.Wrong) == 0 {
			s.tellMove(r, x, move)
		}
		r.out.Change = move
		return r.out
	}
	return m
}

// tellMove says which sessions a move takes along, and what is there already.
func (s programmeSpeaker) tellMove(r *reading, x care.Meeting, move care.MeetingMoved) {
	moving := []care.Meeting{x}
	shift := care.DaysFrom(x.Start.In(s.zone), move.Day)
	if move.Following {
		moving = s.c.Following(x)
		for _, f := range moving[1:] {
			r.wall("time", f.Start.In(s.zone).AddDate(0, 0, shift), move.Hour, move.Minute, s.zone)
		}
	}
	if len(r.out.Wrong) > 0 {
		return
	}
	var slated []care.Slated
	for _, f := range moving {
		start, _ := care.WallClock(f.Start.In(s.zone).AddDate(0, 0, shift), move.Hour, move.Minute, s.zone)
		slated = append(slated, care.Slated{
			Start: start, End: start.Add(f.Duration()), Leader: care.Person{Ref: f.LeaderRef, Name: f.Leader}, Place: f.Place,
			Patients: care.Coming([]care.Meeting{f}), Instead: f.Ref,
		})
	}
	if move.Following {
		r.out.Warn = append([]string{s.sessionsWords(moving), s.p.T("staff.sheet.now-at", "Time", s.clock(care.WallTime{Hour: move.Hour, Minute: move.Minute})), s.toldWords(care.Coming(moving))}, r.out.Warn...)
	}
	r.out.Warn = append(r.out.Warn, s.clashWords(slated)...)
}

func sameWallTime(day time.Time, hour, minute int, at time.Time) bool {
	return day.Format(time.DateOnly) == at.Format(time.DateOnly) && hour == at.Hour() && minute == at.Minute()
}

// CancelSheet cancels a session, or what is to come of a group.
func CancelSheet(c care.Chart, now time.Time, p *say.Printer, ref, series string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("cancel/"+ref+series, "cancel-title", "cancel-do")
	if x, ok := c.Meeting(ref); ok {
		at := x.Start.In(s.zone)
		m.Words = []string{s.meetingName(x), p.Day(at) + ", " + p.Span(at, x.Ends().In(s.zone)), p.N("staff.sheet.cancel-told", s.coming(x))}
	}
	if g, ok := c.Group(series); ok {
		m.Title, m.Do = p.T("staff.sheet.end-title"), p.T("staff.sheet.end-do")
		m.Words = []string{s.groupName(g), p.N("staff.sheet.end-told", len(s.ahead(series)))}
	}
	m.Fields = []SheetField{s.field(FieldText, "why", "why").hint(p.T("staff.sheet.why-hint"))}
	m.Read = func(t Typed) SheetRead {
		if series != "" {
			return SheetRead{Change: care.GroupEnded{Series: series, Why: t.text("why")}}
		}
		return SheetRead{Change: care.MeetingCancelled{Meeting: ref, Why: t.text("why")}}
	}
	return m
}

// TopicSheet says what a session is about, and which skills it teaches.
func TopicSheet(c care.Chart, now time.Time, p *say.Printer, ref string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("topic/"+ref, "topic-title", "save")
	x, ok := c.Meeting(ref)
	if !ok {
		return m
	}
	model, all := "", skillsIn(p)
	var skills, taught []string
	for i, key := range care.CurriculumModels() {
		if key == x.Model {
			model = strconv.Itoa(i)
		}
	}
	for i, k := range all {
		skills = append(skills, k.Title)
		for _, key := range x.Skills {
			if key == k.Key {
				taught = append(taught, strconv.Itoa(i))
			}
		}
	}
	m.Words = []string{p.Day(x.Start.In(s.zone)) + ", " + p.Span(x.Start.In(s.zone), x.Ends().In(s.zone))}
	m.Fields = []SheetField{
		s.field(FieldText, "topic", "topic").from(x.Topic),
		s.field(FieldOne, "model", "model").of(s.models()...).from(model),
		s.field(FieldMany, "skills", "skills").of(skills...).from(strings.Join(taught, ",")),
	}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		topic := care.Subject{Title: r.needText("topic"), Model: x.Model}
		if i := r.one("model"); i >= 0 {
			topic.Model = care.CurriculumModels()[i]
		}
		for _, i := range r.many("skills") {
			topic.Skills = append(topic.Skills, all[i].Key)
		}
		r.out.Change = care.MeetingTopic{Meeting: ref, Topic: topic}
		return r.out
	}
	return m
}
