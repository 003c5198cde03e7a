package profile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// desk is a clinic whose programme Dana changes.
type desk struct {
	*testing.T
	set *profile.Memory
	now time.Time
}

func newDesk(t *testing.T, more ...string) *desk {
	t.Helper()
	return &desk{t, store(t, more...), now}
}

func (d *desk) tries(c care.ProgrammeChange) error {
	ops, err := profile.ProgrammeChanged(d.set, asDana, c, d.now)
	if err == nil {
		apply(d, d.set, ops, nil)
	}
	return err
}

func (d *desk) does(c care.ProgrammeChange) {
	d.Helper()
	if err := d.tries(c); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) refuses(code string, c care.ProgrammeChange) {
	d.Helper()
	var f *care.Fault
	if err := d.tries(c); !errors.As(err, &f) || f.Code != code {
		d.Errorf("%T: %v, want %s", c, err, code)
	}
}

func (d *desk) chart() care.Chart { return see(d, d.set, asDana) }

const evening = "5f0b2c3e-0000-4000-8000-000000000001"

func date(y int, m time.Month, day int) time.Time { return time.Date(y, m, day, 0, 0, 0, 0, time.UTC) }

func group() care.Group {
	return care.Group{
		Series: evening, Name: "Evening group", Times: []care.WeeklyTime{{Day: time.Monday, Hour: 18}, {Day: time.Tuesday, Hour: 18}, {Day: time.Thursday, Hour: 18}},
		Minutes: 180, First: date(2027, time.March, 10), Last: date(2027, time.April, 10), Off: []time.Time{date(2027, time.April, 5)},
		Leader: care.Person{Ref: "Practitioner/dana", Name: "Dana Ortiz"}, Place: care.Person{Name: "Suite 200"},
		Topics: []care.Subject{{Title: "Noticing triggers", Model: "Triggers"}, {Title: "Riding out an urge", Model: "Coping skills", Skills: []string{"urge-surfing"}}},
	}
}

var mayaPerson = care.Person{Ref: "Patient/maya", Name: "Maya Rivera"}

func TestASeriesIsMadeAndAPatientSeesTheirSessionsAtTheSameWallTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.does(care.GroupMade{Group: group()})
	c := d.chart()
	if len(c.Groups) != 1 || len(c.Meetings) != 12 {
		t.Fatalf("%d groups, %d meetings", len(c.Groups), len(c.Meetings))
	}
	g := c.Groups[0]
	if g.Name != "Evening group" || len(g.Times) != 3 || g.Minutes != 180 || g.Zone.String() != "America/Chicago" || g.Leader.Title != "LPC" ||
		g.Place.Ref != "Location/l" || len(g.Off) != 1 || len(g.Topics) != 2 || g.Topics[1].Skills[0] != "urge-surfing" {
		t.Errorf("read back %+v", g)
	}
	if len(c.Members(evening, d.now)) != 0 {
		t.Error("there are members before anybody was put in")
	}
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	d.refuses("group-member", care.MemberAdded{Series: evening, Patient: mayaPerson})
	mine := see(t, d.set, asMaya)
	if len(mine.Sessions) != 12 {
		t.Fatalf("the patient has %d sessions", len(mine.Sessions))
	}
	for i, s := range mine.Sessions {
		if s.Start.Hour() != 18 || s.Duration() != 3*time.Hour || s.Leader != "Dana Ortiz, LPC" || s.Place != "Suite 200" || s.Video || s.Kind != care.KindGroup {
			t.Errorf("session %+v", s)
		}
		if want := group().Topics[i%2]; s.Topic != want.Title || s.Model != want.Model || len(s.Skills) != len(want.Skills) {
			t.Errorf("session %d is about %+v", i, s)
		}
	}
	if len(mine.Groups)+len(mine.Meetings) != 0 {
		t.Error("a patient's chart has groups")
	}
	if got := d.chart().Members(evening, d.now); len(got) != 1 || got[0].Name != "Maya Rivera" {
		t.Errorf("members %+v", got)
	}
}

