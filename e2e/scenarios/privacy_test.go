package scenarios

import (
	"slices"
	"strings"
)

// privacyRule is one sentence of clinical.md ("Privacy: what shapes the design") or of program.md, as a hand wrote it: of
// every resource that such a viewer sees it says whether they may. The server's own table is not asked.
type privacyRule struct {
	says    string
	viewers string // those of the matrix
	may     func(typ string, mine, labelled bool) bool
}

const lovedOnes = "all-shared sessions link education one-goal one-note ended new substance-yes substance-unsaid"

// theClinicItself is who and where the clinic is: no health data.
var theClinicItself = strings.Fields("Organization Location Practitioner PractitionerRole HealthcareService ActivityDefinition")

func among(types string) func(string, bool, bool) bool {
	return func(typ string, _, _ bool) bool {
		return slices.Contains(theClinicItself, typ) || slices.Contains(strings.Fields(types), typ)
	}
}

func never(types string) func(string, bool, bool) bool {
	return func(typ string, _, _ bool) bool { return !slices.Contains(strings.Fields(types), typ) }
}

var privacyRules = []privacyRule{
	{
		"a loved one may see sessions they are invited to, family education, what the patient shared, and their own consent", lovedOnes,
		among("Appointment AppointmentResponse Communication Goal Consent RelatedPerson"),
	},
	{
		"a loved one never sees scores, check-ins, medication, group members, alerts", lovedOnes,
		never("Observation QuestionnaireResponse Questionnaire MedicationRequest MedicationStatement Group CareTeam Flag Task Condition CarePlan Patient"),
	},
	{"a loved one sees what is of the patient who trusts them, and of nobody else", lovedOnes, func(typ string, mine, _ bool) bool {
		return mine || slices.Contains(theClinicItself, typ)
	}},
	{"substance-use data is never shown to a loved one without its own consent", strings.Replace(lovedOnes, "substance-yes ", "", 1), func(_ string, _, labelled bool) bool {
		return !labelled
	}},
	{"everything is denied by default: who has just joined sees education", "new education", among("Consent RelatedPerson")},
	{"only what was chosen: sessions", "sessions link", among("Consent RelatedPerson Appointment AppointmentResponse")},
	{"only what was chosen: a goal", "one-goal", among("Consent RelatedPerson Goal")},
	{"only what was chosen: a note", "one-note", among("Consent RelatedPerson Communication")},
	{"taken back, nothing is seen any more", "ended", func(string, bool, bool) bool { return false }},
	{"a patient sees their own record and nobody else's", "patient other-patient", func(typ string, mine, _ bool) bool {
		return mine || slices.Contains(theClinicItself, typ) || typ == "Questionnaire"
	}},
	{"group members: no names, no list and no count in anything that a patient or loved one can fetch", "patient other-patient " + lovedOnes, never("Group Schedule Slot")},
	{"the front desk sees schedules only", "front-desk", among("Appointment AppointmentResponse Schedule Slot")},
	{"who runs the sign-ins sees the forms, and no patient", "admin", among("Questionnaire")},
}

// mustSee is the other half: what must not be kept from somebody.
var mustSee = map[string]string{
	"patient":      "Appointment QuestionnaireResponse Observation Goal CarePlan MedicationRequest EpisodeOfCare Task Consent", // "Patients see their own results"
	"therapist":    "Appointment QuestionnaireResponse Observation Goal CarePlan MedicationRequest EpisodeOfCare Task Consent Flag Patient",
	"psychiatrist": "QuestionnaireResponse MedicationRequest Flag Patient", "coordinator": "QuestionnaireResponse Flag Patient ServiceRequest",
	"front-desk": "Appointment AppointmentResponse",
}

// holds compares what somebody sees with the sentences.
func (p *programme) holds(viewer, patient string, all map[string]item, seen map[string]bool) {
	p.Helper()
	told := map[string]bool{}
	for ref := range seen {
		x, known := all[ref]
		typ, _, _ := strings.Cut(ref, "/")
		told[typ] = true
		mine := !known || patient != "" && slices.Contains(x.patients, patient) // what came since is their own doing
		for _, rule := range privacyRules {
			if slices.Contains(strings.Fields(rule.viewers), viewer) && !rule.may(typ, mine, strings.HasSuffix(x.row, "+SUD")) {
				p.Errorf("%s sees %s, and %s", viewer, ref, rule.says)
			}
		}
	}
	for _, typ := range strings.Fields(mustSee[viewer]) {
		if !told[typ] {
			p.Errorf("%s sees nothing of %s", viewer, typ)
		}
	}
}
