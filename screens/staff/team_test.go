package staff

import (
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

var english, spanish = say.New("en"), say.New("es")

func shownNames(rows []PatientRow) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Name)
	}
	return strings.Join(out, ", ")
}

// Who is late comes first, who has left last; a search heeds no accents.
func TestTheListIsInTheOrderOfTheReview(t *testing.T) {
	m := PatientsOf(teamChart(), nine, english, "")
	if got := shownNames(m.Rows); got != "Maya Rivera, Ana Cole, José Abel" || m.Sentence != "1 team review is late." || m.First != "Patient/maya" {
		t.Errorf("%q, %q, first %q", got, m.Sentence, m.First)
	}
	maya, jo := m.Rows[0], m.Rows[2]
	if !maya.Due || maya.Tag != "Late, last review March 1" || maya.When != "Week 4" || maya.Words != "Few approved visits left. 1 check-in waits." {
		t.Errorf("Maya: %+v", maya)
	}
	if !jo.Left || jo.When != "Left February 23" || jo.Tag != "" {
		t.Errorf("José: %+v", jo)
	}
	if got := shownNames(m.Shown("jose ab", AllPatients)); got != "José Abel" {
		t.Errorf("searched: %q", got)
	}
	if got := shownNames(m.Shown("", ReviewThisWeek)); got != "Maya Rivera" {
		t.Errorf("this week: %q", got)
	}
}

func TestTheBriefTellsWhatChangedSinceTheTeamLastMet(t *testing.T) {
	c := teamChart()
	c.Record.Plan.MedicineChanges = []care.MedicineChange{
		{Name: "Sertraline", How: "Two in the morning", By: "Priya Raman", At: nine.AddDate(0, 0, -6)},
		{Name: "Trazodone", At: nine.AddDate(0, 0, -6), Ended: true},
		{Name: "Of before the last review", At: nine.AddDate(0, 0, -20)},
	}
	b := PatientsOf(c, nine, english, "Patient/maya").Brief
	if b == nil || b.Since != "Since the team last met, March 1" || b.Standing != "Week 4. Mental health program. Admitted February 15." {
		t.Fatalf("%+v", b)
	}
	var got []string
	for _, x := range b.Changed {
		got = append(got, x.What+": "+x.Words)
	}
	want := []string{
		"Step done: No phone in bed (for “Sleep through most nights”)", "How close it feels: “Sleep through most nights”: from not yet to half way.",
		"Goal changed: “Sleep through most nights”", "Problem: No longer named: “Burnout”",
		"Change of medicine: Sertraline: Two in the morning", "Change of medicine: Trazodone: no longer taken",
	}
	if !slices.Equal(got, want) {
		t.Errorf("changed:\n%s", strings.Join(got, "\n"))
	}
	facts := map[string]string{}
	for _, f := range b.Facts {
		facts[f.Name] = f.Value
	}
	for name, want := range map[string]string{
		"Groups since then": "1 of 2 attended. Missed: Mar 4.", "PHQ-9": "0 of 27 (Minimal) on Mar 9. 18 points lower than the first one.",
		"Practice since then": "Paced breathing: 1 time. Eased 1 of 1 times.", "Homework": "0 of 1 done. Open: Up at seven.",
		"Approved visits": "8 of 20 used, 12 left. Approved until March 29.", "Medication visits": "None yet. Next March 12.",
	} {
		if facts[name] != want {
			t.Errorf("%s: %q, want %q", name, facts[name], want)
		}
	}
	if !b.Last || b.Mark != "Reviewed" {
		t.Errorf("nobody else is to be reviewed: %q", b.Mark)
	}
	other := teamChart()
	other.Record.Viewer.Ref = "Patient/ana"
	if m := PatientsOf(other, nine, english, "Patient/maya"); m.Brief != nil || m.Loading == "" {
		t.Error("the record of another patient is shown")
	}
}

type team struct {
	changes []care.PlanChange
	next    []string
	saved   []Summary
	fault   *care.Fault
	page    []BriefPage
}

func (a *team) ChangePlan(c care.PlanChange, done func(*care.Fault)) {
	a.changes = append(a.changes, c)
	done(a.fault)
}
func (a *team) OpenChoices()                             {}
func (a *team) SelectPatient(ref string)                 { a.next = append(a.next, ref) }
func (a *team) OpenPatientPage(_ string, page BriefPage) { a.page = append(a.page, page) }
func (a *team) SelectReview(id string)                   { a.next = append(a.next, id) }
func (a *team) Contact(uri string)                       { a.next = append(a.next, uri) }
func (*team) Close()                                     {}
func (*team) ShowSummary(string, bool)                   {}
func (a *team) SaveSummary(m Summary, done func(*care.Fault)) {
	a.saved = append(a.saved, m)
	done(nil)
}

