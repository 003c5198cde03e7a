package profile

import (
	"crypto/sha1" //nolint:gosec // RFC 4122 names SHA-1 for version 5; nothing is protected by it
	"encoding/hex"

	"throughline/fhir"
)

// Base is where the product's own extensions, code systems and questionnaires
// live.
const Base = "https://throughline.app/fhir"

// The product's extensions.
const (
	ExtUrgentFrom    = Base + "/StructureDefinition/urgent-from"       // Questionnaire.item, valueInteger: the least ordinal, or number, that is urgent
	ExtUrgentWhen    = Base + "/StructureDefinition/urgent-when"       // Questionnaire.item, repeats, valueBoolean or valueCoding: an answer that is urgent; Questionnaire.item.answerOption, valueBoolean: choosing it is
	ExtUrgentAlerts  = Base + "/StructureDefinition/urgent-alerts"     // Questionnaire or Organization, valueBoolean: false where urgent answers alert no staff
	ExtAnsweredAt    = Base + "/StructureDefinition/answered-at"       // QuestionnaireResponse.item, valueDateTime: when an urgent answer was given
	ExtCallBack      = Base + "/StructureDefinition/call-back"         // QuestionnaireResponse, valueString: a number to call
	ExtUrgentAnswer  = Base + "/StructureDefinition/urgent-answer"     // Flag, repeats, one for each time that the answer or what was said with it changed: see UrgentAnswer
	ExtPrescriber    = Base + "/StructureDefinition/prescriber-from"   // Questionnaire.item, valueInteger: the least ordinal that goes to the prescriber's list
	ExtExcused       = Base + "/StructureDefinition/excused"           // Encounter.statusHistory, valueCode "excused": who was not there was excused
	ExtPreviousStart = Base + "/StructureDefinition/previous-start"    // Appointment, valueInstant: where a moved session was
	ExtPreviousPlace = Base + "/StructureDefinition/previous-place"    // Appointment, valueString, or valueCode video: where a session was to be that is held elsewhere now
	ExtSlotActor     = Base + "/StructureDefinition/slot-actor"        // Slot, repeats, valueReference: who leads this session and where, other than its Schedule says
	ExtWeekly        = Base + "/StructureDefinition/weekly-time"       // Schedule, repeats: day, time of one weekly session, in the zone of its timezone extension
	ExtMinutes       = Base + "/StructureDefinition/minutes"           // Schedule, valueInteger: how long each session is
	ExtOff           = Base + "/StructureDefinition/day-off"           // Schedule, repeats, valueDate: a day without it
	ExtTopic         = Base + "/StructureDefinition/topic"             // Schedule, repeats, and Slot: title, model, skill (repeats) of a session; a Schedule's go round
	ExtBring         = Base + "/StructureDefinition/bring"             // Schedule, valueString: what to bring
	ExtModel         = Base + "/StructureDefinition/session-model"     // Appointment, valueString: the curriculum's model
	ExtVideo         = Base + "/StructureDefinition/video"             // Appointment, valueBoolean: held by video
	ExtJoinURL       = Base + "/StructureDefinition/join-url"          // Appointment, valueUrl: where to join
	ExtSafeNow       = Base + "/StructureDefinition/safe-now"          // QuestionnaireResponse, valueCode yes, no or unsure: "Are you safe right now?"
	ExtWording       = Base + "/StructureDefinition/wording"           // Goal, Condition, Observation, CarePlan.activity, repeats: text, at, by, who, role, what, why of one change
	ExtStep          = Base + "/StructureDefinition/goal-step"         // Goal, repeats: id, text, done, rank, at of one small step
	ExtTicks         = Base + "/StructureDefinition/ticks"             // CarePlan.activity, valueString: the line of another plan that this one ticks
	ExtTelephone     = Base + "/StructureDefinition/telephone"         // ServiceRequest, valueString: how to reach who performs it
	ExtWrittenBy     = Base + "/StructureDefinition/written-by"        // meta of any resource, valueUri: who wrote this version, by the server's word
	ExtBringToGroup  = Base + "/StructureDefinition/bring-to-group"    // Observation of a practice, valueBoolean: to be talked about in group
	ExtWindowEnd     = Base + "/StructureDefinition/window-end"        // Task of a follow-up, valueDate: the last day on which it can be answered in time
	ExtOutcome       = Base + "/StructureDefinition/call-outcome"      // Task.note of a call about a follow-up, valueCode: care.CallOutcome
	ExtShareJoin     = Base + "/StructureDefinition/share-join-link"   // Consent.provision, valueBoolean: the link of a session's room too
	ExtInvitedUntil  = Base + "/StructureDefinition/invited-until"     // RelatedPerson, valueDateTime: how long their code can be used, by the server's word
	ExtSetting       = Base + "/StructureDefinition/programme-setting" // Organization, repeats: name, value of what a clinic has set of the programme's rules
)

