package patient

import (
	"cmp"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Record is a person's record in words, to be read or printed.
type Record struct {
	Title, Small string
	Sections     []RecordSection
}

// RecordSection is a heading, paragraphs, and lines below them.
type RecordSection struct {
	Title string
	Text  []string
	Items []string
}

// RecordOf tells all that this device has of the person's own record. Nothing that
// is for staff alone is in a patient's chart, so nothing of it is here.
func RecordOf(c care.Chart, now time.Time, p *say.Printer) Record {
	s := speak(c, now, p)
	m := Record{
		Title: p.T("record.title", "Name", c.Viewer.Name),
		Small: p.T("record.made", "Day", p.LongDate(now.In(s.clinic)), "Clinic", cmp.Or(c.Clinic.Name, p.T("record.your-clinic"))),
	}
	if !c.Sync.AsOf.IsZero() {
		m.Small += " " + p.T("record.as-of", "When", s.moment(c.Sync.AsOf))
	}
	if c.Sync.Pending+c.Sync.Conflicts+c.Sync.Quarantined > 0 {
		m.Small += " " + p.T("record.unsent")
	}
	for _, x := range []RecordSection{
		s.recordGoals(c), s.recordPlan(c), s.recordStory(c), s.recordTeam(c), s.recordMedication(c), s.recordNext(c), s.recordLeaving(c), s.recordCard(c),
		s.recordSessions(c, true), s.recordSessions(c, false),
	} {
		m.add(x)
	}
	for _, ci := range c.CheckIns {
		if ci.Status != care.CheckInBegun {
			m.add(s.recordCheckIn(c, ci))
		}
	}
	m.add(s.recordPractice(c))
	m.add(RecordSection{Title: PeopleOf(c, now, p).Title, Items: each(c.Trusted, func(t care.Trusted) string { return t.Name })})
	m.add(RecordSection{Title: NotesOf(c, now, p).Title, Items: each(c.Notes, func(n care.OwnNote) string { return joined(p.LongDate(n.Written.In(s.clinic)), n.Text) })})
	return m
}

func (m *Record) add(x RecordSection) {
	if len(x.Text)+len(x.Items) > 0 {
		m.Sections = append(m.Sections, x)
	}
}

func (s speaker) recordGoals(c care.Chart) RecordSection {
	x := RecordSection{Title: s.p.T("patient.plan.goals-title")}
	for _, g := range c.Plan.Goals {
		x.Items = append(x.Items, g.Text)
		for _, step := range g.Steps {
			line := s.p.T("record.step", "Words", step.Text)
			if !step.Done.IsZero() {
				line = joined(line, s.p.T("record.done", "Day", s.p.LongDate(step.Done.In(s.clinic))))
			}
			x.Items = append(x.Items, line)
		}
	}
	return x
}

// recordStory is every answer there was, with when and why it changed.
func (s speaker) recordStory(c care.Chart) RecordSection {
	m := StoryOf(c, s.now, s.p)
	x := RecordSection{Title: m.Title}
	for _, day := range m.Days {
		for _, one := range day.Changes {
			x.Items = append(x.Items, strings.TrimSpace(joined(day.Day, one.Who, one.What)+": "+one.Words+" "+one.Why))
		}
	}
	return x
}

// recordNext is the care that comes next, or that the person has already.
func (s speaker) recordNext(c care.Chart) RecordSection {
	x := RecordSection{Title: s.p.T("record.next")}
	for _, r := range c.Plan.NextCare {
		x.Items = append(x.Items, joined(r.Kind, r.Name, r.Contact, r.Note))
	}
	return x
}

// recordCard is the safety card, shared or not: the file is the person's own.
func (s speaker) recordCard(c care.Chart) RecordSection {
	m := SafetyOf(c, s.now, s.p)
	x := RecordSection{Title: m.Title}
	for _, part := range append(m.Parts, m.Together) {
		for _, line := range part.Lines {
			x.Items = append(x.Items, part.Title+": "+line)
		}
	}
	return x
}

func (s speaker) recordPlan(c care.Chart) RecordSection {
	x := RecordSection{Title: s.p.T("patient.plan.about")}
	for _, list := range []struct {
		title string
		words []string
	}{
		{s.p.T("patient.plan.problems-title"), each(c.Plan.Problems, s.problem)},
		{s.p.T("patient.plan.strengths"), each(c.Plan.Strengths, func(x care.Statement) string { return x.Text })},
		{s.p.T("patient.plan.barriers"), each(c.Plan.Barriers, func(x care.Statement) string { return x.Text })},
	} {
		if len(list.words) > 0 {
			x.Items = append(x.Items, list.title+": "+strings.Join(list.words, "; "))
		}
	}
	return x
}

func (s speaker) recordTeam(c care.Chart) RecordSection {
	x := RecordSection{Title: s.p.T("patient.plan.team")}
	for _, part := range c.Plan.Clinical {
		x.Text = append(x.Text, titled(part.Title, part.Text))
	}
	for _, t := range c.Plan.Team {
		x.Items = append(x.Items, joined(t.Name, t.Title))
	}
	return x
}

func (s speaker) recordLeaving(c care.Chart) RecordSection {
	x := RecordSection{Title: s.p.T("record.leaving")}
	for _, kind := range care.TransitionKinds() {
		for _, l := range c.Plan.Transition.Of(kind) {
			x.Items = append(x.Items, l.Text)
		}
	}
	return x
}

func (s speaker) recordMedication(c care.Chart) RecordSection {
	x := RecordSection{Title: s.p.T("patient.plan.medication-title")}
	for _, m := range c.Plan.Medications {
		x.Items = append(x.Items, joined(s.medicine(m), m.How))
	}
	return x
}

func (s speaker) recordSessions(c care.Chart, ahead bool) RecordSection {
	x := RecordSection{Title: s.p.T("record.sessions-past")}
	if ahead {
		x.Title = s.p.T("record.sessions-ahead")
	}
	for _, one := range c.Sessions {
		if one.Start.After(s.now) != ahead {
			continue
		}
		line := joined(s.p.Day(one.Start.In(s.clinic)), s.span(one), s.title(one))
		switch {
		case one.State == care.SessionCancelled:
			line = joined(line, s.p.T("record.cancelled"))
		case one.Attended:
			line = joined(line, s.p.T("record.attended"))
		}
		x.Items = append(x.Items, joined(line, one.Reason))
	}
	return x
}

func (s speaker) recordCheckIn(c care.Chart, ci care.CheckIn) RecordSection {
	x := RecordSection{Title: joined(ci.Title, s.p.LongDate(ci.Authored.In(s.clinic)))}
	r := ResultOf(c, ci.ID, s.now, s.p)
	if r.Total != "" {
		x.Text = append(x.Text, strings.TrimSpace(r.Total+" "+r.OutOf+". "+r.Band+". "+r.Limit))
	}
	if ci.Note != "" {
		x.Text = append(x.Text, r.NoteTitle+": "+ci.Note)
	}
	for _, l := range r.Answers {
		x.Items = append(x.Items, l.Question+" "+l.Answer)
	}
	if ci.CallBack != "" {
		x.Items = append(x.Items, s.p.T("patient.urgent.call-back")+": "+ci.CallBack)
	}
	return x
}

func (s speaker) recordPractice(c care.Chart) RecordSection {
	x := RecordSection{Title: s.p.T("practice.title")}
	for _, one := range c.Practices {
		x.Items = append(x.Items, joined(s.p.LongDate(one.At.In(s.clinic)), one.Title, strings.TrimSpace(practiceChange(one, s.p)+" "+one.Note)))
		for i, words := range one.Words {
			if i < len(one.Labels) && words != "" {
				x.Items = append(x.Items, one.Labels[i]+": "+words)
			}
		}
	}
	return x
}

func each[T any](list []T, words func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = words(x)
	}
	return out
}

// titled is words under a title; of what is not there, nothing stands.
func titled(title, words string) string {
	if title == "" || words == "" {
		return title + words
	}
	return title + ": " + words
}

// joined puts facts beside each other and leaves out what is empty.
func joined(facts ...string) string {
	var out []string
	for _, f := range facts {
		if f != "" {
			out = append(out, f)
		}
	}
	return strings.Join(out, ", ")
}
