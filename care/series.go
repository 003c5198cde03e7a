package care

import (
	"cmp"
	"slices"
	"time"
)

// Group size (the programme's rules): fewer than LeastMembers warns staff, up to
// TargetMembers is aimed at, more than MostMembers is refused.
const (
	LeastMembers  = 6
	TargetMembers = 8
	MostMembers   = 15
)

// MostOccurrences bounds a series: a year of every day.
const MostOccurrences = 366

// Subject is what a session of a group is about.
type Subject struct {
	Title  string   // "Riding out an urge"
	Model  string   // of the curriculum: "Coping skills"
	Skills []string // keys of the skills that it teaches
}

// CurriculumModels are the models of the group curriculum.
func CurriculumModels() []string {
	return []string{"Triggers", "Coping skills", "Here and now", "Psychoeducation", "Mindfulness"}
}

// WeeklyTime is a weekday and a wall time.
type WeeklyTime struct {
	Day          time.Weekday
	Hour, Minute int
}

// WallTime is a time on a clock.
type WallTime struct{ Hour, Minute int }

// Group is a series of group sessions: the same weekdays at the same wall times.
// Only staff ever see one.
type Group struct {
	Series    string // shared by its sessions, see Session.Series
	Ref       string // "Schedule/…"; empty for a series of which only sessions are known
	Name      string // "Evening group"; staff alone read it
	Programme Programme
	Times     []WeeklyTime
	Minutes   int
	Zone      *time.Location // in which the wall times are meant
	First     time.Time      // days, in Zone
	Last      time.Time
	Off       []time.Time // days in between without it
	Leader    Person
	Place     Person // "Location/…" by its name; zero for video
	Video     bool
	JoinURL   string
	Bring     string
	Topics    []Subject // go round
	Ended     bool      // by the clinic's word
}

// Occurrence is one planned session of a series.
type Occurrence struct {
	Start, End time.Time
	Topic      Subject
	Wall       WallTimes // how often the day has that wall time
}

// Occurrences are the sessions that a series plans, by start: the same wall time
// on each of its days, whatever the clocks do in between. One whose wall time never
// comes that day is among them, marked.
func (g Group) Occurrences() []Occurrence {
	zone := g.Zone
	if zone == nil {
		zone = time.UTC
	}
	times := slices.Clone(g.Times)
	slices.SortFunc(times, func(a, b WeeklyTime) int { return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Minute, b.Minute)) })
	var out []Occurrence
	last := g.Last.Format(time.DateOnly)
	for n := range MostOccurrences {
		day := time.Date(g.First.Year(), g.First.Month(), g.First.Day()+n, 12, 0, 0, 0, time.UTC)
		if day.Format(time.DateOnly) > last {
			break
		}
		if slices.ContainsFunc(g.Off, func(off time.Time) bool { return off.Format(time.DateOnly) == day.Format(time.DateOnly) }) {
			continue
		}
		for _, w := range times {
			if w.Day != day.Weekday() {
				continue
			}
			start, wall := WallClock(day, w.Hour, w.Minute, zone)
			o := Occurrence{Start: start, End: start.Add(time.Duration(g.Minutes) * time.Minute), Wall: wall}
			if len(g.Topics) > 0 {
				o.Topic = g.Topics[len(out)%len(g.Topics)]
			}
			out = append(out, o)
		}
	}
	return out
}

// GroupSize is what the programme's rules say of a number of members.
type GroupSize int

// Sizes.
const (
	SizeFew    GroupSize = iota // fewer than are aimed at: staff are warned
	SizeTarget                  // six to eight
	SizeMany                    // more than are aimed at, and allowed
	SizeFull                    // nobody more can come in
)

// SizeOf is what the rules say of n members.
func SizeOf(n int) GroupSize {
	switch {
	case n < LeastMembers:
		return SizeFew
	case n <= TargetMembers:
		return SizeTarget
	case n < MostMembers:
		return SizeMany
	}
	return SizeFull
}

// Meeting is one session as staff see it: what the sessions of all who are to come
// have in common, and who they are.
type Meeting struct {
	Session              // what is common; Ref is that of the slot, or of the one appointment
	LeaderRef string     // who leads it; Session.Leader is their name
	Expected  []Expected // by name
}

// Expected is one patient who is to come.
type Expected struct {
	Patient Person
	Session Session // theirs: answer, reason, attendance
}

// Presence is what staff record of who was there.
type Presence int

// Presences.
const (
	PresenceUnknown Presence = iota
	PresenceThere
	PresenceMissed
	PresenceExcused // not there, and the clinic has the reason
)

// Presence is what is recorded of the session.
func (s Session) Presence() Presence {
	switch {
	case s.Attended:
		return PresenceThere
	case s.Missed && s.Excused:
		return PresenceExcused
	case s.Missed:
		return PresenceMissed
	}
	return PresenceUnknown
}

// Present is how much of the session the person was there for.
func (s Session) Present() time.Duration {
	if !s.Attended {
		return 0
	}
	if s.Stayed > 0 && s.Stayed < s.Duration() {
		return s.Stayed
	}
	return s.Duration()
}

// MeetingsBetween gives the meetings that start in [from, until), by start.
func (c Chart) MeetingsBetween(from, until time.Time) []Meeting {
	var out []Meeting
	for _, m := range c.Meetings {
		if !m.Start.Before(from) && m.Start.Before(until) {
			out = append(out, m)
		}
	}
	return out
}

// Meeting gives the meeting of that reference.
func (c Chart) Meeting(ref string) (Meeting, bool) {
	i := slices.IndexFunc(c.Meetings, func(m Meeting) bool { return m.Ref == ref })
	if i < 0 {
		return Meeting{}, false
	}
	return c.Meetings[i], true
}

// Group gives the group of that series.
func (c Chart) Group(series string) (Group, bool) {
	i := slices.IndexFunc(c.Groups, func(g Group) bool { return g.Series == series })
	if i < 0 || series == "" {
		return Group{}, false
	}
	return c.Groups[i], true
}

// Members are who has a session ahead in a series, by name.
func (c Chart) Members(series string, now time.Time) []Person {
	var out []Person
	for _, m := range c.Meetings {
		if m.Series != series || m.State == SessionCancelled || !now.Before(m.Ends()) {
			continue
		}
		for _, x := range m.Expected {
			if x.Session.State != SessionCancelled && !slices.ContainsFunc(out, func(p Person) bool { return p.Ref == x.Patient.Ref }) {
				out = append(out, x.Patient)
			}
		}
	}
	slices.SortFunc(out, func(a, b Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	return out
}
