package profile

import (
	"slices"
	"time"

	"throughline/fhir"
)

// takenUp is the patient's task to say that they have met who they were referred to.
// Its id follows from the referral, so that two who make it make one.
func takenUp(s *fhir.ServiceRequest, now time.Time) *fhir.Task {
	id := NameID(refTo(s) + "/taken-up")
	who := fhir.Reference{Reference: local(s.Subject.Reference)}
	return &fhir.Task{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "requested", Intent: "order",
		For: who, Focus: fhir.Reference{Reference: refTo(s)}, Owner: who,
		Requester: s.Requester, AuthoredOn: fhir.DateTime(now), LastModified: fhir.DateTime(now),
		Code: fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemTask, Code: TaskReferral}}, Text: "Say when you have met"},
	}
}

// Referrals gives the tasks that are to be made for a patient's referrals which
// another system wrote: without one the patient could not say that they have met,
// and the referral would stay open for ever. The same arguments give the same
// operations, and nothing where all is done.
func Referrals(set Set, patient string, now time.Time) ([]Operation, error) {
	asked := map[string]bool{}
	each(set, func(t *fhir.Task) {
		if t.Code.Has(SystemTask, TaskReferral) {
			asked[local(t.Focus.Reference)] = true
		}
	})
	var ops []Operation
	var failed error
	each(set, func(s *fhir.ServiceRequest) {
		if local(s.Subject.Reference) != local(patient) || s.Status != "active" || asked[refTo(s)] || failed != nil {
			return
		}
		t := takenUp(s, now)
		t.Meta.Security = labels(set, local(patient))
		op, err := write(set, t)
		failed = err
		ops = append(ops, op)
	})
	slices.SortFunc(ops, func(a, b Operation) int { return compareRefs(a.Ref(), b.Ref()) })
	return ops, failed
}
