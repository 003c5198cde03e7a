// Package search is the grammar of FHIR R4 search: which parameters a type has,
// what a request asks for, and what a resource can be found by. It knows no
// database; a store turns a Query into its own language.
package search

import "time"

// Kind is the type of a search parameter (FHIR R4, Search, section 3.1.1.4).
type Kind string

// The kinds that the server offers.
const (
	Token     Kind = "token"
	String    Kind = "string"
	Reference Kind = "reference"
	Date      Kind = "date"
	URI       Kind = "uri"
	ID        Kind = "id"      // _id
	Updated   Kind = "updated" // _lastUpdated
)

// Compartment is the name under which a resource's patients are indexed, one
// value per patient; a resource that is in no compartment has the value "".
const Compartment = "_compartment"

// Query is one search. All filters hold together.
type Query struct {
	Type       string
	Filters    []Filter
	Sort       []Sort // never empty; the id always breaks ties
	Count      int    // resources a page
	CountOnly  bool   // _summary=count
	Total      bool   // _total=accurate
	Chains     []Chain
	Elements   []string // _elements: give these and what has to be there
	Include    []Include
	RevInclude []Include
	// Patient narrows the search to what is in this patient's compartment or in
	// nobody's; empty means all. The caller decides on each hit anyway.
	Patient string
	After   []any // the sort values and id of the hit that the page follows
	Ignored []string
}

// Filter is one parameter of the request.
type Filter struct {
	Param   string
	Kind    Kind
	Not     bool  // :not
	Missing *bool // :missing, with no terms
	Terms   []Term
}

// Chain is a filter on what a reference refers to, such as patient.identifier:
// Param refers to what one of Of finds.
type Chain struct {
	Param string
	Of    []Query
}

// Match is how a string is compared.
type Match int

// Ways to compare.
const (
	Equal Match = iota
	Prefix
	Contains
)

// Term is one of the values that a filter takes. Value and Qualifier are nil
// where they do not matter: "|code", "system|" and "code" differ so.
type Term struct {
	Value     *string
	Qualifier *string
	Match     Match
	Prefix    string // eq ne lt gt ge le sa eb ap, for dates
	Low, High time.Time
}

// Sort is one key of _sort.
type Sort struct {
	Param string
	Kind  Kind
	Desc  bool
}

// Include is one _include or _revinclude: Source:Param, of Target or of any type.
type Include struct{ Source, Param, Target string }

// Value is one entry of the index of values.
type Value struct{ Param, Value, Qualifier string }

// Span is one entry of the index of dates: from Low up to but not including High.
type Span struct {
	Param     string
	Low, High time.Time
}

// Index is everything that one resource can be found by.
type Index struct {
	Values []Value
	Dates  []Span
}
