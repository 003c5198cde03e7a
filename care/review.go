package care

import (
	"sort"
	"time"
)

// Review is one answered check-in on the staff's list.
type Review struct {
	CheckIn  CheckIn
	Form     Form // zero if it is not known
	Patient  Person
	Received time.Time // server's time
	Task     string    // "Task/…" of the review; empty if none was made
	State    ReviewState
	Owner    string // who reviewed or took it
	At       time.Time
	Urgent   bool    // an answer marked urgent is in it
	History  []Score // the patient's earlier scores on the same instrument, oldest first, this one included
}

// ReviewState is where a review stands.
type ReviewState int

// States of a review.
const (
	ReviewWaiting ReviewState = iota
	ReviewDone
)

// ReviewDecision is the intent "mark reviewed".
type ReviewDecision struct {
	CheckIn string // CheckIn.ID
	Patient string // Person.Ref
	Note    string // a reply in plain words that reaches the patient; may be empty
}

// SortReviews puts what waits first: urgent, then oldest; then what is done,
// newest first.
func SortReviews(rs []Review) {
	sort.SliceStable(rs, func(i, j int) bool {
		a, b := rs[i], rs[j]
		if a.State != b.State {
			return a.State < b.State
		}
		if a.State == ReviewDone {
			return a.At.After(b.At)
		}
		if a.Urgent != b.Urgent {
			return a.Urgent
		}
		return a.Received.Before(b.Received)
	})
}
