package staff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// GroupChangeSheet says how a group goes on from a day: its name, who leads it, where,
// and at which time.
func GroupChangeSheet(c care.Chart, now time.Time, p *say.Printer, series string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("group-change/"+series, "change-title", "change-do")
	g, ok := c.Group(series)
	if !ok {
		return m
	}
	leaders, lead := s.leadersWith(g.Leader)
	from := now.In(s.zone)
	if ahead := s.ahead(series); len(ahead) > 0 {
		from = ahead[0].Start.In(s.zone)
	}
	m.Words = []string{s.groupName(g) + ". " + s.timesWords(g), p.T("staff.sheet.change-words")}
	m.Fields = []SheetField{
		s.field(FieldDay, "from", "change-from").on(from).hint(p.T("staff.sheet.change-from-hint")),
		s.field(FieldText, "name", "group-name").from(g.Name).hint(p.T("staff.sheet.group-name-hint")),
		s.field(FieldOne, "leader", "leader").of(names(leaders)...).from(lead),
		s.where(g.Video), s.field(FieldText, "place", "place").from(g.Place.Name),
		s.field(FieldText, "link", "link").hint(p.T("staff.sheet.link-hint")).from(g.JoinURL),
		s.field(FieldTime, "time", "time").hint(p.T("staff.sheet.change-time-hint")).from(s.oneTime(g)),
		s.field(FieldText, "minutes", "minutes").from(strconv.Itoa(g.Minutes)),
		s.field(FieldText, "bring", "bring").from(g.Bring),
	}
	m.Read = func(t Typed) SheetRead { return s.readGroupChange(t, g, leaders) }
	return m
}

func (s programmeSpeaker) where(video bool) SheetField {
	return s.field(FieldOne, "where", "where").of(s.p.T("staff.sheet.where-place"), s.p.T("staff.programme.video")).from(strconv.Itoa(boolRank(video)))
}

// leadersWith are the staff who can lead, with the one who does, and which that is.
func (s programmeSpeaker) leadersWith(now care.Person) (all []care.Person, is string) {
	all, is = s.leaders()
	if now.Ref == "" {
		return all, is
	}
	i := slices.IndexFunc(all, func(p care.Person) bool { return p.Ref == now.Ref })
	if i < 0 {
		all, i = append(slices.Clone(all), now), len(all)
	}
	return all, strconv.Itoa(i)
}

// oneTime is the wall time of a group, or "" where its days have different ones.
func (s programmeSpeaker) oneTime(g care.Group) string {
	for _, t := range g.Times {
		if t.Hour != g.Times[0].Hour || t.Minute != g.Times[0].Minute {
			return ""
		}
	}
	if len(g.Times) == 0 {
		return ""
	}
	return s.clock(care.WallTime{Hour: g.Times[0].Hour, Minute: g.Times[0].Minute})
}

func (s programmeSpeaker) clock(t care.WallTime) string {
	return s.p.Clock(time.Date(2027, time.January, 1, t.Hour, t.Minute, 0, 0, time.UTC))
}

func (s programmeSpeaker) readGroupChange(t Typed, g care.Group, leaders []care.Person) SheetRead {
	r := &reading{Typed: t, s: s}
	x := care.GroupChanged{Series: g.Series, Name: r.needText("name"), From: r.needDay("from"), Bring: r.text("bring")}
	x.Leader = leaders[min(r.needOne("leader"), len(leaders)-1)]
	x.Place, x.Video, x.JoinURL = r.place()
	if r.text("time") != "" {
		hour, minute := r.needClock("time")
		x.At = &care.WallTime{Hour: hour, Minute: minute}
	}
	var ok bool
	if x.Minutes, ok = r.number("minutes", 15, 480); !ok {
		r.wrong("minutes", "wrong-minutes")
	}
	if len(r.out.Wrong) > 0 {
		return r.out
	}
	s.tellGroupChange(r, g, x)
	return r.out
}

// place reads where it is held.
func (r *reading) place() (place care.Person, video bool, link string) {
	if r.one("where") == 1 {
		return care.Person{}, true, r.link("link")
	}
	return care.Person{Name: r.needText("place")}, false, ""
}

