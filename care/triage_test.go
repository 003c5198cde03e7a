package care

import (
	"slices"
	"testing"
	"time"
)

var (
	ana = Person{Ref: "Practitioner/ana", Name: "Ana Lopez"}
	bo  = Person{Ref: "Practitioner/bo", Name: "Bo Lind"}
)

func did(kind StepKind, by Person, more ...string) WorkStep {
	s := WorkStep{Kind: kind, By: by, At: time.Date(2027, 3, 9, 9, 0, 0, 0, time.UTC)}
	if len(more) > 0 {
		s.Code = more[0]
	}
	if kind == StepHandOver {
		s.To = bo
	}
	if kind == StepNote || kind == StepReopen {
		s.Text = "why"
	}
	return s
}

// The whole way of an urgent answer, with what stands beside it.
func TestAnUrgentAnswerPassesThroughItsStates(t *testing.T) {
	t.Parallel()
	p := Start()
	for i, x := range []struct {
		step WorkStep
		want WorkState
	}{
		{WorkStep{Kind: StepEscalate, Code: "1"}, WorkNew},
		{did(StepOpened, ana), WorkNew},
		{did(StepTake, ana), WorkAcknowledged},
		{did(StepAttempt, ana, "no-answer"), WorkAttempting},
		{did(StepAttempt, ana, "left-message"), WorkAttempting},
		{did(StepHandOver, ana), WorkAttempting},
		{did(StepReached, bo), WorkReached},
		{did(StepAssess, bo, "safety-plan"), WorkAssessed},
		{did(StepNote, ana), WorkAssessed},
		{did(StepClose, bo, "plan-in-place"), WorkClosed},
	} {
		next, ok := WorkTriage.After(p, x.step)
		if !ok || next.State != x.want {
			t.Fatalf("step %d, %s: %v, now %s", i, x.step.Kind, ok, next.State)
		}
		p = next
	}
	if p.Owner != bo || p.Attempts != 2 || p.Disposition != "safety-plan" || p.Reason != "plan-in-place" || p.Escalated != 1 || p.Reopened {
		t.Errorf("at the end: %+v", p)
	}
	again, ok := WorkTriage.After(p, did(StepReopen, ana))
	if !ok || again.State != WorkAcknowledged || again.Owner != ana || !again.Reopened || again.Attempts != 0 {
		t.Errorf("reopened: %v, %+v", ok, again)
	}
}

// What the table does not say is not allowed: every step from every state.
func TestNoStateOfAnUrgentAnswerIsSkipped(t *testing.T) {
	t.Parallel()
	allowed := map[WorkState][]StepKind{
		WorkNew:          {StepOpened, StepTake, StepEscalate, StepNote},
		WorkAcknowledged: {StepOpened, StepTake, StepHandOver, StepAttempt, StepReached, StepEscalate, StepNote},
		WorkAttempting:   {StepOpened, StepTake, StepHandOver, StepAttempt, StepReached, StepAssess, StepEscalate, StepNote},
		WorkReached:      {StepOpened, StepTake, StepHandOver, StepAttempt, StepAssess, StepEscalate, StepNote},
		WorkAssessed:     {StepOpened, StepTake, StepHandOver, StepAssess, StepClose, StepEscalate, StepNote},
		WorkClosed:       {StepReopen, StepNote},
	}
	codes := map[StepKind]string{StepAttempt: "no-answer", StepAssess: "welfare-check", StepClose: "other", StepEscalate: "2"}
	for _, state := range WorkStates() {
		for _, kind := range []StepKind{StepOpened, StepTake, StepHandOver, StepAttempt, StepReached, StepAssess, StepClose, StepReopen, StepEscalate, StepReview, StepNote} {
			_, ok := WorkTriage.After(Progress{State: state, Owner: ana}, did(kind, ana, codes[kind]))
			if want := slices.Contains(allowed[state], kind); ok != want {
				t.Errorf("%s while %s: %v, want %v", kind, state, ok, want)
			}
		}
	}
}

func TestAStepSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	at := func(s WorkState) Progress { return Progress{State: s, Owner: ana} }
	for name, x := range map[string]struct {
		p Progress
		s WorkStep
	}{
		"assessed without having reached anybody, as if they had": {at(WorkAttempting), did(StepAssess, ana, "safety-plan")},
		"assessed without a disposition":                          {at(WorkReached), did(StepAssess, ana)},
		"closed without a reason":                                 {at(WorkAssessed), did(StepClose, ana)},
		"closed with a reason of one's own":                       {at(WorkAssessed), did(StepClose, ana, "fine")},
		"a call without an outcome":                               {at(WorkAcknowledged), did(StepAttempt, ana)},
		"handed over to nobody":                                   {at(WorkAcknowledged), WorkStep{Kind: StepHandOver, By: ana}},
		"handed over to who has it":                               {at(WorkAcknowledged), WorkStep{Kind: StepHandOver, By: ana, To: ana}},
		"reopened without a why":                                  {at(WorkClosed), WorkStep{Kind: StepReopen, By: ana}},
		"an empty note":                                           {at(WorkReached), WorkStep{Kind: StepNote, By: ana}},
	} {
		if _, ok := WorkTriage.After(x.p, x.s); ok {
			t.Errorf("%s is allowed", name)
		}
	}
	if _, ok := WorkTriage.After(at(WorkNew), WorkStep{Kind: StepClose, Beside: true}); !ok {
		t.Error("what stands beside is kept")
	}
}

// What changes where it stands is offered to its owner; everybody else may take it
// over, or write a note.
func TestStepsAreOfferedToWhoMayMakeThem(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		kind  WorkKind
		state WorkState
		owner Person
		want  []StepKind
	}{
		{WorkTriage, WorkNew, Person{}, []StepKind{StepNote, StepTake}},
		{WorkTriage, WorkAcknowledged, ana, []StepKind{StepNote, StepHandOver, StepAttempt, StepReached}},
		{WorkTriage, WorkAcknowledged, bo, []StepKind{StepNote, StepTake}},
		{WorkTriage, WorkAssessed, ana, []StepKind{StepNote, StepHandOver, StepAssess, StepClose}},
		{WorkTriage, WorkClosed, ana, []StepKind{StepNote, StepReopen}},
		{WorkCheckIn, WorkNew, Person{}, []StepKind{StepNote, StepTake, StepReview}},
		{WorkCheckIn, WorkAcknowledged, bo, []StepKind{StepNote, StepTake}},
	} {
		if got := x.kind.Offers(Progress{State: x.state, Owner: x.owner}, ana.Ref); !slices.Equal(got, x.want) {
			t.Errorf("%s, %s, of %q: %v, want %v", x.kind, x.state, x.owner.Name, got, x.want)
		}
	}
}

func TestWorkIsSortedAsItIsToBeDone(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 12, 12, 0, 0, 0, time.UTC) // a Friday
	c := Clinic{Zone: time.UTC}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Hours = append(c.Hours, Opening{Day: day, From: 8 * 60, Until: 17 * 60})
	}
	at := func(hours int) time.Time { return now.Add(-time.Duration(hours) * time.Hour) }
	open := func(id string, kind WorkKind, hours int, atOnce bool) Work {
		w := Work{ID: id, Kind: kind, Received: at(hours), Progress: Start()}
		if kind == WorkTriage {
			w.Alert = &Alert{AtOnce: atOnce}
		}
		return w
	}
	done := open("done", WorkCheckIn, 99, false)
	done.State, done.Since = WorkClosed, at(1)
	all := []Work{
		done, open("new", WorkCheckIn, 1, false), open("older", WorkCheckIn, 3, false), open("same-day", WorkTriage, 2, false),
		open("overdue", WorkCheckIn, 80, false), open("now", WorkTriage, 1, true),
	}
	SortWork(all, c, now, DefaultSettings())
	var got []string
	for _, w := range all {
		got = append(got, w.ID)
	}
	if want := []string{"now", "same-day", "overdue", "older", "new", "done"}; !slices.Equal(got, want) {
		t.Errorf("sorted %v, want %v", got, want)
	}
	w := all[0]
	w.Received = now.Add(-6 * time.Minute)
	if left, ok := w.SecondPerson(c, now, DefaultSettings()); !ok || left != 9*time.Minute {
		t.Errorf("a second person in %v, %v", left, ok)
	}
	w.State = WorkAcknowledged
	if _, ok := w.SecondPerson(c, now, DefaultSettings()); ok || w.Overdue(c, now, DefaultSettings()) {
		t.Error("what is taken does not go to a second person")
	}
	late := open("friday evening", WorkTriage, 0, false)
	late.Received = time.Date(2027, 3, 12, 18, 0, 0, 0, time.UTC)
	if got := late.SameDay(c); got != time.Date(2027, 3, 15, 17, 0, 0, 0, time.UTC) {
		t.Errorf("what comes after hours is due on %v", got)
	}
}
