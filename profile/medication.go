package profile

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// medications are what the patient is on, to be read, and what changed in it. One whose name is not given stays
// on the list: a list that leaves it out would be believed.
func (r *reader) medications() (out []care.Medication, changes []care.MedicineChange) {
	add := func(from fhir.Resource, status string, subject fhir.Reference, name string, how []fhir.Dosage, m care.Medication) {
		if local(subject.Reference) != r.patient || status == "entered-in-error" || status == "draft" || status == "intended" {
			return
		}
		m.Ref, m.Name = refTo(from), name
		for _, d := range how {
			m.How = cmp.Or(m.How, d.PatientInstruction, d.Text)
		}
		changes = append(changes, r.medicineChange(from, m, status == "active"))
		if status == "active" {
			out = append(out, m)
		}
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
	slices.SortFunc(changes, func(a, b care.MedicineChange) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Name, b.Name)) })
	return out, changes
}

// medicineChange is the last change of one. Its first version is of the day that the
// prescriber gave it, whenever it came to be stored.
func (r *reader) medicineChange(from fhir.Resource, m care.Medication, active bool) care.MedicineChange {
	meta := from.Common().Meta
	x := care.MedicineChange{Name: m.Name, How: m.How, By: m.By, At: r.updated(from), Ended: !active}
	if meta.VersionID == "1" && !m.Since.IsZero() && active {
		x.At = m.Since
		return x
	}
	if by, ok := fhir.FindExtension(meta.Extension, ExtWrittenBy); ok {
		x.By = r.signed(fhir.Reference{Reference: by.ValueURI})
	}
	return x
}

// medicine is the name of what is prescribed or taken: in words of its own, those of the
// reference, or of the Medication that is contained (R4 2.30.3). Empty if none is given.
func medicine(in fhir.Resource, code fhir.CodeableConcept, to fhir.Reference) string {
	if name := cmp.Or(code.Words(), to.Display); name != "" {
		return name
	}
	found, _ := contained(in, to)
	return found.Code.Words()
}

// inside is what is read of a contained resource.
type inside struct {
	ResourceType string               `json:"resourceType"`
	ID           string               `json:"id"`
	Name         json.RawMessage      `json:"name"`
	Code         fhir.CodeableConcept `json:"code"`
}

// contained finds what a reference to within its own resource points to (R4 2.27.2).
func contained(in fhir.Resource, to fhir.Reference) (inside, bool) {
	id, ok := strings.CutPrefix(to.Reference, "#")
	if !ok {
		return inside{}, false
	}
	var all []inside
	if err := json.Unmarshal(in.Common().Unknown["contained"], &all); err != nil {
		return inside{}, false // there is none, or it cannot be read
	}
	for _, x := range all {
		if x.ID == id {
			return x, true
		}
	}
	return inside{}, false
}

// called is its name: a place's is a text, a person's a list of names.
func (x inside) called() string {
	var place string
	if json.Unmarshal(x.Name, &place) == nil {
		return place
	}
	var person []fhir.HumanName
	if err := json.Unmarshal(x.Name, &person); err != nil {
		return ""
	}
	name, _ := nameOf(person, "")
	return name
}
