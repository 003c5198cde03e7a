package care

import "time"

// Form is a questionnaire that can be answered.
type Form struct {
	Ref         string // "Questionnaire/…" as the clinic stores it
	Canonical   string // url, with |version where there is one
	Title       string
	Language    string // BCP 47 of the wording; a form is in one language, never mixed
	Instruction string // said before the items: "Over the last 2 weeks, …"
	Copyright   string
	Items       []Item
	Instrument  Instrument // "" for a form without a known score
	Unsupported []string   // what of it this version cannot show; such a form is not begun
}

// ItemKind is how an item is answered.
type ItemKind int

// Kinds of item, after Questionnaire.item.type.
const (
	ItemGroup ItemKind = iota
	ItemDisplay
	ItemChoice
	ItemText
	ItemBoolean
	ItemInteger
	ItemDecimal
	ItemDate
)

// Item is a question, a text, or a group of items.
type Item struct {
	LinkID   string
	Code     string // LOINC or own; empty if none
	Text     string
	Kind     ItemKind
	Required bool
	Repeats  bool
	Options  []Option
	Items    []Item
	Urgent   bool // an answer at or above UrgentFrom opens the safety screen
	// UrgentFrom is the least ordinal that is urgent.
	UrgentFrom int
	Scored     bool // counts towards the instrument's total
}

// Option is one answer that can be chosen. Its order and wording are official.
type Option struct {
	System, Code, Text string
	Ordinal            int // the score it carries
	HasOrdinal         bool
}

// Questions gives the items that can be answered, in order, groups opened.
func (f Form) Questions() []Item {
	var out []Item
	var walk func([]Item)
	walk = func(items []Item) {
		for _, it := range items {
			if it.Kind != ItemGroup && it.Kind != ItemDisplay {
				out = append(out, it)
			}
			walk(it.Items)
		}
	}
	walk(f.Items)
	return out
}

// CheckIn is one set of answers.
type CheckIn struct {
	ID         string // client-made uuid; the id of the QuestionnaireResponse
	Form       string // Form.Canonical
	Title      string // the form's title when it was answered
	Subject    Person // whose answers they are
	Due        string // Due.Ref that it answers; empty if none
	Status     CheckInStatus
	Begun      time.Time
	Authored   time.Time        // when the person finished it
	Answers    map[string]Reply // by linkId
	Delivery   Delivery
	Reviewed   time.Time // zero until staff reviewed it
	Reviewer   string    // role or name of who reviewed it
	Note       string    // what the team wrote back; empty if nothing
	Language   string
	Instrument Instrument
	Safe       SafeNow // what was said to "Are you safe right now?" after an urgent answer
}

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
	Declined bool     // "Prefer not to answer": never counted as 0
	Options  []Option // chosen, for choice items
	Text     string   // for text, date, integer and decimal: as written
	Yes      *bool    // for boolean
}

// Answered says whether something was given.
func (r Reply) Answered() bool {
	return r.Declined || len(r.Options) > 0 || r.Text != "" || r.Yes != nil
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
