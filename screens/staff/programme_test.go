package staff

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

var chicago = func() *time.Location {
	z, err := time.LoadLocation("America/Chicago")
	if err != nil {
		panic(err)
	}
	return z
}()

// fiveOClock is Tuesday, March 9, 2027 in Chicago, an hour before the group.
var fiveOClock = time.Date(2027, time.March, 9, 17, 0, 0, 0, chicago)

// programmeChart is a clinic with one evening group of three members.
func programmeChart() care.Chart {
	dana := care.Person{Ref: "Practitioner/dana", Name: "Dana Ortiz", Title: "LPC"}
	g := care.Group{
		Series: "evening", Ref: "Schedule/evening", Name: "Evening group", Minutes: 180, Zone: chicago, Leader: dana, Video: true,
		Times: []care.WeeklyTime{{Day: time.Monday, Hour: 18}, {Day: time.Tuesday, Hour: 18}},
		First: time.Date(2027, 3, 1, 0, 0, 0, 0, chicago), Last: time.Date(2027, 4, 30, 0, 0, 0, 0, chicago),
	}
	c := care.Chart{
		Viewer: care.Viewer{Person: dana, Role: care.RoleStaff, Duty: care.DutyTherapist}, Clinic: care.Clinic{Zone: chicago, Address: "1200 West Lake Street"},
		Sync: care.Sync{AsOf: fiveOClock}, Groups: []care.Group{g}, Team: []care.Person{dana},
	}
	for i, name := range []string{"Ana Lopez", "Ben Ito", "Cora Diaz"} {
		given, _, _ := strings.Cut(name, " ")
		c.Caseload = append(c.Caseload, care.Case{
			Patient: care.Person{Ref: fmt.Sprintf("Patient/%d", i), Name: name, Given: given}, Born: time.Date(1990, 4, 12+i, 0, 0, 0, 0, time.UTC),
			Stay: care.Stay{Ref: "EpisodeOfCare/e", Admitted: fiveOClock.AddDate(0, 0, -10), Approved: 24, ApprovedTo: fiveOClock.AddDate(0, 2, 0)},
		})
	}
	for i := range 16 {
		start := time.Date(2027, 3, 1+7*(i/2)+i%2, 18, 0, 0, 0, chicago)
		m := care.Meeting{Session: care.Session{
			Ref: fmt.Sprintf("Slot/%d", i), Series: "evening", Topic: "Noticing triggers", Model: "Triggers", Leader: "Dana Ortiz, LPC", Video: true,
			Start: start, End: start.Add(3 * time.Hour), Skills: []string{"stop"},
		}}
		for j, k := range c.Caseload {
			s := m.Session
			s.Ref = fmt.Sprintf("Appointment/%d-%d", i, j)
			s.Answer = care.Answer(j + 1)
			if j == 2 {
				s.Reason = "My child is ill"
			}
			m.Expected = append(m.Expected, care.Expected{Patient: k.Patient, Session: s})
		}
		c.Meetings = append(c.Meetings, m)
	}
	return c
}

const tonight = "Slot/3"

func TestTheFrontDeskSeesSchedulesAndNoReason(t *testing.T) {
	c := programmeChart()
	for duty, tabs := range map[care.Duty]int{care.DutyTherapist: 4, "": 4, care.DutyFrontDesk: 0, care.DutyAdmin: 0} {
		c.Viewer.Duty = duty
		m := ProgrammeOf(c, fiveOClock, say.New("en"), ProgrammeAsk{Tab: ProgrammeGroups, Open: "evening"})
		if len(m.Tabs) != tabs {
			t.Errorf("%q has the tabs %v", duty, m.Tabs)
		}
		if (duty == care.DutyFrontDesk || duty == care.DutyAdmin) && m.Group != nil {
			t.Errorf("%q sees a group", duty)
		}
	}
	c.Viewer.Duty = care.DutyFrontDesk
	m := ProgrammeOf(c, fiveOClock, say.New("en"), ProgrammeAsk{Open: tonight})
	if m.Meeting == nil || len(m.Meeting.People) != 3 || m.Meeting.People[2].Answer != "Said: can't come" || m.Meeting.People[2].Reason != "" {
		t.Fatalf("the desk's session: %+v", m.Meeting)
	}
	if m.Do != "" || m.Meeting.Attend || len(m.Meeting.Actions) != 0 || strings.Contains(strings.ToLower(fmt.Sprint(m)), "triggers") {
		t.Errorf("the desk may: %+v", m.Meeting)
	}
}