// The clinic moves Tuesday 18:00 to 17:00, once and for all that follow: also past
// the night on which the clocks change, and never into the past.
func TestOneSessionIsMovedOrAllThatFollow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.does(care.GroupMade{Group: group()})
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	tuesday := d.chart().Meetings[2]
	if tuesday.Start.Format("Mon 15:04 Jan 2") != "Tue 18:00 Mar 16" {
		t.Fatalf("the meeting is %v", tuesday.Start)
	}
	d.refuses("meeting-past", care.MeetingMoved{Meeting: tuesday.Ref, Day: date(2027, time.March, 9), Hour: 9})
	d.refuses("meeting-no-such-time", care.MeetingMoved{Meeting: tuesday.Ref, Day: date(2027, time.March, 14), Hour: 2, Minute: 30})
	d.refuses("meeting-gone", care.MeetingMoved{Meeting: "Slot/none", Day: date(2027, time.March, 16), Hour: 17})
	d.does(care.MeetingMoved{Meeting: tuesday.Ref, Day: date(2027, time.March, 16), Hour: 17})
	var said []string
	for _, s := range see(t, d.set, asMaya).Sessions {
		if s.Moved() {
			said = append(said, s.WasStart.Format("Jan 2 15:04")+" to "+s.Start.Format("15:04")+" "+s.Duration().String())
		}
	}
	if fmt.Sprint(said) != "[Mar 16 18:00 to 17:00 3h0m0s]" {
		t.Errorf("moved %v", said)
	}
	next := d.chart().Meetings[5]
	if next.Start.Format("Mon 15:04 Jan 2") != "Tue 18:00 Mar 23" {
		t.Fatalf("the next is %v", next.Start)
	}
	d.does(care.MeetingMoved{Meeting: next.Ref, Day: date(2027, time.March, 24), Hour: 17, Minute: 30, Following: true})
	said = nil
	for _, m := range d.chart().Meetings {
		if m.Moved() {
			said = append(said, m.Start.Format("Mon Jan 2 15:04"))
		}
	}
	if fmt.Sprint(said) != "[Tue Mar 16 17:00 Wed Mar 24 17:30 Wed Mar 31 17:30 Wed Apr 7 17:30]" {
		t.Errorf("moved %v", said)
	}
	d.now = date(2027, time.March, 30)
	d.refuses("meeting-was-past", care.MeetingMoved{Meeting: tuesday.Ref, Day: date(2027, time.May, 1), Hour: 17})
}

func TestASessionIsCancelledAndASeriesEnded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.does(care.GroupMade{Group: group()})
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	first := d.chart().Meetings[0]
	d.does(care.MeetingCancelled{Meeting: first.Ref, Why: "The clinic is closed"})
	d.does(care.MeetingCancelled{Meeting: first.Ref})
	mine := see(t, d.set, asMaya)
	if mine.Sessions[0].State != care.SessionCancelled || mine.Sessions[1].State != care.SessionPlanned {
		t.Errorf("sessions %+v", mine.Sessions[:2])
	}
	d.does(care.GroupEnded{Series: evening, Why: "The group is over"})
	c := d.chart()
	if !c.Groups[0].Ended || len(c.Members(evening, d.now)) != 0 {
		t.Errorf("group %+v", c.Groups[0])
	}
	d.refuses("group-over", care.MemberAdded{Series: evening, Patient: mayaPerson})
}

// Who leaves a group is told of no cancelled session: it was not cancelled. Who
// comes back has the same ones again.
func TestWhoLeavesAGroupHasItsSessionsNoMore(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.does(care.GroupMade{Group: group()})
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	before := see(t, d.set, asMaya).Sessions
	d.does(care.MemberRemoved{Series: evening, Patient: mayaPerson})
	d.refuses("group-gone", care.MemberRemoved{Series: evening, Patient: mayaPerson})
	if left := see(t, d.set, asMaya).Sessions; len(left) != 0 {
		t.Errorf("sessions %+v", left)
	}
	if len(d.chart().Members(evening, d.now)) != 0 {
		t.Error("still a member")
	}
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	if again := see(t, d.set, asMaya).Sessions; len(again) != len(before) || again[0].Ref != before[0].Ref || again[0].State != care.SessionPlanned {
		t.Errorf("sessions %+v", again)
	}
}

func TestTheSixteenthMemberIsRefused(t *testing.T) {
	t.Parallel()
	var people []string
	for i := range 16 {
		people = append(people, fmt.Sprintf(`{"resourceType":"Patient","id":"p%02d","name":[{"given":["P"],"family":"%02d"}]}`, i, i))
	}
	d := newDesk(t, people...)
	d.does(care.GroupMade{Group: group()})
	for i := range 15 {
		d.does(care.MemberAdded{Series: evening, Patient: care.Person{Ref: fmt.Sprintf("Patient/p%02d", i), Name: "P"}})
	}
	d.refuses("group-full", care.MemberAdded{Series: evening, Patient: care.Person{Ref: "Patient/p15"}})
	d.does(care.MemberRemoved{Series: evening, Patient: care.Person{Ref: "Patient/p03"}})
	d.does(care.MemberAdded{Series: evening, Patient: care.Person{Ref: "Patient/p15"}})
	// One who is away for one evening leaves no place in the others.
	if n := len(d.chart().Members(evening, d.now)); n != 15 {
		t.Errorf("%d members", n)
	}
}

