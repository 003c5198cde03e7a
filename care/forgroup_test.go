package care

import (
	"fmt"
	"testing"
	"time"
)

// What was marked stays in sight until the person was in a group: then it counts as brought.
func TestWhatIsMarkedForGroupIsRecalledUntilTheyWereInOne(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2027, 3, n, 18, 0, 0, 0, time.UTC) }
	c := Chart{
		CheckIns:  []CheckIn{{ID: "new", Title: "PHQ-9", Authored: day(10), BringToGroup: true}, {ID: "other", Authored: day(9)}, {ID: "old", Title: "GAD-7", Authored: day(2), BringToGroup: true}},
		Practices: []Practice{{Skill: "stop", Title: "STOP", At: day(9), BringToGroup: true}, {Skill: "tipp", At: day(8)}},
		Sessions:  []Session{{Kind: KindGroup, Start: day(4), End: day(4).Add(time.Hour), Missed: true}},
	}
	titles := func(now time.Time) string {
		var out []string
		for _, x := range c.ForGroup(now) {
			out = append(out, x.Title)
		}
		return fmt.Sprint(out)
	}
	if got := titles(day(11)); got != "[PHQ-9 STOP GAD-7]" {
		t.Errorf("after a missed group %s: nothing was brought yet", got)
	}
	c.Sessions = append(c.Sessions, Session{Kind: KindGroup, Start: day(5), End: day(5).Add(time.Hour), Attended: true},
		Session{Kind: KindIndividual, Start: day(10).Add(time.Hour), End: day(10).Add(2 * time.Hour), Attended: true})
	if got := titles(day(11)); got != "[PHQ-9 STOP]" {
		t.Errorf("after a group %s", got)
	}
}
