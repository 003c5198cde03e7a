package rules

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"throughline/care"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/fhir"
	"throughline/profile"
)

func refuse(expression, say string) error {
	return &outcome.Error{Status: http.StatusUnprocessableEntity, Code: "business-rule", Expression: expression, Say: say}
}

// Worked holds what somebody wants a task of staff's work, or the Flag of an urgent
// answer, to be against what it is; before is nil where there was none. What was done
// is never dropped or altered; what is added is the writer's own, and follows the
// table of care.WorkKind; where an urgent answer stands follows from that alone. So
// nobody closes one unseen, or takes a colleague's word back.
func Worked(before, after map[string]any, writer string) error {
	switch after["resourceType"] {
	case "Task":
		return workedTask(before, after, writer)
	case "Flag":
		return keptFlag(before, after)
	}
	return nil
}

func workedTask(before, after map[string]any, writer string) error {
	var was, is fhir.Task
	if before != nil {
		if err := into(before, &was); err != nil {
			return err
		}
	}
	if err := into(after, &is); err != nil {
		return err
	}
	kind, ours := profile.WorkKindOf(&is)
	if old, known := profile.WorkKindOf(&was); known {
		if !ours || kind != old {
			return refuse("Task.code", "A task of staff's work stays what it is.")
		}
		if err := same(&was, &is); err != nil {
			return err
		}
	}
	if !ours {
		return nil
	}
	if before == nil {
		if kind != care.WorkCheckIn {
			return refuse("Task.code", "The clinic's server alone opens a task of this kind.")
		}
		was = is
		was.Note, was.Owner, was.Status = nil, fhir.Reference{}, "requested"
	}
	return steps(kind, &was, &is, writer)
}

// same keeps what a task is about, and who does not see it.
func same(was, is *fhir.Task) error {
	switch {
	case was.Focus.Reference != is.Focus.Reference, was.For.Reference != is.For.Reference, was.ReasonReference.Reference != is.ReasonReference.Reference:
		return refuse("Task.focus", "A task of staff's work stays about what it was about.")
	case was.AuthoredOn != is.AuthoredOn:
		return refuse("Task.authoredOn", "When a task came is not dated back.")
	case was.Priority == "stat" && is.Priority != "stat":
		return refuse("Task.priority", "What is to be answered at once stays so.")
	case profile.EscalationLevel(is) < profile.EscalationLevel(was):
		return refuse("Task.businessStatus", "An escalation is not taken back.")
	}
	for _, label := range was.Meta.Security {
		if !slices.ContainsFunc(is.Meta.Security, func(c fhir.Coding) bool { return c.System == label.System && c.Code == label.Code }) {
			return refuse("Task.meta.security", "A label of a task of staff's work is not taken away.")
		}
	}
	return nil
}

func steps(kind care.WorkKind, was, is *fhir.Task, writer string) error {
	if len(is.Note) < len(was.Note) {
		return refuse("Task.note", "What was done is not taken away: read the task again, and add to it.")
	}
	for i, n := range was.Note {
		if !profile.SameNote(n, is.Note[i]) {
			return refuse("Task.note", "What was done is not changed: read the task again, and add to it.")
		}
	}
	p := profile.WorkProgress(kind, was)
	for _, s := range profile.WorkSteps(is)[len(was.Note):] {
		if s.By.Ref != writer || s.Kind == care.StepEscalate {
			return refuse("Task.note", "A step is signed by whoever makes it.")
		}
		if s.At.IsZero() {
			return refuse("Task.note.time", "A step says when it was made.")
		}
		next, ok := kind.After(p, s)
		if !ok || !s.Beside && !kind.Theirs(p, s) {
			return refuse("Task.note", "This step cannot be made while the task is "+string(p.State)+", or is for its owner to make.")
		}
		p = next
	}
	if len(is.Note) == len(was.Note) && kind != care.WorkTriage && is.Status == was.Status && is.Owner.Reference == was.Owner.Reference {
		return nil
	}
	_, _, owner, _ := document.Reference(is.Owner.Reference)
	_, _, should, _ := document.Reference(p.Owner.Ref)
	if is.Status != profile.WorkStatus(kind, p) || owner != should {
		return refuse("Task.status", "Where a task stands, and who has it, follow from its steps.")
	}
	return nil
}

// keptFlag keeps every entry of the Flag of an urgent answer. It is raised and taken
// down with its task.
func keptFlag(before, after map[string]any) error {
	var was, is fhir.Flag
	if before == nil {
		return nil
	}
	if err := into(before, &was); err != nil {
		return err
	}
	if err := into(after, &is); err != nil {
		return err
	}
	old, now := profile.ReadUrgent(&was), profile.ReadUrgent(&is)
	if len(old) == 0 {
		return nil
	}
	if len(now) != len(old) || !profile.SameUrgent(&was, &is) {
		return refuse("Flag.extension", "What a patient answered is not changed.")
	}
	if was.Status != is.Status {
		return refuse("Flag.status", "The Flag of an urgent answer follows its task.")
	}
	return nil
}

// worked takes down the Flag of an urgent answer that is closed, and raises it for
// one that is opened again.
func worked(ctx context.Context, tx Tx, tree map[string]any) error {
	var t fhir.Task
	if err := into(tree, &t); err != nil {
		return err
	}
	if kind, ours := profile.WorkKindOf(&t); !ours || kind != care.WorkTriage {
		return nil
	}
	_, typ, id, ok := document.Reference(t.Focus.Reference)
	if !ok || typ != "Flag" {
		return nil
	}
	f, err := read[fhir.Flag](ctx, tx, "Flag", id)
	if err != nil || f == nil {
		return err
	}
	status, end := "active", ""
	if t.Status == "completed" {
		status, end = "inactive", t.ExecutionPeriod.End
	}
	if f.Status == status {
		return nil
	}
	f.Status, f.Period.End = status, end
	return save(ctx, tx, f)
}

// sent refuses what is written to a patient whose account is closed: nobody would
// read it, and whoever wrote it would count on that.
func sent(ctx context.Context, tx Tx, tree map[string]any) error {
	for _, ref := range document.Texts(tree, "recipient.reference") {
		_, typ, id, ok := document.Reference(ref)
		if !ok || typ != "Patient" {
			continue
		}
		p, err := read[fhir.Patient](ctx, tx, "Patient", id)
		if err != nil {
			return err
		}
		if p != nil && p.Active != nil && !*p.Active && !strings.HasPrefix(one(tree, "sender.reference"), "Patient/") {
			return refuse("Communication.recipient", "This patient's account is closed. They would not read it.")
		}
	}
	return nil
}
