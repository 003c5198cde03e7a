package care

import (
	"slices"
	"time"
)

// WorkKind is what kind of thing waits for staff. Each has its table of steps.
type WorkKind string

// Kinds of work.
const (
	WorkTriage     WorkKind = "triage"     // an urgent answer
	WorkCheckIn    WorkKind = "check-in"   // an answered check-in, to be reviewed
	WorkMedication WorkKind = "medication" // a medication report, for the prescriber
	WorkCall       WorkKind = "call"       // a follow-up that was not answered, to be called about
)

// WorkState is where a piece of work stands.
type WorkState string

// States, in the order in which an urgent answer passes through them. Escalated and
// reopened stand beside them: see Progress.
const (
	WorkNew          WorkState = "new"
	WorkAcknowledged WorkState = "acknowledged" // somebody owns it
	WorkAttempting   WorkState = "attempting"   // calls were tried: Progress.Attempts
	WorkReached      WorkState = "reached"
	WorkAssessed     WorkState = "assessed" // with a disposition
	WorkClosed       WorkState = "closed"   // with a reason
)

// WorkStates lists the states in their order.
func WorkStates() []WorkState {
	return []WorkState{WorkNew, WorkAcknowledged, WorkAttempting, WorkReached, WorkAssessed, WorkClosed}
}

// StepKind is what somebody did.
type StepKind string

// Steps. They are appended, and never changed or taken away.
const (
	StepOpened   StepKind = "opened"    // the first to look at it; changes nothing else
	StepTake     StepKind = "take"      // it is theirs now, also if it was somebody else's
	StepHandOver StepKind = "hand-over" // to a named colleague: Step.To
	StepAttempt  StepKind = "attempt"   // a call that did not reach the patient: Step.Code is an Outcome
	StepReached  StepKind = "reached"
	StepAssess   StepKind = "assess"   // Step.Code is a Disposition
	StepClose    StepKind = "close"    // Step.Code is a ClosingReason
	StepReopen   StepKind = "reopen"   // Step.Text says why
	StepEscalate StepKind = "escalate" // the clinic's server: Step.Code is "1" or "2"
	StepReview   StepKind = "review"   // a check-in or a report was read
	StepNote     StepKind = "note"
)

// WorkStep is one entry of the history of a piece of work.
type WorkStep struct {
	Kind StepKind
	By   Person // who did it; the clinic's server has no Ref
	At   time.Time
	To   Person // of a hand-over
	Code string
	Text string // what they wrote
	// Beside: it was done while somebody else had already changed where the work
	// stands. It is kept, and changes nothing.
	Beside bool
}

// The codes of steps, in the order in which they are offered.
var (
	// Outcomes of a call that did not reach the patient.
	Outcomes = []string{"no-answer", "left-message", "wrong-number", "other-person"}
	// Dispositions of an assessment.
	Dispositions = []string{"safety-plan", "seen-sooner", "step-up", "emergency", "welfare-check", "no-change"}
	// unreached are the dispositions that need no word with the patient.
	unreached = []string{"emergency", "welfare-check"}
	// ClosingReasons of an urgent answer.
	ClosingReasons = []string{"plan-in-place", "with-other-service", "answered-by-mistake", "other"}
)

// move is one row of a table: a step, where it may be made and where it leads. An
// empty to stays where it is.
type move struct {
	step  StepKind
	from  []WorkState
	to    WorkState
	codes []string // the codes that it may have; nil: none is asked for
	words bool     // it needs words
}

var (
	anyState  = WorkStates()
	openState = []WorkState{WorkNew, WorkAcknowledged, WorkAttempting, WorkReached, WorkAssessed}
	owned     = openState[1:]
)

// triageMoves is the table of an urgent answer. Nothing leads from new to closed:
// somebody owns it, tries, reaches or does without reaching, assesses, and closes.
var triageMoves = []move{
	{step: StepOpened, from: openState},
	{step: StepNote, from: anyState, words: true},
	{step: StepEscalate, from: openState, codes: []string{"1", "2"}},
	{step: StepTake, from: []WorkState{WorkNew}, to: WorkAcknowledged},
	{step: StepTake, from: owned},
	{step: StepHandOver, from: owned},
	{step: StepAttempt, from: []WorkState{WorkAcknowledged, WorkAttempting, WorkReached}, to: WorkAttempting, codes: Outcomes},
	{step: StepReached, from: []WorkState{WorkAcknowledged, WorkAttempting}, to: WorkReached},
	{step: StepAssess, from: []WorkState{WorkReached, WorkAssessed}, to: WorkAssessed, codes: Dispositions},
	{step: StepAssess, from: []WorkState{WorkAttempting}, to: WorkAssessed, codes: unreached},
	{step: StepClose, from: []WorkState{WorkAssessed}, to: WorkClosed, codes: ClosingReasons},
	{step: StepReopen, from: []WorkState{WorkClosed}, to: WorkAcknowledged, words: true},
}

