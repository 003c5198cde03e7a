package fhir

// Element is what every element has (R4 2.24.0).
type Element struct {
	ID        string      `json:"id"`
	Extension []Extension `json:"extension"`
	Unknown   Unknown     `json:"-"`
}

// Extension is what a profile adds (R4 2.4). The value types that the product
// writes or reads are named; any other stays in Unknown.
type Extension struct {
	Element
	URL                  string           `json:"url"`
	ValueString          string           `json:"valueString"`
	ValueMarkdown        string           `json:"valueMarkdown"`
	ValueCode            string           `json:"valueCode"`
	ValueURI             string           `json:"valueUri"`
	ValueURL             string           `json:"valueUrl"`
	ValueCanonical       string           `json:"valueCanonical"`
	ValueDate            string           `json:"valueDate"`
	ValueDateTime        string           `json:"valueDateTime"`
	ValueInstant         string           `json:"valueInstant"`
	ValueTime            string           `json:"valueTime"`
	ValueDecimal         Decimal          `json:"valueDecimal"`
	ValueInteger         *int             `json:"valueInteger"`
	ValuePositiveInt     *int             `json:"valuePositiveInt"`
	ValueBoolean         *bool            `json:"valueBoolean"`
	ValueCoding          *Coding          `json:"valueCoding"`
	ValueCodeableConcept *CodeableConcept `json:"valueCodeableConcept"`
	ValueReference       *Reference       `json:"valueReference"`
	ValuePeriod          *Period          `json:"valuePeriod"`
	ValueQuantity        *Quantity        `json:"valueQuantity"`
	ValueIdentifier      *Identifier      `json:"valueIdentifier"`
}

// FindExtension gives the first extension with the url.
func FindExtension(in []Extension, url string) (Extension, bool) {
	for _, e := range in {
		if e.URL == url {
			return e, true
		}
	}
	return Extension{}, false
}

// Meta is a resource's metadata (R4 2.26.3.1). LastUpdated is an instant.
type Meta struct {
	Element
	VersionID   string   `json:"versionId"`
	LastUpdated string   `json:"lastUpdated"`
	Source      string   `json:"source"`
	Profile     []string `json:"profile"`
	Security    []Coding `json:"security"`
	Tag         []Coding `json:"tag"`
}

// Coding is a code in a system.
type Coding struct {
	Element
	System       string `json:"system"`
	Version      string `json:"version"`
	Code         string `json:"code"`
	Display      string `json:"display"`
	UserSelected *bool  `json:"userSelected"`
}

// CodeableConcept is a meaning, by codes and by text.
type CodeableConcept struct {
	Element
	Coding []Coding `json:"coding"`
	Text   string   `json:"text"`
}

// Concept makes a CodeableConcept of one coding.
func Concept(system, code, display string) CodeableConcept {
	return CodeableConcept{Coding: []Coding{{System: system, Code: code, Display: display}}}
}

// Has says whether one of the codings is the code.
func (c CodeableConcept) Has(system, code string) bool {
	for _, x := range c.Coding {
		if x.System == system && x.Code == code {
			return true
		}
	}
	return false
}

// Words is the text, or else the first coding's display.
func (c CodeableConcept) Words() string {
	if c.Text != "" {
		return c.Text
	}
	for _, x := range c.Coding {
		if x.Display != "" {
			return x.Display
		}
	}
	return ""
}

// Identifier is a business identifier.
type Identifier struct {
	Element
	Use    string          `json:"use"`
	Type   CodeableConcept `json:"type"`
	System string          `json:"system"`
	Value  string          `json:"value"`
	Period Period          `json:"period"`
}

// Reference points to another resource.
type Reference struct {
	Element
	Reference  string      `json:"reference"`
	Type       string      `json:"type"`
	Identifier *Identifier `json:"identifier"`
	Display    string      `json:"display"`
}

// Period is from Start to End, both inclusive, as dateTime.
type Period struct {
	Element
	Start string `json:"start"`
	End   string `json:"end"`
}

// Quantity is a measured amount.
type Quantity struct {
	Element
	Value      Decimal `json:"value"`
	Comparator string  `json:"comparator"`
	Unit       string  `json:"unit"`
	System     string  `json:"system"`
	Code       string  `json:"code"`
}

// HumanName is a person's name.
type HumanName struct {
	Element
	Use    string   `json:"use"`
	Text   string   `json:"text"`
	Family string   `json:"family"`
	Given  []string `json:"given"`
	Prefix []string `json:"prefix"`
	Suffix []string `json:"suffix"`
	Period Period   `json:"period"`
}

// ContactPoint is a telephone number, an address for mail and the like.
type ContactPoint struct {
	Element
	System string `json:"system"`
	Value  string `json:"value"`
	Use    string `json:"use"`
	Rank   int    `json:"rank"`
	Period Period `json:"period"`
}

// Address is a postal address.
type Address struct {
	Element
	Use        string   `json:"use"`
	Type       string   `json:"type"`
	Text       string   `json:"text"`
	Line       []string `json:"line"`
	City       string   `json:"city"`
	District   string   `json:"district"`
	State      string   `json:"state"`
	PostalCode string   `json:"postalCode"`
	Country    string   `json:"country"`
	Period     Period   `json:"period"`
}

// Annotation is a note with its author.
type Annotation struct {
	Element
	AuthorReference Reference `json:"authorReference"`
	AuthorString    string    `json:"authorString"`
	Time            string    `json:"time"`
	Text            string    `json:"text"`
}

// Attachment is content, or where it is.
type Attachment struct {
	Element
	ContentType string `json:"contentType"`
	Language    string `json:"language"`
	Data        string `json:"data"`
	URL         string `json:"url"`
	Title       string `json:"title"`
}
