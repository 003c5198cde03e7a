package records

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"throughline/clinic/access"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/store"
)

var notAGuest = &outcome.Error{
	Status: http.StatusUnprocessableEntity, Code: "business-rule", Expression: "Appointment.participant",
	Say: "The patient of this session does not share sessions with this person. Ask the patient to invite them first.",
}

// guests holds what is written of a session against what its patient shares with
// loved ones: nobody else's is asked to it, and nobody answers what they may not see,
// whoever wrote them into it.
func (wk *work) guests(ctx context.Context, res *access.Resource) error {
	switch {
	case wk.Role == access.RoleSystem:
		return nil
	case res.Type == "AppointmentResponse" && wk.Role == auth.RoleRelatedPerson:
		return wk.answersTheirOwn(ctx, res)
	case res.Type == "Appointment":
		return wk.asksTheirOwn(ctx, res)
	}
	return nil
}

func (wk *work) answersTheirOwn(ctx context.Context, answer *access.Resource) error {
	texts := document.Texts(answer.Tree, "appointment.reference")
	if len(texts) != 1 {
		return outcome.Forbidden
	}
	_, typ, id, ok := document.Reference(texts[0])
	if !ok || typ != "Appointment" {
		return outcome.Forbidden
	}
	session, err := wk.session(ctx, id)
	if err != nil {
		return err
	}
	if session == nil || !wk.May('r', session) {
		return outcome.Forbidden
	}
	return nil
}

// session gives an appointment as it is now; nil where there is none.
func (wk *work) session(ctx context.Context, id string) (*access.Resource, error) {
	v, err := wk.w.Get(ctx, "Appointment", id)
	if errors.Is(err, store.ErrNotFound) || err == nil && v.Gone() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return subject(ctx, wk.w, v)
}

// asksTheirOwn looks at who of a family is new in a session, as they would see it.
func (wk *work) asksTheirOwn(ctx context.Context, next *access.Resource) error {
	var before []string
	was, err := wk.session(ctx, next.ID)
	if err != nil {
		return err
	}
	if was != nil {
		before = document.Texts(was.Tree, "participant.actor.reference")
	}
	for _, ref := range document.Texts(next.Tree, "participant.actor.reference") {
		if !strings.HasPrefix(ref, "RelatedPerson/") || slices.Contains(before, ref) {
			continue
		}
		for _, patient := range next.Patients() {
			guest, err := wk.caller(ctx, wk.w, auth.Principal{
				ClinicID: wk.ClinicID, Role: auth.RoleRelatedPerson, FHIRUser: ref, PatientID: patient, Scopes: auth.ParseScopes("patient/Appointment.r"),
			})
			if err != nil {
				return err
			}
			if !guest.May('r', next) {
				return notAGuest
			}
		}
		if len(next.Patients()) == 0 {
			return notAGuest
		}
	}
	return nil
}
