package care_test

import (
	"testing"
	"time"

	"throughline/care"
)

// A session is at the same time as another only where they overlap, and only for the
// people and the room that both have.
func TestWhatIsAtTheSameTimeIsFound(t *testing.T) {
	t.Parallel()
	at := func(hour, minute int) time.Time { return time.Date(2027, 3, 16, hour, minute, 0, 0, time.UTC) }
	ana, ben := care.Person{Ref: "Patient/ana"}, care.Person{Ref: "Patient/ben"}
	meeting := func(ref string, from, until time.Time, who care.Person, state care.SessionState) care.Meeting {
		s := care.Session{Ref: ref, Start: from, End: until, Place: "Room 4", State: state}
		return care.Meeting{Session: s, LeaderRef: "Practitioner/dana", Expected: []care.Expected{{Patient: who, Session: s}}}
	}
	c := care.Chart{Meetings: []care.Meeting{
		meeting("a", at(9, 0), at(10, 0), ana, care.SessionPlanned), meeting("b", at(10, 0), at(11, 0), ana, care.SessionPlanned),
		meeting("c", at(9, 30), at(9, 45), ana, care.SessionCancelled), meeting("d", at(9, 0), at(9, 30), ben, care.SessionPlanned),
	}}
	for name, x := range map[string]struct {
		slated care.Slated
		refs   string
	}{
		"the same leader":           {care.Slated{Start: at(9, 45), End: at(10, 15), Leader: care.Person{Ref: "Practitioner/dana"}}, "ab"},
		"the same room, by case":    {care.Slated{Start: at(9, 45), End: at(10, 0), Place: " room 4"}, "a"},
		"the same patient":          {care.Slated{Start: at(8, 0), End: at(12, 0), Patients: []care.Person{ben}}, "d"},
		"one after the other":       {care.Slated{Start: at(11, 0), End: at(12, 0), Leader: care.Person{Ref: "Practitioner/dana"}}, ""},
		"nobody and nothing shared": {care.Slated{Start: at(9, 0), End: at(11, 0), Leader: care.Person{Ref: "Practitioner/bo"}, Place: "Room 5"}, ""},
		"itself, at another time":   {care.Slated{Start: at(9, 15), End: at(9, 50), Patients: []care.Person{ana}, Instead: "a"}, ""},
	} {
		got := ""
		for _, clash := range c.Clashes([]care.Slated{x.slated}) {
			got += clash.Meeting.Ref
		}
		if got != x.refs {
			t.Errorf("%s: %q, want %q", name, got, x.refs)
		}
	}
}

// A patient who has seen one room is told of another; who never saw one is not.
func TestANewPlaceIsNewsAndUpsetsAReminder(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 9, 9, 0, 0, 0, time.UTC)
	s := care.Session{Ref: "Appointment/a", Start: now.Add(9 * time.Hour), End: now.Add(12 * time.Hour), Place: "Suite 200"}
	before := care.Chart{Sessions: []care.Session{s}, Sync: care.Sync{AsOf: now}}
	s.Place, s.WasPlace = "Suite 300", "Suite 200"
	after := care.Chart{Sessions: []care.Session{s}}
	if n := after.News(before.Look(now), now); len(n) != 1 || n[0].Kind != care.NewsElsewhere {
		t.Errorf("news %+v", n)
	}
	if set := before.Reminders(care.RemindHour, now); !after.Upset(set) || before.Upset(set) {
		t.Errorf("set %+v", set)
	}
	old := care.Looked{AsOf: now, Sessions: map[string]care.SeenSession{s.Ref: {Start: s.Start}}} // written before places were
	if n := after.News(old, now); len(n) != 0 {
		t.Errorf("news %+v", n)
	}
}
