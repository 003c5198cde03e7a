package profile

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// bringCode is the code, in SystemPractice, of an Observation by which a patient marks an
// answered check-in as to be talked about in group. The answers themselves stay
// as they were signed: a mark is no amendment.
const bringCode = "bring-to-group"

// bringID is the id of the one mark that a response has.
func bringID(response string) string { return NameID(response + "/" + bringCode) }

// bringRef is the reference of the mark of a response.
func bringRef(q *fhir.QuestionnaireResponse) string { return "Observation/" + bringID(madeRef(q)) }

// brought reads which responses are marked, by reference.
func (r *reader) brought() map[string]bool {
	out := map[string]bool{}
	each(r.set, func(o *fhir.Observation) {
		code, ok := coding(o.Code, SystemPractice)
		if !ok || code != bringCode || o.ValueBoolean == nil || o.Status == "entered-in-error" || o.Status == "cancelled" {
			return
		}
		for _, of := range o.DerivedFrom {
			res, there := get[*fhir.QuestionnaireResponse](r.set, of.Reference)
			if there && MadeAs(o) == bringID(madeRef(res)) {
				out[refTo(res)] = *o.ValueBoolean
			}
		}
	})
	return out
}

// Brought marks an answered check-in as to be talked about in group, or takes the mark
// back.
func Brought(set Set, viewer Viewer, checkIn string, yes bool, now time.Time) ([]Operation, error) {
	res, there, err := edit[*fhir.QuestionnaireResponse](set, "QuestionnaireResponse/"+checkIn)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, &care.Fault{Code: "check-in-gone", Say: "This check-in is not on this device anymore."}
	}
	ref, id := refTo(res), bringID(madeRef(res))
	o, marked, err := edit[*fhir.Observation](set, "Observation/"+id)
	switch {
	case err != nil:
		return nil, err
	case marked && o.ValueBoolean != nil && *o.ValueBoolean == yes, !marked && !yes:
		return nil, nil
	case !marked:
		o = &fhir.Observation{Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "final"}
		o.Meta.Security = res.Meta.Security
	default:
		o.Status = "amended"
	}
	r := &reader{set: set, viewer: viewer, zone: time.UTC}
	me := reference(r.person(fhir.Reference{Reference: local(viewer.FHIRUser)}))
	o.Category = []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "activity", "Activity")}
	o.Code = fhir.Concept(SystemPractice, bringCode, "To be talked about in group")
	o.Subject, o.Performer, o.EffectiveDateTime = me, []fhir.Reference{me}, fhir.DateTime(now)
	o.DerivedFrom, o.ValueBoolean = []fhir.Reference{{Reference: ref}}, &yes
	op, err := write(set, o)
	op.DependsOn = []string{ref}
	return []Operation{op}, err
}

// marked is what patients marked to bring to group, newest first, by patient: practices
// and answered check-ins. Staff prepare the group with it.
func (r *reader) marked() map[string][]care.ForGroup {
	out := map[string][]care.ForGroup{}
	each(r.set, func(o *fhir.Observation) {
		if !marksGroup(o) {
			return
		}
		if p, ok := r.practice(o); ok {
			of := local(o.Subject.Reference)
			out[of] = append(out[of], care.ForGroup{Skill: p.Skill, Title: p.Title, At: p.At, Note: p.Note})
		}
	})
	for ref, yes := range r.brought() {
		q, there := get[*fhir.QuestionnaireResponse](r.set, ref)
		if !yes || !there {
			continue
		}
		if ci, ok := r.checkIn(q); ok {
			of := local(q.Subject.Reference)
			out[of] = append(out[of], care.ForGroup{CheckIn: ci.ID, Title: ci.Title, At: ci.Authored})
		}
	}
	for _, all := range out {
		slices.SortFunc(all, func(a, b care.ForGroup) int {
			return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Skill+a.CheckIn, b.Skill+b.CheckIn))
		})
	}
	return out
}
