package care

import (
	"slices"
	"testing"
	"time"
)

// Ida is let see a goal, then more, then less, then something else; it runs out, is given
// again, and is taken back. What changed nothing is not told.
func TestTheStoryOfWhatAPersonCouldSee(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2027, time.March, d, 9, 0, 0, 0, time.UTC) }
	goals := func(d int, refs ...string) Sharing {
		return Sharing{Goals: refs, Purpose: PurposeSupport, Until: day(d)}
	}
	at := func(d int, s Sharing) SharingChange {
		return SharingChange{At: day(d), Received: day(d), Shared: s}
	}
	notes := goals(20, "Goal/1")
	notes.Goals, notes.Notes = nil, []string{"Communication/1"}
	after := notes
	after.Purpose = PurposeAfter
	decided := []SharingChange{
		at(1, goals(20, "Goal/1")), at(2, goals(20, "Goal/1", "Goal/2")), at(3, goals(20, "Goal/2", "Goal/1")), at(4, goals(20, "Goal/2")),
		at(5, notes), at(6, after), at(7, goals(25, "Goal/2")), at(8, goals(12, "Goal/2")),
		at(14, goals(28, "Goal/2")), // it had run out two days before
		{At: day(15), Received: day(15), Kind: SharingTakenBack, Shared: goals(28, "Goal/2")},
		{At: day(16), Received: day(16), Kind: SharingTakenBack},
		{At: day(17), Shared: Sharing{Education: true}}, // not sent yet
	}
	want := []SharingKind{
		SharingGiven, SharingWidened, SharingNarrowed, SharingChanged, SharingChanged, SharingChanged, SharingNarrowed, SharingRanOut, SharingAgain, SharingTakenBack,
	}
	got := SharingStory(decided[:11], day(30))
	slices.Reverse(got)
	if len(got) != len(want) {
		t.Fatalf("told %+v", got)
	}
	for i, x := range got {
		if x.Kind != want[i] {
			t.Errorf("%d: %s, want %s", i, x.Kind, want[i])
		}
		if ended := x.Kind == SharingTakenBack || x.Kind == SharingRanOut; ended != x.Shared.Nothing() {
			t.Errorf("%s opens %+v", x.Kind, x.Shared)
		}
	}
	if ran := got[7].At; !ran.Equal(day(12)) {
		t.Errorf("it ran out at %v", ran)
	}
	if last := SharingStory(decided, day(30))[0]; !last.Received.IsZero() {
		t.Errorf("what is not sent is told as %+v", last)
	}
	if only := SharingStory(decided[:1], day(21)); len(only) != 2 || only[0].Kind != SharingRanOut {
		t.Errorf("left to run out: %+v", only)
	}
	if none := SharingStory(nil, day(30)); none != nil {
		t.Errorf("of nothing: %+v", none)
	}
}