func TestTheWeekTellsWhatIsPlannedMovedAndTaken(t *testing.T) {
	c := programmeChart()
	c.Meetings[2].Expected[0].Session.Attended = true
	c.Meetings[3].WasStart = c.Meetings[3].Start.Add(-time.Hour)
	m := ProgrammeOf(c, fiveOClock, say.New("en"), ProgrammeAsk{})
	if m.Span != "March 8 to 14" || len(m.Rows) != 2 || m.Rows[0].Heading != "Monday, March 8" || m.Rows[0].Tag != "3 people" {
		t.Errorf("the week: %q %+v", m.Span, m.Rows)
	}
	if got := m.Rows[1].Tag; got != "Moved, was 5:00 PM" {
		t.Errorf("moved: %q", got)
	}
	for i := range 3 {
		c.Meetings[2].Expected[i].Session.Attended = true
	}
	if m = ProgrammeOf(c, fiveOClock, say.New("en"), ProgrammeAsk{}); m.Rows[0].Tag != "Attendance is saved" {
		t.Errorf("taken: %+v", m.Rows[0])
	}
	d := ProgrammeOf(c, fiveOClock, say.New("en"), ProgrammeAsk{Open: tonight}).Meeting
	if d.Size != "3 people. That is few: 6 to 8 is the aim." || d.AttendWords != "You can take attendance from 5:45 PM, Tuesday, March 9." || d.Attend {
		t.Errorf("session %+v", d)
	}
	late := &c.Meetings[3].Expected[1].Session
	late.Answer, late.Earlier = care.AnswerNone, care.EarlierAnswer{Answer: care.AnswerLate, Start: c.Meetings[3].WasStart}
	if got := ProgrammeOf(c, fiveOClock, say.New("en"), ProgrammeAsk{Open: tonight}).Meeting.People[1].Answer; got != "Said: late, for 5:00 PM. No answer since it moved" {
		t.Errorf("who answered before it was moved: %q", got)
	}
	if d.People[2].Reason != "“My child is ill”" {
		t.Errorf("clinical staff read %+v", d.People[2])
	}
}

// typedInto is what a sheet holds at first, with some of it changed.
func typedInto(m Sheet, change Typed) Typed {
	t := Typed{}
	for _, f := range m.Fields {
		t[f.ID] = f.Start
		if f.Kind == FieldDay && !f.Day.IsZero() {
			t[f.ID] = f.Day.Format(time.DateOnly)
		}
	}
	for k, v := range change {
		t[k] = v
	}
	return t
}

func TestTimesAreReadAsPeopleWriteThem(t *testing.T) {
	for words, want := range map[string]string{
		"6:00 PM": "18:0", "6pm": "18:0", "6:30 p.m.": "18:30", "12 am": "0:0", "12:15 PM": "12:15", "18:00": "18:0", "18.30": "18:30", "6:00\u00a0PM": "18:0", "0:05": "0:5",
		"6": "", "25:00": "", "13 pm": "", "6:70 PM": "", "": "", "soon": "",
	} {
		hour, minute, ok := Typed{"t": words}.clock("t")
		if got := fmt.Sprintf("%d:%d", hour, minute); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %s, %v", words, got, ok)
		}
	}
}

func TestASheetForAGroupSaysWhatItPlansBeforeItIsMade(t *testing.T) {
	m := NewGroupSheet(programmeChart(), fiveOClock, say.New("en"), "new")
	whole := Typed{"name": "Morning group", "days": "0,1,3", "first": "2027-03-15", "last": "2027-05-02", "off": "2027-04-05", "place": "Suite 200", "topics": "0,1"}
	out := m.Read(typedInto(m, whole))
	made, ok := out.Change.(care.GroupMade)
	if !ok || len(out.Wrong) != 0 || len(made.Group.Times) != 3 || made.Group.Times[2] != (care.WeeklyTime{Day: time.Thursday, Hour: 18}) || len(made.Group.Occurrences()) != 20 {
		t.Fatalf("read %+v", out)
	}
	if len(out.Warn) != 1 || out.Warn[0] != "20 sessions at 6:00 PM, from Monday, March 15 to Thursday, April 29." {
		t.Errorf("warned %q", out.Warn)
	}
	for id, change := range map[string]Typed{
		"name": {"name": ""}, "days": {"days": ""}, "time": {"time": "6"}, "minutes": {"minutes": "0"}, "first": {"first": "2027-2-30"}, "off": {"off": "christmas"}, "place": {"place": " "},
		"last": {"last": "2027-03-01"}, "link": {"where": "1", "link": "http://x"},
	} {
		bad := typedInto(m, whole)
		for k, v := range change {
			bad[k] = v
		}
		if out := m.Read(bad); out.Wrong[id] == "" {
			t.Errorf("%s: nothing is wrong with %v: %+v", id, change, out.Wrong)
		}
	}
	across := typedInto(m, whole)
	across["first"], across["last"], across["days"], across["time"] = "2027-10-04", "2027-11-30", "6", "1:30 AM"
	if out := m.Read(across); len(out.Wrong) != 0 || !slices.Contains(out.Warn, "1:30 AM comes twice on November 7. The first one is meant.") || !slices.Contains(out.Warn, "The clocks change in between. It stays at 1:30 AM.") {
		t.Errorf("across the clocks: %+v", out)
	}
}

