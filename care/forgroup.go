package care

import (
	"slices"
	"time"
)

// ForGroup is one thing that a person wants to talk about in group: an answered
// check-in, or a practice of a skill.
type ForGroup struct {
	CheckIn string // CheckIn.ID
	Skill   string // Practice.Skill
	Title   string // as it was called then
	At      time.Time
	Note    string // the person's own words with it
}

// ForGroup is what the person marked to bring to group, newest first. What is older
// than the last group that they were in counts as brought.
func (c Chart) ForGroup(now time.Time) []ForGroup {
	var since time.Time
	for _, s := range c.Sessions {
		if s.Kind == KindGroup && s.Attended && s.Start.After(since) && !s.Ends().After(now) {
			since = s.Start
		}
	}
	var out []ForGroup
	for _, ci := range c.CheckIns {
		if ci.BringToGroup && ci.Authored.After(since) {
			out = append(out, ForGroup{CheckIn: ci.ID, Title: ci.Title, At: ci.Authored})
		}
	}
	for _, p := range c.Practices {
		if p.BringToGroup && p.At.After(since) {
			out = append(out, ForGroup{Skill: p.Skill, Title: p.Title, At: p.At, Note: p.Note})
		}
	}
	slices.SortStableFunc(out, func(a, b ForGroup) int { return b.At.Compare(a.At) })
	return out
}

// ForMeeting is what a patient wants to bring, or wanted to, to a group as staff see it,
// newest first: what they marked since the last group before it that they were in.
func (c Chart) ForMeeting(patient string, m Meeting) []ForGroup {
	if m.Kind != KindGroup || len(c.Marked[patient]) == 0 {
		return nil
	}
	var since time.Time
	for _, x := range c.Meetings {
		if x.Kind == KindGroup && x.Start.Before(m.Start) && x.Start.After(since) && slices.ContainsFunc(x.Expected, func(e Expected) bool { return e.Patient.Ref == patient && e.Session.Attended }) {
			since = x.Start
		}
	}
	return slices.DeleteFunc(slices.Clone(c.Marked[patient]), func(b ForGroup) bool { return !b.At.After(since) || b.At.After(m.Ends()) })
}
