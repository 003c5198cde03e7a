package profile

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// Faults of what staff record of a stay.
var (
	errNoStay          = &care.Fault{Code: "stay-none", Say: "This patient is not in the program now."}
	errInProgramme     = &care.Fault{Code: "stay-running", Say: "This patient is in the program already. End that stay first."}
	errBeforeAdmission = &care.Fault{Code: "discharge-before-admission", Say: "That day is before the patient was admitted. Choose a later day."}
	errNoDay           = &care.Fault{Code: "stay-no-day", Say: "Write a day."}
	errBeforeDischarge = &care.Fault{Code: "admission-before-discharge", Say: "That day is before the last stay ended. Choose a later day."}
	errOutcome         = &care.Fault{Code: "call-no-outcome", Say: "Say how the call went."}
)

// present is the patient's stay that is under way, to be edited.
func (w *planWriter) present() (*fhir.EpisodeOfCare, error) {
	e := w.stays()[w.patient]
	if e == nil || e.Status == "finished" {
		return nil, errNoStay
	}
	p, there, err := edit[*fhir.EpisodeOfCare](w.set, refTo(e))
	if err != nil || !there {
		return nil, orGone(err)
	}
	return p, nil
}

// dischargeSet writes the day of discharge; the clinic's server makes the
// follow-ups of it. A day before the admission is refused. Where the stay has ended,
// a day that is still to come, or none, opens it again.
func (w *planWriter) dischargeSet(c care.DischargeSet) error {
	last := w.stays()[w.patient]
	if last == nil {
		return errNoStay
	}
	e, there, err := edit[*fhir.EpisodeOfCare](w.set, refTo(last))
	if err != nil || !there {
		return orGone(err)
	}
	end := ""
	if !c.On.IsZero() {
		if end = w.date(c.On); w.before(e.Period.Start, end) {
			return errBeforeAdmission
		}
	}
	if e.Period.End == end {
		return nil
	}
	if e.Status == "finished" && (end == "" || end > w.date(w.now)) {
		e.StatusHistory = append(e.StatusHistory, fhir.StatusHistory{Status: e.Status, Period: fhir.Period{Start: e.Period.End, End: w.date(w.now)}})
		e.Status = "active"
	}
	e.Period.End = end
	return w.put(e)
}

// before says whether day is earlier than the day on which a period starts.
func (w *planWriter) before(start, day string) bool {
	from, _, err := fhir.ParseTime(start, w.zone)
	return err == nil && day < w.date(from)
}

// stayEnded closes the stay. It is done by a person, never by a date.
func (w *planWriter) stayEnded(c care.StayEnded) error {
	e, err := w.present()
	if err != nil {
		return err
	}
	if c.On.IsZero() {
		return errNoDay
	}
	day := w.date(c.On)
	if w.before(e.Period.Start, day) {
		return errBeforeAdmission
	}
	e.StatusHistory = append(e.StatusHistory, fhir.StatusHistory{Status: e.Status, Period: fhir.Period{Start: e.Period.Start, End: day}})
	e.Status, e.Period.End = "finished", day
	return w.put(e)
}

// readmitted begins a new stay of the kind of the last. Its id follows from the
// patient and the day, so that two who do it at once make one.
func (w *planWriter) readmitted(c care.Readmitted) error {
	last := w.stays()[w.patient]
	switch {
	case last == nil:
		return errNoStay
	case last.Status != "finished":
		return errInProgramme
	case c.On.IsZero():
		return errNoDay
	case w.before(last.Period.End, w.date(c.On)):
		return errBeforeDischarge
	}
	e := &fhir.EpisodeOfCare{Status: "active", Type: last.Type, ManagingOrganization: last.ManagingOrganization, CareManager: last.CareManager, Team: last.Team}
	e.Base, e.Identifier = w.fresh(NameID(w.patient + "/stay/" + w.date(c.On)))
	e.Meta.Security = slices.Clone(last.Meta.Security)
	e.Patient, e.Period.Start = w.subject(), w.date(c.On)
	return w.put(e)
}

var outcomeWords = map[care.CallOutcome]string{care.CallReached: "Reached.", care.CallMessage: "Left a message.", care.CallNoAnswer: "No answer."}

// followUpCalled adds one call to the task for it, and makes that task where staff
// call before they are asked to. Once somebody was reached the task is done.
func (w *planWriter) followUpCalled(c care.CallRecorded) error {
	said, known := outcomeWords[c.Outcome]
	if !known {
		return errOutcome
	}
	of, there := get[*fhir.Task](w.set, c.Task)
	if !there || local(of.For.Reference) != w.patient {
		return errGone
	}
	id := followUpCallID(refTo(of))
	t, there, err := edit[*fhir.Task](w.set, "Task/"+id)
	if err != nil {
		return err
	}
	if !there {
		t = callTask(of, w.now)
	}
	at := fhir.DateTime(w.now)
	me := reference(w.person(fhir.Reference{Reference: w.who}))
	t.Note = append(t.Note, fhir.Annotation{
		Element:         fhir.Element{Extension: []fhir.Extension{{URL: ExtOutcome, ValueCode: string(c.Outcome)}}},
		AuthorReference: me, Time: at, Text: strings.TrimSpace(said + " " + strings.TrimSpace(c.Note)),
	})
	t.LastModified, t.Owner = at, me
	if t.Status != "completed" {
		t.Status = "in-progress"
	}
	if c.Outcome == care.CallReached {
		t.Status, t.ExecutionPeriod.End = "completed", at
	}
	return w.put(t)
}

// callTask asks staff to call about a follow-up. The patient does not see it.
func callTask(of *fhir.Task, now time.Time) *fhir.Task {
	id := followUpCallID(refTo(of))
	t := &fhir.Task{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "requested", Intent: "order", Priority: "routine",
		Code: fhir.Concept(SystemTask, TaskCall, "Call about a follow-up"), Description: of.Description, Focus: fhir.Reference{Reference: refTo(of)},
		For: of.For, AuthoredOn: fhir.DateTime(now), LastModified: fhir.DateTime(now),
	}
	t.Meta.Security = append(slices.Clone(of.Meta.Security), fhir.Coding{System: SystemActCode, Code: "NOPAT"})
	return t
}

// callsIn are the calls that a task keeps, newest first.
func (r *reader) callsIn(t *fhir.Task) []care.CallAttempt {
	var out []care.CallAttempt
	for _, n := range t.Note {
		x := care.CallAttempt{At: r.maybe(t, "note.time", n.Time), By: r.signed(n.AuthorReference), Note: n.Text}
		if e, ok := fhir.FindExtension(n.Extension, ExtOutcome); ok {
			x.Outcome = care.CallOutcome(e.ValueCode)
			x.Note = strings.TrimSpace(strings.TrimPrefix(n.Text, outcomeWords[x.Outcome]))
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out
}