func TestASessionIsNotMovedIntoThePastOrOntoAnHourThatTheClocksSkip(t *testing.T) {
	m := MoveSheet(programmeChart(), fiveOClock, say.New("en"), tonight)
	for words, change := range map[string]Typed{
		"2:30 AM does not exist on March 14. The clocks skip it. Choose another time.": {"day": "2027-03-14", "time": "2:30 AM"},
		"That time is over. Choose one that is still to come.":                         {"time": "9:00 AM"},
		"It is at that time already.":                                                  {},
		"Write a time such as 6:00 PM.":                                                {"time": "half past"},
	} {
		if out := m.Read(typedInto(m, change)); out.Wrong["time"] != words {
			t.Errorf("%v: %+v", change, out.Wrong)
		}
	}
	out := m.Read(typedInto(m, Typed{"time": "5:30 PM", "which": "1"}))
	if c, ok := out.Change.(care.MeetingMoved); len(out.Wrong) != 0 || !ok || !c.Following || c.Hour != 17 || c.Minute != 30 {
		t.Errorf("read %+v", out)
	}
	if words := m.Fields[2].Options[1]; words != "All 7 that follow on Tuesday" {
		t.Errorf("the choice is %q", words)
	}
}

func TestEnrolmentIsForAdultsAndWarnsOfTheSameName(t *testing.T) {
	m := EnrolSheet(programmeChart(), fiveOClock, say.New("en"), "new")
	whole := Typed{"given": "Dora", "family": "Kay", "born": "1990-1-2", "programme": "1", "approved": "24", "until": "2027-6-30", "group": "1"}
	out := m.Read(typedInto(m, whole))
	if e, ok := out.Change.(care.PatientEnrolled); !ok || len(out.Wrong)+len(out.Warn) != 0 || e.Series != "evening" || e.Programme != care.DualDiagnosis || e.Approved != 24 {
		t.Errorf("read %+v", out)
	}
	for id, change := range map[string]Typed{
		"born": {"born": "2009-3-10"}, "given": {"given": ""}, "programme": {"programme": ""}, "approved": {"approved": "many"}, "until": {"until": "2027-1-1"}, "email": {"email": "x"},
	} {
		bad := typedInto(m, whole)
		for k, v := range change {
			bad[k] = v
		}
		if out := m.Read(bad); out.Wrong[id] == "" {
			t.Errorf("%s: %+v", id, out.Wrong)
		}
	}
	same := typedInto(m, whole)
	same["given"], same["family"] = "ana", " LOPEZ"
	if out := m.Read(same); len(out.Warn) != 1 || out.Warn[0] != "There is Ana Lopez already, born April 12, 1990. Is this the same person?" {
		t.Errorf("warned %q", out.Warn)
	}
}

type programmeActs struct {
	asked   []ProgrammeAsk
	changed []care.ProgrammeChange
	fault   *care.Fault
	done    int
}

func (a *programmeActs) ShowProgramme(ask ProgrammeAsk) { a.asked = append(a.asked, ask) }
func (a *programmeActs) ChangeProgramme(c care.ProgrammeChange, done func(*care.Fault)) {
	a.changed = append(a.changed, c)
	done(a.fault)
}
func (a *programmeActs) SheetDone(care.ProgrammeChange)      { a.done++ }
func (a *programmeActs) CloseSheet()                         {}
func (a *programmeActs) DoProgramme(ProgrammeTab)            {}
func (a *programmeActs) DoMeeting(string, string, MeetingDo) {}
func (a *programmeActs) DoPerson(string, PersonDo)           {}
func (a *programmeActs) AddMember(string)                    {}
func (a *programmeActs) RemoveMember(string, care.Person)    {}
func (a *programmeActs) DoSeries(string, GroupDo)            {}
func (a *programmeActs) CloseDay(time.Time)                  {}
func (a *programmeActs) RetireForm(string)                   {}
func (a *programmeActs) ImportRoster()                       {}
func (a *programmeActs) AskForm(string)                      {}
func (a *programmeActs) PreviewForm(string)                  {}