// Attendance is taken twice, on two devices: there is one Encounter. What is said
// later holds, and what was said before stays with it.
func TestAttendanceIsThereOnceAndKeepsItsHistory(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.does(care.GroupMade{Group: group()})
	d.does(care.MemberAdded{Series: evening, Patient: mayaPerson})
	m := d.chart().Meetings[0]
	mine := m.Expected[0].Session.Ref
	take := func(is care.Presence, stayed time.Duration) care.AttendanceTaken {
		return care.AttendanceTaken{Meeting: m.Ref, Of: []care.AttendanceOf{{Session: mine, Is: is, Stayed: stayed}}}
	}
	d.refuses("attendance-early", take(care.PresenceThere, 0))
	d.now = m.Start.Add(time.Hour)
	ops, err := profile.ProgrammeChanged(d.set, asDana, take(care.PresenceMissed, 0), d.now)
	again, _ := profile.ProgrammeChanged(d.set, asDana, take(care.PresenceThere, 0), d.now)
	if err != nil || len(ops) != 1 || len(again) != 1 || ops[0].Ref() != again[0].Ref() {
		t.Fatalf("wrote %v and %v: %v", ops, again, err)
	}
	d.does(take(care.PresenceMissed, 0))
	if same, err := profile.ProgrammeChanged(d.set, asDana, take(care.PresenceMissed, 0), d.now); err != nil || len(same) != 0 {
		t.Errorf("said again: %v, %v", same, err)
	}
	if s := see(t, d.set, asMaya).Sessions[0]; !s.Missed || s.Attended || s.Excused {
		t.Errorf("session %+v", s)
	}
	d.does(take(care.PresenceExcused, 0))
	if got := d.chart().Meetings[0].Expected[0].Session.Presence(); got != care.PresenceExcused {
		t.Errorf("presence %v", got)
	}
	d.does(take(care.PresenceThere, 2*time.Hour))
	s := see(t, d.set, asMaya).Sessions[0]
	if !s.Attended || s.Missed || s.Excused || s.Present() != 2*time.Hour {
		t.Errorf("session %+v", s)
	}
	e, _ := d.set.Get(ops[0].Ref())
	s = d.chart().Meetings[0].Expected[0].Session
	if b := s.Before; len(b) != 2 || b[0].Is != care.PresenceMissed || b[1].Is != care.PresenceExcused || b[0].Ref != ops[0].Ref() || s.Recorded.Is != care.PresenceThere {
		t.Errorf("before: %+v, now %+v", b, s.Recorded)
	}
	if history := e.(*fhir.Encounter).StatusHistory; len(history) != 2 || history[0].Status != "cancelled" {
		t.Errorf("history %+v", history)
	}
	d.does(take(care.PresenceUnknown, 0))
	if got := d.chart().Meetings[0].Expected[0].Session.Presence(); got != care.PresenceUnknown {
		t.Errorf("presence %v", got)
	}
}

func TestOneOnOneVisitsStayAtTheirTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := care.VisitPlanned{
		ID: "v", Patient: mayaPerson, Kind: care.KindIndividual, Day: date(2027, time.March, 10), Hour: 15, Minutes: 50, Weeks: 3,
		With: care.Person{Ref: "Practitioner/dana", Name: "Dana Ortiz"}, Place: care.Person{Name: "Room 4"},
	}
	d.does(v)
	mine := see(t, d.set, asMaya).Sessions
	if len(mine) != 3 {
		t.Fatalf("sessions %+v", mine)
	}
	for _, s := range mine {
		if s.Start.Hour() != 15 || s.Kind != care.KindIndividual || s.Place != "Room 4" || s.Duration() != 50*time.Minute || s.Video {
			t.Errorf("session %+v", s)
		}
	}
	d.does(care.MeetingMoved{Meeting: d.chart().Meetings[1].Ref, Day: date(2027, time.March, 18), Hour: 10, Following: true})
	if got := see(t, d.set, asMaya).Sessions[2].Start.Format("Jan 2 15:04"); got != "Mar 25 10:00" {
		t.Errorf("the last is %s", got)
	}
	v.Day = date(2027, time.March, 9)
	v.Hour = 9
	d.refuses("meeting-past", v)
	v.Kind = care.KindGroup
	d.refuses("visit-incomplete", v)
}

