package care

import "time"

// Plan is "My plan": part one in the patient's own words, part two by the team,
// and the plan for leaving.
type Plan struct {
	Assessment Assessment
	Goals      []Goal // those that are worked on first, in the order in which they were first worded
	Problems   []Problem
	Strengths  []Statement
	Barriers   []Statement
	Told       []Told // every change of problems, strengths and barriers, newest first

	Clinical     []PlanPart // part two
	Team         []TeamMember
	Changes      []TeamChange // what the team changed, newest first
	Reviews      []TeamReview // newest first
	LastReviewed time.Time    // the team's last weekly review; zero if none

	Medications []Medication
	// MedicineChanges is how each medicine, of now or before, changed last; newest first.
	MedicineChanges []MedicineChange
	NextCare        []Referral
	Transition      Transition
}

// Assessment is how the personal assessment, part one, stands.
type Assessment struct {
	Ref      string    // "QuestionnaireResponse/…"; empty if none was begun
	Begun    bool      // something is written
	Finished time.Time // when the person said that it is complete for now; zero until then
}

// Goal is a goal in the patient's words, with how the words changed.
type Goal struct {
	Ref       string
	Text      string
	Target    time.Time // zero if open
	Reached   bool
	Resting   bool     // put to rest, to be taken up again or not
	Story     []Change // newest first; the first is the present wording or state
	Steps     []Step
	Closeness []Closeness // oldest first
}

// Step is one small step towards a goal.
type Step struct {
	ID   string
	Text string
	Done time.Time // zero if it is open
}

// Closeness is how close a person felt to a goal: 0 "not yet" to 4 "there".
type Closeness struct {
	At    time.Time
	Value int
}

// ClosenessTop is the highest value of Closeness.
const ClosenessTop = 4

// ChangeKind is what a Change did.
type ChangeKind string

// Kinds of change. Worded is a wording, the first or a later one.
const (
	Worded  ChangeKind = ""
	Dated   ChangeKind = "dated"
	Reached ChangeKind = "reached"
	Rested  ChangeKind = "rested"
	Resumed ChangeKind = "resumed"
	Removed ChangeKind = "removed"
)

// Change is one dated wording or state of something and, if they like, why it
// changed.
type Change struct {
	At   time.Time
	By   string
	Role string // of staff: "Therapist"; may be empty
	Team bool   // staff changed it
	What ChangeKind
	Text string
	Why  string
}

// Problem is one that the patient circled or wrote.
type Problem struct {
	Ref       string
	Challenge Challenge // ChallengeOther for own words
	Text      string
	Since     time.Time
}

// Statement is a strength or a barrier in the patient's words.
type Statement struct {
	Ref   string
	Text  string
	Since time.Time
	Story []Change // newest first
}

// PlanSection is one of the four questions of part one.
type PlanSection string

// The four questions of part one, in the guide's order.
const (
	SectionGoals     PlanSection = "goals"
	SectionProblems  PlanSection = "problems"
	SectionStrengths PlanSection = "strengths"
	SectionBarriers  PlanSection = "barriers"
)

// PlanSections lists the four questions in the guide's order.
func PlanSections() []PlanSection {
	return []PlanSection{SectionGoals, SectionProblems, SectionStrengths, SectionBarriers}
}

// Told is one change in the story of part one.
type Told struct {
	Ref       string // of the problem, strength or barrier
	Section   PlanSection
	Challenge Challenge // of a circled problem; ChallengeOther or empty: own words
	Change
}

// Challenge is one of the ten that the programme names.
type Challenge string

// The ten challenges, in the guide's order, and what is none of them.
const (
	Anxiety          Challenge = "anxiety"
	Depression       Challenge = "depression"
	Crisis           Challenge = "mental-health-crisis"
	PTSD             Challenge = "ptsd"
	Grief            Challenge = "grief-and-loss"
	SubstanceUse     Challenge = "substance-use"
	PastTrauma       Challenge = "past-trauma"
	Burnout          Challenge = "burnout"
	SuicidalThoughts Challenge = "suicidal-thoughts"
	Bipolar          Challenge = "bipolar-disorder"
	ChallengeOther   Challenge = "other"
)

// Challenges lists the ten in the guide's order.
func Challenges() []Challenge {
	return []Challenge{Anxiety, Depression, Crisis, PTSD, Grief, SubstanceUse, PastTrauma, Burnout, SuicidalThoughts, Bipolar}
}
