package care

import (
	"slices"
	"time"
)

func (c Chart) lookAtPlan() *SeenPlan {
	p := &SeenPlan{Level: c.Stay.Level(), NextCare: map[string]string{}, Medicines: c.Plan.medicines(), Leaving: map[string]string{}}
	for _, x := range c.Plan.NextCare {
		if !x.Own {
			p.NextCare[x.Ref] = x.seen()
		}
	}
	for _, l := range c.Plan.Transition.Lines {
		if l.Team {
			p.Leaving[l.Ref] = l.seen()
		}
	}
	return p
}

// newInPlan compares what the team alone writes with what was seen of it.
func (c Chart) newInPlan(was *SeenPlan) []News {
	if was == nil {
		return nil
	}
	var out []News
	is := c.lookAtPlan()
	if is.Level != was.Level && was.Level != LevelUnset && len(c.Stay.Moves) > 0 {
		out = append(out, News{Kind: NewsLevel})
	}
	for _, x := range c.Plan.NextCare {
		if !x.Own && x.Met.IsZero() && was.NextCare[x.Ref] != x.seen() {
			out = append(out, News{Kind: NewsNextCare, Subject: x.Name})
		}
	}
	if !slices.Equal(is.Medicines, was.Medicines) {
		out = append(out, News{Kind: NewsMedicines})
	}
	for _, l := range c.Plan.Transition.Lines {
		if l.Team && was.Leaving[l.Ref] != l.seen() {
			return append(out, News{Kind: NewsLeaving, Subject: l.Text})
		}
	}
	return out
}

// medicines are the medicines as the patient reads them, in a steady order.
func (p Plan) medicines() []string {
	var out []string
	for _, m := range p.Medications {
		out = append(out, m.Name+", "+m.How)
	}
	slices.Sort(out)
	return out
}

func (x Referral) seen() string { return x.Name + " " + seenDay(x.First) }

func (l TransitionLine) seen() string { return l.Text + " " + seenDay(l.On) }

func seenDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
