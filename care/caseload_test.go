package care

import (
	"testing"
	"time"
)

func TestAFollowUpGoesAcrossTheBoardByItsDays(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2027, 3, d, 0, 0, 0, 0, time.UTC) }
	f := FollowUpCase{Opens: day(11), Due: day(14), Ends: day(21)}
	with := func(change func(*FollowUpCase)) FollowUpCase { g := f; change(&g); return g }
	for name, x := range map[string]struct {
		is   FollowUpCase
		at   time.Time
		want FollowUpState
	}{
		"before its window":           {f, day(10), FollowUpPlanned},
		"on the day that it opens":    {f, day(11), FollowUpOpen},
		"on the evening it is due":    {f, day(14).Add(23 * time.Hour), FollowUpOpen},
		"the day after it was due":    {f, day(15), FollowUpOverdue},
		"staff are asked to call":     {with(func(g *FollowUpCase) { g.Call = "Task/c" }), day(18), FollowUpToCall},
		"staff called":                {with(func(g *FollowUpCase) { g.Call, g.CallMade = "Task/c", true }), day(18), FollowUpCalled},
		"answered after the call":     {with(func(g *FollowUpCase) { g.Call, g.CallMade, g.Answered = "Task/c", true, true }), day(19), FollowUpAnswered},
		"missed":                      {with(func(g *FollowUpCase) { g.Call, g.Missed = "Task/c", true }), day(22), FollowUpMissed},
		"ended by a new stay":         {with(func(g *FollowUpCase) { g.Cancelled = true }), day(12), FollowUpEnded},
		"answered before it was late": {with(func(g *FollowUpCase) { g.Answered = true }), day(30), FollowUpAnswered},
	} {
		if got := x.is.State(x.at); got != x.want {
			t.Errorf("%s: got %v, want %v", name, got, x.want)
		}
	}
}
