package fhir

// Appointment is one planned session of one patient.
type Appointment struct {
	Base
	Identifier            []Identifier             `json:"identifier"`
	Status                string                   `json:"status"`
	CancelationReason     CodeableConcept          `json:"cancelationReason"`
	ServiceCategory       []CodeableConcept        `json:"serviceCategory"`
	ServiceType           []CodeableConcept        `json:"serviceType"`
	Specialty             []CodeableConcept        `json:"specialty"`
	AppointmentType       CodeableConcept          `json:"appointmentType"`
	ReasonCode            []CodeableConcept        `json:"reasonCode"`
	ReasonReference       []Reference              `json:"reasonReference"`
	Description           string                   `json:"description"`
	SupportingInformation []Reference              `json:"supportingInformation"`
	Start                 string                   `json:"start"`
	End                   string                   `json:"end"`
	MinutesDuration       int                      `json:"minutesDuration"`
	Slot                  []Reference              `json:"slot"`
	Created               string                   `json:"created"`
	Comment               string                   `json:"comment"`
	PatientInstruction    string                   `json:"patientInstruction"`
	BasedOn               []Reference              `json:"basedOn"`
	Participant           []AppointmentParticipant `json:"participant"`
}

// Schedule is, in this product, a series of group sessions, whoever comes to it.
type Schedule struct {
	Base
	Identifier      []Identifier      `json:"identifier"`
	Active          *bool             `json:"active"`
	ServiceCategory []CodeableConcept `json:"serviceCategory"`
	ServiceType     []CodeableConcept `json:"serviceType"`
	Specialty       []CodeableConcept `json:"specialty"`
	Actor           []Reference       `json:"actor"`
	PlanningHorizon Period            `json:"planningHorizon"`
	Comment         string            `json:"comment"`
}

// Slot is one session of a series, to which the appointments of its members point.
type Slot struct {
	Base
	Identifier      []Identifier      `json:"identifier"`
	ServiceCategory []CodeableConcept `json:"serviceCategory"`
	ServiceType     []CodeableConcept `json:"serviceType"`
	Specialty       []CodeableConcept `json:"specialty"`
	AppointmentType CodeableConcept   `json:"appointmentType"`
	Schedule        Reference         `json:"schedule"`
	Status          string            `json:"status"`
	Start           string            `json:"start"`
	End             string            `json:"end"`
	Overbooked      *bool             `json:"overbooked"`
	Comment         string            `json:"comment"`
}

// AppointmentParticipant is one who takes part, and what they answered.
type AppointmentParticipant struct {
	Element
	Type     []CodeableConcept `json:"type"`
	Actor    Reference         `json:"actor"`
	Required string            `json:"required"`
	Status   string            `json:"status"`
	Period   Period            `json:"period"`
}

// AppointmentResponse is a participant's answer.
type AppointmentResponse struct {
	Base
	Identifier        []Identifier      `json:"identifier"`
	Appointment       Reference         `json:"appointment"`
	Start             string            `json:"start"`
	End               string            `json:"end"`
	ParticipantType   []CodeableConcept `json:"participantType"`
	Actor             Reference         `json:"actor"`
	ParticipantStatus string            `json:"participantStatus"`
	Comment           string            `json:"comment"`
}

// Encounter is a visit that took place, or that should have.
type Encounter struct {
	Base
	Identifier      []Identifier           `json:"identifier"`
	Status          string                 `json:"status"`
	StatusHistory   []StatusHistory        `json:"statusHistory"`
	Class           Coding                 `json:"class"`
	Type            []CodeableConcept      `json:"type"`
	ServiceType     CodeableConcept        `json:"serviceType"`
	Subject         Reference              `json:"subject"`
	EpisodeOfCare   []Reference            `json:"episodeOfCare"`
	Participant     []EncounterParticipant `json:"participant"`
	Appointment     []Reference            `json:"appointment"`
	Period          Period                 `json:"period"`
	ReasonCode      []CodeableConcept      `json:"reasonCode"`
	ServiceProvider Reference              `json:"serviceProvider"`
}

// EncounterParticipant is one who took part.
type EncounterParticipant struct {
	Element
	Type       []CodeableConcept `json:"type"`
	Period     Period            `json:"period"`
	Individual Reference         `json:"individual"`
}

// StatusHistory is one past status.
type StatusHistory struct {
	Element
	Status string `json:"status"`
	Period Period `json:"period"`
}

// EpisodeOfCare is a stay in the programme.
type EpisodeOfCare struct {
	Base
	Identifier           []Identifier       `json:"identifier"`
	Status               string             `json:"status"`
	StatusHistory        []StatusHistory    `json:"statusHistory"`
	Type                 []CodeableConcept  `json:"type"`
	Diagnosis            []EpisodeDiagnosis `json:"diagnosis"`
	Patient              Reference          `json:"patient"`
	ManagingOrganization Reference          `json:"managingOrganization"`
	Period               Period             `json:"period"`
	CareManager          Reference          `json:"careManager"`
	Team                 []Reference        `json:"team"`
}

// EpisodeDiagnosis is a condition that the stay is for.
type EpisodeDiagnosis struct {
	Element
	Condition Reference       `json:"condition"`
	Role      CodeableConcept `json:"role"`
	Rank      int             `json:"rank"`
}

// Coverage is the payer's cover.
type Coverage struct {
	Base
	Identifier   []Identifier    `json:"identifier"`
	Status       string          `json:"status"`
	Type         CodeableConcept `json:"type"`
	SubscriberID string          `json:"subscriberId"`
	Beneficiary  Reference       `json:"beneficiary"`
	Relationship CodeableConcept `json:"relationship"`
	Period       Period          `json:"period"`
	Payor        []Reference     `json:"payor"`
}

// ClaimResponse is, in this product, a preauthorisation of visits.
type ClaimResponse struct {
	Base
	Identifier    []Identifier        `json:"identifier"`
	Status        string              `json:"status"`
	Type          CodeableConcept     `json:"type"`
	Use           string              `json:"use"`
	Patient       Reference           `json:"patient"`
	Created       string              `json:"created"`
	Insurer       Reference           `json:"insurer"`
	Outcome       string              `json:"outcome"`
	Disposition   string              `json:"disposition"`
	PreAuthRef    string              `json:"preAuthRef"`
	PreAuthPeriod Period              `json:"preAuthPeriod"`
	Item          []ClaimResponseItem `json:"item"`
	Insurance     []ClaimInsurance    `json:"insurance"`
}

// ClaimResponseItem is the decision on one line.
type ClaimResponseItem struct {
	Element
	ItemSequence int            `json:"itemSequence"`
	Adjudication []Adjudication `json:"adjudication"`
}

// Adjudication is a part of the decision; Value counts visits.
type Adjudication struct {
	Element
	Category CodeableConcept `json:"category"`
	Reason   CodeableConcept `json:"reason"`
	Value    Decimal         `json:"value"`
}

// ClaimInsurance says which cover was used.
type ClaimInsurance struct {
	Element
	Sequence int       `json:"sequence"`
	Focal    *bool     `json:"focal"`
	Coverage Reference `json:"coverage"`
}
