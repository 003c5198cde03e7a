// Package care is the domain: what a patient, a loved one or a member of the
// clinic's staff sees of one programme, and the rules that the programme
// computes. It knows no wire format, no storage and no screen.
package care

import "time"

// Chart is an immutable snapshot of all that the signed-in person sees. Whoever
// receives one shares it with others: nothing in it may be changed.
type Chart struct {
	Viewer   Viewer
	Clinic   Clinic
	Stay     Stay
	Sessions []Session // by start, all that are known
	Plan     Plan
	Forms    []Form     // questionnaires that can be answered, by title
	Due      []Due      // check-ins asked for and not yet answered, by due date
	CheckIns []CheckIn  // answered or begun, newest first
	Reviews  []Review   // staff only: answered check-ins of all patients, in triage order
	Patients []Person   // staff only
	Safety   SafetyCard // zero if none was written
	// SafetyBefore are the card's earlier versions on this device, newest first.
	SafetyBefore []SafetyCard
	Choices      []Choice // what waits for the person's decision, first come first
	// Entered tells how far each thing that was entered on this device has come,
	// by the reference of what it is kept as: "Goal/…". Delivery reads it.
	Entered map[string]Delivery
	Sync    Sync

	Homework  []Homework // what the team gave to try, by due date; what is done too
	Practices []Practice // the patient's, newest first
	Skills    SkillNotes // of this device alone

	Trusted  []Trusted // a patient's: with whom they share, or shared, something
	Payer    Payer     // a patient's
	Notes    []OwnNote // a patient's own, newest first; a loved one's: those shared with them
	Sharer   Person    // a loved one's: who shares with them
	Shared   Sharing   // a loved one's: what is shared with them
	Groups   []Group   // staff only: by name
	Meetings []Meeting // staff only: all sessions of all patients, by start
	// Marked is, for staff, what patients marked to bring to group, by Person.Ref.
	Marked map[string][]ForGroup

	Caseload []Case   // staff only: the patients, by name, with what staff decide by
	Work     []Work   // staff only: what waits for staff, in no order: SortWork
	Team     []Person // staff only: the clinic's staff, by name
	Settings Settings // staff only: what the clinic has set of the programme's rules
	Record   *Chart   // staff only: the own record of the patient whom they look at, see engine.Focus; else nil
}

// Delivery is how far what was entered under a reference has come; of what came
// from the clinic and was not changed here it is the zero Delivery.
func (c Chart) Delivery(ref string) Delivery { return c.Entered[ref] }

// Viewer is the person who is signed in.
type Viewer struct {
	Person
	Role Role
	Duty Duty           // of staff; empty for others, and where the clinic does not say
	Zone *time.Location // the device's zone; nil means the clinic's
}

// Person is somebody by the logical reference that the clinic gives them.
type Person struct {
	Ref       string // "Patient/…", "Practitioner/…", "RelatedPerson/…"
	Name      string // as it is to be shown: "Maya Rivera"
	Given     string // "Maya"; empty if not known
	Title     string // role or credentials of staff: "LPC", "Psychiatrist"
	Telephone string // as the clinic wrote it; empty if not known
}

// Short is the given name with the first letter of the family name, for lists
// that others can glance at: "Maya R.".
func (p Person) Short() string {
	if p.Given == "" || len(p.Name) <= len(p.Given)+1 {
		return p.Name
	}
	family := []rune(p.Name[len(p.Given)+1:])
	return p.Given + " " + string(family[0]) + "."
}

// Role decides which screens a person gets. What they may fetch is decided by
// the clinic's server alone.
type Role int

// The roles, by the resource type that fhirUser names.
const (
	RoleNone Role = iota
	RolePatient
	RoleLovedOne
	RoleStaff
)

// Clinic is where the programme is held.
type Clinic struct {
	Name      string
	Telephone string
	Address   string
	Zone      *time.Location // IANA zone in which its wall times are meant; never nil in a Chart
	Hours     []Opening      // when staff are there
	Quiet     bool           // urgent answers alert nobody here
	// ZoneUnknown: the clinic named no zone that is known here. Zone is then the
	// viewer's own.
	ZoneUnknown bool
}

// Opening is one weekday's staffed hours, as minutes after local midnight.
type Opening struct {
	Day         time.Weekday
	From, Until int
}

// NextOpening is the first moment at or after now when staff are there; now
// itself while it is open, the zero time if no hours are known.
func (c Clinic) NextOpening(now time.Time) time.Time {
	local := now.In(c.zone())
	for ahead := range 8 {
		day := local.AddDate(0, 0, ahead)
		var best time.Time
		for _, o := range c.Hours {
			if o.Day != day.Weekday() {
				continue
			}
			from, until := at(day, o.From), at(day, o.Until)
			switch {
			case !local.Before(until):
				continue
			case !local.Before(from):
				return now
			case best.IsZero() || from.Before(best):
				best = from
			}
		}
		if !best.IsZero() {
			return best
		}
	}
	return time.Time{}
}

// IsOpen says whether staff are there now.
func (c Clinic) IsOpen(now time.Time) bool { return len(c.Hours) > 0 && c.NextOpening(now).Equal(now) }

func (c Clinic) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// at is the wall time minutes after midnight of day, right on days when the
// clocks change.
func at(day time.Time, minutes int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), minutes/60, minutes%60, 0, 0, day.Location())
}
