package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// sessions reads the appointments that the viewer, or the patient in context,
// takes part in.
func (r *reader) sessions() []care.Session {
	who := r.patient
	if r.role == care.RoleLovedOne {
		who = local(r.viewer.FHIRUser)
	}
	if who == "" {
		return nil
	}
	said := r.sayings(who)
	var out []care.Session
	each(r.set, func(a *fhir.Appointment) {
		if _, theirs := participant(a, r.patient); !theirs && r.role == care.RoleLovedOne {
			return // of another patient, whoever wrote them into it
		}
		if part, ok := participant(a, who); ok && a.Status != "entered-in-error" && !left(a) {
			if s, ok := r.sessionOf(a, part, said); ok {
				out = append(out, s)
			}
		}
	})
	slices.SortFunc(out, func(a, b care.Session) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

func participant(a *fhir.Appointment, who string) (fhir.AppointmentParticipant, bool) {
	for _, p := range a.Participant {
		if local(p.Actor.Reference) == who {
			return p, true
		}
	}
	return fhir.AppointmentParticipant{}, false
}

// later says whether a is the newer of two, by the server's clock, then by id.
func later(a, b fhir.Resource) bool {
	x, errX := fhir.ParseInstant(a.Common().Meta.LastUpdated)
	y, errY := fhir.ParseInstant(b.Common().Meta.LastUpdated)
	switch {
	case errX != nil && errY == nil:
		return true // not yet with the server: made on this device
	case errX == nil && errY != nil:
		return false
	}
	return cmp.Or(x.Compare(y), cmp.Compare(a.Common().ID, b.Common().ID)) > 0
}

func (r *reader) session(a *fhir.Appointment, part fhir.AppointmentParticipant) (care.Session, bool) {
	s := care.Session{Ref: refTo(a), Kind: kindOf(a), Topic: a.Description, Bring: a.PatientInstruction, Changed: r.updated(a)}
	if s.Kind == care.KindVisit {
		s.Topic = cmp.Or(s.Topic, firstWords(a.ServiceType))
	}
	var ok bool
	if a.Start == "" && slices.Contains([]string{"proposed", "cancelled", "waitlist"}, a.Status) {
		return s, false // R4 12.11, app-3: these need no time, and are no session yet
	}
	if s.Start, ok = r.instant(a, "start", a.Start); !ok {
		return s, false
	}
	s.Start = s.Start.In(r.zone)
	if s.End = r.maybe(a, "end", a.End); !s.End.IsZero() {
		s.End = s.End.In(r.zone)
	} else if a.MinutesDuration > 0 && a.End == "" {
		s.End = s.Start.Add(time.Duration(a.MinutesDuration) * time.Minute) // R4 12.11: either may be given
	}
	for _, id := range a.Identifier {
		if id.System == SystemSeries {
			s.Series = id.Value
		}
	}
	for _, e := range a.Extension {
		switch e.URL {
		case ExtModel:
			s.Model = e.ValueString
		case ExtVideo:
			s.Video = e.ValueBoolean != nil && *e.ValueBoolean
		case ExtJoinURL:
			s.JoinURL = e.ValueURL
		case ExtPreviousStart:
			if t := r.maybe(a, "previous-start", e.ValueInstant); !t.IsZero() {
				s.WasStart = t.In(r.zone)
			}
		case ExtPreviousPlace:
			s.WasPlace, s.WasVideo = e.ValueString, e.ValueCode == placeVideo
		}
	}
	for _, p := range a.Participant {
		within, there := contained(a, p.Actor)
		switch cmp.Or(within.ResourceType, typeOf(p.Actor)) {
		case "Practitioner", "PractitionerRole":
			if s.Leader == "" {
				s.Leader = cmp.Or(r.signed(p.Actor), within.called())
			}
		case "":
			// A name alone may be anybody's, also of another who comes: only who leads is told.
			if s.Leader == "" && !there && p.Actor.Reference == "" && leads(p) {
				s.Leader = p.Actor.Display
			}
		case "Location":
			s.Place = cmp.Or(p.Actor.Display, within.called())
			if l, ok := get[*fhir.Location](r.set, p.Actor.Reference); ok {
				s.Place = l.Name
			}
		}
	}
	s.Family = r.guests(a)
	for _, about := range a.SupportingInformation {
		switch typ, key, _ := strings.Cut(local(about.Reference), "/"); {
		case about.Identifier != nil && about.Identifier.System == SystemSkill:
			s.Skills = append(s.Skills, about.Identifier.Value)
		case typ == "ActivityDefinition":
			s.Skills = append(s.Skills, key)
		}
	}
	switch a.Status {
	case "cancelled":
		s.State = care.SessionCancelled
	case "fulfilled", "noshow":
		s.State = care.SessionHeld
	}
	if part.Required == "information-only" {
		return s, false // told of it, not invited
	}
	return s, true
}

// leads says that a participant is who gives the session (HL7 v3 ParticipationType).
func leads(p fhir.AppointmentParticipant) bool {
	return slices.ContainsFunc([]string{"PPRF", "SPRF", "ATND"}, func(code string) bool { return anyHas(p.Type, SystemParticipation, code) })
}

// kindOf reads our own code, else SNOMED's two; what is neither is a visit, but for
// one of a series where nothing is said of its kind, as the front desk gets it.
func kindOf(a *fhir.Appointment) care.SessionKind {
	for kind, code := range sessionKinds {
		if anyHas(a.ServiceType, SystemSession, code) {
			return care.SessionKind(kind)
		}
	}
	ofSeries := slices.ContainsFunc(a.Identifier, func(id fhir.Identifier) bool { return id.System == SystemSeries })
	switch {
	case anyHas(a.ServiceType, SNOMED, "76168009"), len(a.ServiceType) == 0 && ofSeries:
		return care.KindGroup
	case anyHas(a.ServiceType, SNOMED, "75516001"):
		return care.KindIndividual
	}
	return care.KindVisit
}

// firstWords is what the clinic calls the first of them that it has words for.
func firstWords(in []fhir.CodeableConcept) string {
	for _, c := range in {
		if words := c.Words(); words != "" {
			return words
		}
	}
	return ""
}

// sessionKinds are the codes of SystemSession by care.SessionKind.
var sessionKinds = [...]string{care.KindGroup: "group", care.KindIndividual: "individual", care.KindMedication: "medication", care.KindFamily: "family", care.KindVisit: "visit"}

// attendance is told by the Encounter, else by the appointment's own status.
func (r *reader) attendance(s *care.Session, a *fhir.Appointment, e *fhir.Encounter) {
	s.Attended = slices.Contains([]string{"fulfilled", "arrived", "checked-in"}, a.Status)
	s.Missed = a.Status == "noshow"
	if e == nil || s.State == care.SessionCancelled {
		return
	}
	switch e.Status {
	case "arrived", "in-progress", "onleave", "finished":
		s.Attended, s.Missed = true, false
	case "cancelled":
		s.Attended, s.Missed, s.Excused = false, true, anyHas(e.ReasonCode, SystemCancelled, Excused)
	default:
		return
	}
	if r.role == care.RoleStaff {
		r.recorded(s, e)
	}
	if e.Status == "finished" || e.Status == "cancelled" {
		s.State = care.SessionHeld
	}
	if from, to := r.maybe(e, "period.start", e.Period.Start), r.maybe(e, "period.end", e.Period.End); e.Status == "finished" && !from.IsZero() && to.After(from) {
		if stayed := to.Sub(from); stayed < s.Duration() {
			s.Stayed = stayed
		}
	}
}

// recorded tells who recorded an attendance and when, by the server's word, and what
// stood there before.
func (r *reader) recorded(s *care.Session, e *fhir.Encounter) {
	by := func(in []fhir.Extension) string {
		x, _ := fhir.FindExtension(in, ExtWrittenBy)
		return r.signed(fhir.Reference{Reference: x.ValueURI})
	}
	s.Recorded = care.Recorded{Ref: refTo(e), Is: s.Presence(), By: by(e.Meta.Extension), At: r.updated(e)}
	for _, h := range e.StatusHistory {
		is, ok := map[string]care.Presence{"finished": care.PresenceThere, "cancelled": care.PresenceMissed, "entered-in-error": care.PresenceUnknown}[h.Status]
		if _, excused := fhir.FindExtension(h.Extension, ExtExcused); excused && is == care.PresenceMissed {
			is = care.PresenceExcused
		}
		if ok {
			s.Before = append(s.Before, care.Recorded{Ref: refTo(e), Is: is, By: by(h.Extension), At: r.maybe(e, "statusHistory.period.start", h.Period.Start)})
		}
	}
}

func answerOf(status string) care.Answer {
	switch status {
	case "accepted":
		return care.AnswerComing
	case "tentative":
		return care.AnswerLate
	case "declined":
		return care.AnswerCant
	}
	return care.AnswerNone
}
