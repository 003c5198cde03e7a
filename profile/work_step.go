package profile

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// workKinds are the codes of the tasks that hold steps. Calls about follow-ups are
// recorded in their own way: see followUpCalled.
var workKinds = map[string]care.WorkKind{
	TaskTriage: care.WorkTriage, TaskWork: care.WorkCheckIn, TaskPrescriber: care.WorkMedication,
}

// WorkKindOf tells what kind of staff's work a task is; false for every other.
func WorkKindOf(t *fhir.Task) (care.WorkKind, bool) {
	code, _ := coding(t.Code, SystemTask)
	kind, ok := workKinds[code]
	return kind, ok
}

// stepWords stand in a note of a step to which nobody wrote anything: R4 asks for a
// text there.
var stepWords = map[care.StepKind]string{
	care.StepOpened: "Opened", care.StepTake: "Taken", care.StepHandOver: "Handed over", care.StepAttempt: "Call tried", care.StepReached: "Reached",
	care.StepAssess: "Assessed", care.StepClose: "Closed", care.StepReview: "Reviewed",
}

// WorkSteps reads what was done about a task, oldest first. A note without a step is
// a note.
func WorkSteps(t *fhir.Task) []care.WorkStep {
	out := make([]care.WorkStep, len(t.Note))
	for i, n := range t.Note {
		out[i] = workStep(n)
	}
	return out
}

func workStep(n fhir.Annotation) care.WorkStep {
	s := care.WorkStep{Kind: care.StepNote, Text: n.Text, By: care.Person{Ref: local(n.AuthorReference.Reference), Name: cmp.Or(n.AuthorReference.Display, n.AuthorString)}}
	s.At, _, _ = fhir.ParseTime(n.Time, nil)
	e, ok := fhir.FindExtension(n.Extension, ExtWorkStep)
	if !ok {
		if level := slices.Index(escalationWords, n.Text); level > 0 && n.AuthorReference.Reference == "" {
			s.Kind, s.Code, s.Text = care.StepEscalate, strconv.Itoa(level), ""
		}
		return s
	}
	for _, x := range e.Extension {
		switch x.URL {
		case "step":
			s.Kind = care.StepKind(x.ValueCode)
		case "code":
			s.Code = x.ValueCode
		case "to":
			if x.ValueReference != nil {
				s.To = care.Person{Ref: local(x.ValueReference.Reference), Name: x.ValueReference.Display}
			}
		case "beside":
			s.Beside = isTrue(x.ValueBoolean)
		}
	}
	if s.Text == stepWords[s.Kind] || s.Kind == care.StepEscalate {
		s.Text = ""
	}
	return s
}

func annotation(s care.WorkStep) fhir.Annotation {
	sub := []fhir.Extension{{URL: "step", ValueCode: string(s.Kind)}}
	if s.Code != "" {
		sub = append(sub, fhir.Extension{URL: "code", ValueCode: s.Code})
	}
	if s.To.Ref != "" {
		to := reference(s.To)
		sub = append(sub, fhir.Extension{URL: "to", ValueReference: &to})
	}
	if s.Beside {
		sub = append(sub, fhir.Extension{URL: "beside", ValueBoolean: &s.Beside})
	}
	n := fhir.Annotation{
		Element: fhir.Element{Extension: []fhir.Extension{{URL: ExtWorkStep, Element: fhir.Element{Extension: sub}}}},
		Time:    fhir.DateTime(s.At), Text: cmp.Or(strings.TrimSpace(s.Text), stepWords[s.Kind], string(s.Kind)),
	}
	if s.By.Ref == "" {
		n.AuthorString = s.By.Name
	} else {
		n.AuthorReference = reference(s.By)
	}
	return n
}

// WorkProgress is where a task stands by its steps. What other systems did without
// a step, and a step that the table does not have, are taken as they can be.
func WorkProgress(kind care.WorkKind, t *fhir.Task) care.Progress {
	p := care.Start()
	for _, s := range WorkSteps(t) {
		p, _ = kind.After(p, s)
	}
	owner := care.Person{Ref: local(t.Owner.Reference), Name: t.Owner.Display}
	at, _, _ := fhir.ParseTime(cmp.Or(t.ExecutionPeriod.End, t.LastModified, t.AuthoredOn), nil)
	switch {
	case t.Status == "completed" && p.State != care.WorkClosed:
		p.State, p.Owner, p.Since, p.Opened = care.WorkClosed, owner, at, true
		p.Last = care.WorkStep{Kind: care.StepReview, By: owner, At: at}
	case owner.Ref != "" && p.State == care.WorkNew && open(t):
		p.State, p.Owner, p.Since, p.Opened = care.WorkAcknowledged, owner, at, true
		p.Last = care.WorkStep{Kind: care.StepTake, By: owner, At: at}
	}
	p.Escalated = max(p.Escalated, EscalationLevel(t))
	return p
}

