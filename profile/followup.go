package profile

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// FollowUpTaskID is the SDC task of one follow-up of a stay.
func FollowUpTaskID(episode, name string) string { return NameID(episode + "/follow-up/" + name) }

// followUpCallID is the task for staff to call about it.
func followUpCallID(task string) string { return NameID(task + "/call") }

// followUpForms are the forms of a follow-up, the best first: the clinic's own,
// and where it has published none the PHQ-9.
func followUpForms(name string) []string {
	return []string{Base + "/Questionnaire/follow-up-" + name, Base + "/Questionnaire/follow-up", Base + "/Questionnaire/phq-9"}
}

// FollowUpForms are the canonicals of all forms that a follow-up may ask for.
func FollowUpForms() []string {
	return append(followUpForms("two-weeks"), followUpForms("two-months")[0])
}

// When a patient is reminded the last time, and when staff call.
const (
	lastReminder = 3 // days after it is due
	callAfter    = 4 // days after it is due
)

// FollowUps gives what is to be written about the follow-ups of a patient's
// stays at now: the tasks at discharge, their new dates when it moves, reminders,
// the call by staff, and what was missed. What was completed is kept, and what
// has opened keeps its dates. A new stay ends what is pending. The same arguments
// give the same operations, and nothing where all is done.
func FollowUps(set Set, patient string, zone *time.Location, now time.Time) ([]Operation, error) {
	w := &followUps{set: set, patient: local(patient), zone: zone, now: now}
	stays := w.stays()
	for i, e := range stays {
		if err := w.stay(e, i == len(stays)-1); err != nil {
			return nil, err
		}
	}
	return w.ops, nil
}

type followUps struct {
	set     Set
	patient string
	zone    *time.Location
	now     time.Time
	ops     []Operation
}

