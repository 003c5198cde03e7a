package care

import (
	"slices"
	"strings"
)

// Form is a questionnaire that can be answered.
type Form struct {
	Ref         string // "Questionnaire/…" as the clinic stores it
	Canonical   string // url, with |version where there is one
	Title       string
	Language    string // BCP 47 of the wording; a form is in one language, never mixed
	Instruction string // said before the items: "Over the last 2 weeks, …"
	Copyright   string
	Items       []Item
	Instrument  Instrument    // "" for a form without a known score
	Also        []Instrument  // further ones that it asks whole
	Computed    []string      // values that the clinic works out and nobody is asked for
	Asked       bool          // only for who is asked for it: not offered at any time
	Retired     bool          // the clinic offers it no more; what was answered stays readable
	Quiet       bool          // its urgent answers alert nobody at the clinic
	Unsupported []Unsupported // what of it this version cannot show; such a form is not begun
}

// Unsupported is a part of a form that cannot be shown. Code says why, and is a
// key of the interface's words.
type Unsupported struct{ Code, Question string }

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
	ItemString
	ItemDateTime
	ItemTime
	ItemURL
	ItemOpenChoice
	ItemReference
	ItemQuantity
)

// Item is a question, a text, or a group of items.
type Item struct {
	LinkID    string
	Code      string // LOINC or own; empty if none
	Prefix    string // "3." as the form numbers it
	Text      string
	Markdown  string // the same text with marks, where the form has it; else empty
	Kind      ItemKind
	Required  bool
	Repeats   bool
	Options   []Option
	Items     []Item
	Enable    []Condition // when it is asked; empty: always
	EnableAll bool        // all of Enable have to hold, not one
	Hidden    bool        // never shown; Initial is sent
	ReadOnly  bool        // shown and not asked; Initial is sent
	Initial   Reply
	Notes     []Note // help, legal and other texts beside it
	Look      Look
	Units     []Option // of a quantity, the first is the usual one; of a number, the one it is in
	UnitOpen  bool     // another unit can be written
	Limits    Limits
	Urgent    bool // an answer at or above UrgentFrom, or one of UrgentIf, opens the safety screen
	// UrgentFrom is the least ordinal, or number, that is urgent.
	UrgentFrom int
	UrgentIf   []Reply    // single answers that are urgent and have no ordinal
	Scored     bool       // counts towards an instrument's total
	Counts     Instrument // which of the form's; "" is its first
}

// Look is how a form would like an item to be asked (itemControl).
type Look int

// Looks.
const (
	LookAny    Look = iota
	LookSearch      // autocomplete, drop-down, lookup
	LookSlider
	LookArea // text-area
)

// NoteKind is what a note beside a question is for.
type NoteKind int

// Kinds of note.
const (
	NoteHelp NoteKind = iota
	NoteLegal
	NoteLower // what the low end of a scale means
	NoteUpper
)

// Note is a text beside a question.
type Note struct {
	Kind           NoteKind
	Text, Markdown string
	LinkID         string
	Enable         []Condition // when it is shown; empty: always
	EnableAll      bool
}

// Limits are what an answer has to keep to. A zero value limits nothing.
type Limits struct {
	MinOccurs, MaxOccurs int
	Min, Max             string // as written: a number, a date, a time
	MinLength, MaxLength int    // in characters
	Decimals             int    // most digits after the point, where HasDecimals
	HasDecimals          bool
	Pattern              string // regular expression for the whole answer
	Step                 int    // of a slider
}

// ValueKind is what an option without a code stands for.
type ValueKind int

// Kinds of value.
const (
	ValueCoding ValueKind = iota
	ValueString
	ValueInteger
	ValueDate
	ValueTime
	ValueReference // Code holds the reference
)

// Option is one answer that can be chosen. Its order and wording are official.
type Option struct {
	System, Code, Text string
	Value              ValueKind
	Ordinal            int // the score it carries
	HasOrdinal         bool
	Urgent             bool // choosing it opens the safety screen
	Exclusive          bool // choosing it takes back the others
	Prefix             string
}

