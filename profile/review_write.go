package profile

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// ReviewDone writes that the viewer, a member of staff, reviewed a check-in, and
// what they wrote back. The ids follow from the response, so that two members of
// staff who do it at once meet in one task.
func ReviewDone(set Set, viewer Viewer, d care.ReviewDecision, now time.Time) ([]Operation, error) {
	of := "QuestionnaireResponse/" + d.CheckIn
	res, there := get[*fhir.QuestionnaireResponse](set, of)
	if !there {
		return nil, &care.Fault{Code: "check-in-gone", Say: "This check-in is no longer on the list."}
	}
	r := &reader{set: set, viewer: viewer}
	task, err := r.reviewTask(of)
	if err != nil {
		return nil, err
	}
	if task.Status == "completed" {
		return nil, &care.Fault{Code: "already-reviewed", Say: "Someone on the team already reviewed this check-in."}
	}
	reviewer := reference(r.person(fhir.Reference{Reference: viewer.FHIRUser}))
	patient := fhir.Reference{Reference: local(res.Subject.Reference)}
	task.Status, task.Intent = "completed", "order"
	task.Code = fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemTask, Code: TaskReview, Display: "Review a check-in"}}}
	task.Focus, task.For, task.Owner = fhir.Reference{Reference: of}, patient, reviewer
	if task.AuthoredOn == "" {
		task.AuthoredOn = fhir.DateTime(now)
	}
	task.LastModified, task.ExecutionPeriod.End = fhir.DateTime(now), fhir.DateTime(now)
	if len(task.Meta.Security) == 0 {
		task.Meta.Security = res.Meta.Security
	}
	op, err := write(set, task)
	if err != nil {
		return nil, err
	}
	ops := []Operation{op}
	if note := strings.TrimSpace(d.Note); note != "" {
		id := NameID(of + "/reply")
		c := &fhir.Communication{
			Base: fhir.Base{ID: id, Meta: fhir.Meta{Security: res.Meta.Security}}, Identifier: []fhir.Identifier{identifier(id)},
			Status: "completed", Subject: patient, About: []fhir.Reference{{Reference: of}}, Sent: fhir.DateTime(now),
			Recipient: []fhir.Reference{patient}, Sender: reviewer, Payload: []fhir.CommunicationPayload{{ContentString: note}},
		}
		reply, err := write(set, c)
		if err != nil {
			return nil, err
		}
		reply.DependsOn = []string{op.Ref()}
		ops = append(ops, reply)
	}
	return ops, nil
}

// reviewTask is the review that is there already, or a new one.
func (r *reader) reviewTask(of string) (*fhir.Task, error) {
	if t := r.reviewTasks()[of]; t != nil {
		task, _, err := edit[*fhir.Task](r.set, refTo(t))
		return task, err
	}
	id := NameID(of + "/review")
	return &fhir.Task{Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}}, nil
}
