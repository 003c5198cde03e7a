package care

import "time"

// Programme is one of the two kinds of intensive outpatient programme.
type Programme int

// Programmes.
const (
	MentalHealth Programme = iota
	DualDiagnosis
)

// Stay is one episode in the programme.
type Stay struct {
	Ref        string // "EpisodeOfCare/…"; empty if the viewer has none
	Programme  Programme
	Admitted   time.Time // clinic-local day
	Discharged time.Time // planned or real; zero if not set
	Ended      bool      // the clinic closed the stay
	Approved   int       // visits approved by the payer; 0 if not known
	ApprovedTo time.Time // when the approval ends; zero if not known
	// PayerSubstance is until when the patient lets substance-use data go to the payer
	// (42 CFR Part 2); zero if they do not.
	PayerSubstance time.Time
	Moves          []LevelMove // along the spectrum of care, newest first, as staff recorded them
}

// Week is the week of the stay that holds t, the first being 1; 0 before
// admission or without a stay.
func (s Stay) Week(t time.Time, zone *time.Location) int {
	if s.Admitted.IsZero() || t.Before(s.Admitted) {
		return 0
	}
	return days(WeekStart(s.Admitted, zone), WeekStart(t, zone))/7 + 1
}

// LastDayPassed says whether the day that was set for the discharge is over while
// nobody has ended the stay. It ends nothing by itself: a person does that.
func (s Stay) LastDayPassed(now time.Time, zone *time.Location) bool {
	return s.Ref != "" && !s.Ended && !s.Discharged.IsZero() && days(s.Discharged.In(zone), now.In(zone)) > 0
}

// Visits is what of a stay's group visits took place.
type Visits struct {
	Attended int
	Missed   []Session // newest first
}

// Visits counts the group visits of the present stay, as a payer does.
func (c Chart) Visits() Visits {
	var v Visits
	for i := len(c.Sessions) - 1; i >= 0; i-- {
		s := c.Sessions[i]
		if s.Kind != KindGroup || s.State == SessionCancelled || s.Start.Before(c.Stay.Admitted) {
			continue
		}
		switch {
		case s.Attended:
			v.Attended++
		case s.Missed:
			v.Missed = append(v.Missed, s)
		}
	}
	return v
}

// days counts calendar days from a to b, whatever the clocks did in between.
func days(a, b time.Time) int {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return int(time.Date(by, bm, bd, 0, 0, 0, 0, time.UTC).Sub(time.Date(ay, am, ad, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}

// GoneBefore says whether a session is one of a group that meets after the last day of
// a stay that was closed. A new stay, or a day taken back, has it again.
func (s Stay) GoneBefore(x Session) bool {
	return s.Ended && !s.Discharged.IsZero() && x.Kind == KindGroup && !x.Start.Before(s.Discharged.AddDate(0, 0, 1))
}

// FollowUp is a check-in after discharge: when it is due and its window.
type FollowUp struct {
	Name             string // "two-weeks", "two-months"
	Opens, Due, Ends time.Time
}

// FollowUps gives the two check-ins after a discharge: 14 days later with a
// window of -3/+7 days, and 2 calendar months later, clamped to the month's
// end, with a window of -7/+14 days.
func FollowUps(discharged time.Time) []FollowUp {
	first := discharged.AddDate(0, 0, 14)
	second := addMonths(discharged, 2)
	return []FollowUp{
		{Name: "two-weeks", Opens: first.AddDate(0, 0, -3), Due: first, Ends: first.AddDate(0, 0, 7)},
		{Name: "two-months", Opens: second.AddDate(0, 0, -7), Due: second, Ends: second.AddDate(0, 0, 14)},
	}
}

// addMonths keeps the day of the month, or takes the last day of a month that
// lacks it: two months after 31 December is 28 or 29 February.
func addMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, t.Location()).Day()
	return time.Date(y, m+time.Month(n), min(d, last), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
}
