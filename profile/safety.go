package profile

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// safetyID is the id of the safety card that a patient shares: one for a person,
// whatever stay they are in.
func safetyID(patient string) string { return NameID(patient + "/safety-card") }

func safetyLink(part care.SafetyPart) string { return "safety-" + string(part) }

// SafetyShared writes the card as a response that the care team can read. It is a
// QuestionnaireResponse and no CarePlan, since no consent can open one to a loved
// one.
func SafetyShared(set Set, viewer Viewer, card care.SafetyCard, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	if w.role != care.RolePatient {
		return nil, errNotYours
	}
	id := safetyID(w.patient)
	q, there, err := edit[*fhir.QuestionnaireResponse](set, "QuestionnaireResponse/"+id)
	if err != nil {
		return nil, err
	}
	if there {
		q.Status = "amended"
	} else {
		ident := identifier(id)
		q = &fhir.QuestionnaireResponse{Status: "completed", Identifier: &ident, Questionnaire: FormSafetyCard + "|1.0.0"}
		q.Base, _ = w.fresh(id)
		q.Subject = w.subject()
		q.Author, q.Source = fhir.Reference{Reference: w.who}, fhir.Reference{Reference: w.who}
	}
	q.Authored, q.Item = fhir.DateTime(card.Changed), nil
	add := func(link string, lines ...string) {
		it := fhir.ResponseItem{LinkID: link}
		for _, line := range lines {
			it.Answer = append(it.Answer, fhir.ResponseAnswer{ValueString: line})
		}
		if len(lines) > 0 {
			q.Item = append(q.Item, it)
		}
	}
	for _, part := range care.SafetyParts() {
		add(safetyLink(part), card.Lines(part)...)
	}
	if card.Together != "" {
		add("safety-together", card.Together)
	}
	err = w.put(q)
	return w.ops, err
}

// SafetyUnshared ends the sharing: the copy that the clinic has stays in its
// record, marked as no longer kept up to date.
func SafetyUnshared(set Set, viewer Viewer, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	q, there, err := edit[*fhir.QuestionnaireResponse](set, "QuestionnaireResponse/"+safetyID(w.patient))
	if err != nil || !there || q.Status == "stopped" {
		return nil, err
	}
	q.Status = "stopped"
	err = w.put(q)
	return w.ops, err
}

// safetyCard is the card that the patient shares, or shared.
func (r *reader) safetyCard() care.SafetyCard {
	var card care.SafetyCard
	q, ok := get[*fhir.QuestionnaireResponse](r.set, "QuestionnaireResponse/"+safetyID(r.patient))
	if !ok || q.Status == "entered-in-error" {
		return card
	}
	card.Shared = q.Status != "stopped"
	card.Changed = r.maybe(q, "authored", q.Authored)
	for _, it := range q.Item {
		var lines []string
		for _, a := range it.Answer {
			lines = append(lines, a.ValueString)
		}
		if it.LinkID == "safety-together" {
			card.Together = strings.Join(lines, ", ")
		}
		card = card.With(care.SafetyPart(strings.TrimPrefix(it.LinkID, "safety-")), lines)
	}
	return card
}

// SafetyRef is where a patient's shared card is kept.
func SafetyRef(patient string) string {
	return "QuestionnaireResponse/" + safetyID("Patient/"+strings.TrimPrefix(local(patient), "Patient/"))
}
