package care

import (
	"cmp"
	"slices"
	"time"
)

// ReminderLead is how long before a session a person is reminded.
type ReminderLead string

// Leads. The empty one is the product's default, an hour before.
const (
	RemindHour    ReminderLead = ""
	RemindQuarter ReminderLead = "15m"
	RemindEvening ReminderLead = "evening" // at six on the evening before, on the person's clock
	RemindNever   ReminderLead = "off"
)

// ReminderLeads lists the leads, the default first.
func ReminderLeads() []ReminderLead {
	return []ReminderLead{RemindHour, RemindQuarter, RemindEvening, RemindNever}
}

// remindersMost is how many reminders are set at once: systems take few, and
// each start sets them anew.
const remindersMost = 24

// Reminder is one moment at which the person is told to look. It says nothing of
// what there is to see.
type Reminder struct {
	At    time.Time
	Of    string    // Session.Ref or Due.Ref
	Start time.Time // of the session, as it was when this was set; zero for a check-in
	Where string    // of the session, as it was then: Session.Where
}

// Reminders are the moments ahead, by time. Sessions that were cancelled, or
// that the person said they can't come to, have none. A check-in has them when
// it opens, when it is due and three days later, at ten on the person's clock.
func (c Chart) Reminders(lead ReminderLead, now time.Time) []Reminder {
	if lead == RemindNever {
		return nil
	}
	own := c.Viewer.Zone
	if own == nil {
		own = c.Clinic.zone()
	}
	var out []Reminder
	add := func(r Reminder) {
		if r.At.After(now) {
			out = append(out, r)
		}
	}
	for _, s := range c.Sessions {
		if s.State != SessionCancelled && s.Answer != AnswerCant {
			add(Reminder{At: lead.before(s.Start, own), Of: s.Ref, Start: s.Start, Where: s.Where()})
		}
	}
	for _, d := range c.Due {
		for _, at := range []time.Time{d.Opens, d.By, d.By.AddDate(0, 0, 3)} {
			if !at.IsZero() && !d.By.IsZero() {
				day := at.In(c.Clinic.zone()) // a day of the clinic's, told at ten on the person's clock
				add(Reminder{At: time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, own), Of: d.Ref})
			}
		}
	}
	slices.SortFunc(out, func(a, b Reminder) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Of, b.Of)) })
	return out[:min(len(out), remindersMost)]
}

func (l ReminderLead) before(start time.Time, own *time.Location) time.Time {
	switch l {
	case RemindQuarter:
		return start.Add(-15 * time.Minute)
	case RemindEvening:
		return clockOn(start.In(own).AddDate(0, 0, -1), 18)
	case RemindHour, RemindNever:
	}
	return start.Add(-time.Hour)
}

// clockOn is a full hour of the day that holds t, right when the clocks change.
func clockOn(t time.Time, hour int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, t.Location())
}

// Upset says whether a session that has a reminder was moved, cancelled or put
// elsewhere since the reminder was set.
func (c Chart) Upset(set []Reminder) bool {
	return slices.ContainsFunc(set, func(r Reminder) bool {
		s, ok := c.Find(r.Of)
		return ok && !r.Start.IsZero() && (s.State == SessionCancelled || !s.Start.Equal(r.Start) || r.Where != "" && r.Where != s.Where())
	})
}
