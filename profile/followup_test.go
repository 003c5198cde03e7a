package profile

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// programme is a patient's record on which the rules run again and again, as the
// server's jobs do.
type programme struct {
	*testing.T
	set  Memory
	zone *time.Location
}

func newProgramme(t *testing.T, raws ...string) *programme {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	p := &programme{T: t, zone: zone}
	p.has(`{"resourceType":"Patient","id":"maya"}`)
	p.has(`{"resourceType":"Questionnaire","id":"phq-9","url":"` + Base + `/Questionnaire/phq-9","version":"1.0.0","status":"active"}`)
	for _, raw := range raws {
		p.has(raw)
	}
	return p
}

func (p *programme) has(raw string) {
	p.Helper()
	if err := p.set.Put([]byte(raw)); err != nil {
		p.Fatal(err)
	}
}

func stayed(id, status, start, end string) string {
	return fmt.Sprintf(`{"resourceType":"EpisodeOfCare","id":%q,"status":%q,"patient":{"reference":"Patient/maya"},"period":{"start":%q,"end":%q}}`, id, status, start, end)
}

// on runs the rules at noon of a day, twice: the second time there is nothing to
// do. It gives what was written.
func (p *programme) on(day string) string {
	p.Helper()
	now := p.at(day)
	var said []string
	for range 2 {
		ops, err := FollowUps(&p.set, "Patient/maya", p.zone, now)
		if err != nil {
			p.Fatal(err)
		}
		if len(said) > 0 && len(ops) > 0 {
			p.Errorf("%s: run again, the rules still write %d resources", day, len(ops))
		}
		for _, op := range ops {
			p.has(string(op.Body))
			said = append(said, p.says(op))
		}
	}
	return strings.Join(said, "; ")
}

func (p *programme) at(day string) time.Time {
	p.Helper()
	t, err := time.ParseInLocation("2006-01-02 15", day+" 12", p.zone)
	if err != nil {
		p.Fatal(err)
	}
	return t
}

func (p *programme) says(op Operation) string {
	if c, ok := get[*fhir.Communication](&p.set, op.Ref()); ok {
		return "reminder to " + c.Recipient[0].Reference
	}
	t, _ := get[*fhir.Task](&p.set, op.Ref())
	if t.Code.Has(SystemTask, TaskCall) {
		return "call " + t.Status
	}
	return fmt.Sprintf("%s %s %s to %s", t.Description, t.Status, t.Restriction.Period.Start, t.Restriction.Period.End)
}

func (p *programme) completed(stay, name string) {
	t, _, err := edit[*fhir.Task](&p.set, "Task/"+FollowUpTaskID("EpisodeOfCare/"+stay, name))
	if err != nil {
		p.Fatal(err)
	}
	t.Status = "completed"
	op, err := write(&p.set, t)
	if err != nil {
		p.Fatal(err)
	}
	p.has(string(op.Body))
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}

// Scenario 9 of the programme: discharge moves from 30 November to 14 December
// after the two-week check-in was completed. It is kept; the two-month one
// becomes 14 February.
func TestScenario9DischargeMovesAfterTheFirstFollowUp(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, stayed("s", "finished", "2026-09-14", "2026-11-30"))
	check(t, "at discharge", p.on("2026-11-30"), "Two-week follow-up requested 2026-12-11 to 2026-12-14; Two-month follow-up requested 2027-01-23 to 2027-01-30")
	check(t, "it opens", p.on("2026-12-11"), "reminder to Patient/maya")
	p.completed("s", "two-weeks")
	p.has(stayed("s", "finished", "2026-09-14", "2026-12-14"))
	check(t, "moved", p.on("2026-12-12"), "Two-month follow-up requested 2027-02-07 to 2027-02-14")
	check(t, "the old date says nothing", p.on("2027-01-30"), "")
	check(t, "the new one opens", p.on("2027-02-07"), "reminder to Patient/maya")
}

func TestAFollowUpThatNobodyAnswersBecomesACallAndThenMissed(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, stayed("s", "finished", "2026-09-14", "2026-12-31"))
	check(t, "the month's end is clamped", p.on("2027-01-01"), "Two-week follow-up requested 2027-01-11 to 2027-01-14; Two-month follow-up requested 2027-02-21 to 2027-02-28")
	check(t, "opening", p.on("2027-01-11"), "reminder to Patient/maya")
	check(t, "the day before it is due", p.on("2027-01-13"), "")
	check(t, "due", p.on("2027-01-14"), "reminder to Patient/maya")
	check(t, "three days later", p.on("2027-01-17"), "reminder to Patient/maya")
	check(t, "staff call", p.on("2027-01-18"), "call requested")
	check(t, "the last day of the window", p.on("2027-01-21"), "")
	check(t, "missed", p.on("2027-01-22"), "Two-week follow-up failed 2027-01-11 to 2027-01-14")
	call, _ := get[*fhir.Task](&p.set, "Task/"+followUpCallID("Task/"+FollowUpTaskID("EpisodeOfCare/s", "two-weeks")))
	if call.Status != "requested" || call.Meta.Security[len(call.Meta.Security)-1].Code != "NOPAT" {
		t.Errorf("a missed one stays a call for staff, out of the patient's sight: %+v", call)
	}
}

