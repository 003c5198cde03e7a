package profile

import (
	"cmp"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// planOf is the care plan in the name of one of its activities.
func planOf(ref string) string {
	plan, _, _ := strings.Cut(ref, "#")
	return plan
}

// transition joins the care plans for leaving: the team's, whose words only the
// team changes, and the patient's own, which also holds the ticks.
func (r *reader) transition() care.Transition {
	var plans []*fhir.CarePlan
	each(r.set, func(c *fhir.CarePlan) {
		if local(c.Subject.Reference) == r.patient && c.Intent == "plan" && (c.Status == "active" || c.Status == "completed") &&
			anyHas(c.Category, SystemPlan, PlanTransition) {
			plans = append(plans, c)
		}
	})
	own := func(c *fhir.CarePlan) int {
		if local(c.Author.Reference) == r.patient {
			return 1
		}
		return 0
	}
	slices.SortFunc(plans, func(a, b *fhir.CarePlan) int {
		return cmp.Or(own(a)-own(b), cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID))
	})
	var out care.Transition
	ticks := map[string]care.TransitionLine{}
	for _, c := range plans {
		for i, a := range c.Activity {
			if a.Detail.Status == "entered-in-error" || a.Detail.Status == "cancelled" {
				continue
			}
			line := r.line(c, i)
			if of, ok := fhir.FindExtension(a.Extension, ExtTicks); ok {
				ticks[of.ValueString] = line
				continue
			}
			if line.Text != "" {
				out.Lines = append(out.Lines, line)
			}
		}
	}
	for i, l := range out.Lines {
		if tick, ok := ticks[l.Ref]; ok && l.Done.IsZero() {
			out.Lines[i].Done = tick.Done
		}
	}
	slices.SortStableFunc(out.Lines, func(a, b care.TransitionLine) int {
		kinds := care.TransitionKinds()
		if a.Kind != b.Kind || a.Kind != care.TransitionStep {
			return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind)
		}
		if a.On.IsZero() != b.On.IsZero() {
			return b.On.Compare(a.On)
		}
		return a.On.Compare(b.On)
	})
	return out
}

// line reads one activity. What another system wrote without our codes is a step.
func (r *reader) line(c *fhir.CarePlan, i int) care.TransitionLine {
	a := c.Activity[i]
	l := care.TransitionLine{
		Ref: activityRef(c, i), Kind: care.TransitionStep, Text: a.Detail.Description,
		By: r.person(c.Author).Name, Team: local(c.Author.Reference) != r.patient,
	}
	if l.Team {
		l.By = r.signed(c.Author)
	}
	title := a.Detail.Code.Words()
	if code, ok := coding(a.Detail.Code, SystemPart); ok && slices.Contains(care.TransitionKinds(), care.TransitionKind(code)) {
		l.Kind = care.TransitionKind(code)
	} else if title != "" && l.Text != "" {
		l.Text = title + ": " + l.Text
	}
	l.Text = cmp.Or(l.Text, title)
	if a.Detail.ScheduledPeriod != nil {
		l.On = r.maybe(c, "activity.detail.scheduledPeriod.start", a.Detail.ScheduledPeriod.Start)
	}
	if a.Detail.Status == "completed" {
		for _, note := range a.Progress {
			if t := r.maybe(c, "activity.progress.time", note.Time); t.After(l.Done) {
				l.Done = t
			}
		}
		if l.Done.IsZero() {
			l.Done = r.updated(c)
		}
	}
	return l
}