// readMoves is the table of what is read and answered: nothing but that is asked for.
var readMoves = []move{
	{step: StepOpened, from: openState},
	{step: StepNote, from: anyState, words: true},
	{step: StepTake, from: []WorkState{WorkNew}, to: WorkAcknowledged},
	{step: StepTake, from: owned},
	{step: StepHandOver, from: owned},
	{step: StepReview, from: openState, to: WorkClosed},
}

func (k WorkKind) moves() []move {
	switch k {
	case WorkTriage:
		return triageMoves
	case WorkCall: // its calls are recorded with its follow-up: CallRecorded
		return nil
	case WorkCheckIn, WorkMedication:
	}
	return readMoves
}

// Progress is where a piece of work stands, which follows from its steps alone.
type Progress struct {
	State       WorkState
	Owner       Person // who has it; zero for nobody
	Since       time.Time
	Attempts    int
	Disposition string
	Reason      string // why it was closed
	Escalated   int    // 0 not, 1 to a second person, 2 to a supervisor
	Reopened    bool
	Last        WorkStep // the one that led to State
	Opened      bool     // somebody of staff has looked at it
}

// Start is where work stands before any step.
func Start() Progress { return Progress{State: WorkNew} }

// After gives where a step leads; false where the table does not have it. A step
// that stands beside the others leads nowhere.
func (k WorkKind) After(p Progress, s WorkStep) (Progress, bool) {
	if s.Beside {
		return p, true
	}
	for _, m := range k.moves() {
		if m.step != s.Kind || !slices.Contains(m.from, p.State) || m.codes != nil && !slices.Contains(m.codes, s.Code) {
			continue
		}
		if m.words && s.Text == "" || s.Kind == StepHandOver && (s.To.Ref == "" || s.To.Ref == p.Owner.Ref) {
			return p, false
		}
		if m.to != "" && m.to != p.State {
			p.State, p.Since, p.Last = m.to, s.At, s
		}
		return p.with(s), true
	}
	return p, false
}

// with takes over what a step says beside the state.
func (p Progress) with(s WorkStep) Progress {
	if s.Kind != StepEscalate {
		p.Opened = true
	}
	switch s.Kind {
	case StepTake:
		p.Owner = s.By
	case StepReopen:
		p.Owner, p.Reopened, p.Attempts, p.Disposition, p.Reason = s.By, true, 0, "", ""
	case StepHandOver:
		p.Owner = s.To
	case StepAttempt:
		p.Attempts++
	case StepAssess:
		p.Disposition, p.Since, p.Last = s.Code, s.At, s
	case StepClose, StepReview:
		p.Reason = s.Code
	case StepEscalate:
		p.Escalated = max(p.Escalated, int(s.Code[0]-'0'))
	case StepOpened, StepReached, StepNote:
	}
	if p.State == WorkClosed && p.Owner.Ref == "" {
		p.Owner = s.By
	}
	return p
}

// Replay goes through the steps from the start. bad is the place of the first that
// the table does not have, or -1.
func (k WorkKind) Replay(start Progress, steps []WorkStep) (p Progress, bad int) {
	p = start
	for i, s := range steps {
		next, ok := k.After(p, s)
		if !ok {
			return p, i
		}
		p = next
	}
	return p, -1
}

// Theirs says whether a step may be made by who made it: what ends or passes on a
// piece of work is for its owner. That a call was tried is a fact, whoever has it.
func (k WorkKind) Theirs(p Progress, s WorkStep) bool {
	switch s.Kind {
	case StepAssess, StepClose, StepHandOver:
		return p.Owner.Ref == s.By.Ref
	case StepReview:
		return p.Owner.Ref == "" || p.Owner.Ref == s.By.Ref
	case StepOpened, StepTake, StepAttempt, StepReached, StepReopen, StepEscalate, StepNote:
	}
	return true
}

// Offers are the steps that a member of staff may make now. What changes where it
// stands is for its owner; anybody may take it, or write a note.
func (k WorkKind) Offers(p Progress, who string) []StepKind {
	var out []StepKind
	mine := p.Owner.Ref == who && who != ""
	for _, m := range k.moves() {
		switch m.step {
		case StepOpened, StepEscalate:
			continue
		case StepTake:
			if mine {
				continue
			}
		case StepNote, StepReopen:
		default:
			if !mine && (k == WorkTriage || p.Owner.Ref != "" || m.step == StepHandOver) {
				continue
			}
		}
		if slices.Contains(m.from, p.State) && !slices.Contains(out, m.step) {
			out = append(out, m.step)
		}
	}
	return out
}

// Codes are those that a step may have now.
func (k WorkKind) Codes(p Progress, step StepKind) []string {
	var out []string
	for _, m := range k.moves() {
		if m.step == step && slices.Contains(m.from, p.State) {
			out = append(out, m.codes...)
		}
	}
	return out
}

// Deed is the intent to make a step.
type Deed struct {
	Work string // Work.ID
	Step StepKind
	To   Person // of a hand-over
	Code string
	Text string
	// Reply reaches the patient; with a review, or by itself with an empty Step.
	Reply string
	// Level is a move along the spectrum of care, recorded with the step or by itself;
	// the disposition "step-up" is one to inpatient care. Why reaches the patient.
	Level Level
	Why   string
	// Left: the patient has left, and whoever replies knows it.
	Left bool
}
