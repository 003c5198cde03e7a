package profile_test

import (
	"errors"
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, zone("America/Chicago"))
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}

// A step up and a step down are moves of which each stays to be read, by the
// patient too; what a patient says of their level is none.
func TestStaffMoveAPatientAlongTheSpectrumAndThePatientReadsWhy(t *testing.T) {
	t.Parallel()
	m := store(t)
	if got := see(t, m, asMaya).Stay.Level(); got != care.LevelIntensive {
		t.Fatalf("in the programme the level is %q", got)
	}
	move := func(at time.Time, to care.Level, why string) {
		t.Helper()
		ops, err := profile.PlanChanged(m, asDana, care.LevelSet{Patient: "Patient/maya", To: to, Why: why}, at)
		apply(t, m, ops, err)
	}
	move(now, care.LevelInpatient, " More care for a few days. ")
	move(now.Add(time.Hour), care.LevelInpatient, "again")
	move(now.AddDate(0, 0, 6), care.LevelIntensive, "")
	s := see(t, m, asMaya).Stay
	if len(s.Moves) != 2 || s.Level() != care.LevelIntensive || s.Moves[1].To != care.LevelInpatient || s.Moves[1].Why != "More care for a few days." || s.Moves[1].By != "Dana Ortiz, LPC" {
		t.Errorf("moves: %+v", s.Moves)
	}
	c, _ := profile.Chart(m, asDana)
	if got := c.Caseload[0].Stay.Level(); got != care.LevelIntensive || len(c.Caseload[0].Stay.Moves) != 2 {
		t.Errorf("on the list: %+v", c.Caseload[0].Stay)
	}
	if _, err := profile.PlanChanged(m, asMaya, care.LevelSet{Patient: "Patient/maya", To: care.LevelSelfCare}, now); err == nil {
		t.Error("a patient sets the level")
	}
}

func TestADischargeIsSetMovedTakenBackAndNeverBeforeTheAdmission(t *testing.T) {
	t.Parallel()
	m := store(t)
	stay := see(t, m, asMaya).Stay
	does := func(c care.PlanChange) error {
		t.Helper()
		ops, err := profile.PlanChanged(m, asDana, c, now)
		if err == nil {
			apply(t, m, ops, nil)
		}
		return err
	}
	code := func(err error) string {
		var f *care.Fault
		errors.As(err, &f)
		if f == nil {
			return ""
		}
		return f.Code
	}
	before := stay.Admitted.AddDate(0, 0, -1)
	check(t, "before admission", code(does(care.DischargeSet{Patient: "Patient/maya", On: before})), "discharge-before-admission")
	check(t, "ended before admission", code(does(care.StayEnded{Patient: "Patient/maya", On: before})), "discharge-before-admission")
	for _, d := range []string{"2027-03-30", "2027-04-13"} {
		if err := does(care.DischargeSet{Patient: "Patient/maya", On: day(d)}); err != nil {
			t.Fatal(err)
		}
		check(t, "discharge", see(t, m, asMaya).Stay.Discharged.Format(time.DateOnly), d)
	}
	if err := does(care.DischargeSet{Patient: "Patient/maya"}); err != nil || !see(t, m, asMaya).Stay.Discharged.IsZero() {
		t.Fatalf("taken back: %v, %+v", err, see(t, m, asMaya).Stay)
	}
	check(t, "readmitted while here", code(does(care.Readmitted{Patient: "Patient/maya", On: now})), "stay-running")
	if err := does(care.StayEnded{Patient: "Patient/maya", On: day("2027-03-30")}); err != nil {
		t.Fatal(err)
	}
	s := see(t, m, asMaya).Stay
	if !s.Ended || s.Discharged.Format(time.DateOnly) != "2027-03-30" || s.Level() != care.LevelOutpatient {
		t.Errorf("ended: %+v", s)
	}
	// It was not the end after all: a day to come opens the stay again.
	if err := does(care.DischargeSet{Patient: "Patient/maya", On: day("2027-05-01")}); err != nil || see(t, m, asMaya).Stay.Ended {
		t.Fatalf("moved after the end: %v, %+v", err, see(t, m, asMaya).Stay)
	}
	if err := does(care.StayEnded{Patient: "Patient/maya", On: day("2027-03-30")}); err != nil {
		t.Fatal(err)
	}
	check(t, "readmitted too early", code(does(care.Readmitted{Patient: "Patient/maya", On: day("2027-03-29")})), "admission-before-discharge")
	if err := does(care.Readmitted{Patient: "Patient/maya", On: day("2027-06-01")}); err != nil {
		t.Fatal(err)
	}
	again := see(t, m, asMaya).Stay
	if again.Ended || again.Ref == s.Ref || again.Admitted.Format(time.DateOnly) != "2027-06-01" || again.Programme != s.Programme {
		t.Errorf("readmitted: %+v", again)
	}
}

func TestCallsAboutAFollowUpAreKeptOneByOneUntilSomebodyIsReached(t *testing.T) {
	t.Parallel()
	m := store(t, jo, joStay)
	ops, err := profile.FollowUps(m, "Patient/jo", zone("America/Chicago"), now)
	apply(t, m, ops, err)
	board := func() care.FollowUpCase {
		c, _ := profile.Chart(m, asDana)
		return c.Caseload[0].FollowUps[0]
	}
	call := func(at time.Time, how care.CallOutcome, note string) error {
		ops, err := profile.PlanChanged(m, asDana, care.CallRecorded{Patient: "Patient/jo", Task: board().Task, Outcome: how, Note: note}, at)
		if err == nil {
			apply(t, m, ops, nil)
		}
		return err
	}
	if err := call(now, "", ""); err == nil {
		t.Error("a call without an outcome is kept")
	}
	if err := call(now, care.CallNoAnswer, ""); err != nil {
		t.Fatal(err)
	}
	if f := board(); f.State(now) != care.FollowUpToCall || len(f.Calls) != 1 || f.Name != "two-weeks" {
		t.Errorf("after no answer: %+v", f)
	}
	if err := call(now.Add(time.Hour), care.CallReached, "Doing all right."); err != nil {
		t.Fatal(err)
	}
	f := board()
	if f.State(now) != care.FollowUpCalled || len(f.Calls) != 2 || f.Calls[0].Outcome != care.CallReached || f.Calls[0].Note != "Doing all right." || f.Calls[0].By != "Dana Ortiz, LPC" || f.Calls[1].Outcome != care.CallNoAnswer {
		t.Errorf("after they were reached: %+v", f)
	}
	// The clinic's rules take the task as it is, and ask for no second call.
	ops, err = profile.FollowUps(m, "Patient/jo", zone("America/Chicago"), now.AddDate(0, 0, 20))
	for _, op := range ops {
		if op.Ref() == f.Call {
			t.Errorf("the call is written again: %s", op.Body)
		}
	}
	apply(t, m, ops, err)
	if mine := see(t, m, profile.Viewer{FHIRUser: "Patient/jo", Patient: "jo"}); len(mine.Due) == 0 {
		t.Error("after a call the patient can no longer answer")
	}
}