// reviewed is where work on a check-in stands once its review, which the patient is
// told of, is done. The words of staff to each other are in a task of their own,
// which the patient does not see.
func reviewed(p care.Progress, review *fhir.Task) care.Progress {
	if review == nil || review.Status != "completed" || p.State == care.WorkClosed {
		return p
	}
	by := care.Person{Ref: local(review.Owner.Reference), Name: review.Owner.Display}
	at, _, _ := fhir.ParseTime(cmp.Or(review.ExecutionPeriod.End, review.LastModified), nil)
	p.State, p.Owner, p.Since, p.Opened = care.WorkClosed, by, at, true
	p.Last = care.WorkStep{Kind: care.StepReview, By: by, At: at}
	return p
}

// stand writes where a task stands into the elements of R4 that say it.
func stand(kind care.WorkKind, t *fhir.Task, p care.Progress) {
	t.Status = WorkStatus(kind, p)
	if p.Owner.Ref != "" && local(t.Owner.Reference) != p.Owner.Ref {
		t.Owner = reference(p.Owner)
	}
	status := fhir.Concept(SystemWork, string(p.State), "")
	if e, ok := coding(t.BusinessStatus, SystemEscalation); ok {
		status.Coding = append(status.Coding, fhir.Coding{System: SystemEscalation, Code: e})
	}
	t.BusinessStatus = status
	t.ExecutionPeriod.End = ""
	if p.State == care.WorkClosed {
		t.ExecutionPeriod.End = fhir.DateTime(p.Since)
	}
}

// WorkStatus is the Task.status of where work stands. What is opened is received,
// but for what has to be escalated, or called about, as long as nobody has taken it.
func WorkStatus(kind care.WorkKind, p care.Progress) string {
	switch p.State {
	case care.WorkAcknowledged:
		return "accepted"
	case care.WorkAttempting, care.WorkReached, care.WorkAssessed:
		return "in-progress"
	case care.WorkClosed:
		return "completed"
	case care.WorkNew:
	}
	if p.Opened && (kind == care.WorkCheckIn || kind == care.WorkMedication) {
		return "received"
	}
	return "requested"
}

// MergeWork puts what this side did about a task after what others did meanwhile.
// What the table no longer has, or is no longer theirs to do, is kept beside it. It
// is false for what is no staff's work.
func MergeWork(base, ours, theirs []byte) ([]byte, bool, error) {
	o, mine := task(ours)
	t, there := task(theirs)
	if !mine || !there {
		return nil, false, nil
	}
	kind, ok := WorkKindOf(t)
	if own, is := WorkKindOf(o); !ok || !is || own != kind {
		return nil, false, nil
	}
	b, known := task(base)
	if !known {
		b = &fhir.Task{}
	}
	now := WorkProgress(kind, t)
	before := WorkProgress(kind, b)
	added, ended := 0, !open(t) && t.Status != "completed" // taken back by the clinic's server
	for _, n := range o.Note {
		if hasNote(b.Note, n) || hasNote(t.Note, n) {
			continue
		}
		s := workStep(n)
		next, allowed := kind.After(now, s)
		// Who takes what was free and is not any more has not got it.
		lost := s.Kind == care.StepTake && now.Owner.Ref != before.Owner.Ref && now.Owner.Ref != s.By.Ref
		switch {
		case s.Beside:
		case ended || !allowed || lost || !kind.Theirs(now, s):
			s.Beside = true
		default:
			now = next
		}
		t.Note = append(t.Note, annotation(s))
		added++
	}
	if added > 0 && !ended {
		stand(kind, t, now)
		t.LastModified = lastOf(o.LastModified, t.LastModified)
	}
	out, err := fhir.Encode(t)
	return out, true, err
}

// lastOf is the one of two times that comes after the other. A task was never changed before it was made (Task, inv-1),
// though what is put after theirs may have been done before.
func lastOf(a, b string) string {
	x, _, errX := fhir.ParseTime(a, nil)
	y, _, errY := fhir.ParseTime(b, nil)
	if errX != nil || errY == nil && y.After(x) {
		return b
	}
	return a
}

func task(body []byte) (*fhir.Task, bool) {
	if len(body) == 0 {
		return nil, false
	}
	r, err := fhir.Decode(body)
	if err != nil {
		return nil, false
	}
	t, ok := r.(*fhir.Task)
	return t, ok
}

// hasNote compares notes by what is written.
func hasNote(in []fhir.Annotation, n fhir.Annotation) bool {
	return slices.ContainsFunc(in, func(x fhir.Annotation) bool { return SameNote(x, n) })
}

// SameNote says whether two notes are the same, to the letter.
func SameNote(a, b fhir.Annotation) bool {
	x, err1 := fhir.Encode(&fhir.Task{Note: []fhir.Annotation{a}})
	y, err2 := fhir.Encode(&fhir.Task{Note: []fhir.Annotation{b}})
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
