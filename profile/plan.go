package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

func (r *reader) plan() care.Plan {
	p := care.Plan{Team: r.team(), LastReviewed: r.lastReviewed()}
	each(r.set, func(g *fhir.Goal) {
		switch g.LifecycleStatus {
		case "entered-in-error", "cancelled", "rejected":
			return
		}
		if local(g.Subject.Reference) == r.patient {
			p.Goals = append(p.Goals, r.goal(g))
		}
	})
	each(r.set, func(c *fhir.Condition) {
		if local(c.Subject.Reference) == r.patient && anyHas(c.Category, SystemConditionClass, "health-concern") &&
			!c.VerificationStatus.Has(SystemConditionVerified, "entered-in-error") && stillActive(c.ClinicalStatus) {
			p.Problems = append(p.Problems, r.problem(c))
		}
	})
	each(r.set, func(o *fhir.Observation) {
		if local(o.Subject.Reference) != r.patient || o.Status == "entered-in-error" || o.Status == "cancelled" || o.ValueString == "" {
			return
		}
		s := care.Statement{Ref: refTo(o), Text: o.ValueString, Since: r.maybe(o, "effectiveDateTime", o.EffectiveDateTime)}
		switch {
		case o.Code.Has(SystemStrength, "strength"):
			p.Strengths = append(p.Strengths, s)
		case o.Code.Has(SNOMED, BarrierSNOMED) || o.Code.Has(SNOMED, BarrierSNOMEDUS):
			p.Barriers = append(p.Barriers, s)
		}
	})
	each(r.set, func(c *fhir.CarePlan) {
		if local(c.Subject.Reference) != r.patient || c.Intent != "plan" || (c.Status != "active" && c.Status != "completed") {
			return
		}
		if anyHas(c.Category, SystemPlan, PlanTransition) {
			p.Transition = append(p.Transition, r.parts(c)...)
		} else if c.Status == "active" && anyHas(c.Category, SystemCarePlanClass, "assess-plan") {
			p.Clinical = append(p.Clinical, r.parts(c)...)
		}
	})
	slices.SortFunc(p.Goals, func(a, b care.Goal) int {
		return cmp.Or(first(a).Compare(first(b)), cmp.Compare(a.Ref, b.Ref))
	})
	slices.SortFunc(p.Problems, func(a, b care.Problem) int {
		return cmp.Or(order(a.Challenge)-order(b.Challenge), a.Since.Compare(b.Since), cmp.Compare(a.Ref, b.Ref))
	})
	for _, list := range [][]care.Statement{p.Strengths, p.Barriers} {
		slices.SortFunc(list, func(a, b care.Statement) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Ref, b.Ref)) })
	}
	for _, list := range [][]care.PlanPart{p.Clinical, p.Transition} {
		slices.SortStableFunc(list, func(a, b care.PlanPart) int { return cmp.Compare(a.Ref, b.Ref) })
	}
	return p
}

// first is when a goal was first worded.
func first(g care.Goal) time.Time { return g.Story[len(g.Story)-1].At }

// order is the guide's order of the ten challenges; what is none comes last.
func order(c care.Challenge) int {
	if i := slices.Index(care.Challenges(), c); i >= 0 {
		return i
	}
	return len(care.Challenges())
}

func stillActive(status fhir.CodeableConcept) bool {
	code, ok := coding(status, SystemConditionClinical)
	return !ok || code == "active" || code == "recurrence" || code == "relapse"
}

