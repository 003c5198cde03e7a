package staff

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
)

// GroupDetail is one series.
type GroupDetail struct {
	Series, Title string
	Facts         []Fact
	Size          string
	MembersTitle  string
	Members       []care.Person
	Remove        string // "Take out of the group"; the sheet asks again
	Add           string // "" where nobody more can come in
	AddNot        string // why not
	NextTitle     string
	Next          []ProgrammeRow // the sessions that come next
	Ended         string
	ActionsTitle  string
	Actions       []GroupAction
}

// GroupAction is something to be done with a series.
type GroupAction struct {
	Do         GroupDo
	Name, Icon string
}

// GroupDo is what is done with a series.
type GroupDo int

// What can be done with a series.
const (
	DoGroupChange GroupDo = iota
	DoGroupLastDay
	DoGroupDayOff
	DoGroupEnd
)

// shownNext is how many sessions ahead the detail of a group lists.
const shownNext = 6

// groups lists the series, those that go on first.
func (s programmeSpeaker) groups(m *Programme) {
	m.Do = s.p.T("staff.programme.group-do")
	m.Sentence = s.p.T("staff.programme.groups-words")
	all := slices.Clone(s.c.Groups)
	slices.SortStableFunc(all, func(a, b care.Group) int { return boolRank(s.over(a)) - boolRank(s.over(b)) })
	for _, g := range all {
		n := len(s.c.Members(g.Series, s.now))
		row := ProgrammeRow{ID: g.Series, Name: s.groupName(g), Words: s.timesWords(g), When: g.Leader.Name, Selected: g.Series == m.Ask.Open}
		switch {
		case s.over(g):
			row.Tag, row.Calm = s.p.T("staff.programme.ended"), true
		case care.SizeOf(n) == care.SizeTarget:
			row.Tag, row.Icon, row.Good = s.p.T("staff.programme.members-of", "Count", n), "check", true
		case care.SizeOf(n) == care.SizeMany:
			row.Tag, row.Calm = s.p.T("staff.programme.members-of", "Count", n), true
		default:
			row.Tag, row.Icon, row.Warn = s.p.T("staff.programme.members-of", "Count", n), "users", true
		}
		m.Rows = append(m.Rows, row)
	}
	if len(all) == 0 {
		m.Empty = s.p.T("staff.programme.groups-empty")
	}
	if g, ok := s.c.Group(m.Ask.Open); ok {
		m.Group = s.group(g)
	}
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// over says whether no session of a group is to come.
func (s programmeSpeaker) over(g care.Group) bool { return g.Ended || len(s.ahead(g.Series)) == 0 }

func (s programmeSpeaker) ahead(series string) []care.Meeting {
	var out []care.Meeting
	for _, x := range s.c.Meetings {
		if x.Series == series && s.now.Before(x.Ends()) && x.State != care.SessionCancelled {
			out = append(out, x)
		}
	}
	return out
}

// groupName is the name that staff gave it, or what it is.
func (s programmeSpeaker) groupName(g care.Group) string {
	if g.Name != "" {
		return g.Name
	}
	return s.p.T("staff.programme.kind-group")
}

// timesWords says the weekly times: "Mon, Tue, Thu at 6:00 PM".
func (s programmeSpeaker) timesWords(g care.Group) string {
	var parts []string
	var days []string
	for i, t := range g.Times {
		at := time.Date(2027, time.March, 7+int(t.Day), t.Hour, t.Minute, 0, 0, time.UTC) // a Sunday and the days after it
		days = append(days, s.p.ShortWeekday(at))
		if i+1 == len(g.Times) || g.Times[i+1].Hour != t.Hour || g.Times[i+1].Minute != t.Minute {
			parts = append(parts, s.p.T("staff.programme.times", "Days", strings.Join(days, ", "), "Time", s.p.Clock(at)))
			days = nil
		}
	}
	return strings.Join(parts, "; ")
}

func (s programmeSpeaker) group(g care.Group) *GroupDetail {
	d := &GroupDetail{
		Series: g.Series, Title: s.groupName(g), Members: s.c.Members(g.Series, s.now),
		MembersTitle: s.p.T("staff.programme.members"), NextTitle: s.p.T("staff.programme.next"), Remove: s.p.T("staff.programme.remove"),
	}
	fact := func(key, value string) {
		if value != "" {
			d.Facts = append(d.Facts, Fact{s.p.T("staff.programme." + key), value})
		}
	}
	fact("fact-times", s.timesWords(g))
	if g.Minutes > 0 {
		fact("fact-length", s.length(time.Duration(g.Minutes)*time.Minute))
	}
	fact("fact-zone", place(g.Zone))
	if !g.First.IsZero() && !g.Last.IsZero() {
		fact("fact-from", s.p.T("staff.programme.from-until", "From", s.p.LongDate(g.First), "Until", s.p.LongDate(g.Last)))
	}
	fact("fact-leader", strings.TrimSuffix(g.Leader.Name+", "+g.Leader.Title, ", "))
	if g.Video {
		fact("fact-place", s.p.T("staff.programme.video"))
	} else {
		fact("fact-place", g.Place.Name)
	}
	var off []string
	for _, day := range g.Off {
		off = append(off, s.p.MonthDay(day))
	}
	fact("fact-off", strings.Join(off, ", "))
	for i, x := range s.ahead(g.Series) {
		if i == shownNext {
			break
		}
		row := s.meetingRow(x)
		row.When = s.p.Day(x.Start.In(s.zone)) + ", " + row.When
		d.Next = append(d.Next, row)
	}
	s.groupActions(d, g)
	if s.over(g) {
		d.Ended = s.p.T("staff.programme.ended-words")
		return d
	}
	n := len(d.Members)
	d.Size = s.sizeWords(n)
	if n >= care.MostMembers {
		d.AddNot = s.p.T("staff.programme.full")
	} else {
		d.Add = s.p.T("staff.programme.add-do")
	}
	return d
}

// groupActions are what can be done with a series: with one that was ended nothing,
// with one that has run out it can go on.
func (s programmeSpeaker) groupActions(d *GroupDetail, g care.Group) {
	if g.Ended {
		return
	}
	d.ActionsTitle = s.p.T("staff.programme.change-group")
	add := func(do GroupDo, key, icon string) {
		d.Actions = append(d.Actions, GroupAction{do, s.p.T("staff.programme." + key), icon})
	}
	if !s.over(g) {
		add(DoGroupChange, "group-change-do", "pencil")
	}
	add(DoGroupLastDay, "group-last-do", "calendar-days")
	if !s.over(g) {
		add(DoGroupDayOff, "group-off-do", "x")
		add(DoGroupEnd, "end-do", "x")
	}
}