// ExtWorkStep is what somebody did about a piece of staff's work: Task.note, step, code, to and beside of
// care.WorkStep. Notes are only ever added.
const ExtWorkStep = Base + "/StructureDefinition/work-step"

// ExtIfNoneMatch says, in CapabilityStatement.rest.resource as a valueBoolean, that a PUT with
// If-None-Match: * creates and never replaces (RFC 9110 section 13.1.2). R4 has no element for it.
const ExtIfNoneMatch = Base + "/StructureDefinition/if-none-match"

// ExtMaxEntries says, in CapabilityStatement.rest as a valueInteger, how many entries a Bundle that is posted may have. R4 has
// no element for it.
const ExtMaxEntries = Base + "/StructureDefinition/max-bundle-entries"

// The product's code systems.
const (
	SystemTask       = Base + "/CodeSystem/task"            // review-check-in, team-review
	SystemSession    = Base + "/CodeSystem/session-kind"    // group, individual, medication, family
	SystemProgramme  = Base + "/CodeSystem/programme"       // mental-health, dual-diagnosis
	SystemChallenge  = Base + "/CodeSystem/challenge"       // the ten of care.Challenges, and other
	SystemPlan       = Base + "/CodeSystem/plan"            // treatment, transition
	SystemPart       = Base + "/CodeSystem/plan-part"       // care.PartKind and care.TransitionKind
	SystemDuty       = Base + "/CodeSystem/duty"            // care.Duty, on a PractitionerRole
	SystemTeam       = Base + "/CodeSystem/team-part"       // care.TeamPart
	SystemApproval   = Base + "/CodeSystem/approval"        // visits
	SystemInstrument = Base + "/CodeSystem/instrument"      // care.Instrument, and a score's code where LOINC has none
	SystemItem       = Base + "/CodeSystem/instrument-item" // "pcl-5-1"
	SystemSeries     = Base + "/session-series"             // identifiers of a series of sessions
	SystemConcern    = Base + "/CodeSystem/concern"         // care.Concern, on a Flag for staff
	SystemFollowUp   = Base + "/CodeSystem/follow-up"       // missed
	SystemEscalation = Base + "/CodeSystem/escalation"      // 1 second person, 2 supervisor
	SystemWork       = Base + "/CodeSystem/work-state"      // care.WorkState, on a Task for staff
	SystemCancelled  = Base + "/CodeSystem/cancelled"       // left-group: only for this patient; and excused, on an Encounter
	SystemSkill      = Base + "/CodeSystem/skill"           // care.Skill.Key
	SystemLevel      = Base + "/CodeSystem/level-of-care"   // care.Level
	SystemNote       = Base + "/CodeSystem/communication"   // note
	SystemSharing    = Base + "/CodeSystem/sharing-purpose" // care.SharingPurpose
	SystemPractice   = Base + "/CodeSystem/practice"        // before, after, for, and "words" of a practice
)

// Codes of the product's own systems that both sides use.
const (
	TaskReview     = "review-check-in"
	TaskWork       = "work-on-check-in" // staff's alone; focus: the response; what leads to the review
	TaskTeamReview = "team-review"
	TaskTriage     = "triage-urgent-answer" // focus: the Flag; reasonReference: the response
	TaskPrescriber = "prescriber-review"    // focus: the response
	TaskCall       = "call-about-follow-up" // staff's; focus: the follow-up's task
	TaskReferral   = "referral-taken-up"    // the patient's: they have met who they were referred to
	TaskTold       = "told"                 // Task.output of a team review: what the patient is told
	PlanCloseness  = "closeness"            // Observation: how close a goal feels, 0 to care.ClosenessTop
	PlanOwnCare    = "own-care"             // Observation: a therapist or prescriber that the patient has
	PlanLevel      = "level-of-care"        // Observation by staff: where the patient is on the spectrum of care
	PlanTreatment  = "treatment"
	PlanTransition = "transition"
	ApprovalVisits = "visits"
	CategoryNote   = "note" // Communication: words of the patient's to share
	LeftGroup      = "left-group"
	Excused        = "excused"
)