func TestAPatientIsEnrolledWithStayApprovalAndGroup(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.does(care.GroupMade{Group: group()})
	ana := care.PatientEnrolled{
		ID: "ana", Given: " Ana ", Family: "Lopez", Born: date(1990, time.April, 12), Telephone: "(312) 555-0199", Language: "es", Programme: care.DualDiagnosis,
		Admitted: date(2027, time.March, 9), Approved: 24, ApprovedTo: date(2027, time.June, 30), Series: evening,
	}
	d.does(ana)
	d.does(ana) // tapped twice
	mine := see(t, d.set, profile.Viewer{FHIRUser: "Patient/ana"})
	if mine.Viewer.Name != "Ana Lopez" || mine.Stay.Programme != care.DualDiagnosis || mine.Stay.Approved != 24 || mine.Stay.ApprovedTo.Format(time.DateOnly) != "2027-06-30" || len(mine.Sessions) != 12 {
		t.Errorf("chart %+v, %d sessions", mine.Stay, len(mine.Sessions))
	}
	for _, k := range d.chart().Caseload {
		if (k.Patient.Ref == "Patient/ana") != (k.Language == "es") {
			t.Errorf("%s speaks %q", k.Patient.Name, k.Language)
		}
	}
	a, _ := d.set.Get(mine.Sessions[0].Ref)
	if sec := a.Common().Meta.Security; len(sec) != 2 || sec[1].Code != "42CFRPart2" {
		t.Errorf("a dual-diagnosis patient's session is labelled %+v", sec)
	}
	d.does(care.VisitsApproved{ID: "more", Patient: "Patient/ana", Visits: 12, From: date(2027, time.June, 1), To: date(2027, time.July, 31), Reference: "PA-77"})
	if s := see(t, d.set, profile.Viewer{FHIRUser: "Patient/ana"}).Stay; s.Approved != 36 || s.ApprovedTo.Format(time.DateOnly) != "2027-07-31" {
		t.Errorf("after more was approved: %+v", s)
	}
	for code, change := range map[string]func(*care.PatientEnrolled){
		"enrol-minor":     func(p *care.PatientEnrolled) { p.Born = date(2009, time.March, 10) },
		"enrol-born":      func(p *care.PatientEnrolled) { p.Born = date(2027, time.March, 10) },
		"enrol-no-name":   func(p *care.PatientEnrolled) { p.Given = " " },
		"enrol-admitted":  func(p *care.PatientEnrolled) { p.Admitted = time.Time{} },
		"approval-visits": func(p *care.PatientEnrolled) { p.Approved = -1 },
		"group-over":      func(p *care.PatientEnrolled) { p.Series = "another" },
	} {
		bad := ana
		bad.ID = "bad-" + code
		change(&bad)
		d.refuses(code, bad)
	}
	d.refuses("approval-visits", care.VisitsApproved{ID: "x", Patient: "Patient/ana", Visits: 3, From: date(2027, time.June, 2), To: date(2027, time.June, 1)})
	d.refuses("patient-gone", care.VisitsApproved{ID: "x", Patient: "Patient/nobody", Visits: 3, From: date(2027, time.June, 1), To: date(2027, time.June, 2)})
}

// A table of patients is taken whole or not at all; taken twice it enrols nobody twice.
func TestATableOfPatientsIsEnrolledTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.does(care.GroupMade{Group: group()})
	row := func(given string, born time.Time) care.PatientEnrolled {
		return care.PatientEnrolled{Given: given, Family: "Żak", Born: born, Admitted: date(2027, time.March, 10), Approved: 24, ApprovedTo: date(2027, time.June, 30), Series: evening}
	}
	table := care.RosterEnrolled{Patients: []care.PatientEnrolled{row("Łucja", date(1990, time.April, 12)), row("美咲", date(1991, time.April, 12))}}
	before := len(d.chart().Caseload)
	bad := care.RosterEnrolled{Patients: append(append([]care.PatientEnrolled{}, table.Patients...), row("Young", date(2015, time.April, 12)))}
	d.refuses("enrol-minor", bad)
	if n := len(d.chart().Caseload); n != before {
		t.Errorf("%d patients after a table that was refused, %d before", n, before)
	}
	ops, err := profile.ProgrammeChanged(d.set, asDana, table, d.now)
	if err != nil || len(ops) != 2*(4+12) {
		t.Fatalf("%d written: %v", len(ops), err)
	}
	patients := 0
	for _, o := range ops {
		if o.Type == "Patient" {
			patients++
		}
		for _, on := range o.DependsOn {
			if strings.HasPrefix(on, "Patient/") && !strings.Contains(string(o.Body), on) {
				t.Errorf("%s waits for %s", o.Ref(), on)
			}
		}
	}
	d.does(table)
	d.refuses("group-no-change", table)
	if n := len(d.chart().Caseload); n != before+2 || patients != 2 || len(d.chart().Members(evening, d.now)) != 2 {
		t.Errorf("%d patients, %d before", n, before)
	}
}