// Same compares what is stored of an option: its code, or its text.
func (o Option) Same(p Option) bool {
	return o.System == p.System && o.Code == p.Code && (o.Code != "" || o.Text == p.Text)
}

// Gaps are why the form cannot be answered whole here; none: it can.
func (f Form) Gaps() []Unsupported {
	if len(f.Unsupported) > 0 {
		return f.Unsupported
	}
	if len(f.Questions()) == 0 {
		return []Unsupported{{Code: "no-questions"}}
	}
	var out []Unsupported
	for _, q := range f.Questions() {
		if q.Kind == ItemChoice && len(q.Options) == 0 {
			out = append(out, Unsupported{Code: "no-answers", Question: q.Text})
		}
	}
	return out
}

// Questions gives the items that can be answered, in order, groups opened,
// whatever they depend on.
func (f Form) Questions() []Item {
	var out []Item
	var walk func([]Item)
	walk = func(items []Item) {
		for _, it := range items {
			if it.asks() {
				out = append(out, it)
			}
			walk(it.Items)
		}
	}
	walk(f.Items)
	return out
}

// Kept is what of an answer still fits the item, as where the form was changed after it was
// given: an answer that cannot be chosen any more, or is of another kind, is none.
func (it Item) Kept(r Reply) Reply {
	choice := len(it.Options) > 0
	r.Options = slices.DeleteFunc(slices.Clone(r.Options), func(o Option) bool { return !slices.ContainsFunc(it.Options, o.Same) })
	if len(r.Options) > 1 && !it.Repeats {
		r.Options = nil
	}
	written := !choice || it.Kind == ItemOpenChoice || it.Kind == ItemReference
	fits := func(one Reply) bool {
		return (one.Yes != nil) == (it.Kind == ItemBoolean) && (one.Yes != nil || written && it.checkOne(one).Code.fitting())
	}
	var kept []Reply
	for _, one := range r.Each() {
		if fits(one) {
			kept = append(kept, one)
		}
	}
	if len(kept) > 1 && !it.Repeats {
		kept = kept[:1]
	}
	out := Reply{Declined: r.Declined, Options: r.Options, Times: r.Times, At: r.At}
	if len(out.Options) == 0 {
		out.Options = nil
	}
	if len(kept) > 0 {
		out.Text, out.Yes, out.Unit = kept[0].Text, kept[0].Yes, kept[0].Unit
		out.More = kept[1:]
	}
	if len(out.More) == 0 {
		out.More = nil
	}
	return out
}

// asks says whether the item is a question to the person.
func (it Item) asks() bool {
	return it.Kind != ItemGroup && it.Kind != ItemDisplay && !it.Hidden && !it.ReadOnly
}

// FormDaily is the canonical of the product's short daily form, without its
// version; that of another language goes on with a hyphen.
const FormDaily = "https://throughline.app/fhir/Questionnaire/daily"

// sameURL compares canonicals without their versions.
func sameURL(a, b string) bool {
	a, _, _ = strings.Cut(a, "|")
	b, _, _ = strings.Cut(b, "|")
	return a == b
}

// FormNow is the form of that canonical or, where the clinic has replaced it, the later version
// that it offers instead.
func (c Chart) FormNow(canonical string) (Form, bool) {
	if f, ok := c.FormOf(canonical); ok {
		return f, true
	}
	var best Form
	for _, f := range c.Forms {
		if sameURL(f.Canonical, canonical) && !f.Retired && f.Canonical >= best.Canonical {
			best = f
		}
	}
	return best, best.Canonical != ""
}

// Answers says whether a check-in answers a form: that version of it, or an earlier one that is
// not there any more.
func (c Chart) Answers(ci CheckIn, form string) bool {
	if ci.Form == form {
		return true
	}
	now, there := c.FormNow(ci.Form)
	return there && now.Canonical == form && sameURL(ci.Form, form)
}