// shows opens what page draws, and draws it anew when it is asked to.
func shows(t *testing.T, look kittest.Look, p *say.Printer, page func() *kit.Page, again *func()) *kittest.Screen {
	t.Helper()
	var shell *kit.Shell
	s := kittest.Open(t, look, func() fyne.CanvasObject {
		shell = kit.NewShell(entry.Frame(care.RoleStaff, care.DutyTherapist, p))
		shell.Open(1, page())
		return shell
	})
	*again = func() {
		shell.Open(1, page())
		s.Settle()
	}
	return s
}

func TestAGoalIsChangedOnlyWithAReasonAndTheReviewGoesToTheNext(t *testing.T) {
	a, again := &team{}, func() {}
	v := NewPatientsView(a, func() bool { return true }, func() { again() })
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return v.Page(PatientsOf(teamChart(), nine, english, "Patient/maya")) }, &again)
	s.Tap(t, "Change")
	s.Clear(t, "The goal")
	s.Type(t, "The goal", "Sleep five nights")
	s.Tap(t, "Save")
	if len(a.changes) != 0 || !s.Says("Write why first. The patient reads it.") {
		t.Fatalf("without a reason: %+v", a.changes)
	}
	s.Type(t, "Why (the patient reads this)", "Five is near.")
	s.Tap(t, "Save")
	got, ok := a.changes[0].(care.TeamGoal)
	if !ok || got.Patient != "Patient/maya" || got.Text != "Sleep five nights" || got.Why != "Five is near." || got.Target.Format(time.DateOnly) != "2027-03-29" {
		t.Errorf("changed %+v", a.changes)
	}
	s.Type(t, "A note to the patient (optional)", "We see you.")
	v.key(KeyReviewed)
	if got := a.changes[1]; got != (care.TeamReviewed{Patient: "Patient/maya", Note: "We see you."}) {
		t.Errorf("reviewed %+v", got)
	}
	if !slices.Equal(a.next, []string{""}) { // the list: all are reviewed
		t.Errorf("went to %v", a.next)
	}
}

func TestADischargeIsSetOnlyAfterItsFollowUpsWereShown(t *testing.T) {
	a, again := &team{}, func() {}
	v := NewDischargeView(a, func() { again() })
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return v.Page(DischargeOf(teamChart(), "Patient/maya", nine, english)) }, &again)
	type_ := func(year, month, day string) {
		for name, words := range map[string]string{"Year": year, "Month": month, "Day": day} {
			s.Clear(t, name)
			s.Type(t, name, words)
		}
		s.Tap(t, "See what this day does")
	}
	type_("2027", "2", "14")
	if !s.Says("That day is before the patient was admitted. Choose a later day.") || len(a.changes) != 0 {
		t.Fatalf("before the admission: %v", s.Texts())
	}
	type_("2027", "2", "30")
	if !s.Says("This is no day. Use numbers: 2027, 3, 9.") {
		t.Fatalf("no day: %v", s.Texts())
	}
	type_("2027", "12", "31")
	if !s.Says("Two-month follow-up: due February 29, 2028, open February 22, 2028 to March 14, 2028.") {
		t.Fatalf("the month's end: %v", s.Texts())
	}
	s.Tap(t, "Set this day")
	got, ok := a.changes[0].(care.DischargeSet)
	if !ok || got.On.Format(time.DateOnly) != "2027-12-31" || got.Patient != "Patient/maya" {
		t.Errorf("set %+v", a.changes)
	}
	m := DischargeOf(teamChart(), "Patient/maya", nine, english)
	if got := m.Preview(nine.AddDate(0, 0, -3))[0]; got != "March 6 is in the past. Is that right?" {
		t.Errorf("a day in the past: %q", got)
	}
}

