package care_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
)

// The states and their steps as clinical.md has them ("Staff states: new, acknowledged by an owner, attempting (counted),
// reached, assessed with a disposition, closed with a reason; escalated and reopened beside them. No bulk close, no automatic
// close"), written by hand. A cell is where a step leads from a state; "-" is that there is no such step.
const triageTable = `
step        new           acknowledged  attempting    reached       assessed      closed
take        acknowledged  acknowledged  attempting    reached       assessed      -
hand-over   -             acknowledged  attempting    reached       assessed      -
attempt     -             attempting    attempting    attempting    -             -
reached     -             reached       reached       -             -             -
assess      -             -             -             assessed      assessed      -
assess!     -             -             assessed      assessed      assessed      -
close       -             -             -             -             closed        -
reopen      -             -             -             -             -             acknowledged
escalate    new           acknowledged  attempting    reached       assessed      -
opened      new           acknowledged  attempting    reached       assessed      -
note        new           acknowledged  attempting    reached       assessed      closed
review      -             -             -             -             -             -
`

// An assessment without a word with the patient (assess!) is that they were sent help: nobody is assessed as safe unreached.
var triageCodes = map[string]string{"attempt": "no-answer", "assess": "safety-plan", "assess!": "emergency", "close": "plan-in-place", "escalate": "1"}

func TestTheTriageIsTheTableOfTheClinicalRules(t *testing.T) {
	t.Parallel()
	dana, bo := care.Person{Ref: "Practitioner/dana"}, care.Person{Ref: "Practitioner/bo"}
	lines := strings.Split(strings.TrimSpace(triageTable), "\n")
	states := strings.Fields(lines[0])[1:]
	if len(states) != len(care.WorkStates()) {
		t.Fatalf("the states are %v", care.WorkStates())
	}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		for i, want := range cells[1:] {
			from := care.Progress{State: care.WorkState(states[i])}
			if states[i] != "new" {
				from.Owner = dana
			}
			step := care.WorkStep{Kind: care.StepKind(strings.TrimSuffix(cells[0], "!")), By: dana, To: bo, Code: triageCodes[cells[0]], Text: "words", At: time.Unix(9, 0)}
			to, ok := care.WorkTriage.After(from, step)
			got := "-"
			if ok {
				got = string(to.State)
			}
			if got != want {
				t.Errorf("%s from %s leads to %s, want %s", cells[0], states[i], got, want)
			}
			if step.Kind == care.StepAttempt && ok && to.Attempts != 1 {
				t.Errorf("an attempt from %s is not counted", states[i])
			}
			if step.Kind == care.StepEscalate && ok && (to.State != from.State || to.Escalated != 1) {
				t.Errorf("escalated from %s: %+v", states[i], to)
			}
		}
	}
	for _, step := range []care.WorkStep{
		{Kind: care.StepAssess, By: dana},
		{Kind: care.StepAssess, By: dana, Code: "low-risk"},
		{Kind: care.StepClose, By: dana},
		{Kind: care.StepClose, By: dana, Code: "safe"},
		{Kind: care.StepReopen, By: dana},
		{Kind: care.StepAttempt, By: dana},
	} {
		for _, state := range care.WorkStates() {
			if to, ok := care.WorkTriage.After(care.Progress{State: state, Owner: dana}, step); ok {
				t.Errorf("%s with %q and no words leads from %s to %s", step.Kind, step.Code, state, to.State)
			}
		}
	}
}

// Times in staffed hours: 2 or 3, or "not safe", at once, a second person at 15 minutes, a supervisor at 30; 1 the same day.
func TestTheTimesOfTheTriageAreThoseOfTheClinicalRules(t *testing.T) {
	t.Parallel()
	set := care.DefaultSettings()
	open := care.Clinic{Zone: time.UTC}
	for day := time.Monday; day <= time.Friday; day++ {
		open.Hours = append(open.Hours, care.Opening{Day: day, From: 9 * 60, Until: 17 * 60})
	}
	came := time.Date(2027, 3, 9, 16, 50, 0, 0, time.UTC) // a Tuesday, ten minutes before the clinic closes
	x := care.Work{Kind: care.WorkTriage, Progress: care.Start(), Received: came, Alert: &care.Alert{AtOnce: true}}
	second, _ := x.SecondPerson(open, came, set)
	supervisor, _ := x.Supervisor(open, came, set)
	if second != 15*time.Minute || supervisor != 30*time.Minute {
		t.Errorf("second person in %v, supervisor in %v", second, supervisor)
	}
	// The night does not count: ten minutes are left on Tuesday, five come on Wednesday.
	morning := time.Date(2027, 3, 10, 9, 4, 0, 0, time.UTC)
	if second, _ := x.SecondPerson(open, morning, set); second != time.Minute {
		t.Errorf("at 9:04 the next morning a second person in %v", second)
	}
	x.Alert.AtOnce = false // a value of 1: nobody is called in
	if due := x.SameDay(open); due.Format(time.DateOnly) != "2027-03-09" {
		t.Errorf("an answer of 1 is due on %v", due)
	}
	if _, waits := x.SecondPerson(open, morning, set); waits {
		t.Error("an answer of 1 calls a second person")
	}
	if slices.Contains(care.Dispositions, "no-risk") {
		t.Error("there is an all-clear")
	}
}
