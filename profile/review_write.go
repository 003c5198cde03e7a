package profile

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// What cannot be done about a piece of work; the screen says who has it or closed
// it.
var (
	errWorkGone      = &care.Fault{Code: "check-in-gone", Say: "This check-in is no longer on the list."}
	errReviewed      = &care.Fault{Code: "already-reviewed", Say: "Someone on the team already reviewed this check-in."}
	errWorkClosed    = &care.Fault{Code: "work-closed", Say: "Someone on the team has already closed this. See who and when above."}
	errWorkTaken     = &care.Fault{Code: "work-taken", Say: "Someone else on the team has this. Take it over first, or write a note."}
	errWorkStep      = &care.Fault{Code: "work-step", Say: "This can't be done at this point. Look at where it stands above."}
	errNoReply       = &care.Fault{Code: "no-words", Say: "Write something first."}
	errPatientLeft   = &care.Fault{Code: "patient-left", Say: "This patient has left the program. They may not read a reply."}
	errPatientShut   = &care.Fault{Code: "patient-inactive", Say: "This patient's account is closed. A reply would not be read. Call instead."}
	errWorkColleague = &care.Fault{Code: "work-colleague", Say: "Choose a colleague first."}
)

// ReviewDone writes that the viewer, a member of staff, reviewed a check-in, and
// what they wrote back.
func ReviewDone(set Set, viewer Viewer, d care.ReviewDecision, now time.Time) ([]Operation, error) {
	return WorkDone(set, viewer, care.Deed{Work: "QuestionnaireResponse/" + d.CheckIn, Step: care.StepReview, Reply: d.Note, Left: true}, now)
}

// WorkDone writes what the viewer, a member of staff, did about a piece of work, and
// what they wrote to the patient. The ids of tasks follow from what they are about,
// so that two who do the same meet in one task.
func WorkDone(set Set, viewer Viewer, d care.Deed, now time.Time) ([]Operation, error) {
	w := &workWriter{reader: &reader{set: set, viewer: viewer, zone: time.UTC}, now: now}
	w.me = w.person(fhir.Reference{Reference: viewer.FHIRUser})
	t, kind, err := w.find(d.Work)
	if err != nil {
		return nil, err
	}
	if d.Step != "" {
		if err := w.step(kind, t, d); err != nil {
			return nil, err
		}
	}
	of := local(t.Focus.Reference)
	if kind == care.WorkTriage {
		of = local(t.ReasonReference.Reference)
	}
	if kind == care.WorkTriage && d.Step == care.StepClose {
		if err := w.readToo(of, t); err != nil {
			return nil, err
		}
	}
	if d.Code == "step-up" {
		d.Level = care.LevelInpatient
	}
	if d.Level != "" {
		ops, err := PlanChanged(set, viewer, care.LevelSet{Patient: local(t.For.Reference), To: d.Level, Why: d.Why}, now)
		if err != nil {
			return nil, err
		}
		w.ops = append(w.ops, ops...)
	}
	if reply := strings.TrimSpace(d.Reply); reply != "" || d.Step == "" && d.Level == "" {
		if err := w.reply(of, t, reply, d.Left); err != nil {
			return nil, err
		}
	}
	return w.ops, nil
}

type workWriter struct {
	*reader
	me  care.Person
	now time.Time
	ops []Operation
}

// find gives the task of a piece of work to be changed; of a check-in that nobody
// has looked at, a new one.
func (w *workWriter) find(id string) (*fhir.Task, care.WorkKind, error) {
	if strings.HasPrefix(id, "Task/") {
		t, ok, err := edit[*fhir.Task](w.set, id)
		if err != nil || !ok {
			return nil, "", orWorkGone(err)
		}
		kind, ours := WorkKindOf(t)
		if !ours {
			return nil, "", errWorkGone
		}
		return t, kind, nil
	}
	res, there := get[*fhir.QuestionnaireResponse](w.set, id)
	if !there {
		return nil, "", errWorkGone
	}
	name := NameID(id + "/work")
	if t, ok, err := edit[*fhir.Task](w.set, "Task/"+name); ok || err != nil {
		return t, care.WorkCheckIn, err
	}
	t := &fhir.Task{
		Base: fhir.Base{ID: name, Meta: fhir.Meta{Security: forStaff(res)}}, Identifier: []fhir.Identifier{identifier(name)}, Status: "requested", Intent: "order",
		Code: fhir.Concept(SystemTask, TaskWork, "Work on a check-in"), Focus: fhir.Reference{Reference: id},
		For: fhir.Reference{Reference: local(res.Subject.Reference)}, AuthoredOn: fhir.DateTime(w.now),
	}
	return t, care.WorkCheckIn, nil
}

func orWorkGone(err error) error {
	if err != nil {
		return err
	}
	return errWorkGone
}

