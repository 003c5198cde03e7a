package care

import "time"

// Settings are what a clinic can set of the programme's rules.
type Settings struct {
	VisitsLow        int // staff are warned at so many approved visits left
	ApprovalDays     int // staff are warned so many days before the approval ends
	MedicationDays   int // longest time without a medication visit
	PartTwoDays      int // part two is overdue on this day of the stay
	TeamReviewDays   int // longest time without a team review
	PlanningWeek     int // discharge planning is prompted from this week on
	LastWeek         int // past this week staff review the stay
	HoursAWeek       int // below it staff are told
	SecondMinutes    int // staffed minutes until an urgent answer goes to a second person
	SupervisorMinute int // staffed minutes until it goes to a supervisor
}

// DefaultSettings are the product's own.
func DefaultSettings() Settings {
	return Settings{
		VisitsLow: 3, ApprovalDays: 7, MedicationDays: 31, PartTwoDays: 14, TeamReviewDays: 7,
		PlanningWeek: 5, LastWeek: 12, HoursAWeek: 9, SecondMinutes: 15, SupervisorMinute: 30,
	}
}

// Concern is something about a stay that staff should look at. It never reaches
// a patient.
type Concern string

// Concerns.
const (
	ConcernLastDay      Concern = "last-day-passed"
	ConcernVisitsLow    Concern = "approved-visits-low"
	ConcernApprovalEnds Concern = "approval-ending"
	ConcernMedication   Concern = "medication-visit-due"
	ConcernPartTwo      Concern = "part-two-overdue"
	ConcernTeamReview   Concern = "team-review-overdue"
	ConcernPlanning     Concern = "discharge-planning"
	ConcernPastLastWeek Concern = "past-last-week"
	ConcernHours        Concern = "hours-below"
	ConcernAttended     Concern = "attended-below"
)

// Concerns lists what can be of concern about a stay: what ends it first, then in the
// order of the guide.
func Concerns() []Concern {
	return []Concern{
		ConcernLastDay, ConcernPastLastWeek, ConcernVisitsLow, ConcernApprovalEnds, ConcernMedication, ConcernPartTwo,
		ConcernTeamReview, ConcernPlanning, ConcernHours, ConcernAttended,
	}
}

// ConcernsOf computes what staff should look at in the chart of one patient at
// now: the programme's rules, with the clinic's settings. Nothing is of concern
// before admission or after the stay has ended.
func ConcernsOf(c Chart, now time.Time, s Settings) []Concern {
	if c.Stay.Ref == "" || c.Stay.Ended || c.Stay.Admitted.IsZero() || now.Before(c.Stay.Admitted) {
		return nil
	}
	day := days(c.Stay.Admitted.In(c.Clinic.zone()), now.In(c.Clinic.zone())) // 0 is the day of admission
	week := c.Stay.Week(now, c.Clinic.zone())
	within := func(last time.Time, most int) bool {
		if last.Before(c.Stay.Admitted) {
			last = c.Stay.Admitted
		}
		return days(last.In(c.Clinic.zone()), now.In(c.Clinic.zone())) <= most
	}
	var out []Concern
	add := func(is bool, x Concern) {
		if is {
			out = append(out, x)
		}
	}
	add(c.Stay.LastDayPassed(now, c.Clinic.zone()), ConcernLastDay)
	add(week > s.LastWeek, ConcernPastLastWeek)
	attended := groupsAttended(c)
	add(c.Stay.Approved > 0 && c.Stay.Approved-attended <= s.VisitsLow, ConcernVisitsLow)
	add(!c.Stay.ApprovedTo.IsZero() && days(now.In(c.Clinic.zone()), c.Stay.ApprovedTo.In(c.Clinic.zone())) <= s.ApprovalDays, ConcernApprovalEnds)
	add(!within(lastHeld(c, KindMedication, now), s.MedicationDays), ConcernMedication)
	add(len(c.Plan.Clinical) == 0 && day >= s.PartTwoDays, ConcernPartTwo)
	add(!within(c.Plan.LastReviewed, s.TeamReviewDays), ConcernTeamReview)
	add(week >= s.PlanningWeek && c.Plan.Transition.Empty(), ConcernPlanning)
	add(wholeWeek(c, now) && c.HoursOfWeek(now).Scheduled < time.Duration(s.HoursAWeek)*time.Hour, ConcernHours)
	add(attendedBelow(c, now, s), ConcernAttended)
	return out
}

// groupsAttended counts the group visits of the present stay, as a payer does.
func groupsAttended(c Chart) int {
	n := 0
	for _, x := range c.Sessions {
		if x.Kind == KindGroup && x.Attended && !x.Start.Before(c.Stay.Admitted) {
			n++
		}
	}
	return n
}

// lastHeld is when a visit of the kind last took place.
func lastHeld(c Chart, kind SessionKind, now time.Time) time.Time {
	var last time.Time
	for _, x := range c.Sessions {
		if x.Kind == kind && x.Attended && !x.Start.After(now) && x.Start.After(last) {
			last = x.Start
		}
	}
	return last
}

// wholeWeek says whether the patient is in the programme for all of now's week.
func wholeWeek(c Chart, now time.Time) bool {
	from := WeekStart(now, c.Clinic.zone())
	until := from.AddDate(0, 0, 7)
	return !c.Stay.Admitted.After(from) && (c.Stay.Discharged.IsZero() || !c.Stay.Discharged.Before(until))
}

// attendedBelow says whether the patient was there for less than the programme's hours in the week
// before now's. A week that is not recorded whole says nothing.
func attendedBelow(c Chart, now time.Time, s Settings) bool {
	last := WeekStart(now, c.Clinic.zone()).AddDate(0, 0, -1)
	if !wholeWeek(c, last) {
		return false
	}
	w := c.HoursOfWeek(last)
	for _, x := range w.Sessions {
		if !x.Attended && !x.Missed {
			return false
		}
	}
	return len(w.Sessions) > 0 && w.Attended < time.Duration(s.HoursAWeek)*time.Hour
}

// Staffed is how much of the time from one moment to another staff were there.
// A clinic of which no hours are known counts as staffed at all times: an
// escalation too early is better than one that never comes.
func (c Clinic) Staffed(from, to time.Time) time.Duration {
	if len(c.Hours) == 0 {
		return max(to.Sub(from), 0)
	}
	var sum time.Duration
	last := to.In(c.zone())
	for day := from.In(c.zone()); !at(day, 0).After(last); day = day.AddDate(0, 0, 1) {
		for _, o := range c.Hours {
			if o.Day != day.Weekday() {
				continue
			}
			opens, closes := at(day, o.From), at(day, o.Until)
			if opens.Before(from) {
				opens = from
			}
			if closes.After(to) {
				closes = to
			}
			sum += max(closes.Sub(opens), 0)
		}
	}
	return sum
}
