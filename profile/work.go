package profile

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// staff are the clinic's active staff, by name.
func (r *reader) staff() []care.Person {
	var out []care.Person
	each(r.set, func(p *fhir.Practitioner) {
		if p.Active == nil || *p.Active {
			out = append(out, r.person(fhir.Reference{Reference: refTo(p)}))
		}
	})
	slices.SortFunc(out, func(a, b care.Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

// work is what waits for staff: the urgent answers, one entry for each of their
// triage tasks; check-ins that are to be read; medication reports for the prescriber;
// calls about follow-ups. A check-in of which an urgent answer is open is read with
// that.
func (r *reader) work(reviews []care.Review, cases []care.Case) []care.Work {
	w := workReader{reader: r, of: map[string]*care.Review{}, stays: map[string]care.Stay{}, inactive: r.inactive(), mine: r.myPatients(), names: map[string]care.Person{}}
	for i := range reviews {
		w.of["QuestionnaireResponse/"+reviews[i].CheckIn.ID] = &reviews[i]
	}
	for _, c := range cases {
		w.stays[c.Patient.Ref] = c.Stay
	}
	tasks, work := r.reviewTasks(), map[string]*fhir.Task{}
	told := map[string]bool{} // responses that are dealt with by another task
	var out []care.Work
	each(r.set, func(t *fhir.Task) {
		kind, ours := WorkKindOf(t)
		switch {
		case !ours || t.Status == "entered-in-error" || t.Status == "cancelled":
			return
		case kind == care.WorkCheckIn:
			work[local(t.Focus.Reference)] = t
			return
		}
		x := w.read(kind, t)
		if kind == care.WorkTriage && (x.State != care.WorkClosed || x.Review != nil && x.Review.State == care.ReviewDone) ||
			kind == care.WorkMedication && x.State != care.WorkClosed {
			told[w.about(t)] = true
		}
		out = append(out, x)
	})
	for ref, v := range w.of {
		if told[ref] {
			continue
		}
		x := care.Work{ID: ref, Kind: care.WorkCheckIn, Progress: care.Start()}
		if t := work[ref]; t != nil {
			x = w.read(care.WorkCheckIn, t)
			x.ID = ref // the same before and after its task was made
		}
		if v.State == care.ReviewDone {
			was := x.State
			x.Progress = reviewed(x.Progress, tasks[ref])
			x.Owner = w.named(x.Owner)
			x.Last.By = x.Owner
			if was != care.WorkClosed {
				x.Steps = append(x.Steps, x.Last)
			}
		}
		x.Review, x.Title, x.Received = v, v.CheckIn.Title, v.Received
		w.patient(&x, v.Patient.Ref)
		out = append(out, x)
	}
	for _, c := range cases {
		for _, f := range c.FollowUps {
			if f.Call != "" && !f.CallMade && !f.Answered && !f.Missed && !f.Cancelled {
				out = append(out, w.call(c.Patient.Ref, f))
			}
		}
	}
	slices.SortFunc(out, func(a, b care.Work) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// call is a call that staff are asked to make about a follow-up.
func (w *workReader) call(patient string, f care.FollowUpCase) care.Work {
	x := care.Work{ID: f.Task, Kind: care.WorkCall, Title: f.Title, Received: f.Due, Due: f.Ends, Calls: f.Calls, Progress: care.Start()}
	x.Opened, x.Attempts = len(f.Calls) > 0, len(f.Calls)
	w.patient(&x, patient)
	return x
}

type workReader struct {
	*reader
	of             map[string]*care.Review // by "QuestionnaireResponse/…"
	stays          map[string]care.Stay
	inactive, mine map[string]bool
	names          map[string]care.Person
}

// about is the response that a task is about.
func (w *workReader) about(t *fhir.Task) string {
	if t.ReasonReference.Reference != "" {
		return local(t.ReasonReference.Reference)
	}
	return local(t.Focus.Reference)
}

func (w *workReader) read(kind care.WorkKind, t *fhir.Task) care.Work {
	x := care.Work{ID: refTo(t), Task: refTo(t), Kind: kind, Title: t.Description, Review: w.of[w.about(t)], Steps: WorkSteps(t), Progress: WorkProgress(kind, t)}
	x.Received = w.maybe(t, "authoredOn", t.AuthoredOn)
	w.patient(&x, local(t.For.Reference))
	x.Owner, x.Last.By = w.named(x.Owner), w.named(x.Last.By)
	for i := range x.Steps {
		x.Steps[i].By, x.Steps[i].To = w.named(x.Steps[i].By), w.named(x.Steps[i].To)
	}
	switch kind {
	case care.WorkTriage:
		x.Alert = w.alert(t)
	case care.WorkMedication:
		for _, in := range t.Input {
			if in.ValueString != "" {
				x.Reasons = append(x.Reasons, in.Type.Words()+": "+in.ValueString)
			}
		}
	case care.WorkCheckIn, care.WorkCall:
	}
	return x
}

// patient tells whose work it is, and whether they are still there.
func (w *workReader) patient(x *care.Work, ref string) {
	x.Patient, x.Group = w.named(care.Person{Ref: ref}), w.mine[ref]
	switch {
	case w.inactive[ref]:
		x.Left = care.Inactive
	case w.stays[ref].Ended:
		x.Left = care.Discharged
	}
}

// named looks a person up once.
func (w *workReader) named(p care.Person) care.Person {
	if p.Ref == "" {
		return p
	}
	found, known := w.names[p.Ref]
	if !known {
		found = w.person(fhir.Reference{Reference: p.Ref, Display: p.Name})
		w.names[p.Ref] = found
	}
	return found
}

func (w *workReader) alert(t *fhir.Task) *care.Alert {
	a := &care.Alert{AtOnce: t.Priority == "stat"}
	f, ok := get[*fhir.Flag](w.set, t.Focus.Reference)
	if !ok {
		return a
	}
	for _, u := range ReadUrgent(f) {
		x := care.AlertAnswer{
			Text: u.Text, Answer: u.Answer, Urgent: u.Urgent, Answered: u.AnsweredAt, Received: u.ReceivedAt, Late: u.Late, Safe: u.Safe, CallBack: u.CallBack,
		}
		if u.Value != nil {
			x.Value, x.HasValue = *u.Value, true
		}
		a.Answers = append(a.Answers, x)
	}
	return a
}

// inactive are the patients whose account is closed.
func (r *reader) inactive() map[string]bool {
	out := map[string]bool{}
	each(r.set, func(p *fhir.Patient) {
		if p.Active != nil && !*p.Active {
			out[refTo(p)] = true
		}
	})
	return out
}

// lately is how long ago a session with the viewer makes a patient theirs.
const lately = 28 * 24 * time.Hour

// myPatients are those with whom the viewer has sessions around now, or in whose
// care team they are.
func (r *reader) myPatients() map[string]bool {
	me, out := local(r.viewer.FHIRUser), map[string]bool{}
	var newest time.Time
	each(r.set, func(a *fhir.Appointment) {
		if t, _, err := fhir.ParseTime(a.Meta.LastUpdated, nil); err == nil && t.After(newest) {
			newest = t
		}
	})
	each(r.set, func(a *fhir.Appointment) {
		if _, with := participant(a, me); !with || a.Status == "cancelled" || a.Status == "entered-in-error" {
			return
		}
		if start, _, err := fhir.ParseTime(a.Start, r.zone); err != nil || start.Before(newest.Add(-lately)) {
			return
		}
		for _, p := range a.Participant {
			if ref := local(p.Actor.Reference); RoleOf(ref) == care.RolePatient {
				out[ref] = true
			}
		}
	})
	each(r.set, func(c *fhir.CareTeam) {
		if c.Status == "inactive" || c.Status == "entered-in-error" {
			return
		}
		for _, m := range c.Participant {
			if local(m.Member.Reference) == me {
				out[local(c.Subject.Reference)] = true
			}
		}
	})
	return out
}
