package profile

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// medications are what the patient is on, to be read. One whose name is not given stays
// on the list: a list that leaves it out would be believed.
func (r *reader) medications() []care.Medication {
	var out []care.Medication
	add := func(from fhir.Resource, status string, subject fhir.Reference, name string, how []fhir.Dosage, m care.Medication) {
		if local(subject.Reference) != r.patient || status != "active" {
			return
		}
		m.Ref, m.Name = refTo(from), name
		for _, d := range how {
			m.How = cmp.Or(m.How, d.PatientInstruction, d.Text)
		}
		out = append(out, m)
	}
	each(r.set, func(m *fhir.MedicationRequest) {
		if m.Intent == "proposal" || m.Intent == "option" {
			return
		}
		add(m, m.Status, m.Subject, medicine(m, m.MedicationCodeableConcept, m.MedicationReference), m.DosageInstruction,
			care.Medication{By: r.signed(m.Requester), Since: r.maybe(m, "authoredOn", m.AuthoredOn)})
	})
	each(r.set, func(m *fhir.MedicationStatement) {
		since := m.EffectiveDateTime
		if m.EffectivePeriod != nil {
			since = m.EffectivePeriod.Start
		}
		add(m, m.Status, m.Subject, medicine(m, m.MedicationCodeableConcept, m.MedicationReference), m.Dosage,
			care.Medication{Since: r.maybe(m, "effective", since)})
	})
	slices.SortFunc(out, func(a, b care.Medication) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

// medicine is the name of what is prescribed or taken: in words of its own, those of the
// reference, or of the Medication that is contained (R4 2.30.3). Empty if none is given.
func medicine(in fhir.Resource, code fhir.CodeableConcept, to fhir.Reference) string {
	if name := cmp.Or(code.Words(), to.Display); name != "" {
		return name
	}
	id, ok := strings.CutPrefix(to.Reference, "#")
	if !ok {
		return ""
	}
	var contained []struct {
		ID   string               `json:"id"`
		Code fhir.CodeableConcept `json:"code"`
	}
	if err := json.Unmarshal(in.Common().Unknown["contained"], &contained); err != nil {
		return "" // there is none, or it cannot be read: no name is known
	}
	for _, m := range contained {
		if m.ID == id {
			return m.Code.Words()
		}
	}
	return ""
}