func TestAFormIsPublishedInPlaceOfItsOlderVersion(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	phq := form(t, "phq-9")
	file := func(change ...string) []byte { return []byte(strings.NewReplacer(change...).Replace(phq)) }
	d.does(care.FormPublished{Raw: []byte(phq)})
	d.refuses("form-twice", care.FormPublished{Raw: []byte(phq)})
	version := see(t, d.set, asDana).Forms[0].Canonical
	_, v, _ := strings.Cut(version, "|")
	next := file(`"version": "`+v+`"`, `"version": "99"`)
	read, err := profile.ReadForm(d.set, next)
	if err != nil || read.Version != "99" || len(read.Replaces) != 1 || read.Replaces[0] != v || len(read.Form.Questions()) != 10 {
		t.Fatalf("read %+v: %v", read, err)
	}
	d.does(care.FormPublished{Raw: next})
	var retired, active int
	for _, f := range see(t, d.set, asDana).Forms {
		if f.Retired {
			retired++
		} else {
			active++
		}
	}
	if retired != 1 || active != 1 {
		t.Errorf("%d retired, %d active", retired, active)
	}
	for code, raw := range map[string][]byte{
		"form-not-json":    []byte("PHQ-9"),
		"form-other-type":  []byte(maya),
		"form-no-url":      file(`"url": "https://throughline.app/fhir/Questionnaire/phq-9",`, ""),
		"form-broken":      []byte(`{"resourceType":"Questionnaire","url":"https://x.example/q","item":[{"linkId":7}]}`),
		"form-link-twice":  []byte(`{"resourceType":"Questionnaire","url":"https://x.example/q","item":[{"linkId":"a","type":"string","text":"A"},{"linkId":"a","type":"string","text":"B"}]}`),
		"form-unsupported": []byte(`{"resourceType":"Questionnaire","url":"https://x.example/q","item":[{"linkId":"a","type":"attachment","text":"A photo"}]}`),
	} {
		d.refuses(code, care.FormPublished{Raw: raw})
	}
}

func TestAFormIsTakenOutOfUse(t *testing.T) {
	t.Parallel()
	d := newDesk(t, form(t, "gad-7"))
	f := see(t, d.set, asDana).Forms[0]
	d.does(care.FormRetired{Form: f.Ref})
	if got := see(t, d.set, asDana).Forms; len(got) != 1 || !got[0].Retired {
		t.Errorf("forms %+v", got)
	}
	d.refuses("form-gone", care.FormRetired{Form: f.Ref})
	d.refuses("form-gone", care.FormAsked{ID: "a", Patient: "Patient/maya", Form: f.Canonical, Due: date(2027, time.March, 12)})
}

func TestAPatientIsAskedToAnswerAForm(t *testing.T) {
	t.Parallel()
	d := newDesk(t, form(t, "gad-7"))
	gad := see(t, d.set, asDana).Forms[0].Canonical
	d.does(care.FormAsked{ID: "a1", Patient: "Patient/maya", Form: gad, Due: date(2027, time.March, 12)})
	due := see(t, d.set, asMaya).Due
	if len(due) != 1 || due[0].Form != gad || due[0].By.Format(time.DateOnly) != "2027-03-12" {
		t.Errorf("due %+v", due)
	}
	d.refuses("form-due-past", care.FormAsked{ID: "a2", Patient: "Patient/maya", Form: gad, Due: date(2027, time.March, 8)})
	d.refuses("form-gone", care.FormAsked{ID: "a2", Patient: "Patient/maya", Form: "https://x.example/q", Due: date(2027, time.March, 12)})
	d.refuses("patient-gone", care.FormAsked{ID: "a2", Patient: "Patient/nobody", Form: gad, Due: date(2027, time.March, 12)})
}

func TestAPatientChangesNothingOfTheProgramme(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := profile.ProgrammeChanged(d.set, asMaya, care.GroupMade{Group: group()}, now)
	var f *care.Fault
	if !errors.As(err, &f) || f.Code != "programme-staff-only" {
		t.Errorf("error %v", err)
	}
}
