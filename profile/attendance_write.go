package profile

import (
	"fmt"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

var errNotYet = &care.Fault{Code: "attendance-early", Say: "This session has not begun. You can say who was there from 15 minutes before."}

// attended writes who was at a meeting: one Encounter for a patient and session,
// whose id follows from both, so that taken twice it is there once. What was said
// before stays in its history.
func (w *programmeWriter) attended(c care.AttendanceTaken) error {
	m, _, err := w.find(c.Meeting)
	switch {
	case err != nil:
		return err
	case m.State == care.SessionCancelled:
		return errNoMeeting
	case w.now.Before(m.Start.Add(-care.JoinFrom)):
		return errNotYet
	}
	said := w.sayings("")
	for _, of := range c.Of {
		i := slices.IndexFunc(m.Expected, func(x care.Expected) bool { return x.Session.Ref == of.Session })
		if i < 0 {
			return errNoMeeting
		}
		x := m.Expected[i]
		if x.Session.State == care.SessionCancelled {
			return errNoMeeting
		}
		if x.Session.Presence() == of.Is && (of.Is != care.PresenceThere || stays(of.Stayed, x.Session) == x.Session.Present()) {
			continue
		}
		if err := w.visited(m, x, of, said.visits[of.Session+"|"+x.Patient.Ref]); err != nil {
			return err
		}
	}
	return nil
}

// stays is how long somebody was there who was.
func stays(stayed time.Duration, s care.Session) time.Duration {
	if stayed <= 0 || stayed > s.Duration() {
		return s.Duration()
	}
	return stayed
}

func (w *programmeWriter) visited(m met, x care.Expected, of care.AttendanceOf, known *fhir.Encounter) error {
	id := NameID("attendance/" + x.Session.Ref + "/" + x.Patient.Ref)
	if known != nil {
		id = known.ID
	}
	e, there, err := edit[*fhir.Encounter](w.set, "Encounter/"+id)
	if err != nil {
		return err
	}
	if !there {
		if of.Is == care.PresenceUnknown {
			return nil
		}
		e = &fhir.Encounter{
			Base: fhir.Base{ID: id, Meta: fhir.Meta{Security: labels(w.set, x.Patient.Ref)}}, Identifier: []fhir.Identifier{identifier(id)}, Class: encounterClass(x.Session.Video),
			Type: []fhir.CodeableConcept{serviceType(m.Kind)}, Subject: reference(x.Patient), Appointment: []fhir.Reference{{Reference: x.Session.Ref}},
		}
		if stay := w.stays()[x.Patient.Ref]; stay != nil {
			e.EpisodeOfCare = []fhir.Reference{{Reference: refTo(stay)}}
		}
		if m.leader.Reference != "" {
			e.Participant = []fhir.EncounterParticipant{{Individual: m.leader}}
		}
		if org, ok := w.organization(); ok {
			e.ServiceProvider = fhir.Reference{Reference: refTo(org)}
		}
	} else {
		e.StatusHistory = append(e.StatusHistory, was(e, w.now))
	}
	e.Status = map[care.Presence]string{
		care.PresenceThere: "finished", care.PresenceMissed: "cancelled", care.PresenceExcused: "cancelled", care.PresenceUnknown: "entered-in-error",
	}[of.Is]
	if e.Status == "" {
		return fmt.Errorf("profile: %d is no presence", of.Is)
	}
	e.Period = fhir.Period{Start: fhir.DateTime(x.Session.Start)}
	if of.Is == care.PresenceThere && x.Session.Duration() > 0 {
		e.Period.End = fhir.DateTime(x.Session.Start.Add(stays(of.Stayed, x.Session)))
	}
	e.ReasonCode = slices.DeleteFunc(slices.Clone(e.ReasonCode), func(r fhir.CodeableConcept) bool { return r.Has(SystemCancelled, Excused) })
	if of.Is == care.PresenceExcused {
		e.ReasonCode = append(e.ReasonCode, fhir.Concept(SystemCancelled, Excused, "Excused"))
	}
	return w.put(e)
}

// was is what an Encounter said until now, and by whose word.
func was(e *fhir.Encounter, now time.Time) fhir.StatusHistory {
	h := fhir.StatusHistory{Status: e.Status, Period: fhir.Period{Start: e.Meta.LastUpdated, End: fhir.DateTime(now)}}
	if by, ok := fhir.FindExtension(e.Meta.Extension, ExtWrittenBy); ok {
		h.Extension = []fhir.Extension{by}
	}
	if anyHas(e.ReasonCode, SystemCancelled, Excused) { // a status history has no place for a reason
		h.Extension = append(h.Extension, fhir.Extension{URL: ExtExcused, ValueCode: Excused})
	}
	return h
}

// encounterClass is where a visit took place (HL7 v3 ActCode).
func encounterClass(video bool) fhir.Coding {
	if video {
		return fhir.Coding{System: SystemActCode, Code: "VR", Display: "virtual"}
	}
	return fhir.Coding{System: SystemActCode, Code: "AMB", Display: "ambulatory"}
}
