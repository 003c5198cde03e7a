package care

import (
	"cmp"
	"slices"
	"time"
)

// Work is one thing in the list of what waits for staff.
type Work struct {
	ID      string // "Task/…"; of a check-in "QuestionnaireResponse/…"; of a call that of its follow-up
	Task    string // "Task/…" that holds the steps; empty as long as there is none
	Kind    WorkKind
	Patient Person
	Left    Left
	Group   bool // the patient is in a group or a team of the viewer
	Title   string
	Review  *Review  // the check-in that it is about; nil for a call, and where it is not here
	Alert   *Alert   // of an urgent answer
	Reasons []string // of a medication report: "Worse mood: Severe"
	Due     time.Time
	Calls   []CallAttempt // of a call, newest first

	Received time.Time  // the server's time
	Steps    []WorkStep // oldest first
	Progress
}

// Left says whether a patient is still there to read a reply.
type Left int

// Ways in which a patient may have left.
const (
	Here       Left = iota
	Discharged      // the stay has ended: they may still open the app
	Inactive        // their account is closed: nobody reads what is sent
)

// Alert is an urgent answer as staff are told of it.
type Alert struct {
	Answers []AlertAnswer // each time that it, or what was said with it, changed; oldest first
	AtOnce  bool          // else the same day
}

// Now is what was said last.
func (a *Alert) Now() AlertAnswer {
	if a == nil || len(a.Answers) == 0 {
		return AlertAnswer{}
	}
	return a.Answers[len(a.Answers)-1]
}

// AlertAnswer is one state of an urgent answer.
type AlertAnswer struct {
	Text     string // the question's official wording
	Answer   string // as the form words it
	Value    int
	HasValue bool
	Urgent   bool // false where it was changed to one that is not
	Answered time.Time
	Received time.Time
	Late     bool // it came long after it was given
	Safe     SafeNow
	CallBack string
}

// Message is something that the team wrote to the patient.
type Message struct {
	By, Text string
	At       time.Time
}

// ReviewStaffed is within how much staffed time a check-in is to be read.
const ReviewStaffed = 2 * 8 * time.Hour

// SecondPerson and Supervisor are how much staffed time is left until an urgent
// answer goes to them; ok is false where it does not, or not any more.
func (w Work) SecondPerson(c Clinic, now time.Time, s Settings) (left time.Duration, ok bool) {
	return w.until(c, now, s.SecondMinutes, 1)
}

// Supervisor is SecondPerson's twin.
func (w Work) Supervisor(c Clinic, now time.Time, s Settings) (left time.Duration, ok bool) {
	return w.until(c, now, s.SupervisorMinute, 2)
}

func (w Work) until(c Clinic, now time.Time, minutes, level int) (time.Duration, bool) {
	if w.Kind != WorkTriage || w.Alert == nil || !w.Alert.AtOnce || w.State != WorkNew || w.Escalated >= level {
		return 0, false
	}
	return max(time.Duration(minutes)*time.Minute-c.Staffed(w.Received, now), 0), true
}

// SameDay is by when an urgent answer for the same day is to be assessed: when staff
// next go home after it came.
func (w Work) SameDay(c Clinic) time.Time {
	local := w.Received.In(c.zone())
	for ahead := range 8 {
		day := local.AddDate(0, 0, ahead)
		var last time.Time
		for _, o := range c.Hours {
			if until := at(day, o.Until); o.Day == day.Weekday() && until.After(local) && until.After(last) {
				last = until
			}
		}
		if !last.IsZero() {
			return last
		}
	}
	return at(local.AddDate(0, 0, 1), 0) // no hours are known
}

// Overdue says whether it should have been dealt with by now.
func (w Work) Overdue(c Clinic, now time.Time, s Settings) bool {
	if w.State == WorkClosed || w.State == WorkAssessed {
		return false
	}
	switch w.Kind {
	case WorkTriage:
		if w.Alert != nil && w.Alert.AtOnce {
			return w.State == WorkNew && c.Staffed(w.Received, now) >= time.Duration(s.SecondMinutes)*time.Minute
		}
		return now.After(w.SameDay(c))
	case WorkCall:
		return !w.Due.IsZero() && !now.Before(w.Due)
	case WorkCheckIn, WorkMedication:
	}
	return c.Staffed(w.Received, now) >= ReviewStaffed
}

// Unopened says that no member of staff has looked at it, or that it was begun and
// left.
func (w Work) Unopened() bool {
	if w.State == WorkClosed {
		return false
	}
	return !w.Opened || w.Review != nil && w.Review.CheckIn.Status == CheckInBegun
}

// SortWork puts what waits first: urgent answers, those for now before those for the
// same day; then what is overdue; then the oldest. What is closed comes last, newest
// first.
func SortWork(all []Work, c Clinic, now time.Time, s Settings) {
	type order struct{ closed, urgent, overdue bool }
	keys := make(map[string]order, len(all))
	for _, w := range all {
		keys[w.ID] = order{w.State == WorkClosed, w.Urgent(), w.Overdue(c, now, s)}
	}
	first := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b Work) int {
		x, y := keys[a.ID], keys[b.ID]
		if x.closed || y.closed {
			return cmp.Or(first(y.closed, x.closed), b.Since.Compare(a.Since), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(first(x.urgent, y.urgent), first(a.AtOnce(), b.AtOnce()), first(x.overdue, y.overdue), a.Received.Compare(b.Received), cmp.Compare(a.ID, b.ID))
	})
}

// Urgent says whether an urgent answer is in it.
func (w Work) Urgent() bool {
	return w.Kind == WorkTriage || w.Kind == WorkCheckIn && w.Review != nil && w.Review.Urgent && w.Review.State == ReviewWaiting
}

// AtOnce says whether staff answer it at once, and not the same day.
func (w Work) AtOnce() bool { return w.Alert != nil && w.Alert.AtOnce }
