package scenarios

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	rules "throughline/clinic/programme"
)

// on is an hour of a day at the clinic.
func (p *programme) on(day string, hour int) time.Time {
	p.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		p.Fatal(err)
	}
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		p.Fatal(err)
	}
	return at.Add(time.Duration(hour) * time.Hour)
}

// comes moves everybody's clock to a time, and has the clinic's server do what is
// due then.
func (p *programme) comes(at time.Time) {
	p.Helper()
	p.later.Store(int64(time.Until(at)))
	jobs := rules.Jobs{
		Records: p.server.Records, Claims: p.server.DB, Logger: slog.New(slog.DiscardHandler),
		Clinics: func(context.Context) ([]string, error) { return []string{p.server.ID}, nil },
	}
	if err := jobs.Sweep(p.Context(), p.server.ID); err != nil {
		p.Fatal(err)
	}
}

// followUps are a patient's on the staff's board: two weeks, two months.
func (d *device) followUps(patient string) map[string]care.FollowUpCase {
	d.Helper()
	d.syncs()
	out := map[string]care.FollowUpCase{}
	for _, k := range d.Chart().Caseload {
		for _, f := range k.FollowUps {
			if k.Patient.Ref == patient {
				out[f.Name] = f
			}
		}
	}
	return out
}

// filled is a form with an answer to each question.
func (d *device) filled(due care.Due) care.CheckIn {
	d.Helper()
	form, ok := d.Chart().FormOf(due.Form)
	if !ok {
		d.Fatalf("%s is not among the forms", due.Form)
	}
	c := care.CheckIn{ID: uuid.NewString(), Form: due.Form, Due: due.Ref, Status: care.CheckInDone, Begun: d.now(), Authored: d.now(), Answers: map[string]care.Reply{}}
	for {
		lay := care.Lay(form, c.Answers)
		i := lay.Unfinished()
		if i < 0 {
			return c
		}
		q := lay.Steps[i]
		switch {
		case len(q.Options) > 0:
			c.Answers[q.Key] = care.Reply{Options: q.Options[:1]}
		case q.Kind == care.ItemBoolean:
			no := false
			c.Answers[q.Key] = care.Reply{Yes: &no}
		default:
			c.Answers[q.Key] = care.Reply{Text: "1"}
		}
	}
}

// Scenario 9: discharge moves from 30 November to 14 December after the two-week check-in was completed: it is kept;
// the two-month one becomes 14 February; old reminders are gone.
func TestTheEnginesOfScenario09ADischargeMovesAfterTheTwoWeekCheckInWasCompleted(t *testing.T) {
	t.Parallel()
	p := newProgrammeAt(t, "2026-11-10", 10)
	dana, maya := p.device("dana"), p.device("maya")
	me := maya.Chart().Viewer.Ref

	// A day before the admission is refused on the device, in a sentence.
	var f *care.Fault
	early := dana.ChangePlan(t.Context(), care.DischargeSet{Patient: me, On: maya.Chart().Stay.Admitted.AddDate(0, 0, -1)})
	if !errors.As(early, &f) || f.Code != "discharge-before-admission" {
		t.Errorf("a discharge before the admission: %v", early)
	}
	dana.does(dana.ChangePlan(t.Context(), care.DischargeSet{Patient: me, On: p.on("2026-11-30", 12)}))
	if got := dana.followUps(me); len(got) != 0 {
		t.Fatalf("follow-ups before the discharge: %+v", got)
	}

	p.comes(p.on("2026-11-30", 10))
	dana = p.device("dana")
	board := dana.followUps(me)
	due := func(name, day string, at care.FollowUpState) {
		t.Helper()
		if x := board[name]; x.Due.Format(time.DateOnly) != day || x.State(p.now()) != at {
			t.Errorf("%s: due %s, state %d, want %s, %d", name, x.Due.Format(time.DateOnly), x.State(p.now()), day, at)
		}
	}
	due("two-weeks", "2026-12-14", care.FollowUpPlanned)
	due("two-months", "2027-01-30", care.FollowUpPlanned)

	p.comes(p.on("2026-12-12", 9)) // the window of the first opens three days before
	maya = p.device("maya")
	reminded := func(ref string) bool {
		for _, r := range maya.Chart().Reminders(care.RemindHour, p.now()) {
			if r.Of == ref {
				return true
			}
		}
		return false
	}
	old := board["two-months"].Task
	if !reminded(old) {
		t.Error("the patient's device has no reminder of the two-month follow-up")
	}
	asked := map[string]care.Due{}
	for _, x := range maya.Chart().Due {
		asked[x.Ref] = x
	}
	first := maya.filled(asked[board["two-weeks"].Task])
	maya.does(maya.RecordCheckIn(t.Context(), first))
	maya.syncs()
	dana = p.device("dana")
	board = dana.followUps(me)
	due("two-weeks", "2026-12-14", care.FollowUpAnswered)

	dana.does(dana.ChangePlan(t.Context(), care.DischargeSet{Patient: me, On: p.on("2026-12-14", 12)}))
	board = dana.followUps(me)
	due("two-weeks", "2026-12-14", care.FollowUpAnswered)
	dana.syncs()
	board = dana.followUps(me)
	due("two-months", "2027-02-14", care.FollowUpPlanned)

	maya.syncs()
	if got := maya.responses(first.ID); got != 1 {
		t.Errorf("the completed check-in is there %d times", got)
	}
	if s := maya.Chart().Stay; s.Discharged.Format(time.DateOnly) != "2026-12-14" || s.Ended {
		t.Errorf("the patient reads of the stay %+v", s)
	}
	for _, r := range maya.Chart().Reminders(care.RemindHour, p.now()) {
		if r.Of == old && r.At.Before(p.on("2027-02-07", 0)) {
			t.Errorf("an old reminder is left: %+v", r)
		}
	}
	if !reminded(old) {
		t.Error("the two-month follow-up has no reminder any more")
	}
}

