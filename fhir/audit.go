package fhir

// Provenance says who did it; targets are versioned references.
type Provenance struct {
	Base
	Target           []Reference        `json:"target"`
	OccurredDateTime string             `json:"occurredDateTime"`
	OccurredPeriod   *Period            `json:"occurredPeriod"`
	Recorded         string             `json:"recorded"`
	Policy           []string           `json:"policy"`
	Location         Reference          `json:"location"`
	Reason           []CodeableConcept  `json:"reason"`
	Activity         CodeableConcept    `json:"activity"`
	Agent            []ProvenanceAgent  `json:"agent"`
	Entity           []ProvenanceEntity `json:"entity"`
}

// ProvenanceAgent is one who took part.
type ProvenanceAgent struct {
	Element
	Type       CodeableConcept   `json:"type"`
	Role       []CodeableConcept `json:"role"`
	Who        Reference         `json:"who"`
	OnBehalfOf Reference         `json:"onBehalfOf"`
}

// ProvenanceEntity is what was used.
type ProvenanceEntity struct {
	Element
	Role string    `json:"role"`
	What Reference `json:"what"`
}

// AuditEvent says who looked.
type AuditEvent struct {
	Base
	Type           Coding            `json:"type"`
	Subtype        []Coding          `json:"subtype"`
	Action         string            `json:"action"`
	Period         Period            `json:"period"`
	Recorded       string            `json:"recorded"`
	Outcome        string            `json:"outcome"`
	OutcomeDesc    string            `json:"outcomeDesc"`
	PurposeOfEvent []CodeableConcept `json:"purposeOfEvent"`
	Agent          []AuditAgent      `json:"agent"`
	Source         AuditSource       `json:"source"`
	Entity         []AuditEntity     `json:"entity"`
}

// AuditAgent is one who took part.
type AuditAgent struct {
	Element
	Type      CodeableConcept   `json:"type"`
	Role      []CodeableConcept `json:"role"`
	Who       Reference         `json:"who"`
	AltID     string            `json:"altId"`
	Name      string            `json:"name"`
	Requestor *bool             `json:"requestor"`
	Policy    []string          `json:"policy"`
	Network   AuditNetwork      `json:"network"`
}

// AuditNetwork is from where.
type AuditNetwork struct {
	Element
	Address string `json:"address"`
	Type    string `json:"type"`
}

// AuditSource is who reports.
type AuditSource struct {
	Element
	Site     string    `json:"site"`
	Observer Reference `json:"observer"`
	Type     []Coding  `json:"type"`
}

// AuditEntity is what was looked at.
type AuditEntity struct {
	Element
	What          Reference     `json:"what"`
	Type          Coding        `json:"type"`
	Role          Coding        `json:"role"`
	SecurityLabel []Coding      `json:"securityLabel"`
	Name          string        `json:"name"`
	Description   string        `json:"description"`
	Query         string        `json:"query"`
	Detail        []AuditDetail `json:"detail"`
}

// AuditDetail is one more fact.
type AuditDetail struct {
	Element
	Type        string `json:"type"`
	ValueString string `json:"valueString"`
}
