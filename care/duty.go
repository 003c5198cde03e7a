package care

import "slices"

// Duty is what a member of staff is to the clinic. It decides which places the app
// offers them; what they may fetch is decided by the clinic's server alone.
type Duty string

// The duties, by the words that the clinic's server has for them.
const (
	DutyTherapist    Duty = "therapist"
	DutyPsychiatrist Duty = "psychiatrist" // or another prescriber
	DutyCoordinator  Duty = "care-coordinator"
	DutyFrontDesk    Duty = "front-desk"
	DutyAdmin        Duty = "admin"
)

// Duties are all duties that the app knows.
func Duties() []Duty {
	return []Duty{DutyTherapist, DutyPsychiatrist, DutyCoordinator, DutyFrontDesk, DutyAdmin}
}

// Clinical says whether the person works with patients' records. A duty that is
// not known counts so: the server refuses what it does not allow.
func (d Duty) Clinical() bool { return d != DutyFrontDesk && d != DutyAdmin }

// DutyOf is the first known duty among words, such as the roles of an id_token;
// empty if there is none.
func DutyOf(words []string) Duty {
	for _, w := range words {
		if d := Duty(w); slices.Contains(Duties(), d) {
			return d
		}
	}
	return ""
}
