package fhir

import "encoding/json"

// Bundle is a set of resources: a search result, a history, a transaction.
type Bundle struct {
	Base
	Identifier *Identifier   `json:"identifier"`
	Type       string        `json:"type"`
	Timestamp  string        `json:"timestamp"`
	Total      *int          `json:"total"`
	Link       []BundleLink  `json:"link"`
	Entry      []BundleEntry `json:"entry"`
}

// LinkTo gives the url of a relation, such as "next"; empty if there is none.
func (b Bundle) LinkTo(relation string) string {
	for _, l := range b.Link {
		if l.Relation == relation {
			return l.URL
		}
	}
	return ""
}

// BundleLink is a page.
type BundleLink struct {
	Element
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

// BundleEntry is one resource and what is done or was done with it.
type BundleEntry struct {
	Element
	Link     []BundleLink    `json:"link"`
	FullURL  string          `json:"fullUrl"`
	Resource json.RawMessage `json:"resource"`
	Search   BundleSearch    `json:"search"`
	Request  BundleRequest   `json:"request"`
	Response BundleResponse  `json:"response"`
}

// BundleSearch says why an entry is in a search result.
type BundleSearch struct {
	Element
	Mode  string  `json:"mode"`
	Score Decimal `json:"score"`
}

// BundleRequest is what to do, or in a history what was done.
type BundleRequest struct {
	Element
	Method          string `json:"method"`
	URL             string `json:"url"`
	IfNoneMatch     string `json:"ifNoneMatch"`
	IfModifiedSince string `json:"ifModifiedSince"`
	IfMatch         string `json:"ifMatch"`
	IfNoneExist     string `json:"ifNoneExist"`
}

// BundleResponse is what came of it.
type BundleResponse struct {
	Element
	Status       string          `json:"status"`
	Location     string          `json:"location"`
	Etag         string          `json:"etag"`
	LastModified string          `json:"lastModified"`
	Outcome      json.RawMessage `json:"outcome"`
}

// OperationOutcome says what went wrong.
type OperationOutcome struct {
	Base
	Issue []Issue `json:"issue"`
}

// Issue is one thing that went wrong.
type Issue struct {
	Element
	Severity    string          `json:"severity"`
	Code        string          `json:"code"`
	Details     CodeableConcept `json:"details"`
	Diagnostics string          `json:"diagnostics"`
	Expression  []string        `json:"expression"`
}

// CapabilityStatement is what a server can do.
type CapabilityStatement struct {
	Base
	URL            string             `json:"url"`
	Version        string             `json:"version"`
	Name           string             `json:"name"`
	Title          string             `json:"title"`
	Status         string             `json:"status"`
	Experimental   *bool              `json:"experimental"`
	Date           string             `json:"date"`
	Publisher      string             `json:"publisher"`
	Description    string             `json:"description"`
	Kind           string             `json:"kind"`
	Instantiates   []string           `json:"instantiates"`
	Software       CapabilitySoftware `json:"software"`
	Implementation CapabilityInstance `json:"implementation"`
	FHIRVersion    string             `json:"fhirVersion"`
	Format         []string           `json:"format"`
	Rest           []CapabilityRest   `json:"rest"`
	Document       []json.RawMessage  `json:"document"`
	Messaging      []json.RawMessage  `json:"messaging"`
}

// CapabilitySoftware names the server's software.
type CapabilitySoftware struct {
	Element
	Name        string `json:"name"`
	Version     string `json:"version"`
	ReleaseDate string `json:"releaseDate"`
}

// CapabilityInstance is this installation.
type CapabilityInstance struct {
	Element
	Description string `json:"description"`
	URL         string `json:"url"`
}

// CapabilityRest is the REST interface.
type CapabilityRest struct {
	Element
	Mode          string                  `json:"mode"`
	Documentation string                  `json:"documentation"`
	Security      CapabilitySecurity      `json:"security"`
	Resource      []CapabilityResource    `json:"resource"`
	Interaction   []CapabilityInteraction `json:"interaction"`
	SearchParam   []CapabilitySearch      `json:"searchParam"`
}

// CapabilitySecurity is how requests are authorized.
type CapabilitySecurity struct {
	Element
	Cors        *bool             `json:"cors"`
	Service     []CodeableConcept `json:"service"`
	Description string            `json:"description"`
}

// CapabilityResource is what can be done with one type.
type CapabilityResource struct {
	Element
	Type              string                  `json:"type"`
	Profile           string                  `json:"profile"`
	SupportedProfile  []string                `json:"supportedProfile"`
	Documentation     string                  `json:"documentation"`
	Interaction       []CapabilityInteraction `json:"interaction"`
	Versioning        string                  `json:"versioning"`
	ReadHistory       *bool                   `json:"readHistory"`
	UpdateCreate      *bool                   `json:"updateCreate"`
	ConditionalCreate *bool                   `json:"conditionalCreate"`
	ConditionalRead   string                  `json:"conditionalRead"`
	ConditionalUpdate *bool                   `json:"conditionalUpdate"`
	ConditionalDelete string                  `json:"conditionalDelete"`
	SearchInclude     []string                `json:"searchInclude"`
	SearchRevInclude  []string                `json:"searchRevInclude"`
	SearchParam       []CapabilitySearch      `json:"searchParam"`
	Operation         []CapabilityOperation   `json:"operation"`
}

// CapabilityOperation is one operation, by the name under which it is called.
type CapabilityOperation struct {
	Element
	Name       string `json:"name"`
	Definition string `json:"definition"`
}

// CapabilityInteraction is one interaction.
type CapabilityInteraction struct {
	Element
	Code          string `json:"code"`
	Documentation string `json:"documentation"`
}

// CapabilitySearch is one search parameter.
type CapabilitySearch struct {
	Element
	Name          string `json:"name"`
	Definition    string `json:"definition"`
	Type          string `json:"type"`
	Documentation string `json:"documentation"`
}