func TestAServerThatWasDownRemindsOnceAndNotThreeTimes(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, stayed("s", "finished", "2026-09-14", "2026-11-30"))
	check(t, "a fortnight late", p.on("2026-12-17"), "Two-week follow-up requested 2026-12-11 to 2026-12-14; reminder to Patient/maya; Two-month follow-up requested 2027-01-23 to 2027-01-30")
}

func TestAnAnsweredFollowUpTakesItsCallBack(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, stayed("s", "finished", "2026-09-14", "2026-11-30"))
	p.on("2026-12-01")
	p.on("2026-12-18")
	p.completed("s", "two-weeks")
	check(t, "answered late", p.on("2026-12-19"), "call cancelled")
}

func TestReadmissionEndsWhatIsPending(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, stayed("s", "finished", "2026-09-14", "2026-11-30"))
	p.on("2026-12-01")
	p.completed("s", "two-weeks")
	p.has(stayed("t", "active", "2026-12-15", "2027-03-01"))
	check(t, "readmitted", p.on("2026-12-16"), "Two-month follow-up cancelled 2027-01-23 to 2027-01-30")
	check(t, "nothing comes of the planned discharge yet", p.on("2027-01-30"), "")
	p.has(stayed("t", "finished", "2026-12-15", "2027-03-01"))
	check(t, "discharged again", p.on("2027-03-01"), "Two-week follow-up requested 2027-03-12 to 2027-03-15; Two-month follow-up requested 2027-04-24 to 2027-05-01")
}

func TestADischargeThatIsTakenBackTakesItsFollowUpsAlong(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, stayed("s", "finished", "2026-09-14", "2026-11-30"))
	p.on("2026-11-30")
	p.has(`{"resourceType":"EpisodeOfCare","id":"s","status":"active","patient":{"reference":"Patient/maya"},"period":{"start":"2026-09-14"}}`)
	check(t, "taken back", p.on("2026-12-01"), "Two-week follow-up cancelled 2026-12-11 to 2026-12-14; Two-month follow-up cancelled 2027-01-23 to 2027-01-30")
}

func TestNoFollowUpWithoutADischarge(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, stayed("s", "active", "2026-09-14", "2026-12-31"), stayed("x", "entered-in-error", "2026-01-01", "2026-02-01"))
	check(t, "a discharge that is planned", p.on("2026-11-30"), "")
}

func TestAnUrgentAnswerGoesToASecondPersonAndASupervisorInStaffedHours(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	clinic := care.Clinic{Zone: zone, Hours: []care.Opening{{Day: time.Tuesday, From: 9 * 60, Until: 17 * 60}, {Day: time.Wednesday, From: 9 * 60, Until: 17 * 60}}}
	// Answered and received on Tuesday at 16:50; staff leave at 17:00.
	set := &Memory{}
	put := func(more string) *fhir.Task {
		if err := set.Put([]byte(`{"resourceType":"Task","id":"t","status":"requested","intent":"order","priority":"stat","authoredOn":"2027-03-09T16:50:00-06:00",
			"code":{"coding":[{"system":"` + SystemTask + `","code":"` + TaskTriage + `"}]}` + more + `}`)); err != nil {
			t.Fatal(err)
		}
		task, _ := get[*fhir.Task](set, "Task/t")
		return task
	}
	task := put("")
	level := func(at string) int {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		next, err := Escalated(set, clinic, task, now, care.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		if next == nil {
			return 0
		}
		return EscalationLevel(next)
	}
	for at, want := range map[string]int{
		"2027-03-09T16:59:00-06:00": 0, "2027-03-09T23:00:00-06:00": 0, // ten staffed minutes, however late it is
		"2027-03-10T09:04:00-06:00": 0, "2027-03-10T09:05:00-06:00": 1, "2027-03-10T09:20:00-06:00": 2,
	} {
		if got := level(at); got != want {
			t.Errorf("%s: level %d, want %d", at, got, want)
		}
	}
	task = put(`,"owner":{"reference":"Practitioner/dana"}`)
	if got := level("2027-03-10T12:00:00-06:00"); got != 0 {
		t.Errorf("somebody has taken it, and it goes to level %d", got)
	}
	task = put(`,"businessStatus":{"coding":[{"system":"` + SystemEscalation + `","code":"2"}]}`)
	if got := level("2027-03-10T12:00:00-06:00"); got != 0 {
		t.Error("it is escalated again and again")
	}
}
