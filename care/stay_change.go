package care

import "time"

// What staff record of a stay. Engine.ChangePlan and profile.PlanChanged take each,
// as they take what staff change in a plan.
type (
	// LevelSet moves a patient along the spectrum of care.
	LevelSet struct {
		Patient string // "Patient/…"
		To      Level
		Why     string // reaches the patient; may be empty
	}
	// DischargeSet sets or moves the day on which a patient leaves.
	DischargeSet struct {
		Patient string
		On      time.Time // zero: take it back
	}
	// StayEnded closes the present stay on its day of discharge.
	StayEnded struct {
		Patient string
		On      time.Time
	}
	// Readmitted begins a new stay of a patient whose last one has ended.
	Readmitted struct {
		Patient string
		On      time.Time
	}
	// CallRecorded records one call about a follow-up.
	CallRecorded struct {
		Patient string
		Task    string // FollowUpCase.Task
		Outcome CallOutcome
		Note    string // for staff alone; may be empty
	}
)

// CallOutcome is how a call went.
type CallOutcome string

// Outcomes of a call.
const (
	CallReached  CallOutcome = "reached"
	CallMessage  CallOutcome = "left-message"
	CallNoAnswer CallOutcome = "no-answer"
)

// CallOutcomes lists them in the order in which they are asked for.
func CallOutcomes() []CallOutcome { return []CallOutcome{CallReached, CallMessage, CallNoAnswer} }

// CallAttempt is one call that was recorded.
type CallAttempt struct {
	At      time.Time
	By      string
	Outcome CallOutcome // empty where another system wrote none
	Note    string
}

func (LevelSet) planChange()     {}
func (DischargeSet) planChange() {}
func (StayEnded) planChange()    {}
func (Readmitted) planChange()   {}
func (CallRecorded) planChange() {}
