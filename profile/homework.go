package profile

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// TaskHomework is the code of a Task that gives something to try between
// sessions. Its input "skill" is the key of a skill in SystemSkill.
const TaskHomework = "homework"

// homework reads what the team gave the patient to try, by due date.
func (r *reader) homework() []care.Homework {
	var out []care.Homework
	each(r.set, func(t *fhir.Task) {
		if local(t.For.Reference) != r.patient || !t.Code.Has(SystemTask, TaskHomework) || !open(t) && t.Status != "completed" {
			return
		}
		h := care.Homework{
			Ref: refTo(t), Title: cmp.Or(t.Description, t.Code.Words()), By: r.signed(t.Requester),
			Due: r.until(t, "restriction.period.end", t.Restriction.Period.End), Given: r.maybe(t, "authoredOn", t.AuthoredOn),
		}
		for _, in := range t.Input {
			if key, ok := coding(in.Type, SystemSkill); ok {
				h.Skill = key
			}
		}
		if t.Status == "completed" {
			h.Done = r.maybe(t, "executionPeriod.end", cmp.Or(t.ExecutionPeriod.End, t.LastModified))
		}
		out = append(out, h)
	})
	slices.SortFunc(out, func(a, b care.Homework) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			return b.Due.Compare(a.Due)
		}
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Ref, b.Ref))
	})
	return out
}

// HomeworkDone says that the patient did what they were given, or takes that
// back.
func HomeworkDone(set Set, ref string, done bool, now time.Time) ([]Operation, error) {
	t, there, err := edit[*fhir.Task](set, ref)
	if err != nil {
		return nil, err
	}
	if !there || !t.Code.Has(SystemTask, TaskHomework) || !open(t) && t.Status != "completed" {
		return nil, &care.Fault{Code: "homework-gone", Say: "This is not on your list anymore. There is nothing to do."}
	}
	if done == (t.Status == "completed") {
		return nil, nil
	}
	at := fhir.DateTime(now)
	t.Status, t.LastModified, t.ExecutionPeriod.End = "in-progress", at, ""
	if done {
		t.Status, t.ExecutionPeriod.End = "completed", at
	}
	op, err := write(set, t)
	return []Operation{op}, err
}
