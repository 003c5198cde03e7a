package staff

import (
	"fmt"
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
	if g.Video = r.one("where") == 1; g.Video {
		g.JoinURL = r.link("link")
	} else {
		g.Place = care.Person{Name: r.needText("place")}
	}
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
}

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
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		day := r.needDay("day")
		hour, minute := r.needClock("time")
		move := care.MeetingMoved{Meeting: ref, Day: day, Hour: hour, Minute: minute, Following: r.one("which") == 1}
		r.wall("time", day, hour, minute, s.zone)
		if len(r.out.Wrong) == 0 && !move.Following && sameWallTime(day, hour, minute, at) {
			r.wrong("time", "wrong-same")
		}
		if move.Following && len(r.out.Wrong) == 0 {
			shift := care.DaysFrom(at, day)
			for _, f := range c.Following(x)[1:] {
				r.wall("time", f.Start.In(s.zone).AddDate(0, 0, shift), hour, minute, s.zone)
			}
		}
		r.out.Change = move
		return r.out
	}
	return m
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

// AddSheet puts a patient into a group; RemoveSheet takes one out.
func AddSheet(c care.Chart, now time.Time, p *say.Printer, series, patient string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("add/"+series+patient, "add-title", "add-do")
	var groups []care.Group
	var people []care.Person
	for _, g := range c.Groups {
		if !s.over(g) && (series == "" || g.Series == series) {
			groups = append(groups, g)
		}
	}
	in := c.Members(series, now)
	for _, k := range c.Caseload {
		if !k.Stay.Ended && (patient == "" || k.Patient.Ref == patient) && !contains(in, k.Patient) {
			people = append(people, k.Patient)
		}
	}
	if patient == "" {
		m.Fields = append(m.Fields, s.field(FieldFind, "who", "who").of(names(people)...))
	}
	if series == "" {
		m.Fields = append(m.Fields, s.field(FieldOne, "group", "group").of(s.groupWords(groups)...))
	} else if len(groups) > 0 {
		m.Words = []string{s.groupName(groups[0]) + ". " + s.timesWords(groups[0]), s.sizeWords(len(in))}
	}
	m.Words = append(m.Words, p.T("staff.sheet.add-words"))
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		who, where := 0, 0
		if patient == "" {
			who = r.needOne("who")
		}
		if series == "" {
			where = r.needOne("group")
		}
		if len(r.out.Wrong) == 0 && who < len(people) && where < len(groups) {
			r.out.Change = care.MemberAdded{Series: groups[where].Series, Patient: people[who]}
			if n := len(c.Members(groups[where].Series, now)); n >= care.MostMembers {
				r.wrong("group", "wrong-full")
			}
		}
		return r.out
	}
	return m
}

func (s programmeSpeaker) groupWords(groups []care.Group) []string {
	var out []string
	for _, g := range groups {
		out = append(out, fmt.Sprintf("%s, %s (%s)", s.groupName(g), s.timesWords(g), s.p.T("staff.programme.members-of", "Count", len(s.c.Members(g.Series, s.now)))))
	}
	return out
}

func contains(people []care.Person, who care.Person) bool {
	for _, p := range people {
		if p.Ref == who.Ref {
			return true
		}
	}
	return false
}

// RemoveSheet takes a patient out of a group, once it was read what that does.
func RemoveSheet(c care.Chart, now time.Time, p *say.Printer, series string, who care.Person) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("remove/"+series+who.Ref, "remove-title", "remove-do")
	m.Words = []string{who.Name}
	if g, ok := c.Group(series); ok {
		m.Words = append(m.Words, s.groupName(g)+". "+s.timesWords(g))
	}
	m.Words = append(m.Words, p.T("staff.sheet.remove-words"))
	m.Read = func(Typed) SheetRead { return SheetRead{Change: care.MemberRemoved{Series: series, Patient: who}} }
	return m
}