func TestACallAboutAFollowUpIsRecordedWithHowItWent(t *testing.T) {
	a, again := &team{}, func() {}
	v := NewFollowUpsView(a, func() { again() })
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return v.Page(FollowUpsOf(teamChart(), nine, english)) }, &again)
	m := FollowUpsOf(teamChart(), nine, english)
	if len(m.Groups) != 2 || m.Groups[0].State != care.FollowUpToCall || m.Groups[1].State != care.FollowUpPlanned || m.Groups[1].Rows[0].CanCall {
		t.Fatalf("groups %+v", m.Groups)
	}
	if got := m.Groups[0].Rows[0].Calls; !slices.Equal(got, []string{"March 8 at 9:00 AM, Dana Ortiz, LPC: No answer."}) {
		t.Errorf("calls %q", got)
	}
	s.Tap(t, "Record a call")
	s.Tap(t, "Spoke with them")
	s.Type(t, "A note for the team (optional)", "Doing all right.")
	s.Tap(t, "Save")
	if want := (care.CallRecorded{Patient: "Patient/jo", Task: "Task/j2", Outcome: care.CallReached, Note: "Doing all right."}); len(a.changes) != 1 || a.changes[0] != want {
		t.Errorf("recorded %+v", a.changes)
	}
}

func TestPartTwoTheLevelAndAReferralAreWritten(t *testing.T) {
	a, again := &team{}, func() {}
	redraw := func() { again() }
	parts := NewPartTwoView(a, redraw)
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return parts.Page(PartTwoOf(teamChart(), "Patient/maya", nine, english)) }, &again)
	s.Tap(t, "Add medication visits")
	s.Type(t, "In plain words", "One visit a month")
	s.Tap(t, "Save")
	s.Close()
	level := NewLevelView(a, redraw)
	s = shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return level.Page(LevelOf(teamChart(), "Patient/maya", nine, english)) }, &again)
	s.Tap(t, "Intensive outpatient care")
	s.Tap(t, "Record the move")
	if !s.Says("Choose another level first.") {
		t.Error("a move to where the patient is")
	}
	s.Tap(t, "Inpatient care")
	s.Type(t, "Why (optional, the patient reads this)", "Nights are hard.")
	s.Tap(t, "Record the move")
	s.Close()
	next := NewNextCareView(a, redraw)
	s = shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return next.Page(NextCareOf(teamChart(), "Patient/maya", nine, english)) }, &again)
	s.Tap(t, "Add a referral")
	s.Type(t, "Name", "Dr. Lee")
	for name, words := range map[string]string{"Year": "2027", "Month": "4", "Day": "2", "Time of the first visit": "half past"} {
		s.Type(t, name, words)
	}
	s.Tap(t, "Save")
	if !s.Says("Write a time, like 10:30 AM.") {
		t.Error("a time that is none is taken")
	}
	s.Clear(t, "Time of the first visit")
	s.Type(t, "Time of the first visit", "3:30 pm")
	s.Tap(t, "Save")
	want := []care.PlanChange{
		care.TeamPartSaid{Patient: "Patient/maya", Kind: care.PartMedication, Text: "One visit a month"},
		care.LevelSet{Patient: "Patient/maya", To: care.LevelInpatient, Why: "Nights are hard."},
		care.TeamReferral{Patient: "Patient/maya", Referral: care.Referral{Name: "Dr. Lee", First: time.Date(2027, 4, 2, 15, 30, 0, 0, time.UTC)}},
	}
	if !slices.Equal(a.changes, want) {
		t.Errorf("written %+v", a.changes)
	}
}

// What the payer gets is shown first, and says what it leaves out: without consent
// a dual diagnosis stay does not even tell what it is.
func TestTheSummaryStatesWhatItLeavesOut(t *testing.T) {
	text := func(m Summary) string {
		var out []string
		for _, x := range m.Sections {
			out = append(out, x.Title, strings.Join(x.Text, " "), strings.Join(x.Items, " "))
			for _, row := range x.Rows {
				out = append(out, strings.Join(row, " | "))
			}
		}
		return strings.Join(out, "\n")
	}
	c := teamChart()
	plain, chosen := text(SummaryOf(c, "Patient/maya", false, nine, english)), text(SummaryOf(c, "Patient/maya", true, nine, english))
	for _, want := range []string{"Goal 1: Aims for March 29. 1 of 2 steps done. Feels: half way.", "8 of 20 used, 12 left.", "February 22 to 28 | 4 of 4 | 12 of 12", "No therapy notes", "The patient's own words.", "18, Moderately severe"} {
		if !strings.Contains(plain, want) {
			t.Errorf("%q is not in\n%s", want, plain)
		}
	}
	if strings.Contains(plain, "Sleep") || !strings.Contains(chosen, "“Sleep through most nights”") {
		t.Error("the patient's words are there unasked, or are not there when they are chosen")
	}
	for _, never := range []string{"waking up", "Late shifts", "Burnout", "José", "Ana Cole"} {
		if strings.Contains(chosen, never) {
			t.Errorf("%q is in the summary", never)
		}
	}
	c.Record.Stay.Programme = care.DualDiagnosis
	m := SummaryOf(c, "Patient/maya", true, nine, english)
	if len(m.Sections) > 0 || !strings.Contains(m.Refused, "has not agreed that its record goes to the payer") {
		t.Errorf("without consent:\n%s%s", m.Refused, text(m))
	}
	c.Record.Stay.PayerSubstance = nine.AddDate(0, 1, 0)
	if got := text(SummaryOf(c, "Patient/maya", true, nine, english)); !strings.Contains(got, "Dual diagnosis program.") || !strings.Contains(got, "42 CFR Part 2") {
		t.Errorf("with consent:\n%s", got)
	}
	if strings.Contains(SummaryFile, "maya") {
		t.Error("the file's name tells whom it is about")
	}
}