// Canonicals of the product's forms that are no check-ins.
const (
	FormAssessment = Base + "/Questionnaire/personal-assessment"
	FormSafetyCard = Base + "/Questionnaire/safety-card"
)

// Systems and extensions of others.
const (
	LOINC  = "http://loinc.org"
	SNOMED = "http://snomed.info/sct"

	SystemSDC               = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp" // complete-questionnaire, questionnaire, questionnaire-response
	SystemObservationClass  = "http://terminology.hl7.org/CodeSystem/observation-category"
	SystemConditionClass    = "http://hl7.org/fhir/us/core/CodeSystem/condition-category"
	SystemConditionClinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
	SystemConditionVerified = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
	SystemCarePlanClass     = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category"
	SystemStrength          = "http://hl7.org/fhir/us/eltss/CodeSystem/eltss-observation-codes-temporary"
	SystemGoalAchievement   = "http://terminology.hl7.org/CodeSystem/goal-achievement"
	SystemParticipation     = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
	SystemURI               = "urn:ietf:rfc:3986"
	SystemFlagClass         = "http://terminology.hl7.org/CodeSystem/flag-category"
	SystemActCode           = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	SystemActReason         = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
	PurposePayment          = "HPAYMT" // healthcare payment

	ExtOrdinal      = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
	ExtItemWeight   = "http://hl7.org/fhir/StructureDefinition/itemWeight" // the later name of ordinalValue
	ExtDataAbsent   = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
	ExtTimezone     = "http://hl7.org/fhir/StructureDefinition/timezone"
	ExtHidden       = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
	extSDC          = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
	ExtCalculated   = extSDC + "calculatedExpression"
	extEnableWhen   = extSDC + "enableWhenExpression"
	extUnitOpen     = extSDC + "unitOpen"
	extAnswers      = extSDC + "answerExpression"
	extCandidates   = extSDC + "candidateExpression"
	extSubForm      = extSDC + "subQuestionnaire"     // the questions of another form stand here
	extAssemble     = extSDC + "assemble-expectation" // the form has yet to be put together
	extHL7          = "http://hl7.org/fhir/StructureDefinition/"
	extMarkdown     = extHL7 + "rendering-markdown"
	extControl      = extHL7 + "questionnaire-itemControl"
	extCategory     = extHL7 + "questionnaire-displayCategory"
	extUnit         = extHL7 + "questionnaire-unit"
	extUnitOption   = extHL7 + "questionnaire-unitOption"
	extMinOccurs    = extHL7 + "questionnaire-minOccurs"
	extMaxOccurs    = extHL7 + "questionnaire-maxOccurs"
	extExclusive    = extHL7 + "questionnaire-optionExclusive"
	extPrefix       = extHL7 + "questionnaire-optionPrefix"
	extStep         = extHL7 + "questionnaire-sliderStepValue"
	extMinValue     = extHL7 + "minValue"
	extMaxValue     = extHL7 + "maxValue"
	extMinLength    = extHL7 + "minLength"
	extDecimals     = extHL7 + "maxDecimalPlaces"
	extRegex        = extHL7 + "regex"
	extFormat       = extHL7 + "entryFormat"
	AskedDeclined   = "asked-declined"
	BarrierSNOMED   = "811791000000103" // as the PACIO/PCO guide STU1 has it
	BarrierSNOMEDUS = "452341000124107"
)

// coding finds the code that c has in a system.
func coding(c fhir.CodeableConcept, system string) (string, bool) {
	for _, x := range c.Coding {
		if x.System == system {
			return x.Code, true
		}
	}
	return "", false
}

func anyHas(cs []fhir.CodeableConcept, system, code string) bool {
	for _, c := range cs {
		if c.Has(system, code) {
			return true
		}
	}
	return false
}

// namespace is the version 5 UUID of Base in RFC 4122's URL namespace.
var namespace = uuid5([16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}, Base)

// NameID is a logical id that follows from a name alone (RFC 4122, version 5),
// so that two devices which do the same make the same resource.
func NameID(name string) string {
	b := uuid5(namespace, name)
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func uuid5(space [16]byte, name string) [16]byte {
	sum := sha1.Sum(append(space[:], name...)) //nolint:gosec // see the import
	var out [16]byte
	copy(out[:], sum[:16])
	out[6] = out[6]&0x0f | 0x50
	out[8] = out[8]&0x3f | 0x80
	return out
}
