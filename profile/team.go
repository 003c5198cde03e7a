package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// parts are a care plan's activities, in its order.
func (r *reader) parts(c *fhir.CarePlan) []care.PlanPart {
	by := r.signed(c.Author)
	at := r.maybe(c, "created", c.Created)
	var out []care.PlanPart
	for i, a := range c.Activity {
		if a.Detail.Status == "entered-in-error" || a.Detail.Status == "cancelled" {
			continue
		}
		part := care.PlanPart{
			Ref: activityRef(c, i), Title: a.Detail.Code.Words(), Text: a.Detail.Description, By: by, At: at,
			Story: r.wordings(c, a.Extension),
		}
		code, _ := coding(a.Detail.Code, SystemPart)
		part.Kind = care.PartKind(code)
		for _, p := range a.Detail.Performer {
			part.By = r.signed(p)
		}
		for _, note := range a.Progress {
			if t := r.maybe(c, "activity.progress.time", note.Time); t.After(part.At) {
				part.At = t
			}
		}
		if len(part.Story) > 0 {
			part.At = part.Story[0].At
		}
		if part.Title != "" || part.Text != "" {
			out = append(out, part)
		}
	}
	if len(c.Activity) == 0 && c.Description != "" {
		out = append(out, care.PlanPart{Ref: refTo(c), Text: c.Description, By: by, At: at})
	}
	return out
}

// activityRef names an activity by its element id, or else by its place.
func activityRef(c *fhir.CarePlan, i int) string {
	if id := c.Activity[i].ID; id != "" {
		return refTo(c) + "#" + id
	}
	return fmt.Sprintf("%s#%03d", refTo(c), i)
}

// activityAt finds what activityRef named.
func activityAt(c *fhir.CarePlan, ref string) (int, bool) {
	for i := range c.Activity {
		if activityRef(c, i) == ref {
			return i, true
		}
	}
	return 0, false
}

// team is who is on the patient's care team, in its order; Title is what they are
// there for.
func (r *reader) team() []care.TeamMember {
	var best *fhir.CareTeam
	each(r.set, func(t *fhir.CareTeam) {
		if local(t.Subject.Reference) == r.patient && (t.Status == "active" || t.Status == "") && (best == nil || later(t, best)) {
			best = t
		}
	})
	if best == nil {
		return nil
	}
	var out []care.TeamMember
	for _, m := range best.Participant {
		p := care.TeamMember{Person: r.person(m.Member)}
		if p.Ref == r.patient || p.Name == "" {
			continue
		}
		for _, role := range m.Role {
			if code, ok := coding(role, SystemTeam); ok {
				p.Part = care.TeamPart(code)
			}
		}
		if len(m.Role) > 0 && m.Role[0].Words() != "" {
			p.Title = strings.TrimSuffix(m.Role[0].Words()+", "+p.Title, ", ")
		}
		out = append(out, p)
	}
	return out
}

// teamChanges are what staff changed in goals and parts, newest first. The first
// writing of a part is no change.
func teamChanges(p care.Plan) []care.TeamChange {
	var out []care.TeamChange
	for _, g := range p.Goals {
		for _, c := range g.Story {
			if c.Team {
				out = append(out, care.TeamChange{Subject: g.Text, Goal: g.Ref, Change: c})
			}
		}
	}
	for _, part := range p.Clinical {
		for i, c := range part.Story {
			if i < len(part.Story)-1 {
				out = append(out, care.TeamChange{Subject: part.Title, Change: c})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b care.TeamChange) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Subject, b.Subject)) })
	return out
}

// reviewsOf are the team's weekly meetings about the patient, newest first. A
// change belongs to the first meeting on its day or after it.
func (r *reader) reviewsOf(changes []care.TeamChange) []care.TeamReview {
	var out []care.TeamReview
	each(r.set, func(t *fhir.Task) {
		if !t.Code.Has(SystemTask, TaskTeamReview) || t.Status != "completed" || local(t.For.Reference) != r.patient {
			return
		}
		v := care.TeamReview{At: r.maybe(t, "executionPeriod.end", cmp.Or(t.ExecutionPeriod.End, t.LastModified)), By: r.signed(t.Owner)}
		for _, o := range t.Output {
			if o.Type.Has(SystemTask, TaskTold) {
				v.Note = o.ValueString
			}
		}
		out = append(out, v)
	})
	slices.SortFunc(out, func(a, b care.TeamReview) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.By, b.By)) })
	for _, c := range changes {
		day := c.At.In(r.zone).Format("2006-01-02")
		for i := len(out) - 1; i >= 0; i-- {
			if out[i].At.In(r.zone).Format("2006-01-02") >= day {
				out[i].Changes = append(out[i].Changes, c)
				break
			}
		}
	}
	return out
}
