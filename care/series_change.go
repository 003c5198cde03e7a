package care

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Regular says whether a meeting is where its series has it: it was not moved, or
// the series meets at that weekday and time by now.
func (c Chart) Regular(m Meeting) bool {
	if !m.Moved() {
		return true
	}
	g, ok := c.Group(m.Series)
	at := m.Start.In(c.Clinic.zone())
	return ok && slices.Contains(g.Times, WeeklyTime{Day: at.Weekday(), Hour: at.Hour(), Minute: at.Minute()})
}

// Following are the meetings of m's series that come at its weekday and wall time
// from it on, itself first; of a single visit, itself alone. Cancelled ones and
// those that were moved away stay out.
func (c Chart) Following(m Meeting) []Meeting {
	out := []Meeting{m}
	if m.Series == "" {
		return out
	}
	at := m.Start.In(c.Clinic.zone())
	for _, x := range c.Meetings {
		t := x.Start.In(c.Clinic.zone())
		if x.Ref != m.Ref && x.Series == m.Series && x.Start.After(m.Start) && x.State == SessionPlanned && c.Regular(x) &&
			t.Weekday() == at.Weekday() && t.Hour() == at.Hour() && t.Minute() == at.Minute() {
			out = append(out, x)
		}
	}
	return out
}

// AheadFrom are the meetings of a series that are still to come, from a day on the
// clinic's calendar on.
func (c Chart) AheadFrom(series string, day, now time.Time) []Meeting {
	from := day.Format(time.DateOnly)
	var out []Meeting
	for _, m := range c.Meetings {
		if series != "" && m.Series == series && m.State == SessionPlanned && now.Before(m.Start) && m.Start.In(c.Clinic.zone()).Format(time.DateOnly) >= from {
			out = append(out, m)
		}
	}
	return out
}

// OnDay are the meetings that are planned on a day and still to come: a series', or
// all.
func (c Chart) OnDay(series string, day, now time.Time) []Meeting {
	on := day.Format(time.DateOnly)
	var out []Meeting
	for _, m := range c.Meetings {
		if (series == "" || m.Series == series) && m.State == SessionPlanned && now.Before(m.Start) && m.Start.In(c.Clinic.zone()).Format(time.DateOnly) == on {
			out = append(out, m)
		}
	}
	return out
}

// Further are the sessions that a group gets whose last day becomes a later one: by
// its weekly times, after the last day that it has and after now. made is how many
// it has had, so that its topics go on where they are.
func (g Group) Further(last time.Time, off []time.Time, made int, now time.Time) []Occurrence {
	next := g
	next.First, next.Last, next.Off = g.Last.AddDate(0, 0, 1), last, append(slices.Clone(g.Off), off...)
	if today := now.In(g.zone()); next.First.Format(time.DateOnly) < today.Format(time.DateOnly) {
		next.First = today
	}
	if n := len(g.Topics); n > 0 {
		next.Topics = append(slices.Clone(g.Topics[made%n:]), g.Topics[:made%n]...)
	}
	return slices.DeleteFunc(next.Occurrences(), func(o Occurrence) bool { return !o.Start.After(now) })
}

func (g Group) zone() *time.Location {
	if g.Zone == nil {
		return time.UTC
	}
	return g.Zone
}

// Coming are who is to come to any of some meetings, by name, each once.
func Coming(meetings []Meeting) []Person {
	var out []Person
	seen := map[string]bool{}
	for _, m := range meetings {
		for _, x := range m.Expected {
			if x.Session.State != SessionCancelled && !seen[x.Patient.Ref] {
				seen[x.Patient.Ref] = true
				out = append(out, x.Patient)
			}
		}
	}
	slices.SortFunc(out, func(a, b Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

// Slated is a session that is to be planned.
type Slated struct {
	Start, End time.Time
	Leader     Person
	Place      string // empty: by video
	Patients   []Person
	Instead    string // Meeting.Ref of what it takes the place of; empty: none
}

// Clash is what is planned already for the same time and the same people or room.
type Clash struct {
	Meeting Meeting
	Leader  Person   // zero: another one leads it
	Place   string   // empty: it is elsewhere
	Patient []Person // who is to come to both
}

// Clashes are what would be at the same time as what is slated, by start. Nothing
// forbids one: staff decide.
func (c Chart) Clashes(slated []Slated) []Clash {
	instead := map[string]bool{}
	for _, s := range slated {
		instead[s.Instead] = true
	}
	var out []Clash
	seen := map[string]bool{}
	for _, s := range slated {
		for _, m := range c.Meetings {
			if m.State != SessionPlanned || instead[m.Ref] || seen[m.Ref] || !m.Start.Before(s.End) || !s.Start.Before(m.Ends()) {
				continue
			}
			x := Clash{Meeting: m}
			if s.Leader.Ref != "" && m.LeaderRef == s.Leader.Ref {
				x.Leader = s.Leader
			}
			if s.Place != "" && !m.Video && strings.EqualFold(strings.TrimSpace(s.Place), m.Place) {
				x.Place = m.Place
			}
			for _, p := range Coming([]Meeting{m}) {
				if slices.ContainsFunc(s.Patients, func(q Person) bool { return q.Ref == p.Ref }) {
					x.Patient = append(x.Patient, p)
				}
			}
			if x.Leader.Ref != "" || x.Place != "" || len(x.Patient) > 0 {
				seen[m.Ref] = true
				out = append(out, x)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Clash) int { return a.Meeting.Start.Compare(b.Meeting.Start) })
	return out
}
