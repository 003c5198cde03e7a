package care

import "time"

// PlanChange is one thing that somebody changes in a plan. Each kind is a struct
// below; Engine.ChangePlan and profile.PlanChanged take any of them.
type PlanChange interface{ planChange() }

// What a patient changes in their own plan.
type (
	// GoalWords writes a new goal, or words one anew or gives it another date.
	GoalWords struct {
		Goal   string // Goal.Ref; empty for a new one
		Text   string
		Target time.Time // zero: open
		Why    string
	}
	// GoalState says that a goal is reached, put to rest, or worked on again.
	GoalState struct {
		Goal string
		To   ChangeKind // Reached, Rested or Resumed
		Why  string
	}
	// GoalStep changes one step of a goal.
	GoalStep struct {
		Goal string
		Step string // Step.ID; empty to add one
		Do   StepDo
		Text string // of a step that is added or worded anew
	}
	// GoalClose says how close the person feels now.
	GoalClose struct {
		Goal  string
		Value int // 0 to ClosenessTop
	}
	// ProblemsCircled circles challenges, takes circles away, and adds own words.
	ProblemsCircled struct {
		Add    []Challenge
		Own    []string // further problems in own words
		Remove []string // Problem.Ref
		Why    string
	}
	// StatementSaid adds a strength or a barrier, words one anew, or takes it away.
	StatementSaid struct {
		Section   PlanSection // SectionStrengths or SectionBarriers
		Statement string      // Statement.Ref; empty for a new one
		Text      string      // empty: take it away
		Why       string
	}
	// WhySaid gives the last change of something its reason.
	WhySaid struct {
		Of  string // Goal.Ref, Problem.Ref or Statement.Ref
		Why string
	}
	// AssessmentFinished says that part one is complete for now.
	AssessmentFinished struct{}
	// TransitionSaid adds a line to the transition plan, words one anew, or takes
	// it away.
	TransitionSaid struct {
		Kind TransitionKind
		Line string // TransitionLine.Ref; empty for a new one
		Text string // empty: take it away
		On   time.Time
	}
	// TransitionTicked ticks a step, the team's or one's own, or takes the tick away.
	TransitionTicked struct {
		Line string
		Done bool
	}
	// ReferralMet says that the patient has met who they were referred to.
	ReferralMet struct{ Referral string }
	// OwnCare writes down a therapist or prescriber that the patient has already.
	OwnCare struct {
		Kind, Name, Contact string
		First               time.Time
	}
)

// What staff change in a patient's plan. Each says why, which reaches the patient.
type (
	// TeamGoal changes a goal's words or date after a review.
	TeamGoal struct {
		Patient string // "Patient/…"
		GoalWords
	}
	// TeamPartSaid writes a part of part two, or words it anew.
	TeamPartSaid struct {
		Patient string
		Part    string // PlanPart.Ref; empty for a new one
		Kind    PartKind
		Title   string // of PartOther
		Text    string // empty: take it away
		Why     string
	}
	// TeamReviewed records a weekly meeting of the team about a patient.
	TeamReviewed struct {
		Patient string
		Note    string
	}
	// TeamTransition writes a line of the transition plan, or words it anew.
	TeamTransition struct {
		Patient string
		TransitionSaid
	}
	// TeamReferral refers a patient to care that comes next.
	TeamReferral struct {
		Patient string
		Referral
	}
)

// StepDo is what is done to a step.
type StepDo int

// What can be done to a step.
const (
	StepAdd StepDo = iota
	StepTick
	StepUntick
	StepUp
	StepDown
	StepWord
	StepDrop
)

func (GoalWords) planChange()          {}
func (GoalState) planChange()          {}
func (GoalStep) planChange()           {}
func (GoalClose) planChange()          {}
func (ProblemsCircled) planChange()    {}
func (StatementSaid) planChange()      {}
func (WhySaid) planChange()            {}
func (AssessmentFinished) planChange() {}
func (TransitionSaid) planChange()     {}
func (TransitionTicked) planChange()   {}
func (ReferralMet) planChange()        {}
func (OwnCare) planChange()            {}
func (TeamGoal) planChange()           {}
func (TeamPartSaid) planChange()       {}
func (TeamReviewed) planChange()       {}
func (TeamTransition) planChange()     {}
func (TeamReferral) planChange()       {}
