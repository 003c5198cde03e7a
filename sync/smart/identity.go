package smart

import (
	"slices"
	"strings"
)

// Identity is who signed in and what they were granted. It may be kept as
// JSON beside the refresh token, for a start without a network.
type Identity struct {
	Subject  string   `json:"sub,omitempty"`      // the id_token's sub; unique at its issuer
	FHIRUser string   `json:"fhirUser,omitempty"` // "Patient/1", or absolute where it is not of the clinic's own server
	Patient  string   `json:"patient,omitempty"`  // the id of the patient in context
	Name     string   `json:"name,omitempty"`     // as the clinic's sign-in knows it
	Roles    []string `json:"roles,omitempty"`    // what the person is to the clinic, by its own word
	Scopes   []string `json:"scopes,omitempty"`   // granted, which may be less than was asked for
}

// orPatient takes the patient in context for who signed in where the clinic's server does
// not say who did: to say so is an ability of its own, sso-openid-connect (SMART App Launch
// 2.2, "Capability sets"). What the person may see and do is the server's to decide.
func (i Identity) orPatient() Identity {
	if i.FHIRUser == "" && i.Patient != "" {
		i.FHIRUser = "Patient/" + i.Patient
	}
	return i
}

// Allows says whether some granted scope covers one interaction, a letter of
// "cruds", on a resource type. A scope narrowed by search parameters counts.
// The v1 forms .read, .write and .* are understood too (SMART App Launch 2.2,
// "Scopes for requesting FHIR Resources").
func (i Identity) Allows(resourceType string, interaction byte) bool {
	return slices.ContainsFunc(i.Scopes, func(scope string) bool {
		context, rest, ok := strings.Cut(scope, "/")
		if !ok || (context != "patient" && context != "user") {
			return false
		}
		rest, _, _ = strings.Cut(rest, "?")
		typ, can, ok := strings.Cut(rest, ".")
		if !ok || (typ != resourceType && typ != "*") {
			return false
		}
		switch can {
		case "read":
			can = "rs"
		case "write":
			can = "cud"
		case "*":
			can = "cruds"
		}
		return strings.IndexByte(can, interaction) >= 0
	})
}

// resources are the types that the app uses, by what it does with them:
// history of a type needs s, and a create by PUT needs u.
var resources = []struct{ can, types string }{
	{"rs", "ActivityDefinition AuditEvent CareTeam ClaimResponse Coverage Encounter EpisodeOfCare Location " +
		"MedicationRequest MedicationStatement Organization Patient Practitioner PractitionerRole Provenance Questionnaire"},
	{"rus", "Appointment"},
	{"crus", "AppointmentResponse CarePlan Communication Condition Consent Flag Goal Observation QuestionnaireResponse RelatedPerson ServiceRequest Task"},
}

// staffResources are what staff do besides.
var staffResources = []struct{ can, types string }{
	{"crus", "Appointment ClaimResponse Coverage Encounter EpisodeOfCare Patient Questionnaire Schedule Slot"},
}

// DefaultScopes asks for what the app uses, for a patient or loved one and for
// staff alike: who signs in is not known before. The server grants what fits.
func DefaultScopes() []string {
	scopes := []string{"openid", "fhirUser", "offline_access", "launch/patient"}
	ask := func(context string, of []struct{ can, types string }) {
		for _, r := range of {
			for typ := range strings.FieldsSeq(r.types) {
				scopes = append(scopes, context+typ+"."+r.can)
			}
		}
	}
	ask("patient/", resources)
	ask("user/", resources)
	ask("user/", staffResources)
	return scopes
}
