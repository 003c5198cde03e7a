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

// Staff see at each group what was marked since the last one that the person was in: what was brought before, and what
// was marked after the group, belongs to another.
func TestStaffSeeAtAGroupWhatWasMarkedForIt(t *testing.T) {
	t.Parallel()
	day := func(n, hour int) time.Time { return time.Date(2027, time.March, n, hour, 0, 0, 0, time.UTC) }
	meeting := func(n int, kind SessionKind, there bool) Meeting {
		s := Session{Kind: kind, Start: day(n, 18), End: day(n, 21), Attended: there}
		return Meeting{Session: s, Expected: []Expected{{Patient: Person{Ref: "Patient/a"}, Session: s}, {Patient: Person{Ref: "Patient/b"}}}}
	}
	first, missed, own, next := meeting(8, KindGroup, true), meeting(9, KindGroup, false), meeting(10, KindIndividual, true), meeting(11, KindGroup, false)
	c := Chart{
		Meetings: []Meeting{first, missed, own, next},
		Marked:   map[string][]ForGroup{"Patient/a": {{Title: "later", At: day(12, 9)}, {Title: "new", At: day(9, 9)}, {Title: "old", At: day(7, 9)}}},
	}
	for name, x := range map[string]struct {
		at   Meeting
		want string
	}{"before": {first, "old"}, "not there": {missed, "new"}, "next": {next, "new"}, "own": {own, ""}} {
		got := ""
		for _, b := range c.ForMeeting("Patient/a", x.at) {
			got += b.Title
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
	if got := c.ForMeeting("Patient/b", next); len(got) > 0 {
		t.Errorf("another's: %v", got)
	}
}
