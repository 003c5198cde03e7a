// Package access decides who may do what with which resource. The table in this
// file is the whole policy: what no row allows is denied. It is asked for every
// resource that leaves the server or is written, in a search, a history or a
// Bundle as well as alone. SMART scopes narrow it further and never widen it.
package access

import (
	"throughline/clinic/auth"
)

// RoleSystem is the server itself: import, the demo and the server's own rules.
// No token carries it.
const RoleSystem auth.Role = "system"

// owner says whose a resource has to be for a row to apply.
type owner int

const (
	anyone      owner = iota // everybody's, or any patient's of the clinic
	ownRecord                // in the compartment of the principal's patient and in no other
	ownWord                  // ownRecord, and said by the patient (see authorship)
	ownTask                  // ownRecord, and the patient is to do it
	ownExchange              // ownRecord, and the patient sent it or it was sent to them
	self                     // the resource that stands for the principal
	toThem                   // a Consent that names the principal and nobody else
	invited                  // the principal takes part in it, and the patient shares such sessions
	answers                  // the principal's own answer to an invitation, while sessions are shared
	taught                   // the patient shares what there is to learn
	consented                // an active Consent of the patient names the principal and this
	noted                    // consented one by one, and a note in the patient's own words
)

// row lets roles do interactions (c r u d s, as in SMART scopes) on types, where
// the owner fits and no label beyond these is on the resource.
type row struct {
	roles  []auth.Role
	may    string
	types  []string // nil means every type
	owner  owner
	labels Labels
}

var (
	system    = []auth.Role{RoleSystem}
	patient   = []auth.Role{auth.RolePatient}
	lovedOne  = []auth.Role{auth.RoleRelatedPerson}
	clinical  = []auth.Role{auth.RoleTherapist, auth.RolePsychiatrist, auth.RoleCareCoordinator}
	prescribe = []auth.Role{auth.RolePsychiatrist}
	frontDesk = []auth.Role{auth.RoleFrontDesk}
	admin     = []auth.Role{auth.RoleAdmin}
)

var (
	// directory is who and what the clinic is, and what it offers to everybody.
	directory = []string{
		"Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService",
	}
	definitions = []string{
		"Questionnaire", "ActivityDefinition", "PlanDefinition", "Library", "ValueSet", "CodeSystem", "Medication",
	}
	education = []string{"ActivityDefinition"}
	schedule  = []string{"Appointment", "AppointmentResponse", "Schedule", "Slot"}
	// careRecord is what clinical staff write about a patient.
	careRecord = []string{
		"AllergyIntolerance", "CarePlan", "CareTeam", "ClaimResponse", "Communication", "Condition", "Consent",
		"Coverage", "DiagnosticReport", "DocumentReference", "Encounter", "EpisodeOfCare", "Flag", "Goal", "Group",
		"List", "MedicationStatement", "Observation", "Patient", "Procedure", "Provenance", "QuestionnaireResponse",
		"RelatedPerson", "ServiceRequest", "Task",
	}
	prescriptions = []string{"MedicationRequest", "MedicationAdministration"}
	// removable is what may be deleted; the rest is marked entered-in-error.
	removable = []string{"Appointment", "Schedule", "Slot", "Goal", "Condition", "Observation", "CarePlan", "List"}
	// ownRecordTypes is what a patient sees of their own compartment. Not here:
	// Flag, Communication and Group, which have rows of their own or none.
	ownRecordTypes = []string{
		"Account", "AdverseEvent", "AllergyIntolerance", "Appointment", "AppointmentResponse", "AuditEvent",
		"BodyStructure", "CarePlan", "CareTeam", "ChargeItem", "Claim", "ClaimResponse", "ClinicalImpression",
		"Composition", "Condition", "Consent", "Coverage", "CoverageEligibilityResponse", "DeviceRequest",
		"DeviceUseStatement", "DiagnosticReport", "DocumentManifest", "DocumentReference", "Encounter",
		"EpisodeOfCare", "ExplanationOfBenefit", "FamilyMemberHistory", "Goal", "ImagingStudy", "Immunization",
		"ImmunizationEvaluation", "ImmunizationRecommendation", "Invoice", "List", "Media",
		"MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement",
		"MolecularSequence", "NutritionOrder", "Observation", "Patient", "Procedure", "Provenance",
		"QuestionnaireResponse", "RelatedPerson", "RequestGroup", "RiskAssessment", "ServiceRequest", "Specimen",
		"SupplyDelivery", "SupplyRequest", "Task", "VisionPrescription",
	}
	// ownWords is what a patient says; ownRetractions what they may take back.
	ownWords = []string{
		"QuestionnaireResponse", "AppointmentResponse", "Goal", "Condition", "Observation", "Communication",
		"Consent", "Flag", "CarePlan",
	}
	ownRetractions = []string{"Goal", "Condition", "Observation"}
	// shareable is what a Consent can open to a loved one beside sessions and notes.
	// Scores, check-ins, medication, alerts and who else is in a group can never be
	// shared; a CarePlan tells of medication, a CareTeam of other people.
	shareable = []string{"Goal"}
)

var table = []row{
	{system, "cruds", nil, anyone, AllLabels},

	{clinical, "rs", nil, anyone, AllLabels},
	{clinical, "cu", careRecord, anyone, AllLabels},
	{clinical, "cu", schedule, anyone, AllLabels},
	{clinical, "cu", definitions, anyone, AllLabels},
	{clinical, "d", removable, anyone, AllLabels},
	{prescribe, "cu", prescriptions, anyone, AllLabels},

	{frontDesk, "crus", schedule, anyone, AllLabels},
	{frontDesk, "rs", directory, anyone, NoLabels},

	{admin, "rs", []string{"AuditEvent"}, anyone, AllLabels},
	{admin, "cruds", directory, anyone, NoLabels},
	{admin, "cruds", definitions, anyone, NoLabels},

	{patient, "rs", directory, anyone, NoLabels},
	{patient, "rs", definitions, anyone, NoLabels},
	{patient, "rs", ownRecordTypes, ownRecord, AllLabels &^ NotForPatient},
	{patient, "rs", []string{"Communication"}, ownExchange, AllLabels &^ NotForPatient},
	{patient, "rs", []string{"Flag"}, ownWord, AllLabels &^ NotForPatient},
	{patient, "cu", ownWords, ownWord, AllLabels &^ NotForPatient},
	{patient, "d", ownRetractions, ownWord, AllLabels &^ NotForPatient},
	{patient, "u", []string{"Task"}, ownTask, AllLabels &^ NotForPatient},

	// Nothing of this holds while no Consent is active: see Caller.Shut. Further
	// labels are let pass where the Consent names them.
	{lovedOne, "rs", directory, anyone, NoLabels},
	{lovedOne, "rs", education, taught, NoLabels},
	{lovedOne, "rsu", []string{"RelatedPerson"}, self, NoLabels}, // u: to leave, and no more (records.protected)
	{lovedOne, "rs", []string{"Consent"}, toThem, MentalHealth | SubstanceUse},
	{lovedOne, "rs", []string{"Appointment"}, invited, MentalHealth},
	{lovedOne, "crus", []string{"AppointmentResponse"}, answers, MentalHealth},
	{lovedOne, "rs", shareable, consented, MentalHealth},
	{lovedOne, "rs", []string{"Communication"}, noted, MentalHealth},
}
