package care

import (
	"slices"
	"time"
)

// CheckIn is one set of answers.
type CheckIn struct {
	ID         string // the id of the QuestionnaireResponse
	Made       string // the uuid that a device made it under, where the server gave it another id
	Form       string // Form.Canonical
	Title      string // the form's title when it was answered
	Subject    Person // whose answers they are
	Due        string // Due.Ref that it answers; empty if none
	Status     CheckInStatus
	Begun      time.Time
	Authored   time.Time        // when the person finished it
	Answers    map[string]Reply // by Key
	Delivery   Delivery
	Reviewed   time.Time // zero until staff reviewed it
	Reviewer   string    // role or name of who reviewed it
	Note       string    // what the team wrote back last; empty if nothing
	Messages   []Message // all that the team wrote back, oldest first
	Language   string
	Instrument Instrument
	Safe       SafeNow // what was said to "Are you safe right now?" after an urgent answer
	CallBack   string  // a number to call, given with an urgent answer

	BringToGroup bool   // the person wants to talk about it in group
	BringRef     string // what that mark is kept as: "Observation/…"

	At    string            // key of the question where a begun one was left
	Typed map[string]string // by key: what is written in a begun one and is no answer yet
}

// Is says whether an id, of now or of when it was begun, is that of the check-in.
func (c CheckIn) Is(id string) bool { return id != "" && (id == c.ID || id == c.Made) }

// SafeNow is the answer to "Are you safe right now?".
type SafeNow int

// Answers to "Are you safe right now?".
const (
	SafeUnsaid SafeNow = iota
	SafeYes
	SafeNo
	SafeUnsure
)

// CheckInStatus follows QuestionnaireResponse.status.
type CheckInStatus int

// States of a check-in.
const (
	CheckInBegun CheckInStatus = iota
	CheckInDone
	CheckInAmended
)

// Reply is the answer to one item.
type Reply struct {
	Declined bool      // "Prefer not to answer": never counted as 0
	Options  []Option  // chosen, for choice items
	Text     string    // for text, numbers, dates and own words: as written
	Yes      *bool     // for boolean
	Unit     Option    // of a quantity
	More     []Reply   // further written answers, where an item repeats
	Times    int       // of a repeating group: how often it is filled in
	At       time.Time // when an urgent answer was given
}

// Answered says whether something was given.
func (r Reply) Answered() bool {
	return r.Declined || len(r.Options) > 0 || r.Text != "" || r.Yes != nil || len(r.More) > 0
}

// Each gives the single written or yes-no answers, the first and the further
// ones.
func (r Reply) Each() []Reply {
	if r.Text == "" && r.Yes == nil {
		return r.More
	}
	first := r
	first.Options, first.More = nil, nil
	return append([]Reply{first}, r.More...)
}

// Same compares two replies by what is stored of them.
func (r Reply) Same(q Reply) bool {
	yes := r.Yes == q.Yes || r.Yes != nil && q.Yes != nil && *r.Yes == *q.Yes
	return yes && r.Declined == q.Declined && r.Text == q.Text && r.Times == q.Times && r.Unit.Same(q.Unit) &&
		slices.EqualFunc(r.Options, q.Options, Option.Same) && slices.EqualFunc(r.More, q.More, Reply.Same)
}

// Due is a check-in that the clinic asks for.
type Due struct {
	Ref   string // "Task/…"
	Form  string // Form.Canonical
	Title string
	By    time.Time // when it is due; zero if open
	Opens time.Time // zero: at once
}

// Delivery is how far something that a person entered has come. It is always
// told in words.
type Delivery struct {
	State    DeliveryState
	Received time.Time // server's time, once received
	Why      *Fault    // for SetAside: what is wrong and the way out
}

// DeliveryState is a stage of delivery.
type DeliveryState int

// Stages of delivery.
const (
	DeliveryNone DeliveryState = iota // came from the clinic
	OnDevice                          // stored here, not sent
	Sending
	Sent     // sent, and no answer came: the clinic may have it. It is asked before it is sent again
	Received // the clinic's server has it
	NeedsYou // conflict: the person chooses
	SetAside // the server refused it
)
