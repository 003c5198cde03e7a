package staff

import (
	"fmt"
	"os"
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

func TestMain(m *testing.M) { os.Exit(kittest.Main(m)) }

var (
	nine = time.Date(2027, time.March, 9, 9, 0, 0, 0, time.UTC) // a Tuesday
	dana = care.Person{Ref: "Practitioner/dana", Name: "Dana Ortiz", Given: "Dana"}
	bo   = care.Person{Ref: "Practitioner/bo", Name: "Bo Lind", Given: "Bo"}
	en   = say.New("en")
)

func form() care.Form {
	f := care.Form{Canonical: "phq", Title: "PHQ-9", Instrument: care.PHQ9}
	for i := range 9 {
		it := care.Item{LinkID: fmt.Sprint(i), Text: fmt.Sprintf("Item %d as it is officially worded", i+1), Kind: care.ItemChoice, Scored: true}
		for v, words := range []string{"Not at all", "Several days", "More than half the days", "Nearly every day"} {
			it.Options = append(it.Options, care.Option{Code: fmt.Sprint(v), Text: words, Ordinal: v, HasOrdinal: true})
		}
		f.Items = append(f.Items, it)
	}
	f.Items[8].Urgent, f.Items[8].UrgentFrom = true, 1
	return f
}

func review(id string, values [9]int, age time.Duration) *care.Review {
	f := form()
	r := care.Review{
		Form: f, Received: nine.Add(-age), Patient: care.Person{Ref: "Patient/" + id, Name: "Maya Rivera", Given: "Maya", Telephone: "(312) 555-0142"},
		CheckIn: care.CheckIn{ID: id, Title: "PHQ-9", Status: care.CheckInDone, Authored: nine.Add(-age - 18*time.Minute), Answers: map[string]care.Reply{}},
	}
	for i, v := range values {
		r.CheckIn.Answers[fmt.Sprint(i)] = care.Reply{Options: []care.Option{f.Items[i].Options[v]}}
	}
	r.Urgent = care.Urgent(f, r.CheckIn.Answers)
	total, _ := care.Total(f, r.CheckIn.Answers)
	r.History = []care.Score{{Total: 17, At: nine.AddDate(0, 0, -14)}, {Total: 14, At: nine.AddDate(0, 0, -7)}, {Total: total, At: nine}}
	return &r
}

func checkIn(id string, values [9]int, age time.Duration, steps ...care.WorkStep) care.Work {
	r := review(id, values, age)
	w := care.Work{ID: "QuestionnaireResponse/" + id, Task: "Task/" + id, Kind: care.WorkCheckIn, Patient: r.Patient, Review: r, Title: "PHQ-9", Received: r.Received, Steps: steps}
	w.Progress, _ = w.Kind.Replay(care.Start(), steps)
	return w
}

// alerted is an urgent answer of 2 that came so long ago, after some steps.
func alerted(age time.Duration, steps ...care.WorkStep) care.Work {
	w := checkIn("urgent", [9]int{1, 1, 1, 1, 1, 1, 1, 1, 2}, age)
	w.ID, w.Kind, w.Steps = "Task/urgent", care.WorkTriage, steps
	w.Alert = &care.Alert{AtOnce: true, Answers: []care.AlertAnswer{{
		Text: "Item 9 as it is officially worded", Answer: "More than half the days", Value: 2, HasValue: true, Urgent: true,
		Answered: nine.Add(-age), Received: nine.Add(-age), Safe: care.SafeNo, CallBack: "(312) 555-0163",
	}}}
	w.Progress, _ = w.Kind.Replay(care.Start(), steps)
	return w
}

func did(kind care.StepKind, by care.Person, code string) care.WorkStep {
	return care.WorkStep{Kind: kind, By: by, At: nine.Add(-5 * time.Minute), Code: code}
}

func chartOf(work ...care.Work) care.Chart {
	c := care.Chart{
		Clinic: care.Clinic{Zone: time.UTC}, Sync: care.Sync{AsOf: nine}, Viewer: care.Viewer{Person: dana, Role: care.RoleStaff},
		Work: work, Patients: []care.Person{{Ref: "Patient/urgent"}}, Team: []care.Person{bo, dana},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Clinic.Hours = append(c.Clinic.Hours, care.Opening{Day: day, From: 8 * 60, Until: 17 * 60})
	}
	return c
}

func list() care.Chart {
	done := checkIn("done", [9]int{1, 1}, 50*time.Hour)
	done.State, done.Owner, done.Since = care.WorkClosed, bo, nine.Add(-time.Hour)
	done.Review.State, done.Review.Owner = care.ReviewDone, "Bo Lind, LCSW"
	return chartOf(done, checkIn("calm", [9]int{1, 1, 1}, 2*time.Hour), alerted(6*time.Minute))
}

func TestUrgentAnswersComeFirstAndSayWhichAnswerAndWhoComesNext(t *testing.T) {
	t.Parallel()
	r := ReviewOf(list(), nine, en, ReviewAsk{})
	if r.Sentence != "2 open. Urgent first, then oldest." || len(r.Rows) != 2 {
		t.Errorf("sentence %q, %d rows", r.Sentence, len(r.Rows))
	}
	first := r.Rows[0]
	if first.Name != "Maya R." || first.Reason != "PHQ-9, question 9: More than half the days (2)" || first.Age != "6 min" || first.Tag != (Tag{TagUrgent, "New. Second person in 9 staffed min"}) {
		t.Errorf("first row: %+v", first)
	}
	if second := r.Rows[1]; second.Reason != "PHQ-9, 3 of 27" || second.Tag.Words != "Waiting for review" {
		t.Errorf("second row: %+v", second)
	}
	d := r.Detail
	if d == nil || d.ID != "Task/urgent" || d.Alert == nil || d.Alert.Facts[0].Value != "No" || d.Call.URI != "tel:3125550163" || d.Main.Words != "Take this one" {
		t.Fatalf("detail: %+v", d)
	}
	closed := ReviewOf(list(), nine, en, ReviewAsk{Filter: FilterClosed})
	if len(closed.Rows) != 1 || closed.Detail.Done != "Reviewed by Bo Lind, LCSW, March 9 at 8:00\u00a0AM." {
		t.Errorf("closed: %+v", closed.Rows)
	}
}

func TestALateArrivalIsLabelledAndNeverDatedBack(t *testing.T) {
	t.Parallel()
	w := alerted(time.Hour)
	a := &w.Alert.Answers[0]
	a.Late, a.Answered, a.Received = true, nine.Add(-12*time.Hour), nine.Add(-time.Hour)
	d := ReviewOf(chartOf(w), nine, en, ReviewAsk{}).Detail
	if d.Alert.Late != "Late: answered Mon\u00a09:00\u00a0PM, arrived Tue\u00a08:00\u00a0AM" {
		t.Errorf("late: %q", d.Alert.Late)
	}
}

// Each state offers what the table allows, to its owner; and says where it stands.
func TestEveryStateOffersItsNextStep(t *testing.T) {
	t.Parallel()
	way := []care.WorkStep{
		did(care.StepTake, dana, ""), did(care.StepAttempt, dana, "no-answer"), did(care.StepReached, dana, ""),
		did(care.StepAssess, dana, "safety-plan"), did(care.StepClose, dana, "plan-in-place"),
	}
	for n, want := range []struct{ main, owner, tag string }{
		{"Take this one", "Nobody has this yet.", "New. Second person in 9 staffed min"},
		{"Record a call", "You have this since 8:55\u00a0AM.", "You have this: not called yet"},
		{"Record a call", "You have this since 8:55\u00a0AM.", "You have this: 1 call tried"},
		{"Record what you decided", "You have this since 8:55\u00a0AM.", "You have this: reached"},
		{"Close with a reason", "You have this since 8:55\u00a0AM.", "You have this: assessed, not closed"},
		{"", "", "Closed"},
	} {
		r := ReviewOf(chartOf(alerted(6*time.Minute, way[:n]...)), nine, en, ReviewAsk{Selected: "Task/urgent"})
		d := r.Detail
		main := ""
		if d.Main != nil {
			main = d.Main.Words
		}
		if main != want.main || d.Owner != want.owner || r.Rows[0].Tag.Words != want.tag || len(d.History) != n {
			t.Errorf("after %d steps: main %q, owner %q, tag %q, %d lines", n, main, d.Owner, r.Rows[0].Tag.Words, len(d.History))
		}
		if n == 5 && d.Done != "Closed by Dana Ortiz (8:55\u00a0AM). A plan is in place." {
			t.Errorf("done: %q", d.Done)
		}
	}
}

func TestWhoComesSecondIsToldWhoHasIt(t *testing.T) {
	t.Parallel()
	mine := did(care.StepTake, dana, "")
	mine.Beside = true
	d := ReviewOf(chartOf(alerted(6*time.Minute, did(care.StepTake, bo, ""), mine)), nine, en, ReviewAsk{}).Detail
	if d.Told != "Bo Lind took this before you, 8:55\u00a0AM. You do not have it." {
		t.Errorf("told: %q", d.Told)
	}
	if d.Main != nil || !slices.ContainsFunc(d.Actions, func(a WorkAction) bool { return a.Words == "Take over from Bo" }) {
		t.Errorf("offered: %+v", d.Actions)
	}
	noted := chartOf(alerted(6*time.Minute, did(care.StepTake, bo, ""), mine, did(care.StepNote, dana, "")))
	if d := ReviewOf(noted, nine, en, ReviewAsk{}).Detail; d.Told == "" {
		t.Error("who wrote a note after it, with no signal, is not told")
	}
	second := did(care.StepClose, dana, "other")
	second.Beside = true
	closed := alerted(6*time.Minute, did(care.StepTake, bo, ""), did(care.StepReached, bo, ""), did(care.StepAssess, bo, "no-change"), did(care.StepClose, bo, "other"), second)
	if d := ReviewOf(chartOf(closed), nine, en, ReviewAsk{Selected: closed.ID}).Detail; !strings.HasPrefix(d.Told, "Bo Lind closed this before you, 8:55\u00a0AM.") {
		t.Errorf("told of the closing: %q", d.Told)
	}
}

func TestFiltersAndSearchShowTheirPart(t *testing.T) {
	t.Parallel()
	mine := checkIn("mine", [9]int{}, time.Hour, did(care.StepTake, dana, ""))
	group := checkIn("group", [9]int{}, time.Hour, did(care.StepOpened, bo, ""))
	group.Group = true
	old := checkIn("old", [9]int{}, 9*24*time.Hour)
	old.Patient.Name, old.Patient.Given = "Tomás Núñez", "Tomás"
	call := care.Work{ID: "Task/f", Kind: care.WorkCall, Title: "Two-week follow-up", Patient: mine.Patient, Received: nine, Progress: care.Start()}
	call.Opened = true
	c := chartOf(mine, group, old, call)
	for ask, want := range map[ReviewAsk][]string{
		{}:                        {"old", "group", "mine", "f"},
		{Filter: FilterMine}:      {"mine"},
		{Filter: FilterGroup}:     {"group"},
		{Filter: FilterFollowUps}: {"f"},
		{Filter: FilterOverdue}:   {"old"},
		{Filter: FilterUnopened}:  {"old"},
		{Search: "tomas nun"}:     {"old"},
		{Search: "nobody"}:        nil,
		{Filter: FilterClosed}:    nil,
	} {
		r := ReviewOf(c, nine, en, ask)
		var got []string
		for _, x := range r.Rows {
			_, id, _ := strings.Cut(x.ID, "/")
			got = append(got, id)
		}
		if !slices.Equal(got, want) || (len(want) == 0) != (r.Empty != "") {
			t.Errorf("%+v shows %v (%q), want %v", ask, got, r.Empty, want)
		}
	}
	if f := ReviewOf(c, nine, en, ReviewAsk{}).Filters; f[0].Words != "All open (4)" || f[1].Words != "Mine (1)" {
		t.Errorf("filters: %+v", f)
	}
}

func TestAPatientWhoHasLeftIsSaidToHave(t *testing.T) {
	t.Parallel()
	for left, want := range map[care.Left]string{care.Discharged: "Send it all the same", care.Inactive: ""} {
		w := checkIn("x", [9]int{1}, time.Hour)
		w.Left = left
		d := ReviewOf(chartOf(w), nine, en, ReviewAsk{}).Detail
		if d.Left == "" || want != "" && d.Reply.Send != want || (d.Reply.Refused == "") == (left == care.Inactive) {
			t.Errorf("%v: %+v, %q", left, d.Reply, d.Left)
		}
	}
}

func TestADeclinedAnswerIsShownAndNeverTotalled(t *testing.T) {
	t.Parallel()
	c := list()
	c.Work[1].Review.CheckIn.Answers["3"] = care.Reply{Declined: true}
	d := ReviewOf(c, nine, en, ReviewAsk{Selected: c.Work[1].ID}).Detail
	if d.Score != "" || d.Incomplete != "Incomplete. No total." || d.Answers[3].Answer != "Prefers not to answer" {
		t.Errorf("detail: %+v", d)
	}
}

func TestWhatElseChangedIsTold(t *testing.T) {
	t.Parallel()
	c := list()
	c.Record = &care.Chart{
		Viewer: care.Viewer{Person: care.Person{Ref: "Patient/urgent"}}, Stay: care.Stay{Ref: "EpisodeOfCare/e", Admitted: nine.AddDate(0, -1, 0)},
		Plan: care.Plan{
			LastReviewed: nine.AddDate(0, 0, -7),
			Goals: []care.Goal{
				{Text: "Sleep through most nights", Story: []care.Change{{At: nine.AddDate(0, 0, -1)}}},
				{Text: "An old one", Story: []care.Change{{At: nine.AddDate(0, 0, -20)}}},
			},
			Told: []care.Told{{Ref: "b", Section: care.SectionBarriers, Change: care.Change{At: nine.AddDate(0, 0, -2), Text: "The bus"}}},
		},
		Sessions:  []care.Session{{Kind: care.KindGroup, Start: nine.AddDate(0, 0, -2), Attended: true}, {Kind: care.KindGroup, Start: nine.AddDate(0, 0, -1), Missed: true}},
		Practices: []care.Practice{{Title: "Paced breathing", At: nine.AddDate(0, 0, -1), BringToGroup: true}, {Title: "Paced breathing", At: nine.AddDate(0, 0, -1)}},
	}
	d := ReviewOf(c, nine, en, ReviewAsk{}).Detail
	var got []string
	for _, x := range d.Since {
		got = append(got, x.Words)
	}
	want := []string{"Changed a goal: “Sleep through most nights”", "A barrier: “The bus”", "1 of 2 groups attended", "Practiced paced breathing 2 times", "1 thing marked for group"}
	if d.SinceTitle != "Since the last team review" || !slices.Equal(got, want) {
		t.Errorf("%s: %q", d.SinceTitle, got)
	}
}

func TestNobodySeesAnEmptyListForWantOfARight(t *testing.T) {
	t.Parallel()
	if r := ReviewOf(care.Chart{Sync: care.Sync{AsOf: nine}}, nine, en, ReviewAsk{}); r.Refused == "" || r.Rows != nil {
		t.Errorf("%+v", r)
	}
}

func both() bool { return true }
func side() bool { return false }

type acts struct {
	asks  []ReviewAsk
	deeds []care.Deed
	calls []care.CallRecorded
	fault *care.Fault
}

func (a *acts) ShowReview(ask ReviewAsk) { a.asks = append(a.asks, ask) }
func (a *acts) OpenContact(string)       {}
func (a *acts) OpenChoices()             {}
func (a *acts) DoWork(d care.Deed, done func(*care.Fault)) {
	a.deeds = append(a.deeds, d)
	done(a.fault)
}

func (a *acts) RecordCall(c care.CallRecorded, done func(*care.Fault)) {
	a.calls = append(a.calls, c)
	done(a.fault)
}

// desk is the page of a chart, drawn anew when the view asks for it.
type desk struct {
	*kittest.Screen
	acts  *acts
	view  *ReviewView
	shell *kit.Shell
	draw  func()
}

func open(t *testing.T, look kittest.Look, p *say.Printer, c care.Chart, ask ReviewAsk, wide func() bool) *desk {
	t.Helper()
	d := &desk{acts: &acts{}}
	d.Screen = kittest.Open(t, look, func() fyne.CanvasObject {
		d.shell = kit.NewShell(entry.Frame(care.RoleStaff, "", p))
		d.view = NewReviewView(d.acts, wide, func() { d.draw() })
		d.draw = func() { d.shell.Open(0, d.view.Page(ReviewOf(c, nine, p, ask))) }
		d.draw()
		return d.shell
	})
	return d
}

func TestACallIsRecordedWithHowItWent(t *testing.T) {
	d := open(t, kittest.Laptop.Full(), en, chartOf(alerted(6*time.Minute, did(care.StepTake, dana, ""))), ReviewAsk{}, both)
	d.Tap(t, "Record a call")
	d.Tap(t, "Save the call")
	if !d.Says("Choose one first.") || len(d.acts.deeds) != 0 {
		t.Fatalf("saved without a choice: %+v", d.acts.deeds)
	}
	d.Tap(t, "Left a message")
	d.Type(t, "For the history", "Back at 6.")
	d.Tap(t, "Save the call")
	d.Tap(t, "Record a call")
	d.Tap(t, "Reached")
	d.Tap(t, "Save the call")
	want := []care.Deed{
		{Work: "Task/urgent", Step: care.StepAttempt, Code: "left-message", Text: "Back at 6."}, {Work: "Task/urgent", Step: care.StepReached},
	}
	if !slices.Equal(d.acts.deeds, want) {
		t.Errorf("did %+v", d.acts.deeds)
	}
}

func TestAStepUpAsksWhatThePatientReads(t *testing.T) {
	d := open(t, kittest.Laptop.Full(), en, chartOf(alerted(6*time.Minute, did(care.StepTake, dana, ""), did(care.StepReached, dana, ""))), ReviewAsk{}, both)
	d.Tap(t, "Record what you decided")
	d.Tap(t, "Step up to inpatient care")
	d.Type(t, "Why, in words that the patient reads", "You can be safe there.")
	d.Tap(t, "Save the decision")
	want := care.Deed{Work: "Task/urgent", Step: care.StepAssess, Code: "step-up", Why: "You can be safe there."}
	if len(d.acts.deeds) != 1 || d.acts.deeds[0] != want {
		t.Errorf("did %+v", d.acts.deeds)
	}
}

func TestPassingOnNamesAColleagueAndNotOneself(t *testing.T) {
	d := open(t, kittest.Laptop.Full(), en, chartOf(alerted(6*time.Minute, did(care.StepTake, dana, ""))), ReviewAsk{}, both)
	d.Tap(t, "Pass to someone")
	if d.Says("Dana Ortiz") {
		t.Error("it can be passed to oneself")
	}
	d.Tap(t, "Bo Lind")
	d.Tap(t, "Pass it on")
	want := care.Deed{Work: "Task/urgent", Step: care.StepHandOver, To: care.Person{Ref: "Practitioner/bo", Name: "Bo Lind"}}
	if len(d.acts.deeds) != 1 || d.acts.deeds[0] != want {
		t.Errorf("did %+v", d.acts.deeds)
	}
}

func TestReviewingPassesOnTheReplyAndKeepsItWhereItCannotBeKept(t *testing.T) {
	d := open(t, kittest.Laptop.Full(), en, chartOf(checkIn("calm", [9]int{1, 1, 1}, 2*time.Hour)), ReviewAsk{}, both)
	d.acts.fault = &care.Fault{Code: "store-full", Say: "This device is full."}
	d.Type(t, "Reply to the patient", "Thank you. See you tonight.")
	d.Tap(t, "Mark as reviewed")
	if !d.Says("out of space") || d.view.doing.reply.Entry.Text != "Thank you. See you tonight." {
		t.Errorf("shown: %v", d.Texts())
	}
	d.acts.fault = nil
	d.Tap(t, "Mark as reviewed")
	want := care.Deed{Work: "QuestionnaireResponse/calm", Step: care.StepReview, Reply: "Thank you. See you tonight."}
	if len(d.acts.deeds) != 2 || d.acts.deeds[1] != want {
		t.Errorf("did %+v", d.acts.deeds)
	}
}

func TestTheListIsWorkedByKeysAlone(t *testing.T) {
	d := open(t, kittest.Phone, en, list(), ReviewAsk{}, side)
	press := func(k fyne.KeyName) ReviewAsk {
		d.shell.Page().OnKey(k)
		if len(d.acts.asks) == 0 {
			return ReviewAsk{}
		}
		return d.acts.asks[len(d.acts.asks)-1]
	}
	if got := press(fyne.KeyJ); got.Selected != "QuestionnaireResponse/calm" || got.Opened {
		t.Errorf("J shows %+v", got)
	}
	if got := press(fyne.KeyReturn); !got.Opened {
		t.Errorf("Enter shows %+v", got)
	}
	d.draw()
	if d.shell.Page().OnKey(fyne.KeyEscape) {
		t.Error("Escape is taken where there is nothing to leave")
	}
	d.shell.Page().OnKey(fyne.KeyT)
	if len(d.acts.deeds) != 1 || d.acts.deeds[0] != (care.Deed{Work: "Task/urgent", Step: care.StepTake}) {
		t.Errorf("T did %+v", d.acts.deeds)
	}
	d.shell.Page().OnKey(fyne.KeyN)
	if d.view.doing.action == nil {
		t.Fatal("N opens no note")
	}
	if !d.shell.Page().OnKey(fyne.KeyEscape) || d.view.doing.action != nil {
		t.Error("Escape does not leave the note")
	}
}

func TestNothingIsCutFaintOrNameless(t *testing.T) {
	late := alerted(40*time.Minute, care.WorkStep{Kind: care.StepEscalate, Code: "1", At: nine}, did(care.StepTake, bo, ""), did(care.StepNote, dana, ""))
	late.Steps[2].Text = "His sister called too."
	late.Alert.Answers[0].Late = true
	late.Left = care.Discharged
	for _, look := range []kittest.Look{kittest.Laptop.InDark().Full(), kittest.Laptop.At(2).Full(), kittest.Phone.At(2).Full()} {
		for _, p := range []*say.Printer{en, say.New("es")} {
			for i, ask := range []ReviewAsk{{}, {Selected: "Task/urgent", Opened: true}} {
				t.Run(fmt.Sprint(look, p.Language(), i), func(t *testing.T) {
					for _, f := range open(t, look, p, chartOf(late, checkIn("calm", [9]int{1}, time.Hour)), ask, side).Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}