// What staff change reaches the patient with its day and reason; a review is recorded; a move along the spectrum is
// read by the patient; a call is on the board for all staff.
func TestWhatTheTeamDecidesReachesThePatient(t *testing.T) {
	t.Parallel()
	p := newProgramme(t)
	dana, maya := p.device("dana"), p.device("maya")
	me, goal := maya.Chart().Viewer.Ref, maya.Chart().Plan.Goals[0]
	dana.does(dana.Focus(t.Context(), me))
	if dana.Chart().Record == nil || dana.Chart().Record.Plan.Goals[0].Text != goal.Text {
		t.Fatal("the record does not open")
	}
	for _, change := range []care.PlanChange{
		care.TeamGoal{Patient: me, GoalWords: care.GoalWords{Goal: goal.Ref, Text: goal.Text, Target: p.now().AddDate(0, 0, 14), Why: "Small and near is easier to begin."}},
		care.LevelSet{Patient: me, To: care.LevelInpatient, Why: "More care for a few days."},
		care.TeamReviewed{Patient: me, Note: "We see how hard this week is."},
	} {
		dana.does(dana.ChangePlan(t.Context(), change)) // with no network yet
	}
	if at := dana.Chart().Caseload; at[0].Stay.Ref == "" || dana.Chart().Sync.Pending == 0 {
		t.Error("what was decided offline is not kept")
	}
	if r := dana.syncs(); r.Quarantined+r.Conflicts != 0 {
		t.Fatalf("refused: %+v", r)
	}
	maya.syncs()
	c := maya.Chart()
	var told care.Change
	for _, g := range c.Plan.Goals {
		if g.Ref == goal.Ref {
			told = g.Story[0]
		}
	}
	if told.Why != "Small and near is easier to begin." || !told.Team || told.At.IsZero() || told.By == "" {
		t.Errorf("the patient reads of the goal %+v", told)
	}
	if c.Stay.Level() != care.LevelInpatient || c.Stay.Moves[0].Why != "More care for a few days." {
		t.Errorf("the patient reads of the level %+v", c.Stay.Moves)
	}
	if len(c.Plan.Reviews) == 0 || c.Plan.Reviews[0].Note != "We see how hard this week is." {
		t.Errorf("the patient reads of the review %+v", c.Plan.Reviews)
	}
	if len(c.Caseload) != 0 || c.Record != nil {
		t.Error("a patient has the staff's lists")
	}
}
