package care

import "time"

// PlanPart is one section that the team wrote.
type PlanPart struct {
	Ref   string
	Kind  PartKind
	Title string
	Text  string
	By    string
	At    time.Time
	Story []Change // what the team changed in it, newest first; empty if nothing
}

// PartKind is what a part of part two is for.
type PartKind string

// Kinds of part, after the programme's guide.
const (
	PartOther         PartKind = ""
	PartInterventions PartKind = "interventions"
	PartEducation     PartKind = "education-and-tools"
	PartMedication    PartKind = "medication-management"
)

// TeamMember is somebody on the patient's team.
type TeamMember struct {
	Person
	Part TeamPart
}

// TeamPart is what a member of the team is there for.
type TeamPart string

// Parts on the team, after the programme's guide.
const (
	TeamOther           TeamPart = ""
	TeamTherapist       TeamPart = "therapist"
	TeamPsychiatrist    TeamPart = "psychiatrist"
	TeamMedicalDirector TeamPart = "medical-director"
	TeamCoordinator     TeamPart = "care-coordinator"
)

// TeamChange is one thing that the team changed, with its reason.
type TeamChange struct {
	Subject string // the goal or the part that it is about, as it reads now
	Goal    string // Goal.Ref; empty for a part
	Change
}

// TeamReview is one weekly meeting of the team about a patient.
type TeamReview struct {
	At      time.Time
	By      string
	Note    string // what the team wants the patient to know; may be empty
	Changes []TeamChange
}

// Medication is one that the patient is on, as the prescriber wrote it. The
// product never advises on it.
type Medication struct {
	Ref   string
	Name  string
	How   string // the prescriber's own words; may be empty
	By    string
	Since time.Time
}

// MedicineChange is the last change of one medicine, of which the whole team is told.
type MedicineChange struct {
	Name  string // empty where the clinic gave none
	How   string
	By    string // who changed it, as they sign; may be empty
	At    time.Time
	Ended bool // the patient is no longer on it
}

// FormMedication is the canonical of the product's form by which a patient reports
// missed doses and side effects.
const FormMedication = "https://throughline.app/fhir/Questionnaire/medication-report"

// Referral is care that comes next, or beside the programme.
type Referral struct {
	Ref     string
	Task    string // "Task/…" by which the patient says that they have met; empty if there is none
	Kind    string // "Individual therapy"
	Name    string
	Contact string    // telephone as it was written; may be empty
	First   time.Time // first appointment; zero if not made
	Note    string
	Met     time.Time // when the patient said that they have met; zero until then
	Own     bool      // the patient wrote it down
}

// TransitionKind is one part of the transition plan.
type TransitionKind string

// Parts of the transition plan.
const (
	TransitionSigns TransitionKind = "warning-signs"
	TransitionHelps TransitionKind = "what-helps"
	TransitionCall  TransitionKind = "who-to-call"
	TransitionNext  TransitionKind = "next-appointments"
	TransitionStep  TransitionKind = "step"
)

// TransitionKinds lists the parts in the order in which they are shown.
func TransitionKinds() []TransitionKind {
	return []TransitionKind{TransitionSigns, TransitionHelps, TransitionCall, TransitionNext, TransitionStep}
}

// Transition is the plan for leaving the programme, written together.
type Transition struct {
	Lines []TransitionLine
}

// Empty says whether nothing was written.
func (t Transition) Empty() bool { return len(t.Lines) == 0 }

// Of gives the lines of one part.
func (t Transition) Of(kind TransitionKind) []TransitionLine {
	var out []TransitionLine
	for _, l := range t.Lines {
		if l.Kind == kind {
			out = append(out, l)
		}
	}
	return out
}

// TransitionLine is one line or step of it.
type TransitionLine struct {
	Ref  string // stable; names it in a change
	Kind TransitionKind
	Text string
	By   string
	Team bool      // the team's words, which only they change
	On   time.Time // of a step: the day it is meant for; zero if open
	Done time.Time // of a step: when the patient ticked it
}

// PlanningFrom is the week from which leaving is planned.
const PlanningFrom = 5
