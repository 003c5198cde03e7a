package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// NewGroupSheet makes a series; id is a new UUID.
func NewGroupSheet(c care.Chart, now time.Time, p *say.Printer, id string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("group-new", "group-title", "group-do")
	monday := care.WeekStart(now, s.zone).AddDate(0, 0, 7)
	var days []string
	for i := range 7 {
		days = append(days, p.ShortWeekday(monday.AddDate(0, 0, i)))
	}
	leaders, me := s.leaders()
	m.Words = []string{p.T("staff.sheet.group-words", "Place", place(s.zone))}
	m.Fields = []SheetField{
		s.field(FieldText, "name", "group-name").hint(p.T("staff.sheet.group-name-hint")),
		s.field(FieldOne, "programme", "programme").of(p.T("staff.sheet.mental-health"), p.T("staff.sheet.dual")).from("0"),
		s.field(FieldMany, "days", "group-days").of(days...),
		s.field(FieldTime, "time", "time").hint(p.T("staff.sheet.time-hint")).from(p.Clock(time.Date(2027, 1, 1, 18, 0, 0, 0, time.UTC))),
		s.field(FieldText, "minutes", "minutes").from("180"),
		s.field(FieldDay, "first", "first").on(monday.Add(12 * time.Hour)),
		s.field(FieldDay, "last", "last").on(monday.AddDate(0, 0, 7*8-1).Add(12 * time.Hour)),
		s.field(FieldText, "off", "off").hint(p.T("staff.sheet.off-hint")),
		s.field(FieldOne, "leader", "leader").of(names(leaders)...).from(me),
		s.field(FieldOne, "where", "where").of(p.T("staff.sheet.where-place"), p.T("staff.programme.video")).from("0"),
		s.field(FieldText, "place", "place").from(s.usualPlace()),
		s.field(FieldText, "link", "link").hint(p.T("staff.sheet.link-hint")),
		s.field(FieldMany, "topics", "models").of(s.models()...).hint(p.T("staff.sheet.models-hint")),
		s.field(FieldText, "bring", "bring"),
	}
	m.Read = func(t Typed) SheetRead { return s.readGroup(t, id, leaders) }
	return m
}

func (s programmeSpeaker) models() []string {
	var out []string
	for _, m := range care.CurriculumModels() {
		out = append(out, s.modelName(m))
	}
	return out
}

// leaders are the staff who can lead, and which of them the viewer is.
func (s programmeSpeaker) leaders() (all []care.Person, me string) {
	me = ""
	for i, t := range s.c.Team {
		if t.Ref == s.c.Viewer.Ref {
			me = strconv.Itoa(i)
		}
		all = append(all, t)
	}
	if len(all) == 0 {
		return []care.Person{s.c.Viewer.Person}, "0"
	}
	return all, me
}

func names(people []care.Person) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = p.Name
	}
	return out
}

func (s programmeSpeaker) readGroup(t Typed, id string, leaders []care.Person) SheetRead {
	r := &reading{Typed: t, s: s}
	g := care.Group{Series: id, Name: r.needText("name"), Programme: care.Programme(r.needOne("programme")), Zone: s.zone, Bring: r.text("bring")}
	hour, minute := r.needClock("time")
	for _, i := range r.many("days") {
		g.Times = append(g.Times, care.WeeklyTime{Day: time.Weekday((i + 1) % 7), Hour: hour, Minute: minute})
	}
	if len(g.Times) == 0 {
		r.wrong("days", "wrong-choice")
	}
	var ok bool
	if g.Minutes, ok = r.number("minutes", 15, 480); !ok {
		r.wrong("minutes", "wrong-minutes")
	}
	g.First, g.Last = r.needDay("first"), r.needDay("last")
	g.Off = r.days("off")
	g.Leader = leaders[min(r.needOne("leader"), len(leaders)-1)]
	g.Place, g.Video, g.JoinURL = r.place()
	for _, i := range r.many("topics") {
		model := care.CurriculumModels()[i]
		g.Topics = append(g.Topics, care.Subject{Title: s.modelName(model), Model: model})
	}
	if len(r.out.Wrong) == 0 {
		s.checkSeries(r, g)
	}
	r.out.Change = care.GroupMade{Group: g}
	return r.out
}

// days reads days with commas: "2027-11-25, 2027-12-24".
func (r *reading) days(id string) []time.Time {
	var out []time.Time
	for part := range strings.FieldsFuncSeq(r.text(id), func(c rune) bool { return c == ',' || c == ';' }) {
		at, err := time.ParseInLocation("2006-1-2", strings.TrimSpace(part), r.s.zone)
		if err != nil {
			r.wrong(id, "wrong-days")
			continue
		}
		out = append(out, at.Add(12*time.Hour))
	}
	return out
}

func (r *reading) link(id string) string {
	link := r.text(id)
	if link != "" && !strings.HasPrefix(link, "https://") {
		r.wrong(id, "wrong-link")
	}
	return link
}

// checkSeries holds what a series plans against the clocks and the calendar.
func (s programmeSpeaker) checkSeries(r *reading, g care.Group) {
	switch days := care.DaysFrom(g.First, g.Last); {
	case days < 0:
		r.wrong("last", "wrong-before")
		return
	case days >= care.MostOccurrences:
		r.wrong("last", "wrong-year")
		return
	}
	planned := g.Occurrences()
	if len(planned) == 0 {
		r.wrong("last", "wrong-no-session")
		return
	}
	at := time.Date(2027, time.January, 1, g.Times[0].Hour, g.Times[0].Minute, 0, 0, time.UTC)
	for _, o := range planned {
		r.wall("time", o.Start.In(s.zone), g.Times[0].Hour, g.Times[0].Minute, g.Zone)
	}
	if len(r.out.Wrong) > 0 {
		return
	}
	last := planned[len(planned)-1].Start.In(s.zone)
	r.out.Warn = append([]string{s.p.N("staff.sheet.group-plans", len(planned), "Time", s.p.Clock(at), "First", s.p.Day(planned[0].Start.In(s.zone)), "Last", s.p.Day(last))}, r.out.Warn...)
	_, before := planned[0].Start.In(s.zone).Zone()
	if _, after := last.Zone(); before != after {
		r.out.Warn = append(r.out.Warn, s.p.T("staff.sheet.clocks", "Time", s.p.Clock(at)))
	}
	var slated []care.Slated
	for _, o := range planned {
		slated = append(slated, care.Slated{Start: o.Start, End: o.End, Leader: g.Leader, Place: g.Place.Name})
	}
	r.out.Warn = append(r.out.Warn, s.clashWords(slated)...)
}
