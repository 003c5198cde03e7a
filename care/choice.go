package care

import "time"

// Choice is something that the person entered and that cannot go on without
// their decision: it was changed at the clinic too, or the clinic's server did
// not take it. Nothing of it is lost until they have chosen.
type Choice struct {
	ID     string // names it in a Decision
	Ref    string // what it is about: "Goal/…"
	Topic  Topic
	Kind   ChoiceKind
	Title  string // what it is about in words: "Sleep through the night"; may be empty
	Mine   Version
	Theirs Version // of a ChoiceConflict or ChoiceDeleted
	// Differ are the parts in which the two differ, in the order of the
	// resource. A part that has no words of its own has only a Name.
	Differ []Difference
	Can    []Keep // what the person may choose, the gentlest first
	Urgent bool   // holds an answer that tells of danger: no one at the clinic has seen it
	Why    *Fault // what happened, and the way out
}

// ChoiceKind is why a choice is needed.
type ChoiceKind int

// Kinds of choice.
const (
	ChoiceConflict ChoiceKind = iota // both sides changed it
	ChoiceDeleted                    // changed here, deleted at the clinic
	ChoiceRefused                    // the clinic's server did not take it
	ChoiceBuildsOn                   // belongs to something that was not taken
	ChoiceDamaged                    // damaged on this device: cannot be read any more
)

// Version is one of two versions of the same thing.
type Version struct {
	By   string    // who wrote it; empty: not known, which is to be said as "your clinic" or "you"
	Role Role      // RoleNone: not known
	At   time.Time // Mine: this device's clock; Theirs: the clinic's
	Text string    // the whole of it in words, a line for each part
}

// Difference is one part of a thing in both versions.
type Difference struct {
	Name         string // a stable key, for the words of a screen: "description", "target", "item"
	Label        string // in words where the record has them, such as a question's text
	Mine, Theirs string // empty: not there
}

// Keep is what a person decides about a Choice.
type Keep int

// Decisions. Each is made on this device, without a network.
const (
	KeepMine   Keep = iota // in conflict: mine replaces theirs; not taken: send it again
	KeepTheirs             // mine is given up
	KeepBoth               // theirs stays, mine is filed beside it as new
)

// Decision is the intent behind the buttons of a Choice.
type Decision struct {
	Choice string // Choice.ID
	Keep   Keep
}
