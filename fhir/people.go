package fhir

// Patient is a person in the programme.
type Patient struct {
	Base
	Identifier           []Identifier           `json:"identifier"`
	Active               *bool                  `json:"active"`
	Name                 []HumanName            `json:"name"`
	Telecom              []ContactPoint         `json:"telecom"`
	Gender               string                 `json:"gender"`
	BirthDate            string                 `json:"birthDate"`
	Address              []Address              `json:"address"`
	Communication        []PatientCommunication `json:"communication"`
	GeneralPractitioner  []Reference            `json:"generalPractitioner"`
	ManagingOrganization Reference              `json:"managingOrganization"`
}

// PatientCommunication is a language that the patient speaks.
type PatientCommunication struct {
	Element
	Language  CodeableConcept `json:"language"`
	Preferred *bool           `json:"preferred"`
}

// Practitioner is a member of staff as a person.
type Practitioner struct {
	Base
	Identifier    []Identifier    `json:"identifier"`
	Active        *bool           `json:"active"`
	Name          []HumanName     `json:"name"`
	Telecom       []ContactPoint  `json:"telecom"`
	Gender        string          `json:"gender"`
	BirthDate     string          `json:"birthDate"`
	Qualification []Qualification `json:"qualification"`
}

// Qualification is a credential: "LPC".
type Qualification struct {
	Element
	Identifier []Identifier    `json:"identifier"`
	Code       CodeableConcept `json:"code"`
	Period     Period          `json:"period"`
	Issuer     Reference       `json:"issuer"`
}

// PractitionerRole is what a member of staff does at the clinic.
type PractitionerRole struct {
	Base
	Identifier   []Identifier      `json:"identifier"`
	Active       *bool             `json:"active"`
	Period       Period            `json:"period"`
	Practitioner Reference         `json:"practitioner"`
	Organization Reference         `json:"organization"`
	Code         []CodeableConcept `json:"code"`
	Specialty    []CodeableConcept `json:"specialty"`
	Location     []Reference       `json:"location"`
	Telecom      []ContactPoint    `json:"telecom"`
}

// RelatedPerson is a loved one.
type RelatedPerson struct {
	Base
	Identifier   []Identifier      `json:"identifier"`
	Active       *bool             `json:"active"`
	Patient      Reference         `json:"patient"`
	Relationship []CodeableConcept `json:"relationship"`
	Name         []HumanName       `json:"name"`
	Telecom      []ContactPoint    `json:"telecom"`
	Period       Period            `json:"period"`
}

// Organization is the clinic or a payer.
type Organization struct {
	Base
	Identifier []Identifier      `json:"identifier"`
	Active     *bool             `json:"active"`
	Type       []CodeableConcept `json:"type"`
	Name       string            `json:"name"`
	Alias      []string          `json:"alias"`
	Telecom    []ContactPoint    `json:"telecom"`
	Address    []Address         `json:"address"`
	PartOf     Reference         `json:"partOf"`
}

// Location is where sessions are held.
type Location struct {
	Base
	Identifier           []Identifier       `json:"identifier"`
	Status               string             `json:"status"`
	Name                 string             `json:"name"`
	Description          string             `json:"description"`
	Mode                 string             `json:"mode"`
	Type                 []CodeableConcept  `json:"type"`
	Telecom              []ContactPoint     `json:"telecom"`
	Address              Address            `json:"address"`
	ManagingOrganization Reference          `json:"managingOrganization"`
	PartOf               Reference          `json:"partOf"`
	HoursOfOperation     []HoursOfOperation `json:"hoursOfOperation"`
}

// HoursOfOperation is when a location is open, in wall time.
type HoursOfOperation struct {
	Element
	DaysOfWeek  []string `json:"daysOfWeek"` // mon tue wed thu fri sat sun
	AllDay      *bool    `json:"allDay"`
	OpeningTime string   `json:"openingTime"` // hh:mm:ss
	ClosingTime string   `json:"closingTime"`
}

// CareTeam is who looks after a patient.
type CareTeam struct {
	Base
	Identifier           []Identifier          `json:"identifier"`
	Status               string                `json:"status"`
	Category             []CodeableConcept     `json:"category"`
	Name                 string                `json:"name"`
	Subject              Reference             `json:"subject"`
	Encounter            Reference             `json:"encounter"`
	Period               Period                `json:"period"`
	Participant          []CareTeamParticipant `json:"participant"`
	ManagingOrganization []Reference           `json:"managingOrganization"`
	Telecom              []ContactPoint        `json:"telecom"`
	Note                 []Annotation          `json:"note"`
}

// CareTeamParticipant is one member and what they are there for.
type CareTeamParticipant struct {
	Element
	Role       []CodeableConcept `json:"role"`
	Member     Reference         `json:"member"`
	OnBehalfOf Reference         `json:"onBehalfOf"`
	Period     Period            `json:"period"`
}
