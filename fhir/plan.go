package fhir

// Observation is something measured or stated: a score, a strength, a barrier.
type Observation struct {
	Base
	Identifier           []Identifier           `json:"identifier"`
	BasedOn              []Reference            `json:"basedOn"`
	PartOf               []Reference            `json:"partOf"`
	Status               string                 `json:"status"`
	Category             []CodeableConcept      `json:"category"`
	Code                 CodeableConcept        `json:"code"`
	Subject              Reference              `json:"subject"`
	Focus                []Reference            `json:"focus"`
	Encounter            Reference              `json:"encounter"`
	EffectiveDateTime    string                 `json:"effectiveDateTime"`
	EffectivePeriod      *Period                `json:"effectivePeriod"`
	EffectiveInstant     string                 `json:"effectiveInstant"`
	Issued               string                 `json:"issued"`
	Performer            []Reference            `json:"performer"`
	ValueQuantity        *Quantity              `json:"valueQuantity"`
	ValueCodeableConcept *CodeableConcept       `json:"valueCodeableConcept"`
	ValueString          string                 `json:"valueString"`
	ValueBoolean         *bool                  `json:"valueBoolean"`
	ValueInteger         *int                   `json:"valueInteger"`
	DataAbsentReason     CodeableConcept        `json:"dataAbsentReason"`
	Interpretation       []CodeableConcept      `json:"interpretation"`
	Note                 []Annotation           `json:"note"`
	HasMember            []Reference            `json:"hasMember"`
	DerivedFrom          []Reference            `json:"derivedFrom"`
	Component            []ObservationComponent `json:"component"`
}

// ObservationComponent is one of several values measured together.
type ObservationComponent struct {
	Element
	Code                 CodeableConcept  `json:"code"`
	ValueQuantity        *Quantity        `json:"valueQuantity"`
	ValueCodeableConcept *CodeableConcept `json:"valueCodeableConcept"`
	ValueString          string           `json:"valueString"`
	ValueBoolean         *bool            `json:"valueBoolean"`
	ValueInteger         *int             `json:"valueInteger"`
}

// Condition is a problem that the patient circled.
type Condition struct {
	Base
	Identifier         []Identifier      `json:"identifier"`
	ClinicalStatus     CodeableConcept   `json:"clinicalStatus"`
	VerificationStatus CodeableConcept   `json:"verificationStatus"`
	Category           []CodeableConcept `json:"category"`
	Severity           CodeableConcept   `json:"severity"`
	Code               CodeableConcept   `json:"code"`
	Subject            Reference         `json:"subject"`
	Encounter          Reference         `json:"encounter"`
	OnsetDateTime      string            `json:"onsetDateTime"`
	AbatementDateTime  string            `json:"abatementDateTime"`
	RecordedDate       string            `json:"recordedDate"`
	Recorder           Reference         `json:"recorder"`
	Asserter           Reference         `json:"asserter"`
	Note               []Annotation      `json:"note"`
}

// Goal is a goal in the patient's words.
type Goal struct {
	Base
	Identifier        []Identifier      `json:"identifier"`
	LifecycleStatus   string            `json:"lifecycleStatus"`
	AchievementStatus CodeableConcept   `json:"achievementStatus"`
	Category          []CodeableConcept `json:"category"`
	Priority          CodeableConcept   `json:"priority"`
	Description       CodeableConcept   `json:"description"`
	Subject           Reference         `json:"subject"`
	StartDate         string            `json:"startDate"`
	Target            []GoalTarget      `json:"target"`
	StatusDate        string            `json:"statusDate"`
	StatusReason      string            `json:"statusReason"`
	ExpressedBy       Reference         `json:"expressedBy"`
	Addresses         []Reference       `json:"addresses"`
	Note              []Annotation      `json:"note"`
}

// GoalTarget is by when, and what is measured.
type GoalTarget struct {
	Element
	Measure      CodeableConcept `json:"measure"`
	DetailString string          `json:"detailString"`
	DueDate      string          `json:"dueDate"`
}

