package care

import "time"

// Plan is "My plan": part one in the patient's own words, part two by the team.
type Plan struct {
	Goals        []Goal
	Problems     []Problem
	Strengths    []Statement
	Barriers     []Statement
	Clinical     []PlanPart // part two
	Team         []Person
	Transition   []PlanPart
	LastReviewed time.Time // the team's last weekly review; zero if none
}

// Goal is a goal in the patient's words, with how the words changed.
type Goal struct {
	Ref     string
	Text    string
	Target  time.Time // zero if open
	Reached bool
	Story   []Change // newest first; the first is the present wording
}

// Change is one dated wording of something and, if they like, why it changed.
type Change struct {
	At   time.Time
	By   string
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
}

// PlanPart is one step or section that the team wrote.
type PlanPart struct {
	Ref   string
	Title string
	Text  string
	By    string
	At    time.Time
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

// SafetyCard is the person's own plan for a hard moment, in their own words.
// It stays on the device unless they share it.
type SafetyCard struct {
	Changed      time.Time // zero: none was written
	WarningSigns []string
	Alone        []string // what I can do alone
	Distraction  []string // people and places that take my mind off it
	People       []string // people I can ask
	Professional []string // professionals and crisis lines
	Safer        []string // making my surroundings safer
	LiveFor      []string // what I live for
}

// Empty says whether nothing was written.
func (s SafetyCard) Empty() bool { return s.Changed.IsZero() }