// goal reads a goal with its story: every wording that its extensions keep, the
// present one first.
func (r *reader) goal(g *fhir.Goal) care.Goal {
	out := care.Goal{
		Ref: refTo(g), Text: g.Description.Words(),
		Reached: g.LifecycleStatus == "completed" || g.AchievementStatus.Has(SystemGoalAchievement, "achieved"),
	}
	for _, t := range g.Target {
		if due := r.maybe(g, "target.dueDate", t.DueDate); !due.IsZero() && (out.Target.IsZero() || due.Before(out.Target)) {
			out.Target = due
		}
	}
	for _, e := range g.Extension {
		if e.URL != ExtWording {
			continue
		}
		var c care.Change
		for _, part := range e.Extension {
			switch part.URL {
			case "text":
				c.Text = part.ValueString
			case "by":
				c.By = part.ValueString
			case "why":
				c.Why = part.ValueString
			case "at":
				c.At = r.maybe(g, "wording.at", part.ValueDateTime)
			}
		}
		out.Story = append(out.Story, c)
	}
	slices.SortStableFunc(out.Story, func(a, b care.Change) int { return b.At.Compare(a.At) })
	if len(out.Story) == 0 || out.Story[0].Text != out.Text {
		now := care.Change{Text: out.Text, By: r.person(g.ExpressedBy).Name, At: r.maybe(g, "startDate", g.StartDate)}
		if len(out.Story) > 0 || now.At.IsZero() {
			now.At = r.updated(g) // reworded by another system, which keeps no story
		}
		out.Story = append([]care.Change{now}, out.Story...)
	}
	return out
}

func (r *reader) problem(c *fhir.Condition) care.Problem {
	p := care.Problem{Ref: refTo(c), Challenge: care.ChallengeOther, Text: c.Code.Words(), Since: r.maybe(c, "recordedDate", c.RecordedDate)}
	if code, ok := coding(c.Code, SystemChallenge); ok && slices.Contains(care.Challenges(), care.Challenge(code)) {
		p.Challenge = care.Challenge(code)
	}
	return p
}

// parts are a care plan's activities, in its order. The order survives sorting by
// Ref, which counts them.
func (r *reader) parts(c *fhir.CarePlan) []care.PlanPart {
	by := r.signed(c.Author)
	at := r.maybe(c, "created", c.Created)
	var out []care.PlanPart
	for i, a := range c.Activity {
		if a.Detail.Status == "entered-in-error" || a.Detail.Status == "cancelled" {
			continue
		}
		part := care.PlanPart{Ref: fmt.Sprintf("%s#%03d", refTo(c), i), Title: a.Detail.Code.Words(), Text: a.Detail.Description, By: by, At: at}
		for _, p := range a.Detail.Performer {
			part.By = r.signed(p)
		}
		for _, note := range a.Progress {
			if t := r.maybe(c, "activity.progress.time", note.Time); t.After(part.At) {
				part.At = t
			}
		}
		if part.Title != "" || part.Text != "" {
			out = append(out, part)
		}
	}
	return out
}

// team is who is on the patient's care team, in its order; Title is what they are
// there for.
func (r *reader) team() []care.Person {
	var best *fhir.CareTeam
	each(r.set, func(t *fhir.CareTeam) {
		if local(t.Subject.Reference) == r.patient && (t.Status == "active" || t.Status == "") && (best == nil || later(t, best)) {
			best = t
		}
	})
	if best == nil {
		return nil
	}
	var out []care.Person
	for _, m := range best.Participant {
		p := r.person(m.Member)
		if p.Ref == r.patient || p.Name == "" {
			continue
		}
		if len(m.Role) > 0 && m.Role[0].Words() != "" {
			p.Title = strings.TrimSuffix(m.Role[0].Words()+", "+p.Title, ", ")
		}
		out = append(out, p)
	}
	return out
}

// lastReviewed is the team's last review of the patient's plan.
func (r *reader) lastReviewed() time.Time {
	var last time.Time
	each(r.set, func(t *fhir.Task) {
		if t.Code.Has(SystemTask, TaskTeamReview) && t.Status == "completed" && local(t.For.Reference) == r.patient {
			if at := r.maybe(t, "executionPeriod.end", t.ExecutionPeriod.End); at.After(last) {
				last = at
			}
		}
	})
	return last
}
