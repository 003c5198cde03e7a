package fhir

// Task is something to be done: a check-in that is due, a review, a call.
type Task struct {
	Base
	Identifier            []Identifier    `json:"identifier"`
	InstantiatesCanonical string          `json:"instantiatesCanonical"`
	BasedOn               []Reference     `json:"basedOn"`
	PartOf                []Reference     `json:"partOf"`
	Status                string          `json:"status"`
	StatusReason          CodeableConcept `json:"statusReason"`
	BusinessStatus        CodeableConcept `json:"businessStatus"`
	Intent                string          `json:"intent"`
	Priority              string          `json:"priority"`
	Code                  CodeableConcept `json:"code"`
	Description           string          `json:"description"`
	Focus                 Reference       `json:"focus"`
	For                   Reference       `json:"for"`
	Encounter             Reference       `json:"encounter"`
	ExecutionPeriod       Period          `json:"executionPeriod"`
	AuthoredOn            string          `json:"authoredOn"`
	LastModified          string          `json:"lastModified"`
	Requester             Reference       `json:"requester"`
	Owner                 Reference       `json:"owner"`
	ReasonCode            CodeableConcept `json:"reasonCode"`
	ReasonReference       Reference       `json:"reasonReference"`
	Note                  []Annotation    `json:"note"`
	Restriction           TaskRestriction `json:"restriction"`
	Input                 []TaskParameter `json:"input"`
	Output                []TaskParameter `json:"output"`
}

// TaskRestriction is by when, and for whom.
type TaskRestriction struct {
	Element
	Repetitions int         `json:"repetitions"`
	Period      Period      `json:"period"`
	Recipient   []Reference `json:"recipient"`
}

// TaskParameter is an input or an output.
type TaskParameter struct {
	Element
	Type           CodeableConcept `json:"type"`
	ValueString    string          `json:"valueString"`
	ValueURI       string          `json:"valueUri"`
	ValueCanonical string          `json:"valueCanonical"`
	ValueInteger   *int            `json:"valueInteger"`
	ValueBoolean   *bool           `json:"valueBoolean"`
	ValueReference *Reference      `json:"valueReference"`
}

// Communication is a message that was sent.
type Communication struct {
	Base
	Identifier            []Identifier           `json:"identifier"`
	BasedOn               []Reference            `json:"basedOn"`
	PartOf                []Reference            `json:"partOf"`
	InResponseTo          []Reference            `json:"inResponseTo"`
	Status                string                 `json:"status"`
	Category              []CodeableConcept      `json:"category"`
	Priority              string                 `json:"priority"`
	Subject               Reference              `json:"subject"`
	Topic                 CodeableConcept        `json:"topic"`
	About                 []Reference            `json:"about"`
	Encounter             Reference              `json:"encounter"`
	Sent                  string                 `json:"sent"`
	Received              string                 `json:"received"`
	Recipient             []Reference            `json:"recipient"`
	Sender                Reference              `json:"sender"`
	ReasonCode            []CodeableConcept      `json:"reasonCode"`
	Payload               []CommunicationPayload `json:"payload"`
	Note                  []Annotation           `json:"note"`
	InstantiatesCanonical []string               `json:"instantiatesCanonical"`
}

// CommunicationPayload is a part of the message.
type CommunicationPayload struct {
	Element
	ContentString     string      `json:"contentString"`
	ContentReference  *Reference  `json:"contentReference"`
	ContentAttachment *Attachment `json:"contentAttachment"`
}

// Flag is a warning to staff.
type Flag struct {
	Base
	Identifier []Identifier      `json:"identifier"`
	Status     string            `json:"status"`
	Category   []CodeableConcept `json:"category"`
	Code       CodeableConcept   `json:"code"`
	Subject    Reference         `json:"subject"`
	Period     Period            `json:"period"`
	Encounter  Reference         `json:"encounter"`
	Author     Reference         `json:"author"`
}

// Consent is what a patient lets a loved one see.
type Consent struct {
	Base
	Identifier   []Identifier      `json:"identifier"`
	Status       string            `json:"status"`
	Scope        CodeableConcept   `json:"scope"`
	Category     []CodeableConcept `json:"category"`
	Patient      Reference         `json:"patient"`
	DateTime     string            `json:"dateTime"`
	Performer    []Reference       `json:"performer"`
	Organization []Reference       `json:"organization"`
	PolicyRule   CodeableConcept   `json:"policyRule"`
	Provision    Provision         `json:"provision"`
}

// Provision is one rule of a consent.
type Provision struct {
	Element
	Type          string            `json:"type"`
	Period        Period            `json:"period"`
	Actor         []ProvisionActor  `json:"actor"`
	Action        []CodeableConcept `json:"action"`
	SecurityLabel []Coding          `json:"securityLabel"`
	Purpose       []Coding          `json:"purpose"`
	Class         []Coding          `json:"class"`
	Code          []CodeableConcept `json:"code"`
	DataPeriod    Period            `json:"dataPeriod"`
	Data          []ProvisionData   `json:"data"`
	Provision     []Provision       `json:"provision"`
}

// ProvisionActor is for whom the rule is.
type ProvisionActor struct {
	Element
	Role      CodeableConcept `json:"role"`
	Reference Reference       `json:"reference"`
}

// ProvisionData is which resource the rule is about.
type ProvisionData struct {
	Element
	Meaning   string    `json:"meaning"`
	Reference Reference `json:"reference"`
}
