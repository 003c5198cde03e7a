package profile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

var (
	danaLeads = care.Person{Ref: "Practitioner/dana", Name: "Dana Ortiz"}
	boLeads   = care.Person{Ref: "Practitioner/bo", Name: "Bo Chen"}
	suite     = care.Person{Name: "Suite 200"}
)

// running is a clinic whose evening group goes on with Maya in it.
func running(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, `{"resourceType":"Practitioner","id":"bo","name":[{"given":["Bo"],"family":"Chen"}]}`)
	d.does(care.GroupMade{Group: group()})
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	return d
}

// as is the group as it stands, to be changed.
func as(change func(*care.GroupChanged)) care.GroupChanged {
	c := care.GroupChanged{Series: evening, Name: "Evening group", From: date(2027, time.March, 10), Leader: danaLeads, Place: suite, Minutes: 180}
	change(&c)
	return c
}

func (d *desk) mine() []string {
	d.Helper()
	var out []string
	for _, s := range see(d, d.set, asMaya).Sessions {
		words := s.Start.Format("Mon Jan 2 15:04 ") + s.Duration().String() + " " + s.Leader + " " + s.Place
		if s.State == care.SessionCancelled {
			words += " cancelled"
		}
		if s.Moved() {
			words += " was " + s.WasStart.Format("15:04")
		}
		if s.Elsewhere() {
			words += " not " + s.WasPlace
		}
		out = append(out, words)
	}
	return out
}

// The leader, the room and the hour of a group change from a day on. What was before
// that day stays; 17:00 is 17:00 on either side of the night on which clocks change.
func TestAGroupGoesOnWithAnotherLeaderRoomAndHourFromADay(t *testing.T) {
	t.Parallel()
	d := running(t)
	d.refuses("group-no-change", as(func(*care.GroupChanged) {}))
	d.does(as(func(c *care.GroupChanged) { c.Name = "Late group" }))
	if g := d.chart().Groups[0]; g.Name != "Late group" || slices.ContainsFunc(d.mine(), func(s string) bool { return strings.Contains(s, "was") }) {
		t.Errorf("renamed %+v: %v", g, d.mine())
	}
	d.does(as(func(c *care.GroupChanged) {
		c.From, c.Leader, c.Place, c.At, c.Minutes = date(2027, time.March, 13), boLeads, care.Person{Name: "Suite 300"}, &care.WallTime{Hour: 17}, 150
	}))
	got := d.mine()
	if got[0] != "Thu Mar 11 18:00 3h0m0s Dana Ortiz, LPC Suite 200" || got[1] != "Mon Mar 15 17:00 2h30m0s Bo Chen Suite 300 was 18:00 not Suite 200" ||
		got[11] != "Thu Apr 8 17:00 2h30m0s Bo Chen Suite 300 was 18:00 not Suite 200" {
		t.Errorf("the patient sees %s", strings.Join(got, "\n"))
	}
	g := d.chart().Groups[0]
	if g.Leader.Ref != boLeads.Ref || g.Place.Name != "Suite 300" || g.Minutes != 150 || fmt.Sprint(g.Times) != "[{Monday 17 0} {Tuesday 17 0} {Thursday 17 0}]" {
		t.Errorf("the group is %+v", g)
	}
	// The one before that day is as it was for who comes in now, too.
	d.does(care.MemberRemoved{Series: evening, Patient: mayaPerson})
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	if got := d.mine(); got[0] != "Thu Mar 11 18:00 3h0m0s Dana Ortiz, LPC Suite 200" {
		t.Errorf("after coming back: %s", got[0])
	}
	// A second change moves those that were moved before with the rest, and nothing but
	// that; one that changes nothing but the day gives them all what the group has.
	d.does(as(func(c *care.GroupChanged) {
		c.Name, c.From, c.Leader, c.Place, c.At, c.Minutes = "", date(2027, time.March, 10), boLeads, care.Person{Name: "Suite 300"}, &care.WallTime{Hour: 16, Minute: 30}, 150
	}))
	if got := d.mine(); !strings.Contains(got[0], "16:30 2h30m0s Dana Ortiz, LPC Suite 200 was 18:00") {
		t.Errorf("after the second change: %s", got[0])
	}
	d.does(as(func(c *care.GroupChanged) {
		c.Name, c.Leader, c.Place, c.Minutes = "", boLeads, care.Person{Name: "Suite 300"}, 150
	}))
	for _, s := range d.mine() {
		if !strings.Contains(s, " 16:30 2h30m0s Bo Chen Suite 300") {
			t.Errorf("after the second change: %s", s)
		}
	}
}

