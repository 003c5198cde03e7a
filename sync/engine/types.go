package engine

import (
	"slices"

	"throughline/care"
	"throughline/profile"
)

// types are the resources that a chart is made of. Others are not downloaded.
var types = []string{
	"Appointment", "AppointmentResponse", "CarePlan", "CareTeam", "ClaimResponse", "Communication", "Condition", "Consent", "Coverage",
	"Encounter", "EpisodeOfCare", "Flag", "Goal", "Location", "MedicationRequest", "MedicationStatement", "Observation", "Organization", "Patient", "Practitioner",
	"PractitionerRole", "Questionnaire", "QuestionnaireResponse", "RelatedPerson", "Schedule", "ServiceRequest", "Slot", "Task",
}

// firstTypes are what the first screen needs.
var firstTypes = []string{"Patient", "Organization", "Questionnaire", "Task", "Appointment"}

// lovedOneTypes are those of them that a patient can share, and who is who. To ask
// for others would be refused, and the patient would read of it.
var lovedOneTypes = []string{
	"Appointment", "AppointmentResponse", "Communication", "Consent", "Goal", "Location", "Organization", "Practitioner", "PractitionerRole", "RelatedPerson",
}

// staffTypes are those that only the clinic's staff are given: the groups, and what staff are to look at.
var staffTypes = []string{"Flag", "Schedule", "Slot"}

// wanted are the types of a list that this person's chart is made of.
func (e *Engine) wanted(of []string) []string {
	switch profile.RoleOf(e.identity.FHIRUser) {
	case care.RoleStaff:
		return of
	case care.RoleLovedOne:
	default:
		return slices.DeleteFunc(slices.Clone(of), func(typ string) bool { return slices.Contains(staffTypes, typ) })
	}
	return slices.DeleteFunc(slices.Clone(of), func(typ string) bool { return !slices.Contains(lovedOneTypes, typ) })
}
