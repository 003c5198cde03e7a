package profile

import (
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

var errStepUp = &care.Fault{Code: "step-up-level", Say: "Choose the level of care first."}

// levelWords name the levels of care above the programme, for the record.
var levelWords = map[string]string{"partial-hospital": "Partial hospital program", "inpatient": "Inpatient care", "emergency-room": "Emergency department"}

// stepUp records a move to a higher level of care as a referral that the patient
// sees too. One level at one place, recorded twice on a day, is one.
func (w *workWriter) stepUp(patient string, u care.Raise) error {
	if !slices.Contains(care.Levels, u.Level) {
		return errStepUp
	}
	where := strings.TrimSpace(u.Where)
	id := NameID(patient + "/step-up/" + u.Level + "/" + fold(where) + "/" + fhir.Date(w.now))
	if _, there := w.set.Get("ServiceRequest/" + id); there {
		return nil
	}
	s := &fhir.ServiceRequest{
		Base: fhir.Base{ID: id, Meta: fhir.Meta{Security: labels(w.set, patient)}}, Identifier: []fhir.Identifier{identifier(id)},
		Status: "active", Intent: "order", Subject: fhir.Reference{Reference: patient}, AuthoredOn: fhir.DateTime(w.now),
		Requester: reference(w.me), Category: []fhir.CodeableConcept{fhir.Concept(SNOMED, "3457005", "Patient referral")},
		Code:               fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemLevel, Code: u.Level}}, Text: levelWords[u.Level]},
		PatientInstruction: strings.TrimSpace(u.Note),
	}
	if where != "" {
		s.Performer = []fhir.Reference{{Display: where}}
	}
	op, err := write(w.set, s)
	if len(w.ops) > 0 {
		op.DependsOn = []string{w.ops[0].Ref()}
	}
	w.ops = append(w.ops, op)
	return err
}
