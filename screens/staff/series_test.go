package staff

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// withBo is the clinic with a second leader, and a visit of Ana's at 4:30 PM today in
// a week.
func withBo() care.Chart {
	c := programmeChart()
	bo := care.Person{Ref: "Practitioner/bo", Name: "Bo Chen"}
	c.Team = append(c.Team, bo)
	for i := range c.Meetings {
		c.Meetings[i].LeaderRef = "Practitioner/dana"
	}
	visit := care.Session{Ref: "Appointment/visit", Kind: care.KindIndividual, Place: "Suite 300", Start: fiveOClock.AddDate(0, 0, 7).Add(-30 * time.Minute)}
	visit.End = visit.Start.Add(50 * time.Minute)
	c.Meetings = append(c.Meetings, care.Meeting{Session: visit, LeaderRef: bo.Ref, Expected: []care.Expected{{Patient: c.Caseload[0].Patient, Session: visit}}})
	return c
}

func TestAChangeOfAGroupSaysWhatItDoesBeforeItIsDone(t *testing.T) {
	m := GroupChangeSheet(withBo(), fiveOClock, say.New("en"), "evening")
	for name, x := range map[string]struct {
		change Typed
		says   []string
		is     func(care.ProgrammeChange) bool
	}{
		"only the name: no patient is told": {
			Typed{"name": "Tuesday people"},
			nil,
			func(c care.ProgrammeChange) bool {
				return c == care.GroupNamed{Series: "evening", Name: "Tuesday people"}
			},
		},
		"the leader, from a day on": {
			Typed{"leader": "1", "from": "2027-3-15"},
			[]string{"12 sessions, from Monday, March 15 to Tuesday, April 20.", "Bo Chen leads it.", "3 patients are told."},
			func(c care.ProgrammeChange) bool {
				x := c.(care.GroupChanged)
				return x.Leader.Name == "Bo Chen" && x.At == nil
			},
		},
		"the time, onto a visit of one of them": {
			Typed{"time": "5:00 PM", "from": "2027-3-10"},
			[]string{
				"12 sessions, from Monday, March 15 to Tuesday, April 20.", "The new time is 5:00 PM.", "3 patients are told.",
				"At the same time: Ana Lopez also has Ana L., individual visit, Tuesday, March 16, 4:30 to 5:20 PM.",
			},
			func(c care.ProgrammeChange) bool {
				x := c.(care.GroupChanged)
				return *x.At == care.WallTime{Hour: 17} && x.Minutes == 180
			},
		},
		"place and length": {
			Typed{"where": "0", "place": "Suite 300", "minutes": "120"},
			[]string{"13 sessions", "The new place is Suite 300.", "Each one is 2 h long.", "3 patients are told."},
			func(c care.ProgrammeChange) bool { x := c.(care.GroupChanged); return !x.Video && x.Minutes == 120 },
		},
	} {
		out := m.Read(typedInto(m, x.change))
		if len(out.Wrong) != 0 || !x.is(out.Change) || len(x.says) == 0 && len(out.Warn) != 0 {
			t.Errorf("%s: %+v", name, out)
		}
		for _, words := range x.says {
			if !slices.ContainsFunc(out.Warn, func(s string) bool { return strings.HasPrefix(s, words) }) {
				t.Errorf("%s: %q is not said: %q", name, words, out.Warn)
			}
		}
	}
	for id, change := range map[string]Typed{
		"from": {"from": "2027-6-1", "leader": "1"}, "name": {"name": " "}, "time": {"time": "five"}, "minutes": {"minutes": "5"}, "place": {"where": "0", "place": ""},
	} {
		if out := m.Read(typedInto(m, change)); out.Wrong[id] == "" {
			t.Errorf("%s: nothing is wrong with %v: %+v", id, change, out)
		}
	}
}

func TestAGroupIsMadeLongerOrShorterKnowingly(t *testing.T) {
	c := withBo()
	c.Groups[0].Last = time.Date(2027, 4, 20, 0, 0, 0, 0, chicago)
	m := LastDaySheet(c, fiveOClock, say.New("en"), "evening")
	for day, says := range map[string][]string{
		"2027-5-3":  {"3 more sessions, from Monday, April 26 to Monday, May 3.", "3 patients get them."},
		"2027-4-5":  {"Canceled: 5 sessions, from Tuesday, April 6 to Tuesday, April 20.", "3 patients are told."},
		"2027-4-20": {"wrong: That is the last day already."},
		"2027-4-21": {"wrong: None of the days is between the first and the last."},
		"2028-4-20": {"wrong: That is more than a year. End it sooner. You can make more later."},
		"2027-2-30": {"wrong: Write the day in numbers."},
	} {
		out := m.Read(typedInto(m, Typed{"last": day}))
		got := out.Warn
		if w := out.Wrong["last"]; w != "" {
			got = []string{"wrong: " + w}
		}
		if !slices.Equal(got, says) {
			t.Errorf("%s: %q, want %q", day, got, says)
		}
	}
}

