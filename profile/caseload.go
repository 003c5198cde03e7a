package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// Record is the chart of one patient's own record, as staff look at it. Its
// Viewer is the patient: what is only for staff is in the chart of staff.
func Record(set Set, viewer Viewer, patient string) (care.Chart, []Rejected) {
	return Chart(set, Viewer{FHIRUser: "Patient/" + strings.TrimPrefix(local(patient), "Patient/"), Zone: viewer.Zone, Language: viewer.Language})
}

// caseload lists the patients by name, with what staff decide by. Each type is
// read once, however many patients there are.
func (r *reader) caseload(people []care.Person, reviews []care.Review) []care.Case {
	out := make([]care.Case, len(people))
	of := make(map[string]*care.Case, len(people))
	for i, p := range people {
		out[i].Patient = p
		if x, ok := get[*fhir.Patient](r.set, p.Ref); ok {
			out[i].Born, out[i].Language = r.maybe(x, "birthDate", x.BirthDate), languageOf(x)
		}
		of[p.Ref] = &out[i]
	}
	stays := r.stays()
	for ref, c := range of {
		if e := stays[ref]; e != nil {
			c.Stay = r.stayOf(e)
		}
	}
	r.levels(func(ref string) *care.Stay {
		if c := of[ref]; c != nil {
			return &c.Stay
		}
		return nil
	})
	r.approvals(func(ref string) *care.Stay {
		if c := of[ref]; c != nil {
			return &c.Stay
		}
		return nil
	})
	for _, v := range reviews {
		if c := of[v.Patient.Ref]; c != nil && v.State == care.ReviewWaiting {
			c.Waiting++
			if v.Urgent {
				c.Urgent++
			}
		}
	}
	each(r.set, func(f *fhir.Flag) {
		code, ours := coding(f.Code, SystemConcern)
		if c := of[local(f.Subject.Reference)]; c != nil && ours && f.Status == "active" {
			c.Concerns = append(c.Concerns, care.Concern(code))
		}
	})
	r.tasksOf(of)
	r.relatives(of)
	for i := range out {
		order := care.Concerns()
		slices.SortFunc(out[i].Concerns, func(a, b care.Concern) int {
			return cmp.Or(cmp.Compare(slices.Index(order, a), slices.Index(order, b)), cmp.Compare(a, b))
		})
		slices.SortFunc(out[i].FollowUps, func(a, b care.FollowUpCase) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Task, b.Task)) })
	}
	return out
}

// languageOf is the language that a patient prefers, or else the first that they
// speak (Patient.communication, BCP 47).
func languageOf(p *fhir.Patient) string {
	first := ""
	for _, c := range p.Communication {
		for _, x := range c.Language.Coding {
			if c.Preferred != nil && *c.Preferred && x.Code != "" {
				return x.Code
			}
			first = cmp.Or(first, x.Code)
		}
	}
	return first
}

// tasksOf reads the team's reviews, the follow-ups and the calls about them.
func (r *reader) tasksOf(of map[string]*care.Case) {
	names := map[string]string{}
	for _, c := range of {
		for _, f := range care.FollowUps(time.Time{}) {
			if c.Stay.Ref != "" {
				names[FollowUpTaskID(c.Stay.Ref, f.Name)] = f.Name
			}
		}
	}
	calls := map[string]*fhir.Task{}
	var follow []*fhir.Task
	each(r.set, func(t *fhir.Task) {
		c := of[local(t.For.Reference)]
		switch {
		case c == nil:
		case t.Code.Has(SystemTask, TaskTeamReview) && t.Status == "completed":
			if at := r.maybe(t, "executionPeriod.end", cmp.Or(t.ExecutionPeriod.End, t.LastModified)); at.After(c.Reviewed) {
				c.Reviewed = at
			}
		case t.Code.Has(SystemTask, TaskCall):
			calls[local(t.Focus.Reference)] = t
		case names[t.ID] != "":
			follow = append(follow, t)
		}
	})
	for _, t := range follow {
		c := of[local(t.For.Reference)]
		f := r.followUp(t, calls[refTo(t)])
		f.Name = names[t.ID]
		c.FollowUps = append(c.FollowUps, f)
	}
}

func (r *reader) followUp(t, call *fhir.Task) care.FollowUpCase {
	f := care.FollowUpCase{
		Task: refTo(t), Title: t.Description,
		Opens: r.maybe(t, "restriction.period.start", t.Restriction.Period.Start), Due: r.maybe(t, "restriction.period.end", t.Restriction.Period.End),
		Answered: t.Status == "completed", Missed: t.Status == "failed", Cancelled: t.Status == "cancelled",
	}
	f.Ends = f.Due.AddDate(0, 0, 7)
	if e, ok := fhir.FindExtension(t.Extension, ExtWindowEnd); ok {
		f.Ends = r.maybe(t, "window-end", e.ValueDate)
	}
	if call != nil && call.Status != "cancelled" {
		f.Call, f.CallMade, f.Calls = refTo(call), call.Status == "completed", r.callsIn(call)
	}
	return f
}