func TestAChangeOfAllTuesdaysCanBeChangedAgain(t *testing.T) {
	t.Parallel()
	d := running(t)
	d.refuses("meeting-same-time", care.MeetingMoved{Meeting: d.chart().Meetings[2].Ref, Day: date(2027, time.March, 15), Hour: 18, Following: true})
	for _, hour := range []int{17, 16} {
		d.does(care.MeetingMoved{Meeting: d.chart().Meetings[2].Ref, Day: date(2027, time.March, 16), Hour: hour, Following: true})
	}
	for _, s := range d.mine() {
		if strings.HasPrefix(s, "Tue") != strings.Contains(s, " 16:00 ") {
			t.Errorf("a session: %s", s)
		}
	}
	if g := d.chart().Groups[0]; fmt.Sprint(g.Times) != "[{Monday 18 0} {Tuesday 16 0} {Thursday 18 0}]" {
		t.Errorf("times %v", g.Times)
	}
}

// A group goes on for longer: its members get the further sessions, days off are left
// out, topics go on where they were. Done on two devices it is done once.
func TestAGroupGoesOnForLonger(t *testing.T) {
	t.Parallel()
	d := running(t)
	longer := care.GroupUntil{Series: evening, Last: date(2027, time.April, 24), Off: []time.Time{date(2027, time.April, 15)}}
	ops, err := profile.ProgrammeChanged(d.set, asDana, longer, d.now)
	again, _ := profile.ProgrammeChanged(d.set, asDana, longer, d.now)
	if err != nil || len(ops) != len(again) || len(ops) != 1+2*5 {
		t.Fatalf("%d and %d written: %v", len(ops), len(again), err)
	}
	for i, o := range ops {
		if o.Ref() != again[i].Ref() {
			t.Errorf("%s and %s", o.Ref(), again[i].Ref())
		}
	}
	d.does(longer)
	got := see(t, d.set, asMaya).Sessions
	if len(got) != 17 || got[12].Start.Format("Mon Jan 2 15:04") != "Mon Apr 12 18:00" || got[12].Topic != "Noticing triggers" || got[13].Topic != "Riding out an urge" {
		t.Errorf("%d sessions: %s", len(got), strings.Join(d.mine(), "\n"))
	}
	d.refuses("group-no-change", longer)
	d.refuses("group-too-long", care.GroupUntil{Series: evening, Last: date(2028, time.April, 10)})
	d.refuses("group-no-sessions", care.GroupUntil{Series: evening, Last: date(2027, time.April, 25)})
	d.does(care.GroupUntil{Series: evening, Last: date(2027, time.March, 31), Why: "The room is gone"})
	cancelled := 0
	for _, s := range d.mine() {
		if strings.HasSuffix(s, "cancelled") {
			cancelled++
		}
	}
	if g := d.chart().Groups[0]; cancelled != 8 || g.Last.Format(time.DateOnly) != "2027-03-31" || g.Ended {
		t.Errorf("%d cancelled, group %+v: %s", cancelled, g, strings.Join(d.mine(), "\n"))
	}
	// Longer again, what was cancelled takes place, and is there once.
	d.does(care.GroupUntil{Series: evening, Last: date(2027, time.April, 9)})
	if got := d.mine(); len(got) != 17 || strings.HasSuffix(got[11], "cancelled") || !strings.HasSuffix(got[12], "cancelled") {
		t.Errorf("%d: %s", len(got), strings.Join(got, "\n"))
	}
	// Long over, it begins again with those of its last evening whose stay goes on.
	d.now = date(2027, time.May, 3)
	d.does(care.GroupUntil{Series: evening, Last: date(2027, time.May, 14)})
	if got := d.mine(); got[len(got)-1] != "Thu May 13 18:00 3h0m0s Dana Ortiz, LPC Suite 200" || len(got) != 23 {
		t.Errorf("%d: %s", len(got), strings.Join(got, "\n"))
	}
}

func TestAHolidayIsLeftOutAndTakenBack(t *testing.T) {
	t.Parallel()
	d := running(t)
	d.does(care.VisitPlanned{ID: "v", Patient: mayaPerson, Kind: care.KindIndividual, Day: date(2027, time.March, 18), Hour: 15, Minutes: 50, With: danaLeads, Place: suite})
	d.refuses("day-nothing-on", care.DayOff{Series: evening, Day: date(2027, time.March, 17)})
	d.does(care.DayOff{Series: evening, Day: date(2027, time.March, 16), Why: "A holiday"})
	d.does(care.DayOff{Day: date(2027, time.March, 18), Why: "The clinic is closed"})
	var off []string
	for _, s := range d.mine() {
		if strings.HasSuffix(s, "cancelled") {
			off = append(off, s[:16])
		}
	}
	if fmt.Sprint(off) != "[Tue Mar 16 18:00 Thu Mar 18 15:00 Thu Mar 18 18:00]" {
		t.Errorf("off: %v", off)
	}
	c := d.chart()
	if n := len(c.Groups[0].Off); n != 3 { // one since it was made
		t.Errorf("days off %v", c.Groups[0].Off)
	}
	i := slices.IndexFunc(c.Meetings, func(m care.Meeting) bool { return m.State == care.SessionCancelled })
	d.does(care.MeetingRestored{Meeting: c.Meetings[i].Ref})
	d.refuses("meeting-not-cancelled", care.MeetingRestored{Meeting: c.Meetings[i].Ref})
	if s := see(t, d.set, asMaya).Sessions[i]; s.State != care.SessionPlanned || len(d.chart().Groups[0].Off) != 2 {
		t.Errorf("taken back: %+v, %v", s, d.chart().Groups[0].Off)
	}
}