// drawn opens a page in the staff's frame, which draws itself anew when asked to.
func drawn(t *testing.T, look kittest.Look, p *say.Printer, page func(again func()) *kit.Page) *kittest.Screen {
	t.Helper()
	return kittest.Open(t, look, func() fyne.CanvasObject {
		s := kit.NewShell(entry.Frame(care.RoleStaff, care.DutyTherapist, p))
		var draw func()
		draw = func() { s.Open(3, page(draw)) }
		draw()
		return s
	})
}

func TestAttendanceIsTakenWithAFewTaps(t *testing.T) {
	c, a := programmeChart(), &programmeActs{}
	during := fiveOClock.Add(2 * time.Hour)
	var v *ProgrammeView
	s := drawn(t, kittest.Laptop.Full(), say.New("en"), func(again func()) *kit.Page {
		if v == nil {
			v = NewProgrammeView(a, func() bool { return true }, again)
		}
		return v.Page(ProgrammeOf(c, during, say.New("en"), ProgrammeAsk{Open: tonight}))
	})
	s.Tap(t, "Excused") // of the first
	s.Tap(t, "All others were there")
	a.fault = &care.Fault{Code: "store-full", Say: "This device is full."}
	s.Tap(t, "Save attendance")
	a.fault = nil
	s.Tap(t, "Save attendance")
	if len(a.changed) != 2 {
		t.Fatalf("saved %+v", a.changed)
	}
	of := a.changed[1].(care.AttendanceTaken).Of
	if len(of) != 3 || of[0].Is != care.PresenceExcused || of[1].Is != care.PresenceThere || of[2].Is != care.PresenceThere {
		t.Errorf("saved %+v", of)
	}
}

func TestASheetKeepsWhatIsTypedAndAsksAgainAfterAWarning(t *testing.T) {
	a := &programmeActs{fault: &care.Fault{Code: "store-full", Say: "This device is full."}}
	sheet := CancelSheet(programmeChart(), fiveOClock, say.New("en"), tonight, "")
	warn := []string{"Read this first."}
	read := sheet.Read
	sheet.Read = func(t Typed) SheetRead {
		out := read(t)
		out.Warn = warn
		return out
	}
	var v *SheetView
	s := drawn(t, kittest.Phone.Full(), say.New("en"), func(again func()) *kit.Page {
		if v == nil {
			v = NewSheetView(a, again)
		}
		return v.Page(sheet)
	})
	s.Type(t, "Why (optional)", "Snow")
	s.Tap(t, "Cancel the session")
	if len(a.changed) != 0 || !s.Says("Read this first.") {
		t.Fatalf("changed %v, shown %v", a.changed, s.Texts())
	}
	s.Tap(t, "Yes, do this")
	if !s.Says("out of space") || a.done != 0 {
		t.Errorf("shown %v", s.Texts())
	}
	a.fault = nil
	s.Tap(t, "Cancel the session")
	s.Tap(t, "Yes, do this")
	if want := (care.MeetingCancelled{Meeting: tonight, Why: "Snow"}); a.done != 1 || a.changed[1] != want {
		t.Errorf("changed %+v", a.changed)
	}
}

func TestNothingOfTheProgrammeIsCutFaintOrNameless(t *testing.T) {
	c := programmeChart()
	form := form()
	c.Forms = []care.Form{form}
	during := fiveOClock.Add(2 * time.Hour)
	for _, look := range []kittest.Look{kittest.Laptop.Full(), kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full()} {
		for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
			pages := map[string]func(again func()) *kit.Page{}
			for name, ask := range map[string]ProgrammeAsk{
				"meeting": {Open: tonight}, "week": {}, "groups": {Tab: ProgrammeGroups, Open: "evening"}, "people": {Tab: ProgrammePeople, Open: "Patient/0"}, "forms": {Tab: ProgrammeForms},
			} {
				pages[name] = func(again func()) *kit.Page {
					return NewProgrammeView(&programmeActs{}, side, again).Page(ProgrammeOf(c, during, p, ask))
				}
			}
			for name, sheet := range map[string]Sheet{
				"group": NewGroupSheet(c, during, p, "n"), "enrol": EnrolSheet(c, during, p, "n"), "move": MoveSheet(c, during, p, "Slot/5"), "add": AddSheet(c, during, p, "", ""),
			} {
				pages["sheet-"+name] = func(again func()) *kit.Page { return NewSheetView(&programmeActs{}, again).Page(sheet) }
			}
			for name, page := range pages {
				t.Run(look.String()+"/"+p.Language()+"/"+name, func(t *testing.T) {
					for _, f := range drawn(t, look, p, page).Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}
