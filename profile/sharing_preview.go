package profile

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// SharingPreview gives what a loved one's chart would be made of, were a consent
// what s says: the patient's own resources, cut as the clinic's server cuts them.
// Of a person who is not in the records yet the id is any, and no session asks for
// them.
func SharingPreview(set Set, viewer Viewer, person care.Person, s care.Sharing, now time.Time) (Set, Viewer, error) {
	w := newPlanWriter(set, viewer, now)
	if w.role != care.RolePatient {
		return nil, Viewer{}, errNotYours
	}
	c := &fhir.Consent{Base: fhir.Base{ID: consentID(person.Ref)}}
	if err := w.opens(c, person, s); err != nil && !errors.Is(err, errNothing) && !errors.Is(err, errSubstance) {
		return nil, Viewer{}, err
	}
	_, id, _ := strings.Cut(person.Ref, "/")
	out := &Memory{}
	put := func(r fhir.Resource) error {
		raw, err := familyView(r, person.Ref)
		if err == nil {
			err = out.Put(raw)
		}
		return err
	}
	errs := []error{
		put(c), put(&fhir.RelatedPerson{Base: fhir.Base{ID: id}, Patient: w.subject(), Name: []fhir.HumanName{{Text: person.Name}}}),
	}
	seen := func(r fhir.Resource) bool {
		return s.Substance || !slices.ContainsFunc(r.Common().Meta.Security, func(l fhir.Coding) bool { return slices.Contains(substanceLabels, l.Code) })
	}
	each(set, func(a *fhir.Appointment) {
		if _, mine := participant(a, w.patient); mine && s.Sessions && seen(a) {
			if _, asked := participant(a, person.Ref); asked {
				errs = append(errs, put(a))
			}
		}
	})
	each(set, func(g *fhir.Goal) {
		if slices.Contains(s.Goals, refTo(g)) && seen(g) {
			errs = append(errs, put(g))
		}
	})
	each(set, func(n *fhir.Communication) {
		if slices.Contains(s.Notes, refTo(n)) && seen(n) {
			errs = append(errs, put(n))
		}
	})
	each(set, func(x *fhir.Organization) { errs = append(errs, put(x)) })
	each(set, func(x *fhir.Location) { errs = append(errs, put(x)) })
	each(set, func(x *fhir.Practitioner) { errs = append(errs, put(x)) })
	each(set, func(x *fhir.PractitionerRole) { errs = append(errs, put(x)) })
	return out, Viewer{FHIRUser: person.Ref, Patient: strings.TrimPrefix(w.patient, "Patient/"), Zone: viewer.Zone, Language: viewer.Language}, errors.Join(errs...)
}

// familyView is a resource as the clinic's server gives it to a loved one.
func familyView(r fhir.Resource, me string) ([]byte, error) {
	raw, err := fhir.Encode(r)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, err
	}
	sight := FamilySight{Me: me}
	for name, member := range members {
		if kept := sight.Element(r.ResourceType(), strings.TrimPrefix(name, "_"), member); kept == nil {
			delete(members, name)
		} else {
			members[name] = kept
		}
	}
	return json.Marshal(members)
}