func TestAClosedDayNamesWhatIsCancelled(t *testing.T) {
	c := withBo()
	m := DayOffSheet(c, fiveOClock, say.New("en"), "", fiveOClock)
	out := m.Read(typedInto(m, Typed{"day": "2027-3-16", "why": "Snow"}))
	want := []string{
		"Canceled: 2 sessions, on Tuesday, March 16.", "6:00 to 9:00 PM. Group: Noticing triggers", "4:30 to 5:20 PM. Ana L., individual visit", "3 patients are told.",
	}
	if x, ok := out.Change.(care.DayOff); !ok || x.Series != "" || x.Why != "Snow" || !slices.Equal(out.Warn, want) {
		t.Errorf("read %+v", out)
	}
	if out := m.Read(typedInto(m, Typed{"day": "2027-3-17"})); out.Wrong["day"] == "" {
		t.Errorf("a day without anything: %+v", out)
	}
	// What has begun today cannot be taken back any more.
	if out := DayOffSheet(c, fiveOClock.Add(2*time.Hour), say.New("en"), "evening", fiveOClock).Read(Typed{"day": "2027-3-9"}); out.Wrong["day"] == "" {
		t.Errorf("a day that has begun: %+v", out)
	}
}

func TestOneSessionAloneHasAnotherLeader(t *testing.T) {
	m := MeetingChangeSheet(withBo(), fiveOClock, say.New("en"), "Slot/5")
	if out := m.Read(typedInto(m, nil)); out.Wrong["leader"] == "" {
		t.Errorf("nothing new: %+v", out)
	}
	out := m.Read(typedInto(m, Typed{"leader": "1"}))
	if x, ok := out.Change.(care.MeetingChanged); !ok || x.Leader.Ref != "Practitioner/bo" || !x.Video || !slices.Equal(out.Warn, []string{"3 patients are told."}) {
		t.Errorf("read %+v", out)
	}
}

func TestVisitsAndMembersThatMeetSomethingElseAreWarnedOf(t *testing.T) {
	c := withBo()
	m := VisitSheet(c, fiveOClock, say.New("en"), "Patient/0", "new")
	out := m.Read(typedInto(m, Typed{"kind": "0", "day": "2027-3-16", "time": "5:30 PM", "leader": "0", "place": "Room 4"}))
	if len(out.Warn) != 1 || out.Warn[0] != "At the same time: Dana Ortiz, Ana Lopez also has Group: Noticing triggers, Tuesday, March 16, 6:00 to 9:00 PM." {
		t.Errorf("a visit into the group: %q %v", out.Warn, out.Wrong)
	}
	if out := m.Read(typedInto(m, Typed{"kind": "0", "day": "2027-3-16", "time": "3:30 PM", "leader": "0", "place": "Room 4"})); len(out.Warn) != 0 {
		t.Errorf("a visit before it: %q", out.Warn)
	}
}

// 16 people may not come in: the sheet says so beside what was chosen.
func TestAFullGroupTakesNobody(t *testing.T) {
	c := withBo()
	for i := range 12 {
		p := care.Person{Ref: "Patient/more" + string(rune('a'+i)), Name: "More"}
		for j := range c.Meetings[:16] {
			s := c.Meetings[j].Session
			c.Meetings[j].Expected = append(c.Meetings[j].Expected, care.Expected{Patient: p, Session: s})
		}
	}
	c.Caseload = append(c.Caseload, care.Case{Patient: care.Person{Ref: "Patient/new", Name: "New One"}})
	m := AddSheet(c, fiveOClock, say.New("en"), "evening", "")
	if out := m.Read(Typed{"who": "0"}); out.Wrong["who"] == "" {
		t.Errorf("the sixteenth: %+v", out)
	}
	if d := ProgrammeOf(c, fiveOClock, say.New("en"), ProgrammeAsk{Tab: ProgrammeGroups, Open: "evening"}).Group; d.Add != "" || d.AddNot == "" {
		t.Errorf("a full group offers %+v", d)
	}
}
