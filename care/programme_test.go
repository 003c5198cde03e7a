package care

import (
	"fmt"
	"testing"
	"time"
)

func TestWhatStaffShouldLookAt(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	admitted := time.Date(2027, 1, 4, 0, 0, 0, 0, zone) // a Monday
	day := func(n int) time.Time { return time.Date(2027, 1, 4+n, 12, 0, 0, 0, zone) }
	// A stay in which all is as it should be on day 10.
	fine := func() Chart {
		c := Chart{Clinic: Clinic{Zone: zone}, Stay: Stay{Ref: "EpisodeOfCare/s", Admitted: admitted, Approved: 20, ApprovedTo: day(80)}}
		c.Plan.LastReviewed = day(8)
		for _, n := range []int{7, 9, 11} {
			c.Sessions = append(c.Sessions, Session{Kind: KindGroup, Start: day(n), End: day(n).Add(3 * time.Hour)})
		}
		return c
	}
	for _, x := range []struct {
		name string
		on   int
		make func(*Chart)
		want []Concern
	}{
		{"as it should be", 10, func(*Chart) {}, nil},
		{"part two is due on day 14", 14, func(c *Chart) { c.Plan.LastReviewed = day(13); c.Sessions = weeks(day, 3) }, []Concern{ConcernPartTwo}},
		{"the team has not met for eight days", 10, func(c *Chart) { c.Plan.LastReviewed = day(2) }, []Concern{ConcernTeamReview}},
		{"never met, eight days in", 8, func(c *Chart) { c.Plan.LastReviewed = time.Time{} }, []Concern{ConcernTeamReview}},
		{"three visits left", 10, func(c *Chart) { c.Stay.Approved = 4; c.Sessions[0].Attended = true }, []Concern{ConcernVisitsLow}},
		{"four visits left", 10, func(c *Chart) { c.Stay.Approved = 5; c.Sessions[0].Attended = true }, nil},
		{"the approval ends in seven days", 10, func(c *Chart) { c.Stay.ApprovedTo = day(17) }, []Concern{ConcernApprovalEnds}},
		{"six hours this week", 10, func(c *Chart) { c.Sessions = c.Sessions[:2] }, []Concern{ConcernHours}},
		{"six hours in the week of admission", 2, func(c *Chart) { c.Stay.Admitted = day(1); c.Sessions = nil }, nil},
		{"nine hours attended last week", 15, func(c *Chart) {
			c.Plan.LastReviewed, c.Plan.Clinical, c.Sessions = day(14), []PlanPart{{}}, weeks(day, 3)
			for i := range 6 {
				c.Sessions[i].Attended = true
			}
		}, nil},
		{"six hours attended last week, three missed", 15, func(c *Chart) {
			c.Plan.LastReviewed, c.Plan.Clinical, c.Sessions = day(14), []PlanPart{{}}, weeks(day, 3)
			c.Sessions[3].Attended, c.Sessions[4].Attended, c.Sessions[5].Missed = true, true, true
		}, []Concern{ConcernAttended}},
		{"of last week one group is not recorded yet", 15, func(c *Chart) {
			c.Plan.LastReviewed, c.Plan.Clinical, c.Sessions = day(14), []PlanPart{{}}, weeks(day, 3)
			c.Sessions[3].Attended = true
		}, nil},
		{"no medication visit for 32 days, and no plan for discharge", 34, func(c *Chart) {
			c.Plan.LastReviewed, c.Plan.Clinical, c.Sessions = day(33), []PlanPart{{}}, append(weeks(day, 6), Session{Kind: KindMedication, Start: day(2), Attended: true})
		}, []Concern{ConcernMedication, ConcernPlanning}},
		{"week 13", 85, func(c *Chart) {
			c.Plan.LastReviewed, c.Plan.Clinical, c.Sessions = day(84), []PlanPart{{}}, append(weeks(day, 13), Session{Kind: KindMedication, Start: day(70), Attended: true})
			c.Plan.Transition.Lines, c.Stay.ApprovedTo = []TransitionLine{{}}, day(120)
		}, []Concern{ConcernPastLastWeek}},
		{"on the last day", 10, func(c *Chart) { c.Stay.Discharged = day(10) }, nil},
		{"the day after the last day, and nobody has ended the stay", 11, func(c *Chart) { c.Stay.Discharged = day(10) }, []Concern{ConcernLastDay}},
		{"the stay has ended", 40, func(c *Chart) { c.Stay.Ended = true }, nil},
		{"before admission", -3, func(*Chart) {}, nil},
		{"nobody's stay", 10, func(c *Chart) { c.Stay = Stay{} }, nil},
	} {
		c := fine()
		x.make(&c)
		if got := ConcernsOf(c, day(x.on), DefaultSettings()); fmt.Sprint(got) != fmt.Sprint(x.want) {
			t.Errorf("%s: got %v, want %v", x.name, got, x.want)
		}
	}
}

// weeks are so many weeks of three groups of three hours.
func weeks(day func(int) time.Time, n int) []Session {
	var out []Session
	for i := range n {
		for _, d := range []int{0, 2, 4} {
			out = append(out, Session{Kind: KindGroup, Start: day(7*i + d), End: day(7*i + d).Add(3 * time.Hour)})
		}
	}
	return out
}

func TestStaffedTimeIsTheClinicsOwn(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	c := Clinic{Zone: zone, Hours: []Opening{{time.Saturday, 9 * 60, 17 * 60}, {time.Sunday, 0, 24 * 60}, {time.Monday, 9 * 60, 12 * 60}}}
	at := func(d, h, m int) time.Time { return time.Date(2027, 3, d, h, m, 0, 0, zone) }
	for _, x := range []struct {
		name     string
		from, to time.Time
		want     time.Duration
	}{
		{"within a day", at(13, 10, 0), at(13, 10, 20), 20 * time.Minute},
		{"before it opens", at(13, 6, 0), at(13, 9, 30), 30 * time.Minute},
		{"over a night", at(15, 11, 0), at(20, 9, 10), time.Hour + 10*time.Minute},
		{"over the day that lacks an hour", at(13, 16, 0), at(15, 9, 0), time.Hour + 23*time.Hour},
		{"backwards", at(13, 12, 0), at(13, 11, 0), 0},
	} {
		if got := c.Staffed(x.from, x.to); got != x.want {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	if got := (Clinic{Zone: zone}).Staffed(at(1, 0, 0), at(1, 0, 15)); got != 15*time.Minute {
		t.Errorf("no hours are known: %v, want all of the time", got)
	}
}

func chicago(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
