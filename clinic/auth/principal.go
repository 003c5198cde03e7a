package auth

import (
	"maps"
	"slices"
	"strings"
)

// Role is what a person is to the clinic. It decides which scopes can be granted at all, and
// the FHIR endpoints decide by it whose resources are seen.
type Role string

// The roles of the clinic's people.
const (
	RolePatient         Role = "patient"
	RoleRelatedPerson   Role = "related-person"
	RoleTherapist       Role = "therapist"
	RolePsychiatrist    Role = "psychiatrist"
	RoleCareCoordinator Role = "care-coordinator"
	RoleFrontDesk       Role = "front-desk"
	RoleAdmin           Role = "admin"
)

// Principal is who makes a request to the FHIR endpoints and by which client, as the server
// knows it now: a role changed or a user disabled since the token was issued counts at once.
type Principal struct {
	ClinicID  string
	UserID    string
	ClientID  string
	GrantID   string // one sign-in of one client; all its tokens are revoked together
	Role      Role
	FHIRUser  string // "Patient/{id}", "RelatedPerson/{id}" or "Practitioner/{id}"
	PatientID string // the patient in context, empty for staff
	Scopes    ScopeSet
}

// Allows reports whether the token lets the client do one interaction (c r u d s) on a type.
func (p Principal) Allows(resourceType string, interaction byte) bool {
	return p.Scopes.Allows(resourceType, interaction)
}

const identityScopes = "openid fhirUser offline_access "

// mayAsk is the widest set of scopes for each role. What is not here is granted to nobody.
var mayAsk = map[Role]ScopeSet{
	RolePatient:         ParseScopes(identityScopes + "launch/patient patient/*.cruds"),
	RoleRelatedPerson:   ParseScopes(identityScopes + "launch/patient patient/*.rs patient/AppointmentResponse.cruds patient/RelatedPerson.u"),
	RoleTherapist:       ParseScopes(identityScopes + "user/*.cruds"),
	RolePsychiatrist:    ParseScopes(identityScopes + "user/*.cruds"),
	RoleCareCoordinator: ParseScopes(identityScopes + "user/*.cruds"),
	RoleFrontDesk: ParseScopes(identityScopes + "user/Appointment.cruds user/AppointmentResponse.cruds " +
		"user/Patient.rs user/Practitioner.rs user/Schedule.rs user/Slot.rs user/Location.rs user/Organization.rs"),
	RoleAdmin: ParseScopes(identityScopes + "user/AuditEvent.rs user/Practitioner.cruds user/Organization.cruds " +
		"user/Location.cruds user/Questionnaire.cruds user/ActivityDefinition.cruds"),
}

// Roles lists the roles above.
func Roles() []Role { return slices.Sorted(maps.Keys(mayAsk)) }

// Valid reports whether the role is one of the roles above.
func (r Role) Valid() bool { _, ok := mayAsk[r]; return ok }

// fits reports whether a person of this role is said in FHIR by a resource of this reference's type.
func (r Role) fits(fhirUser string) bool {
	kind, id, ok := strings.Cut(fhirUser, "/")
	if !ok || id == "" || strings.Contains(id, "/") {
		return false
	}
	switch r {
	case RolePatient:
		return kind == "Patient"
	case RoleRelatedPerson:
		return kind == "RelatedPerson"
	default:
		return kind == "Practitioner"
	}
}