// tellGroupChange makes the change, and says what it does to which sessions.
func (s programmeSpeaker) tellGroupChange(r *reading, g care.Group, x care.GroupChanged) {
	ahead := s.c.AheadFrom(g.Series, x.From, s.now)
	lines := s.differences(g, x)
	times := s.differentTimes(ahead, g, x)
	switch {
	case len(lines) == 0 && len(times) == 0 && x.Name != g.Name:
		r.out.Change = care.GroupNamed{Series: g.Series, Name: x.Name}
		return
	case len(ahead) == 0:
		r.wrong("from", "wrong-nothing-from")
		return
	}
	if len(times) == 0 {
		x.At = nil
	} else if x.At != nil {
		for _, m := range times {
			r.wall("time", m.Start.In(s.zone), x.At.Hour, x.At.Minute, s.zone)
		}
		lines = append(lines, s.p.T("staff.sheet.now-at", "Time", s.clock(*x.At)))
		if stay := len(ahead) - len(times); stay > 0 {
			lines = append(lines, s.p.N("staff.sheet.stay", stay))
		}
	}
	if len(r.out.Wrong) > 0 {
		return
	}
	clocks := r.out.Warn
	r.out.Warn = append([]string{s.sessionsWords(ahead)}, lines...)
	r.out.Warn = append(append(r.out.Warn, s.toldWords(care.Coming(ahead))), clocks...)
	r.out.Warn = append(r.out.Warn, s.clashWords(s.slated(ahead, x))...)
	r.out.Change = x
}

// differences says what of a group becomes another.
func (s programmeSpeaker) differences(g care.Group, x care.GroupChanged) []string {
	var out []string
	if x.Leader.Ref != g.Leader.Ref {
		out = append(out, s.p.T("staff.sheet.now-led", "Name", x.Leader.Name))
	}
	switch {
	case x.Video && (!g.Video || x.JoinURL != g.JoinURL):
		out = append(out, s.p.T("staff.sheet.now-video"))
	case !x.Video && (g.Video || foldName(x.Place.Name) != foldName(g.Place.Name)):
		out = append(out, s.p.T("staff.sheet.now-where", "Place", x.Place.Name))
	}
	if x.Minutes != g.Minutes {
		out = append(out, s.p.T("staff.sheet.now-long", "Length", s.length(time.Duration(x.Minutes)*time.Minute)))
	}
	if x.Bring != g.Bring {
		out = append(out, s.p.T("staff.sheet.now-bring"))
	}
	return out
}

// differentTimes are those of a group's sessions that get another time.
func (s programmeSpeaker) differentTimes(ahead []care.Meeting, g care.Group, x care.GroupChanged) []care.Meeting {
	if x.At == nil && x.Minutes == g.Minutes {
		return nil
	}
	var out []care.Meeting
	other := x.Minutes != g.Minutes
	for _, m := range ahead {
		at := m.Start.In(s.zone)
		if s.c.Regular(m) {
			out = append(out, m)
			other = other || x.At != nil && (at.Hour() != x.At.Hour || at.Minute() != x.At.Minute)
		}
	}
	if !other {
		return nil
	}
	return out
}

// slated are a group's sessions as they would be.
func (s programmeSpeaker) slated(ahead []care.Meeting, x care.GroupChanged) []care.Slated {
	var out []care.Slated
	for _, m := range ahead {
		n := care.Slated{Start: m.Start, End: m.Ends(), Leader: x.Leader, Place: x.Place.Name, Patients: care.Coming([]care.Meeting{m}), Instead: m.Ref}
		if x.At != nil && s.c.Regular(m) {
			n.Start, _ = care.WallClock(m.Start.In(s.zone), x.At.Hour, x.At.Minute, s.zone)
			n.End = n.Start.Add(m.Duration())
		}
		out = append(out, n)
	}
	return out
}

// sessionsWords says how many sessions, and from when to when.
func (s programmeSpeaker) sessionsWords(meetings []care.Meeting) string {
	if len(meetings) == 0 {
		return ""
	}
	first, last := meetings[0].Start.In(s.zone), meetings[len(meetings)-1].Start.In(s.zone)
	if first.Format(time.DateOnly) == last.Format(time.DateOnly) {
		return s.p.N("staff.sheet.series-day", len(meetings), "Day", s.p.DayInside(first))
	}
	return s.p.N("staff.sheet.series-ahead", len(meetings), "First", s.p.DayInside(first), "Last", s.p.DayInside(last))
}

// toldWords says how many patients are told.
func (s programmeSpeaker) toldWords(people []care.Person) string {
	if len(people) == 0 {
		return s.p.T("staff.sheet.told-none")
	}
	return s.p.N("staff.sheet.told", len(people))
}

// shownClashes is how many of what is at the same time are named.
const shownClashes = 3

