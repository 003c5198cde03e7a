package profile

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// due reads the patient's open SDC tasks (SDC 3.0, "Task for Questionnaire
// completion"), by due date; what has none comes last.
func (r *reader) due() []care.Due {
	var out []care.Due
	each(r.set, func(t *fhir.Task) {
		if local(t.For.Reference) != r.patient || !t.Code.Has(SystemSDC, "complete-questionnaire") || !open(t) {
			return
		}
		name := formAsked(t)
		if name == "" {
			r.reject(t, "form-missing", "the task names no questionnaire")
			return
		}
		d := care.Due{
			Ref: refTo(t), Form: name, Title: t.Description,
			Opens: r.maybe(t, "restriction.period.start", t.Restriction.Period.Start),
			By:    r.until(t, "restriction.period.end", t.Restriction.Period.End),
		}
		if f, ok := r.forms.find(name); ok {
			d.Form, d.Title = f.Canonical, f.Title
			if mine, ok := r.forms.worded(f.Canonical, r.viewer.Language); ok {
				d.Title = mine.Title
			}
		}
		out = append(out, d)
	})
	slices.SortFunc(out, func(a, b care.Due) int {
		if a.By.IsZero() != b.By.IsZero() {
			return b.By.Compare(a.By)
		}
		return cmp.Or(a.By.Compare(b.By), cmp.Compare(a.Ref, b.Ref))
	})
	return out
}

func open(t *fhir.Task) bool {
	return slices.Contains([]string{"requested", "received", "accepted", "ready", "in-progress", "on-hold"}, t.Status)
}

func formAsked(t *fhir.Task) string {
	for _, in := range t.Input {
		if in.Type.Has(SystemSDC, "questionnaire") {
			return cmp.Or(in.ValueCanonical, in.ValueURI)
		}
	}
	for _, in := range t.Input { // not said by SDC's code; a canonical is one all the same
		if in.ValueCanonical != "" {
			return in.ValueCanonical
		}
	}
	return ""
}

// dueOf tells which task each response answers.
func (r *reader) dueOf() map[string]string {
	out := map[string]string{}
	each(r.set, func(t *fhir.Task) {
		for _, o := range t.Output {
			if o.ValueReference != nil && o.Type.Has(SystemSDC, "questionnaire-response") {
				out[local(o.ValueReference.Reference)] = refTo(t)
			}
		}
	})
	return out
}

// reviewTasks are the staff's review tasks by the response that each is about. A
// completed one wins over any other, then the newest.
func (r *reader) reviewTasks() map[string]*fhir.Task {
	out := map[string]*fhir.Task{}
	each(r.set, func(t *fhir.Task) {
		if !t.Code.Has(SystemTask, TaskReview) || t.Status == "entered-in-error" || t.Status == "cancelled" {
			return
		}
		of := local(t.Focus.Reference)
		old := out[of]
		if old == nil || cmp.Or(rank(t)-rank(old), cmp.Compare(t.LastModified+t.ID, old.LastModified+old.ID)) > 0 {
			out[of] = t
		}
	})
	return out
}

func rank(t *fhir.Task) int {
	if t.Status == "completed" {
		return 1
	}
	return 0
}

// messages are what staff wrote about each response, oldest first.
func (r *reader) messages() map[string][]care.Message {
	out := map[string][]care.Message{}
	each(r.set, func(c *fhir.Communication) {
		if c.Status != "completed" || RoleOf(c.Sender.Reference) == care.RolePatient {
			return
		}
		m := care.Message{By: r.signed(c.Sender), At: r.maybe(c, "sent", c.Sent)}
		for _, p := range c.Payload {
			m.Text = cmp.Or(m.Text, p.ContentString)
		}
		for _, about := range c.About {
			if of := local(about.Reference); m.Text != "" {
				out[of] = append(out[of], m)
			}
		}
	})
	for _, of := range out {
		slices.SortStableFunc(of, func(a, b care.Message) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Text, b.Text)) })
	}
	return out
}

// reviews lists the answered check-ins of all patients in triage order.
func (r *reader) reviews() []care.Review {
	tasks := r.reviewTasks()
	byPatient := map[string][]care.CheckIn{}
	all := r.checkIns("")
	for _, c := range slices.Backward(all) {
		byPatient[c.Subject.Ref] = append(byPatient[c.Subject.Ref], c)
	}
	totals := map[string]map[care.Instrument][]care.Score{} // by patient: each is read once, not once for each later one
	var out []care.Review
	for _, c := range all {
		v := care.Review{CheckIn: c, Patient: c.Subject, Received: c.Delivery.Received}
		if v.Received.IsZero() {
			v.Received = c.Authored
		}
		if f, ok := r.forms.worded(c.Form, c.Language); ok {
			v.Form = f.Form
			v.Urgent = care.Urgent(f.Form, c.Answers)
		}
		if c.Status == care.CheckInBegun && !v.Urgent {
			continue // a form that is left is seen only for an urgent answer
		}
		if totals[c.Subject.Ref] == nil {
			totals[c.Subject.Ref] = map[care.Instrument][]care.Score{}
		}
		v.History = r.history(totals[c.Subject.Ref], byPatient[c.Subject.Ref], c)
		if t := tasks["QuestionnaireResponse/"+c.ID]; t != nil {
			v.Task, v.Owner = refTo(t), r.signed(t.Owner)
			if t.Status == "completed" {
				v.State, v.At = care.ReviewDone, c.Reviewed
			}
		}
		out = append(out, v)
	}
	care.SortReviews(out)
	return out
}

// history gives the totals on the instrument up to and with c, oldest first. known are
// those of the patient that were read before.
func (r *reader) history(known map[care.Instrument][]care.Score, oldestFirst []care.CheckIn, c care.CheckIn) []care.Score {
	if c.Instrument == "" {
		return nil
	}
	all, read := known[c.Instrument]
	if !read {
		for _, x := range oldestFirst {
			if x.Status == care.CheckInBegun {
				continue
			}
			if f, ok := r.forms.worded(x.Form, x.Language); ok && f.Asks(c.Instrument) {
				if total, whole := care.TotalOf(f.Form, c.Instrument, x.Answers); whole {
					all = append(all, care.Score{Total: total, At: x.Authored})
				}
			}
		}
		known[c.Instrument] = all
	}
	n, _ := slices.BinarySearchFunc(all, c.Authored, func(s care.Score, at time.Time) int {
		if s.At.After(at) {
			return 1
		}
		return -1
	})
	return all[:n:n]
}
