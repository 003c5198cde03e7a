package engine

// types are the resources that a chart is made of. Others are not downloaded.
var types = []string{
	"Appointment", "AppointmentResponse", "CarePlan", "CareTeam", "ClaimResponse", "Communication", "Condition", "Coverage",
	"Encounter", "EpisodeOfCare", "Goal", "Location", "MedicationRequest", "MedicationStatement", "Observation", "Organization", "Patient", "Practitioner",
	"PractitionerRole", "Questionnaire", "QuestionnaireResponse", "RelatedPerson", "ServiceRequest", "Task",
}

// firstTypes are what the first screen needs.
var firstTypes = []string{"Patient", "Organization", "Questionnaire", "Task", "Appointment"}