func TestATimeIsReadAsPeopleWriteIt(t *testing.T) {
	for words, want := range map[string]int{"": 720, "10:30": 630, "10:30 AM": 630, "3 pm": 900, "3:05 p.m.": 905, "12 am": 0, "12 PM": 720, "15:00": 900} {
		if h, m, ok := clockOf(words); !ok || h*60+m != want {
			t.Errorf("%q: %d:%02d %v", words, h, m, ok)
		}
	}
	for _, words := range []string{"half past", "25:00", "13 pm", "0 am", "9:75", "x"} {
		if _, _, ok := clockOf(words); ok {
			t.Errorf("%q is a time", words)
		}
	}
}

func TestNothingOfTheTeamsPagesIsCutFaintOrNameless(t *testing.T) {
	a, c, maya := &team{}, teamChart(), "Patient/maya"
	nothing, side := func() {}, func() bool { return false }
	left := teamChart()
	left.Record.Viewer.Ref, left.Record.Stay = "Patient/jo", left.Caseload[1].Stay
	for name, page := range map[string]func(p *say.Printer) *kit.Page{
		"list": func(p *say.Printer) *kit.Page {
			return NewPatientsView(a, side, nothing).Page(PatientsOf(c, nine, p, ""))
		},
		"brief": func(p *say.Printer) *kit.Page {
			return NewPatientsView(a, side, nothing).Page(PatientsOf(c, nine, p, maya))
		},
		"part-two": func(p *say.Printer) *kit.Page { return NewPartTwoView(a, nothing).Page(PartTwoOf(c, maya, nine, p)) },
		"transition": func(p *say.Printer) *kit.Page {
			return NewTransitionView(a, nothing).Page(TransitionOf(c, maya, nine, p))
		},
		"discharge": func(p *say.Printer) *kit.Page {
			return NewDischargeView(a, nothing).Page(DischargeOf(c, maya, nine, p))
		},
		"left": func(p *say.Printer) *kit.Page {
			return NewDischargeView(a, nothing).Page(DischargeOf(left, "Patient/jo", nine, p))
		},
		"next-care": func(p *say.Printer) *kit.Page { return NewNextCareView(a, nothing).Page(NextCareOf(c, maya, nine, p)) },
		"level":     func(p *say.Printer) *kit.Page { return NewLevelView(a, nothing).Page(LevelOf(c, maya, nine, p)) },
		"summary": func(p *say.Printer) *kit.Page {
			return NewSummaryView(a, nothing).Page(SummaryOf(c, maya, true, nine, p))
		},
		"board": func(p *say.Printer) *kit.Page { return NewFollowUpsView(a, nothing).Page(FollowUpsOf(c, nine, p)) },
	} {
		for _, look := range []kittest.Look{kittest.Laptop.Full(), kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full()} {
			for _, p := range []*say.Printer{english, spanish} {
				if p == english && look.Scale < 2 && look.Width < 700 {
					continue // Spanish is the longer of the two
				}
				t.Run(name+"/"+look.String()+"/"+p.Language(), func(t *testing.T) {
					var again func()
					for _, f := range shows(t, look, p, func() *kit.Page { return page(p) }, &again).Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}

// A row has room for a few concerns; it says how many more there are, and the end of the stay comes first.
func TestARowSaysHowManyConcernsItHasNoRoomFor(t *testing.T) {
	t.Parallel()
	c := teamChart()
	c.Caseload = c.Caseload[:1]
	c.Caseload[0].Concerns, c.Caseload[0].Urgent, c.Caseload[0].Waiting = care.Concerns(), 0, 0
	want := "The last day has passed. End the stay or set a new day. Past the last planned week. And 7 more."
	if got := PatientsOf(c, nine, english, "").Rows[0].Words; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
