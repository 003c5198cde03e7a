package staff

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/care"
)

// dated is a change with its moment, to be put in order.
type dated struct {
	at time.Time
	BriefChange
}

// changes are what changed in the patient's plan since the last team review, from
// the stories' own dates, newest first.
func (s speaker) changes() []BriefChange {
	var all []dated
	add := func(at time.Time, by, what, words, why string) {
		if at.IsZero() || at.Before(s.since) || at.After(s.now) {
			return
		}
		when := s.p.MonthDay(at.In(s.zone))
		if by != "" {
			when = s.p.T("staff.brief.by", "Day", when, "Name", by)
		}
		all = append(all, dated{at, BriefChange{When: when, What: what, Words: words, Why: why}})
	}
	plan := s.record.Plan
	for _, g := range plan.Goals {
		s.goalChanges(g, add)
	}
	titles := map[care.PlanSection]string{
		care.SectionProblems: s.p.T("staff.brief.problem"), care.SectionStrengths: s.p.T("staff.brief.strength"), care.SectionBarriers: s.p.T("staff.brief.barrier"),
	}
	for _, t := range plan.Told {
		add(t.At, t.By, titles[t.Section], s.toldWords(t), t.Why)
	}
	for _, x := range plan.Changes {
		if x.Goal == "" {
			add(x.At, x.By, s.p.T("staff.brief.part"), s.changeWords(x.Change), x.Why)
		}
	}
	for _, x := range plan.MedicineChanges {
		add(x.At, x.By, s.p.T("staff.brief.medicine"), s.medicineWords(x), "")
	}
	for _, l := range plan.Transition.Lines {
		add(l.Done, "", s.p.T("staff.brief.leaving-step"), quoted(l.Text), "")
	}
	for _, x := range plan.NextCare {
		if !x.Own {
			add(x.Met, "", s.p.T("staff.pages.next-care"), s.p.T("staff.brief.met", "Name", x.Name), "")
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return b.at.Compare(a.at) })
	out := make([]BriefChange, len(all))
	for i, x := range all {
		out[i] = x.BriefChange
	}
	return out
}

func (s speaker) medicineWords(x care.MedicineChange) string {
	name := cmp.Or(x.Name, s.p.T("staff.brief.medicine-unnamed"))
	switch {
	case x.Ended:
		return s.p.T("staff.brief.medicine-ended", "Name", name)
	case x.How != "":
		return s.p.T("staff.brief.medicine-how", "Name", name, "How", x.How)
	}
	return name
}

// goalChanges are the changes of one goal: its words and state, the steps that
// were done, and how close it feels now.
func (s speaker) goalChanges(g care.Goal, add func(at time.Time, by, what, words, why string)) {
	for i, x := range g.Story {
		what := s.p.T("staff.brief.goal-changed")
		if i == len(g.Story)-1 && x.What == care.Worded {
			what = s.p.T("staff.brief.goal-new")
		}
		words := s.changeWords(x)
		if x.What != care.Worded {
			words = quoted(g.Text) + " " + words
		}
		add(x.At, x.By, what, words, x.Why)
	}
	for _, x := range g.Steps {
		add(x.Done, "", s.p.T("staff.brief.step-done"), s.p.T("staff.brief.of-goal", "Step", x.Text, "Goal", g.Text), "")
	}
	if n := len(g.Closeness); n > 0 {
		last := g.Closeness[n-1]
		words := s.p.T("staff.brief.close", "Goal", g.Text, "Now", s.closeness(last.Value))
		for i := n - 2; i >= 0; i-- {
			if g.Closeness[i].At.Before(s.since) || i == 0 {
				words = s.p.T("staff.brief.closer", "Goal", g.Text, "Was", s.closeness(g.Closeness[i].Value), "Now", s.closeness(last.Value))
				break
			}
		}
		add(last.At, "", s.p.T("staff.brief.how-close"), words, "")
	}
}

func (s speaker) closeness(value int) string {
	return strings.ToLower(s.p.T("patient.goal.close-" + strconv.Itoa(min(max(value, 0), care.ClosenessTop))))
}

func (s speaker) toldWords(t care.Told) string {
	text := t.Text
	if t.Challenge != "" && t.Challenge != care.ChallengeOther {
		text = s.p.T("patient.challenge." + string(t.Challenge))
	}
	t.Text = text
	return s.changeWords(t.Change)
}

// changeWords is what a change did, in words.
func (s speaker) changeWords(x care.Change) string {
	switch x.What {
	case care.Dated:
		day, err := time.ParseInLocation(time.DateOnly, x.Text, s.zone)
		if err != nil {
			return s.p.T("staff.brief.now-open")
		}
		return s.p.T("staff.brief.now-by", "Day", s.day(day))
	case care.Reached:
		return s.p.T("staff.brief.now-reached")
	case care.Rested:
		return s.p.T("staff.brief.now-resting")
	case care.Resumed:
		return s.p.T("staff.brief.now-resumed")
	case care.Removed:
		return s.p.T("staff.brief.now-removed", "Text", strings.TrimSuffix(x.Text, "."))
	case care.Worded:
	}
	return quoted(x.Text)
}

func quoted(s string) string { return "“" + strings.TrimSpace(s) + "”" }
