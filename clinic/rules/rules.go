// Package rules is what the programme does by itself when a resource changes,
// in the transaction of the change.
package rules

import (
	"context"
	"net/http"
	"net/url"

	"throughline/clinic/document"
	"throughline/clinic/outcome"
)

// Tx is the transaction of the change, with the server's own rights.
type Tx interface {
	// Resource gives a current resource, or nil where there is none.
	Resource(ctx context.Context, typ, id string) (map[string]any, error)
	// Find gives the current resources whose search parameter has the value.
	Find(ctx context.Context, typ, parameter, value string) ([]map[string]any, error)
	// Where gives up to fifty current resources that a search finds.
	Where(ctx context.Context, typ string, query url.Values) ([]map[string]any, error)
	// Before gives what a resource was before the change, or nil where it was not.
	Before(ctx context.Context, typ, id string) (map[string]any, error)
	// Save stores a changed resource as its next version.
	Save(ctx context.Context, tree map[string]any) error
}

// Apply runs the rules for a resource that was created or updated. An error is
// the refusal of the whole change.
func Apply(ctx context.Context, tx Tx, typ string, tree map[string]any) error {
	switch typ {
	case "AppointmentResponse":
		return answer(ctx, tx, tree)
	case "QuestionnaireResponse":
		return answered(ctx, tx, tree)
	case "Appointment":
		return planned(ctx, tx, tree)
	case "Slot":
		return notIntoThePast(ctx, tx, typ, tree)
	case "Encounter":
		return attended(ctx, tx, tree)
	case "Patient":
		return adult(ctx, tx, tree)
	case "Questionnaire":
		return onceAtItsAddress(ctx, tx, tree)
	case "EpisodeOfCare":
		if err := admitted(ctx, tx, tree); err != nil {
			return err
		}
		return discharged(ctx, tx, tree)
	case "Task":
		return worked(ctx, tx, tree)
	case "Communication":
		return sent(ctx, tx, tree)
	}
	return nil
}

var unknownAppointment = &outcome.Error{
	Status: http.StatusUnprocessableEntity, Code: "not-found", Expression: "AppointmentResponse.appointment",
	Say: "The answer is to no appointment in which this person takes part.",
}

// answer puts a participant's answer into the appointment (FHIR R4,
// AppointmentResponse, section 12.8.2: the server is to update it).
func answer(ctx context.Context, tx Tx, response map[string]any) error {
	_, typ, id, ok := document.Reference(one(response, "appointment.reference"))
	actor, status := one(response, "actor.reference"), one(response, "participantStatus")
	if !ok || typ != "Appointment" || actor == "" {
		return unknownAppointment
	}
	switch status {
	case "accepted", "declined", "tentative", "needs-action":
	case "in-process", "completed", "entered-in-error":
		return nil // FHIR R4 has no such status for a participant
	default:
		return &outcome.Error{
			Status: http.StatusUnprocessableEntity, Code: "code-invalid", Expression: "AppointmentResponse.participantStatus",
			Say: "The answer is accepted, declined, tentative or needs-action.",
		}
	}
	appointment, err := tx.Resource(ctx, typ, id)
	if err != nil {
		return err
	}
	found, changed := false, false
	for _, v := range document.Select(appointment, "participant") {
		p, ok := v.(map[string]any)
		if !ok || one(p, "actor.reference") != actor {
			continue
		}
		found = true
		if p["status"] != status {
			p["status"], changed = status, true
		}
	}
	if !found {
		return unknownAppointment
	}
	if !changed {
		return nil
	}
	return tx.Save(ctx, appointment)
}

func one(tree map[string]any, path string) string {
	if t := document.Texts(tree, path); len(t) > 0 {
		return t[0]
	}
	return ""
}