func TestOneEveningHasAnotherLeaderAndRoom(t *testing.T) {
	t.Parallel()
	d := running(t)
	m := d.chart().Meetings[1]
	one := care.MeetingChanged{Meeting: m.Ref, Leader: boLeads, Video: true, JoinURL: "https://video.example/x"}
	d.does(one)
	d.refuses("group-no-change", one)
	got := d.mine()
	if got[1] != "Mon Mar 15 18:00 3h0m0s Bo Chen  not Suite 200" || !strings.Contains(got[0]+got[2], "Dana") {
		t.Errorf("the patient sees %v", got[:3])
	}
	if m := d.chart().Meetings[1]; m.LeaderRef != boLeads.Ref || !m.Video || m.JoinURL == "" {
		t.Errorf("staff see %+v", m.Session)
	}
	// Nobody is booked: the slot alone says it, also to who comes in later.
	d.does(care.MemberRemoved{Series: evening, Patient: mayaPerson})
	if m := d.chart().Meetings[1]; m.LeaderRef != boLeads.Ref || !m.Video {
		t.Errorf("without members: %+v", m.Session)
	}
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	if got := d.mine(); !strings.Contains(got[1], "Bo Chen") || !strings.Contains(got[0], "Dana Ortiz, LPC Suite 200") {
		t.Errorf("back in the group: %v", got[:2])
	}
}

// A roster from a table has sessions and no schedule. It is changed like every other.
func TestAGroupOfWhichOnlySessionsAreKnownIsChangedToo(t *testing.T) {
	t.Parallel()
	d := running(t)
	var bare []string
	d.set.Each("Appointment", func(r fhir.Resource) {
		a := r.(*fhir.Appointment)
		a.Slot = nil
		a.Meta = fhir.Meta{}
		raw, err := fhir.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		bare = append(bare, string(raw))
	})
	d = newDesk(t, bare...)
	d.does(care.GroupNamed{Series: evening, Name: "From a table"})
	d.does(as(func(c *care.GroupChanged) { c.Name, c.At = "", &care.WallTime{Hour: 17} }))
	c := d.chart()
	if g := c.Groups[0]; len(c.Groups) != 1 || g.Name != "From a table" || g.Times[0].Hour != 17 || c.Meetings[0].Start.Hour() != 17 || len(c.Meetings) != 12 {
		t.Errorf("groups %+v, %d meetings", c.Groups, len(c.Meetings))
	}
	d.does(care.GroupUntil{Series: evening, Last: date(2027, time.April, 24)})
	if got := d.mine(); len(got) != 18 || !strings.HasPrefix(got[17], "Thu Apr 22 17:00 3h0m0s Dana Ortiz") {
		t.Errorf("%d: %v", len(got), got)
	}
}

func TestAGroupIsNotMovedToAnHourThatTheClocksSkip(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	g := group()
	g.Times = []care.WeeklyTime{{Day: time.Sunday, Hour: 18}}
	d.does(care.GroupMade{Group: g})
	d.refuses("meeting-no-such-time", as(func(c *care.GroupChanged) { c.At = &care.WallTime{Hour: 2, Minute: 30} }))
	d.does(as(func(c *care.GroupChanged) {
		c.From, c.At = date(2027, time.March, 15), &care.WallTime{Hour: 2, Minute: 30}
	}))
	d.refuses("group-gone", care.GroupChanged{Series: "nobody's", From: d.now})
	d.refuses("group-gone", care.GroupEnded{Series: "nobody's"})
}

// A year of sessions is changed in one go.
func TestTheLargestGroupIsChangedInOneGo(t *testing.T) {
	t.Parallel()
	var people []string
	for i := range 4 {
		people = append(people, fmt.Sprintf(`{"resourceType":"Patient","id":"p%02d","name":[{"given":["P"],"family":"%02d"}]}`, i, i))
	}
	d := newDesk(t, people...)
	g := group()
	g.Last, g.Off, g.Times = date(2028, time.March, 8), nil, nil
	for day := range 7 {
		g.Times = append(g.Times, care.WeeklyTime{Day: time.Weekday(day), Hour: 18})
	}
	d.does(care.GroupMade{Group: g})
	for i := range 4 {
		d.does(care.MemberAdded{Series: evening, Patient: care.Person{Ref: fmt.Sprintf("Patient/p%02d", i), Name: "P"}})
	}
	ops, err := profile.ProgrammeChanged(d.set, asDana, as(func(c *care.GroupChanged) { c.At = &care.WallTime{Hour: 17} }), d.now)
	if err != nil || len(ops) != 1+365*5 {
		t.Fatalf("%d written: %v", len(ops), err)
	}
}