// stays are the patient's, the last admission last.
func (w *followUps) stays() []*fhir.EpisodeOfCare {
	var out []*fhir.EpisodeOfCare
	each(w.set, func(e *fhir.EpisodeOfCare) {
		if local(e.Patient.Reference) == w.patient && e.Status != "entered-in-error" && e.Status != "cancelled" && e.Status != "planned" {
			out = append(out, e)
		}
	})
	slices.SortFunc(out, func(a, b *fhir.EpisodeOfCare) int {
		return cmp.Or(cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (w *followUps) stay(e *fhir.EpisodeOfCare, last bool) error {
	discharged, _, err := fhir.ParseTime(e.Period.End, w.zone)
	known := e.Period.End != "" && err == nil
	over := known && (e.Status == "finished" || !discharged.After(w.now))
	var plan []care.FollowUp
	if known {
		plan = care.FollowUps(w.day(discharged))
	} else {
		plan = []care.FollowUp{{Name: "two-weeks"}, {Name: "two-months"}}
	}
	for _, f := range plan {
		t, there, err := edit[*fhir.Task](w.set, "Task/"+FollowUpTaskID(refTo(e), f.Name))
		switch {
		case err != nil:
			return err
		case !there && (!over || !last):
			continue
		case !there:
			t = w.newTask(e, f)
		}
		if err := w.task(e, t, f, there, last, known); err != nil {
			return err
		}
	}
	return nil
}

// task brings one follow-up up to now.
func (w *followUps) task(e *fhir.EpisodeOfCare, t *fhir.Task, f care.FollowUp, there, last, known bool) error {
	if there && !open(t) {
		return w.settled(t)
	}
	opened := there && !w.now.Before(w.date(t.Restriction.Period.Start))
	changed := !there
	switch {
	case there && (!last || !known) && (!opened || !last):
		t.Status, t.StatusReason = "cancelled", fhir.CodeableConcept{Text: "A new stay began"}
		if last {
			t.StatusReason.Text = "The discharge was taken back"
		}
		changed = true
	case there && !opened && known && t.Restriction.Period.Start != fhir.Date(f.Opens):
		w.dates(t, f)
		changed = true
	}
	if open(t) && !w.now.Before(w.ends(t).AddDate(0, 0, 1)) {
		t.Status, t.BusinessStatus, changed = "failed", fhir.Concept(SystemFollowUp, "missed", "Missed"), true
	}
	if changed {
		t.LastModified = fhir.DateTime(w.now)
		op, err := write(w.set, t)
		if err != nil {
			return err
		}
		w.ops = append(w.ops, op)
	}
	if !open(t) {
		return w.settled(t)
	}
	if err := w.remind(e, t); err != nil {
		return err
	}
	return w.call(t)
}

func (w *followUps) newTask(e *fhir.EpisodeOfCare, f care.FollowUp) *fhir.Task {
	id := FollowUpTaskID(refTo(e), f.Name)
	t := &fhir.Task{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "requested", Intent: "order",
		Code: fhir.Concept(SystemSDC, "complete-questionnaire", ""), For: fhir.Reference{Reference: w.patient}, Owner: fhir.Reference{Reference: w.patient},
		Description: map[string]string{"two-weeks": "Two-week follow-up", "two-months": "Two-month follow-up"}[f.Name],
		BasedOn:     []fhir.Reference{{Reference: refTo(e)}}, AuthoredOn: fhir.DateTime(w.now),
		Input: []fhir.TaskParameter{{Type: fhir.Concept(SystemSDC, "questionnaire", ""), ValueCanonical: w.form(f.Name)}},
	}
	t.Meta.Security = e.Meta.Security
	w.dates(t, f)
	return t
}

// dates writes when a follow-up opens and is due (SDC: Task.restriction.period),
// and when its window ends.
func (w *followUps) dates(t *fhir.Task, f care.FollowUp) {
	t.Restriction.Period = fhir.Period{Start: fhir.Date(f.Opens), End: fhir.Date(f.Due)}
	t.Extension = slices.DeleteFunc(t.Extension, func(e fhir.Extension) bool { return e.URL == ExtWindowEnd })
	t.Extension = append(t.Extension, fhir.Extension{URL: ExtWindowEnd, ValueDate: fhir.Date(f.Ends)})
}

func (w *followUps) form(name string) string {
	best, at := "", len(followUpForms(name))
	each(w.set, func(q *fhir.Questionnaire) {
		i := slices.Index(followUpForms(name), q.URL)
		if i >= 0 && (i < at || i == at && best < q.URL+"|"+q.Version) && q.Status != "retired" {
			best, at = q.URL+"|"+q.Version, i
		}
	})
	if best == "" {
		return followUpForms(name)[len(followUpForms(name))-1]
	}
	return best
}

// remind files what the patient is to be told by now. One who comes late to it
// is told once, not three times.
func (w *followUps) remind(e *fhir.EpisodeOfCare, t *fhir.Task) error {
	due := w.date(t.Restriction.Period.End)
	which := ""
	for _, r := range []struct {
		name string
		at   time.Time
	}{{"opening", w.date(t.Restriction.Period.Start)}, {"due", due}, {"after", due.AddDate(0, 0, lastReminder)}} {
		if !w.now.Before(r.at) {
			which = r.name
		}
	}
	if which == "" {
		return nil
	}
	id := NameID(refTo(t) + "/reminder/" + which)
	if _, there := w.set.Get("Communication/" + id); there {
		return nil
	}
	c := &fhir.Communication{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "completed",
		Category: []fhir.CodeableConcept{fhir.Concept("http://terminology.hl7.org/CodeSystem/communication-category", "reminder", "Reminder")},
		Subject:  fhir.Reference{Reference: w.patient}, Recipient: []fhir.Reference{{Reference: w.patient}}, BasedOn: []fhir.Reference{{Reference: refTo(t)}},
		Sent: fhir.DateTime(w.now), Payload: []fhir.CommunicationPayload{{ContentString: "You have an update."}},
	}
	c.Meta.Security = e.Meta.Security
	op, err := write(w.set, c)
	w.ops = append(w.ops, op)
	return err
}

// call asks staff to call, once the reminders had no answer.
func (w *followUps) call(t *fhir.Task) error {
	if w.now.Before(w.date(t.Restriction.Period.End).AddDate(0, 0, callAfter)) {
		return nil
	}
	id := followUpCallID(refTo(t))
	if _, there := w.set.Get("Task/" + id); there {
		return nil
	}
	c := callTask(t, w.now)
	c.Restriction.Period.End = fhir.Date(w.ends(t))
	op, err := write(w.set, c)
	w.ops = append(w.ops, op)
	return err
}

// settled takes back a call that nobody has made when its follow-up is no longer
// open: it was answered, or ended.
func (w *followUps) settled(t *fhir.Task) error {
	c, there, err := edit[*fhir.Task](w.set, "Task/"+followUpCallID(refTo(t)))
	if err != nil || !there || !open(c) || t.Status == "failed" {
		return err
	}
	c.Status, c.LastModified = "cancelled", fhir.DateTime(w.now)
	c.StatusReason = fhir.CodeableConcept{Text: "The follow-up is no longer open"}
	op, err := write(w.set, c)
	w.ops = append(w.ops, op)
	return err
}

// ends is the last day of a follow-up's window.
func (w *followUps) ends(t *fhir.Task) time.Time {
	if e, ok := fhir.FindExtension(t.Extension, ExtWindowEnd); ok {
		return w.date(e.ValueDate)
	}
	return w.date(t.Restriction.Period.End).AddDate(0, 0, 7)
}

func (w *followUps) day(t time.Time) time.Time {
	l := t.In(w.zone)
	return time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, w.zone)
}

// date reads a day of the clinic; what cannot be read is far ahead, so that
// nothing happens by mistake.
func (w *followUps) date(s string) time.Time {
	t, _, err := fhir.ParseTime(s, w.zone)
	if err != nil {
		return w.now.AddDate(100, 0, 0)
	}
	return w.day(t)
}

// ClinicZone is the time zone of the clinic that looks after a patient.
func ClinicZone(set Set, patient string) *time.Location {
	return (&reader{set: set, patient: local(patient)}).clinic().Zone
}