// clashWords says what else the same people or the same room have at the time of what
// is slated.
func (s programmeSpeaker) clashWords(slated []care.Slated) []string {
	var out []string
	all := s.c.Clashes(slated)
	for i, x := range all {
		if i == shownClashes {
			out = append(out, s.p.N("staff.sheet.clash-more", len(all)-i))
			break
		}
		at := x.Meeting.Start.In(s.zone)
		when := s.p.DayInside(at) + ", " + s.p.Span(at, x.Meeting.Ends().In(s.zone))
		var who []string
		if x.Leader.Ref != "" {
			who = append(who, x.Leader.Name)
		}
		if x.Place != "" {
			who = append(who, x.Place)
		}
		for j, p := range x.Patient {
			if j == shownClashes {
				who = append(who, s.p.N("staff.sheet.clash-people", len(x.Patient)-j))
				break
			}
			who = append(who, p.Name)
		}
		out = append(out, s.p.T("staff.sheet.clash", "Who", strings.Join(who, ", "), "What", s.meetingName(x.Meeting), "When", when))
	}
	return out
}

// LastDaySheet gives a group another last day: further sessions, or fewer.
func LastDaySheet(c care.Chart, now time.Time, p *say.Printer, series string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("last-day/"+series, "last-title", "last-do")
	g, ok := c.Group(series)
	if !ok {
		return m
	}
	last := g.Last.In(s.zone)
	if g.Last.Location() == time.UTC {
		last = time.Date(g.Last.Year(), g.Last.Month(), g.Last.Day(), 12, 0, 0, 0, s.zone)
	}
	m.Words = []string{s.groupName(g) + ". " + s.timesWords(g), p.T("staff.sheet.last-now", "Day", p.LongDate(last)), p.T("staff.sheet.last-words")}
	m.Fields = []SheetField{
		s.field(FieldDay, "last", "last").on(last.AddDate(0, 0, 28)),
		s.field(FieldText, "off", "off").hint(p.T("staff.sheet.off-hint")),
		s.field(FieldText, "why", "why").hint(p.T("staff.sheet.last-why-hint")),
	}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		x := care.GroupUntil{Series: series, Last: r.needDay("last"), Off: r.days("off"), Why: r.text("why")}
		if len(r.out.Wrong) > 0 {
			return r.out
		}
		switch day := x.Last.Format(time.DateOnly); {
		case day == last.Format(time.DateOnly):
			r.wrong("last", "wrong-same-last")
		case day < last.Format(time.DateOnly):
			s.tellShorter(r, x)
		default:
			s.tellLonger(r, g, x)
		}
		r.out.Change = x
		return r.out
	}
	return m
}

func (s programmeSpeaker) tellShorter(r *reading, x care.GroupUntil) {
	after := s.c.AheadFrom(x.Series, x.Last.AddDate(0, 0, 1), s.now)
	if len(after) == 0 {
		r.out.Warn = []string{s.p.T("staff.sheet.last-nothing")}
		return
	}
	r.out.Warn = []string{s.p.T("staff.sheet.cancels", "What", s.sessionsWords(after)), s.toldWords(care.Coming(after))}
}

func (s programmeSpeaker) tellLonger(r *reading, g care.Group, x care.GroupUntil) {
	if care.DaysFrom(s.now.In(s.zone), x.Last) >= care.MostOccurrences {
		r.wrong("last", "wrong-year")
		return
	}
	more := g.Further(x.Last, x.Off, 0, s.now)
	if len(more) == 0 {
		r.wrong("last", "wrong-no-session")
		return
	}
	who := s.c.Members(x.Series, s.now)
	var slated []care.Slated
	for _, o := range more {
		r.wall("last", o.Start.In(s.zone), o.Start.In(s.zone).Hour(), o.Start.In(s.zone).Minute(), s.zone)
		if o.Wall == care.WallNever {
			r.wrong("last", "wrong-never-day", "Day", s.p.MonthDay(o.Start.In(s.zone)))
		}
		slated = append(slated, care.Slated{Start: o.Start, End: o.End, Leader: g.Leader, Place: g.Place.Name, Patients: who})
	}
	first, last := more[0].Start.In(s.zone), more[len(more)-1].Start.In(s.zone)
	words := []string{s.p.N("staff.sheet.further", len(more), "First", s.p.DayInside(first), "Last", s.p.DayInside(last))}
	if len(who) > 0 {
		words = append(words, s.p.N("staff.sheet.further-told", len(who)))
	}
	r.out.Warn = append(append(words, r.out.Warn...), s.clashWords(slated)...)
}
