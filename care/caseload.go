package care

import "time"

// Case is one patient in the lists that staff work through.
type Case struct {
	Patient   Person
	Born      time.Time // a day; zero if not known
	Language  string    // BCP 47, of the patient; empty if not known
	Stay      Stay      // the present one, or the last
	Concerns  []Concern // what the programme's rules ask staff to look at, in the order of Concerns
	Reviewed  time.Time // the last weekly team review; zero if there was none
	Waiting   int       // check-ins that nobody has reviewed
	Urgent    int       // of these, those with an urgent answer
	FollowUps []FollowUpCase
	Family    []Relative // whom the patient lets come to sessions, by name
}

// Relative is a loved one whom a patient lets come to the sessions that they are asked
// to.
type Relative struct {
	Person
	Until time.Time // by the patient's word; zero: no end
}

// FollowUpCase is a check-in after discharge as staff see it.
type FollowUpCase struct {
	Task  string // "Task/…" of the patient
	Call  string // "Task/…" for staff to call; empty until one is asked for
	Name  string // "two-weeks", "two-months"
	Title string // "Two-week follow-up", in the clinic's words
	Opens time.Time
	Due   time.Time
	Ends  time.Time // the last day of the window
	// Answered and CallMade are as recorded, Missed and Cancelled as the rules found.
	Answered, CallMade, Missed, Cancelled bool
	Calls                                 []CallAttempt // newest first
}

// FollowUpState is where a follow-up stands on a day.
type FollowUpState int

// States of a follow-up, in the order of the board.
const (
	FollowUpPlanned  FollowUpState = iota // its window has not opened
	FollowUpOpen                          // the patient can answer
	FollowUpOverdue                       // past its due date and not answered
	FollowUpToCall                        // staff are asked to call
	FollowUpCalled                        // staff called; it can still be answered
	FollowUpAnswered                      // done
	FollowUpMissed                        // its window ended without an answer
	FollowUpEnded                         // cancelled: a new stay began, or the discharge was taken back
)

// State is where the follow-up stands at now; the dates are days of the clinic.
func (f FollowUpCase) State(now time.Time) FollowUpState {
	switch {
	case f.Answered:
		return FollowUpAnswered
	case f.Cancelled:
		return FollowUpEnded
	case f.Missed:
		return FollowUpMissed
	case f.CallMade:
		return FollowUpCalled
	case f.Call != "":
		return FollowUpToCall
	case !now.Before(f.Due.AddDate(0, 0, 1)):
		return FollowUpOverdue
	case !now.Before(f.Opens):
		return FollowUpOpen
	}
	return FollowUpPlanned
}

// InProgramme says whether the patient is in the programme on a day.
func (k Case) InProgramme(now time.Time) bool {
	return k.Stay.Ref != "" && !k.Stay.Ended && !k.Stay.Admitted.IsZero() && !now.Before(k.Stay.Admitted)
}

// ReviewSince is what the weekly team review looks back to: the last one in this
// stay, or the admission.
func (k Case) ReviewSince() time.Time {
	if k.Reviewed.After(k.Stay.Admitted) {
		return k.Reviewed
	}
	return k.Stay.Admitted
}

// ReviewOverdue says whether the weekly team review is late.
func (k Case) ReviewOverdue(now time.Time, zone *time.Location, s Settings) bool {
	return k.InProgramme(now) && days(k.ReviewSince().In(zone), now.In(zone)) > s.TeamReviewDays
}

// ToReview says whether the team has not yet met about the patient in the
// clinic's week that holds now.
func (k Case) ToReview(now time.Time, zone *time.Location) bool {
	return k.InProgramme(now) && k.Reviewed.Before(WeekStart(now, zone))
}
