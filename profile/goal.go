package profile

import (
	"cmp"
	"slices"

	"throughline/care"
	"throughline/fhir"
)

// goals are the patient's goals, those that rest last, else in the order in which
// they were first worded.
func (r *reader) goals() []care.Goal {
	close := r.closeness()
	var out []care.Goal
	each(r.set, func(g *fhir.Goal) {
		switch g.LifecycleStatus {
		case "entered-in-error", "cancelled", "rejected":
			return
		}
		if local(g.Subject.Reference) == r.patient {
			x := r.goal(g)
			if x.Text == "" { // Goal.description is required, and not every server asks for it
				if said := slices.IndexFunc(x.Story, func(c care.Change) bool { return c.Text != "" }); said >= 0 {
					x.Text = x.Story[said].Text
				} else {
					r.reject(g, "goal-wordless", "the goal says nothing")
					return
				}
				x.Story = slices.DeleteFunc(x.Story, func(c care.Change) bool { return c.What == care.Worded && c.Text == "" && c.Why == "" })
			}
			x.Closeness = close[x.Ref]
			out = append(out, x)
		}
	})
	rests := func(g care.Goal) int {
		if g.Resting {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b care.Goal) int {
		return cmp.Or(rests(a)-rests(b), first(a).At.Compare(first(b).At), cmp.Compare(a.Ref, b.Ref))
	})
	return out
}

// first is a goal's first wording.
func first(g care.Goal) care.Change { return g.Story[len(g.Story)-1] }

// goal reads a goal with its story: every wording that its extensions keep, the
// present one first.
func (r *reader) goal(g *fhir.Goal) care.Goal {
	out := care.Goal{
		Ref: refTo(g), Text: g.Description.Words(), Resting: g.LifecycleStatus == "on-hold",
		Reached: g.LifecycleStatus == "completed" || g.AchievementStatus.Has(SystemGoalAchievement, "achieved"),
		Story:   r.wordings(g, g.Extension), Steps: r.steps(g),
	}
	for _, t := range g.Target {
		if due := r.maybe(g, "target.dueDate", t.DueDate); !due.IsZero() && (out.Target.IsZero() || due.Before(out.Target)) {
			out.Target = due
		}
	}
	worded := func(c care.Change) bool { return c.What == care.Worded }
	if said := slices.IndexFunc(out.Story, worded); said >= 0 && out.Story[said].Text == out.Text {
		return out
	}
	now := care.Change{Text: out.Text, By: r.person(g.ExpressedBy).Name, At: r.maybe(g, "startDate", g.StartDate)}
	if i := slices.IndexFunc(out.Story, func(c care.Change) bool { return worded(c) && c.Text == out.Text }); i >= 0 {
		// The person chose this wording over one with a later date.
		chosen := out.Story[i]
		out.Story = slices.Insert(slices.Delete(out.Story, i, i+1), 0, chosen)
		return out
	}
	if len(out.Story) > 0 || now.At.IsZero() {
		now.At = r.updated(g) // reworded by another system, which keeps no story
	}
	out.Story = append(out.Story, now)
	slices.SortStableFunc(out.Story, func(a, b care.Change) int { return b.At.Compare(a.At) })
	return out
}

// step is one stored state of a step. Two devices that changed the same step
// leave two; the later holds, and of two at once the one that is done.
type step struct {
	care.Step
	rank int
	at   string
}

func (r *reader) steps(g *fhir.Goal) []care.Step {
	all := readSteps(r, g)
	out := make([]care.Step, len(all))
	for i, s := range all {
		out[i] = s.Step
	}
	return out
}

func readSteps(r *reader, g *fhir.Goal) []step {
	byID := map[string]step{}
	for _, e := range g.Extension {
		if e.URL != ExtStep {
			continue
		}
		var s step
		for _, part := range e.Extension {
			switch part.URL {
			case "id":
				s.ID = part.ValueString
			case "text":
				s.Text = part.ValueString
			case "done":
				s.Done = r.maybe(g, "step.done", part.ValueDateTime)
			case "rank":
				if part.ValueInteger != nil {
					s.rank = *part.ValueInteger
				}
			case "at":
				s.at = part.ValueDateTime
			}
		}
		old, known := byID[s.ID]
		if s.ID != "" && (!known || s.newer(r, g, old)) {
			byID[s.ID] = s
		}
	}
	out := make([]step, 0, len(byID))
	for _, s := range byID {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b step) int { return cmp.Or(a.rank-b.rank, cmp.Compare(a.ID, b.ID)) })
	return out
}

func (s step) newer(r *reader, g *fhir.Goal, old step) bool {
	a, b := r.maybe(g, "step.at", s.at), r.maybe(g, "step.at", old.at)
	if !a.Equal(b) {
		return a.After(b)
	}
	if s.Done.IsZero() != old.Done.IsZero() {
		return !s.Done.IsZero()
	}
	return cmp.Compare(s.Text, old.Text) > 0
}

func (s step) write() fhir.Extension {
	rank := s.rank
	e := fhir.Extension{URL: ExtStep, Element: fhir.Element{Extension: []fhir.Extension{
		{URL: "id", ValueString: s.ID},
		{URL: "text", ValueString: s.Text},
		{URL: "rank", ValueInteger: &rank},
		{URL: "at", ValueDateTime: s.at},
	}}}
	if !s.Done.IsZero() {
		e.Extension = append(e.Extension, fhir.Extension{URL: "done", ValueDateTime: fhir.DateTime(s.Done)})
	}
	return e
}

// closeness is how close each goal felt, oldest first, by the goal's reference.
func (r *reader) closeness() map[string][]care.Closeness {
	out := map[string][]care.Closeness{}
	each(r.set, func(o *fhir.Observation) {
		if local(o.Subject.Reference) != r.patient || o.Status == "entered-in-error" || o.Status == "cancelled" ||
			!o.Code.Has(SystemPlan, PlanCloseness) || o.ValueInteger == nil || len(o.Focus) == 0 {
			return
		}
		at, ok := r.instant(o, "effectiveDateTime", o.EffectiveDateTime)
		if !ok || *o.ValueInteger < 0 || *o.ValueInteger > care.ClosenessTop {
			return
		}
		of := local(o.Focus[0].Reference)
		out[of] = append(out[of], care.Closeness{At: at, Value: *o.ValueInteger})
	})
	for _, list := range out {
		slices.SortFunc(list, func(a, b care.Closeness) int { return a.At.Compare(b.At) })
	}
	return out
}