// CarePlan is part two of the plan, or the transition plan.
type CarePlan struct {
	Base
	Identifier     []Identifier       `json:"identifier"`
	BasedOn        []Reference        `json:"basedOn"`
	Replaces       []Reference        `json:"replaces"`
	PartOf         []Reference        `json:"partOf"`
	Status         string             `json:"status"`
	Intent         string             `json:"intent"`
	Category       []CodeableConcept  `json:"category"`
	Title          string             `json:"title"`
	Description    string             `json:"description"`
	Subject        Reference          `json:"subject"`
	Encounter      Reference          `json:"encounter"`
	Period         Period             `json:"period"`
	Created        string             `json:"created"`
	Author         Reference          `json:"author"`
	Contributor    []Reference        `json:"contributor"`
	CareTeam       []Reference        `json:"careTeam"`
	Addresses      []Reference        `json:"addresses"`
	SupportingInfo []Reference        `json:"supportingInfo"`
	Goal           []Reference        `json:"goal"`
	Activity       []CarePlanActivity `json:"activity"`
	Note           []Annotation       `json:"note"`
}

// CarePlanActivity is one step.
type CarePlanActivity struct {
	Element
	Reference Reference      `json:"reference"`
	Progress  []Annotation   `json:"progress"`
	Detail    ActivityDetail `json:"detail"`
}

// ActivityDetail is a step told in place.
type ActivityDetail struct {
	Element
	Kind            string          `json:"kind"`
	Code            CodeableConcept `json:"code"`
	Goal            []Reference     `json:"goal"`
	Status          string          `json:"status"`
	ScheduledPeriod *Period         `json:"scheduledPeriod"`
	ScheduledString string          `json:"scheduledString"`
	Location        Reference       `json:"location"`
	Performer       []Reference     `json:"performer"`
	Description     string          `json:"description"`
}

// ServiceRequest is a referral to care elsewhere.
type ServiceRequest struct {
	Base
	Identifier         []Identifier      `json:"identifier"`
	Status             string            `json:"status"`
	Intent             string            `json:"intent"`
	Category           []CodeableConcept `json:"category"`
	Code               CodeableConcept   `json:"code"`
	Subject            Reference         `json:"subject"`
	OccurrenceDateTime string            `json:"occurrenceDateTime"`
	AuthoredOn         string            `json:"authoredOn"`
	Requester          Reference         `json:"requester"`
	PerformerType      CodeableConcept   `json:"performerType"`
	Performer          []Reference       `json:"performer"`
	Note               []Annotation      `json:"note"`
	PatientInstruction string            `json:"patientInstruction"`
}

// MedicationRequest is a prescription, to read.
type MedicationRequest struct {
	Base
	Identifier                []Identifier    `json:"identifier"`
	Status                    string          `json:"status"`
	Intent                    string          `json:"intent"`
	MedicationCodeableConcept CodeableConcept `json:"medicationCodeableConcept"`
	MedicationReference       Reference       `json:"medicationReference"`
	Subject                   Reference       `json:"subject"`
	AuthoredOn                string          `json:"authoredOn"`
	Requester                 Reference       `json:"requester"`
	Note                      []Annotation    `json:"note"`
	DosageInstruction         []Dosage        `json:"dosageInstruction"`
}

// MedicationStatement is what a patient takes, to read.
type MedicationStatement struct {
	Base
	Identifier                []Identifier    `json:"identifier"`
	Status                    string          `json:"status"`
	MedicationCodeableConcept CodeableConcept `json:"medicationCodeableConcept"`
	MedicationReference       Reference       `json:"medicationReference"`
	Subject                   Reference       `json:"subject"`
	EffectiveDateTime         string          `json:"effectiveDateTime"`
	EffectivePeriod           *Period         `json:"effectivePeriod"`
	DateAsserted              string          `json:"dateAsserted"`
	InformationSource         Reference       `json:"informationSource"`
	Note                      []Annotation    `json:"note"`
	Dosage                    []Dosage        `json:"dosage"`
}

// Dosage is how a medication is taken, as the prescriber wrote it.
type Dosage struct {
	Element
	Sequence           int    `json:"sequence"`
	Text               string `json:"text"`
	PatientInstruction string `json:"patientInstruction"`
}

// ActivityDefinition is a skill.
type ActivityDefinition struct {
	Base
	URL         string            `json:"url"`
	Identifier  []Identifier      `json:"identifier"`
	Version     string            `json:"version"`
	Name        string            `json:"name"`
	Title       string            `json:"title"`
	Status      string            `json:"status"`
	Description string            `json:"description"`
	Topic       []CodeableConcept `json:"topic"`
	Kind        string            `json:"kind"`
	Code        CodeableConcept   `json:"code"`
}
