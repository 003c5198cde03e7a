package engine

import (
	"strings"

	"throughline/care"
	"throughline/profile"
)

// rulesFor says what may be merged in a type. A patient changes only what is
// theirs; staff change all. In a type that is not named below nothing is taken for
// the server's, so that a patient's edit that meets another is shown to them.
func (e *Engine) rulesFor(typ string) rules {
	r := rules{
		sets:   []string{"output", "note", "identifier"},
		either: []string{"lastModified", "authored", "statusDate", "statusReason"},
	}
	switch typ {
	case "Goal", "Condition", "Observation", "CarePlan":
		// Stories, steps and lines are entries of their own: those of both sides hold.
		r.sets = append(r.sets, "extension")
		r.keyed = []string{"activity"}
	}
	if typ == "Task" {
		// Two who finished the same task agree on what matters: who was first stays.
		r.first = []string{"owner", "authoredOn", "executionPeriod", "lastModified"}
	}
	r.repeats, r.risk = e.items()
	r.living = profile.Living
	if profile.RoleOf(e.identity.FHIRUser) != care.RoleStaff {
		r.writable = patientWrites[typ]
	}
	return r
}

// patientWrites are the elements that a patient's side may change, by type.
var patientWrites = map[string][]string{
	"QuestionnaireResponse": {"identifier", "questionnaire", "basedOn", "status", "subject", "authored", "author", "source", "item", "language", "extension"},
	"AppointmentResponse":   {"identifier", "appointment", "start", "end", "actor", "participantStatus", "comment", "extension"},
	"Task":                  {"status", "output", "lastModified"},
	"Goal":                  {"identifier", "lifecycleStatus", "description", "subject", "startDate", "target", "statusDate", "expressedBy", "note", "extension", "achievementStatus", "statusReason"},
	"Condition":             {"identifier", "clinicalStatus", "verificationStatus", "category", "code", "subject", "recordedDate", "recorder", "asserter", "abatementDateTime", "note", "extension"},
	"Observation":           {"identifier", "status", "category", "code", "subject", "effectiveDateTime", "performer", "focus", "valueString", "valueInteger", "component", "derivedFrom", "extension"},
	"Communication":         {"identifier", "status", "subject", "sent", "recipient", "sender", "payload", "about", "inResponseTo"},
	"Consent":               {"identifier", "status", "scope", "category", "patient", "dateTime", "performer", "policyRule", "provision"},
}

// items tells, from the forms that are known, which answers are sets and which
// tell of danger.
func (e *Engine) items() (repeats, risk func(linkID string) bool) {
	several, urgent := map[string]bool{}, map[string]bool{}
	for _, f := range e.Chart().Forms {
		for _, q := range f.Questions() {
			several[q.LinkID] = several[q.LinkID] || q.Repeats
			urgent[q.LinkID] = urgent[q.LinkID] || q.Urgent
		}
	}
	// PHQ-9's ninth item (LOINC 44260-8), also where its form has not come yet.
	risk = func(id string) bool { return urgent[id] || strings.Contains(id, "44260-8") }
	return func(id string) bool { return several[id] || profile.SetItem(id) }, risk
}