// step adds what was done to the task's notes, and says where that leads.
func (w *workWriter) step(kind care.WorkKind, t *fhir.Task, d care.Deed) error {
	p := w.progress(kind, t)
	s := care.WorkStep{Kind: d.Step, By: w.me, At: w.now, To: d.To, Code: d.Code, Text: strings.TrimSpace(d.Text)}
	if s.Kind == care.StepOpened && p.Opened {
		return nil
	}
	next, ok := kind.After(p, s)
	if !ok || !kind.Theirs(p, s) || s.Kind == care.StepEscalate {
		return whyNot(kind, p, s)
	}
	if kind == care.WorkCheckIn && s.Kind == care.StepReview {
		if err := w.review(local(t.Focus.Reference)); err != nil {
			return err
		}
		if _, there := w.set.Get(refTo(t)); !there {
			return nil // nobody took it first: the review says it all
		}
	}
	t.Note = append(t.Note, annotation(s))
	stand(kind, t, next)
	t.LastModified = fhir.DateTime(w.now)
	op, err := write(w.set, t)
	op.Urgent = kind == care.WorkTriage
	w.ops = append(w.ops, op)
	return err
}

// progress is where a task stands, with the review of its check-in.
func (w *workWriter) progress(kind care.WorkKind, t *fhir.Task) care.Progress {
	p := WorkProgress(kind, t)
	if kind == care.WorkCheckIn {
		p = reviewed(p, w.reviewTasks()[local(t.Focus.Reference)])
	}
	return p
}

// review completes the task by which the patient is told that their check-in was
// read, and by whom.
func (w *workWriter) review(of string) error {
	res, there := get[*fhir.QuestionnaireResponse](w.set, of)
	if !there {
		return errWorkGone
	}
	id := NameID(of + "/review")
	if t := w.reviewTasks()[of]; t != nil {
		id = t.ID
	}
	t, there, err := edit[*fhir.Task](w.set, "Task/"+id)
	if err != nil {
		return err
	}
	if !there {
		t = &fhir.Task{Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, AuthoredOn: fhir.DateTime(w.now)}
	}
	t.Status, t.Intent = "completed", "order"
	t.Code = fhir.Concept(SystemTask, TaskReview, "Review a check-in")
	t.Focus, t.For, t.Owner = fhir.Reference{Reference: of}, fhir.Reference{Reference: local(res.Subject.Reference)}, reference(w.me)
	t.LastModified, t.ExecutionPeriod.End = fhir.DateTime(w.now), fhir.DateTime(w.now)
	if len(t.Meta.Security) == 0 {
		t.Meta.Security = res.Meta.Security
	}
	op, err := write(w.set, t)
	w.ops = append(w.ops, op)
	return err
}

func whyNot(kind care.WorkKind, p care.Progress, s care.WorkStep) error {
	switch {
	case (s.Kind == care.StepNote || s.Kind == care.StepReopen) && s.Text == "":
		return errNoReply
	case p.State == care.WorkClosed && kind != care.WorkTriage:
		return errReviewed
	case p.State == care.WorkClosed:
		return errWorkClosed
	case s.Kind == care.StepHandOver && s.To.Ref == "":
		return errWorkColleague
	case p.Owner.Ref != "" && p.Owner.Ref != s.By.Ref:
		return errWorkTaken
	}
	return errWorkStep
}

// readToo marks the check-in of an urgent answer that is closed as reviewed.
func (w *workWriter) readToo(of string, after *fhir.Task) error {
	res, there := get[*fhir.QuestionnaireResponse](w.set, of)
	if !there || res.Status == "in-progress" {
		return nil // left unfinished: there is nothing that the patient waits for
	}
	t, kind, err := w.find(of)
	if err != nil || w.progress(kind, t).State == care.WorkClosed {
		return err
	}
	before := len(w.ops)
	if err := w.step(kind, t, care.Deed{Step: care.StepReview}); err != nil {
		return nil //nolint:nilerr // a colleague has the check-in: it is theirs to review
	}
	for i := range w.ops[before:] {
		w.ops[before+i].DependsOn = []string{refTo(after)}
	}
	return nil
}

// reply writes to the patient about a check-in. Two different replies both reach
// them; the same one, sent again by the same person, is one.
func (w *workWriter) reply(of string, after *fhir.Task, words string, left bool) error {
	if words == "" {
		return errNoReply
	}
	patient := fhir.Reference{Reference: local(after.For.Reference)}
	switch {
	case w.inactive()[patient.Reference]:
		return errPatientShut
	case !left && w.gone(patient.Reference):
		return errPatientLeft
	}
	id := NameID(of + "/reply/" + w.me.Ref + "/" + words)
	c := &fhir.Communication{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)},
		Status: "completed", Subject: patient, About: []fhir.Reference{{Reference: of}}, Sent: fhir.DateTime(w.now),
		Recipient: []fhir.Reference{patient}, Sender: reference(w.me), Payload: []fhir.CommunicationPayload{{ContentString: words}},
	}
	if _, sent := w.set.Get("Communication/" + id); sent {
		return nil
	}
	for _, label := range after.Meta.Security {
		if label.Code != "NOPAT" {
			c.Meta.Security = append(c.Meta.Security, label)
		}
	}
	op, err := write(w.set, c)
	if len(w.ops) > 0 {
		op.DependsOn = []string{w.ops[0].Ref()} // what is said follows what was done
	}
	w.ops = append(w.ops, op)
	return err
}

// gone says whether the patient's last stay has ended.
func (w *workWriter) gone(patient string) bool {
	stay := w.stays()[patient]
	return stay != nil && stay.Status == "finished"
}
