package profile

import (
	"cmp"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

var (
	errNotShared = &care.Fault{Code: "guest-not-shared", Say: "The patient does not share sessions with this person. Ask the patient to invite them first."}
	errNotAsked  = &care.Fault{Code: "guest-not-asked", Say: "This person is not asked to this session any more."}
)

// relatives reads whom of their family patients let come to sessions: those who have not
// left, and whom an active consent of the patient names.
func (r *reader) relatives(of map[string]*care.Case) {
	each(r.set, func(c *fhir.Consent) {
		k := of[local(c.Patient.Reference)]
		if k == nil || !r.opensSessions(c, k.Stay.Programme) {
			return
		}
		until := r.until(c, "provision.period.end", c.Provision.Period.End)
		for _, a := range c.Provision.Actor {
			p, ok := get[*fhir.RelatedPerson](r.set, a.Reference.Reference)
			if !ok || p.Active != nil && !*p.Active || local(p.Patient.Reference) != k.Patient.Ref {
				continue
			}
			k.Family = append(k.Family, care.Relative{Person: r.person(fhir.Reference{Reference: refTo(p)}), Until: until})
		}
	})
	for _, k := range of {
		slices.SortFunc(k.Family, func(a, b care.Relative) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	}
}

// opensSessions says whether a consent lets whom it names come to sessions. Those of a
// programme for substance use need a yes of their own (42 CFR 2.31).
func (r *reader) opensSessions(c *fhir.Consent, programme care.Programme) bool {
	p := c.Provision
	sessions := slices.ContainsFunc(p.Class, func(x fhir.Coding) bool { return x.Code == "Appointment" })
	labelled := slices.ContainsFunc(p.SecurityLabel, func(x fhir.Coding) bool { return slices.Contains(substanceLabels, x.Code) })
	return c.Status == "active" && p.Type != "deny" && sessions && (labelled || programme != care.DualDiagnosis)
}

// askFamily writes a loved one into their patient's session.
func (w *programmeWriter) askFamily(c care.FamilyAsked) error {
	a, who, err := w.sessionToCome(c.Session)
	if err != nil {
		return err
	}
	of := map[string]*care.Case{who: {Patient: care.Person{Ref: who}}}
	if stay := w.stays()[who]; stay != nil {
		of[who].Stay = w.stayOf(stay)
	}
	w.relatives(of)
	if !slices.ContainsFunc(of[who].Family, func(x care.Relative) bool {
		return x.Ref == c.Person.Ref && (x.Until.IsZero() || w.now.Before(x.Until))
	}) {
		return errNotShared
	}
	if _, asked := participant(a, c.Person.Ref); asked {
		return nil
	}
	a.Participant = append(slices.Clone(a.Participant), fhir.AppointmentParticipant{
		Actor: reference(w.person(fhir.Reference{Reference: c.Person.Ref})), Required: "optional", Status: "needs-action",
	})
	return w.put(a)
}

// unaskFamily takes a loved one out of a session.
func (w *programmeWriter) unaskFamily(c care.FamilyUnasked) error {
	a, _, err := w.sessionToCome(c.Session)
	if err != nil {
		return err
	}
	if _, asked := participant(a, c.Person.Ref); !asked || !strings.HasPrefix(c.Person.Ref, "RelatedPerson/") {
		return errNotAsked
	}
	a.Participant = slices.DeleteFunc(slices.Clone(a.Participant), func(p fhir.AppointmentParticipant) bool { return local(p.Actor.Reference) == c.Person.Ref })
	return w.put(a)
}

// sessionToCome is one patient's session that can still be changed, and whose it is.
func (w *programmeWriter) sessionToCome(ref string) (a *fhir.Appointment, patient string, err error) {
	a, there, err := edit[*fhir.Appointment](w.set, ref)
	if err != nil {
		return nil, "", err
	}
	if !there {
		return nil, "", errNoMeeting
	}
	for _, p := range a.Participant {
		if of := local(p.Actor.Reference); strings.HasPrefix(of, "Patient/") {
			patient = of
		}
	}
	start, ok := w.instant(a, "start", a.Start)
	if patient == "" || !ok || a.Status == "cancelled" || !w.now.Before(start) {
		return nil, "", errWasPast
	}
	return a, patient, nil
}
