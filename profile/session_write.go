package profile

import (
	"throughline/care"
	"throughline/fhir"
)

// SessionAnswered writes what the viewer says about coming. There is one
// AppointmentResponse for a person and a session; a later answer updates it. It holds
// the time that was answered for: once the session is moved it is asked about again.
func SessionAnswered(set Set, viewer Viewer, a care.SessionAnswer) ([]Operation, error) {
	status, ok := map[care.Answer]string{care.AnswerComing: "accepted", care.AnswerLate: "tentative", care.AnswerCant: "declined"}[a.Answer]
	if !ok {
		return nil, &care.Fault{Code: "answer-missing", Say: "Choose Coming, Late, or Can't come."}
	}
	session, there := get[*fhir.Appointment](set, a.Session)
	if !there || session.Status == "cancelled" {
		return nil, &care.Fault{Code: "session-gone", Say: "This session was cancelled. You don't need to answer."}
	}
	r := &reader{set: set, viewer: viewer}
	who := local(viewer.FHIRUser)
	res, err := ownResponse(set, session, who)
	if err != nil {
		return nil, err
	}
	res.Actor = reference(r.person(fhir.Reference{Reference: who}))
	res.ParticipantStatus, res.Comment = status, a.Reason
	res.Start, res.End = session.Start, session.End
	op, err := write(set, res)
	return []Operation{op}, err
}

// ownResponse is the viewer's latest response, or a new one whose id follows from
// the session and the person.
func ownResponse(set Set, session *fhir.Appointment, who string) (*fhir.AppointmentResponse, error) {
	var last *fhir.AppointmentResponse
	each(set, func(x *fhir.AppointmentResponse) {
		if local(x.Actor.Reference) == who && local(x.Appointment.Reference) == refTo(session) && (last == nil || later(x, last)) {
			last = x
		}
	})
	if last != nil {
		res, _, err := edit[*fhir.AppointmentResponse](set, refTo(last))
		return res, err
	}
	id := NameID(refTo(session) + "/" + who)
	res := &fhir.AppointmentResponse{Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}}
	res.Appointment = fhir.Reference{Reference: refTo(session)}
	res.Meta.Security = session.Meta.Security
	return res, nil
}
