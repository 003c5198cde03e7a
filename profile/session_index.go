package profile

import (
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// sayings are what was said and recorded of appointments.
type sayings struct {
	answers map[string]*fhir.AppointmentResponse // the latest, by appointment and actor
	visits  map[string]*fhir.Encounter           // the latest, by appointment and patient
}

// sayings reads them of one person, or of all where who is empty.
func (r *reader) sayings(who string) sayings {
	s := sayings{answers: map[string]*fhir.AppointmentResponse{}, visits: map[string]*fhir.Encounter{}}
	each(r.set, func(a *fhir.AppointmentResponse) {
		actor := local(a.Actor.Reference)
		if who != "" && actor != who {
			return
		}
		if key := local(a.Appointment.Reference) + "|" + actor; s.answers[key] == nil || later(a, s.answers[key]) {
			s.answers[key] = a
		}
	})
	each(r.set, func(e *fhir.Encounter) {
		subject := local(e.Subject.Reference)
		if who != "" && subject != who || e.Status == "entered-in-error" {
			return
		}
		for _, a := range e.Appointment {
			if key := local(a.Reference) + "|" + subject; s.visits[key] == nil || later(e, s.visits[key]) {
				s.visits[key] = e
			}
		}
	})
	return s
}

// sessionOf is an appointment as it is for one who takes part.
func (r *reader) sessionOf(a *fhir.Appointment, part fhir.AppointmentParticipant, said sayings) (care.Session, bool) {
	s, ok := r.session(a, part)
	if !ok {
		return s, false
	}
	key := s.Ref + "|" + local(part.Actor.Reference)
	s.Answer = answerOf(part.Status)
	if x := said.answers[key]; x != nil {
		s.Answer, s.Reason = answerOf(x.ParticipantStatus), x.Comment
		if was := r.maybe(x, "start", x.Start); !was.IsZero() && !was.Equal(s.Start) {
			s.Earlier = care.EarlierAnswer{Answer: s.Answer, Start: was.In(r.zone)}
			s.Answer, s.Reason = care.AnswerNone, ""
		}
	}
	r.attendance(&s, a, said.visits[key])
	return s, true
}

// left says that only this patient does not come any more: they left the group.
func left(a *fhir.Appointment) bool {
	return a.Status == "cancelled" && a.CancelationReason.Has(SystemCancelled, LeftGroup)
}

// typeOf is the type that a reference points to, which one by name alone says.
func typeOf(ref fhir.Reference) string {
	if typ, _, ok := strings.Cut(local(ref.Reference), "/"); ok {
		return typ
	}
	return ref.Type
}

// patientOf is the patient who takes part in an appointment.
func patientOf(a *fhir.Appointment) (fhir.AppointmentParticipant, bool) {
	for _, p := range a.Participant {
		if strings.HasPrefix(local(p.Actor.Reference), "Patient/") {
			return p, true
		}
	}
	return fhir.AppointmentParticipant{}, false
}
