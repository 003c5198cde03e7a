package patient

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Story is how the answers of part one and the team's plan changed, newest first:
// every earlier answer is kept.
type Story struct {
	Notices                  []Status // how true the page is
	Title, Words, Empty, Out string
	Days                     []StoryDay
}

// StoryDay is what changed on one day.
type StoryDay struct {
	Day     string
	Changes []StoryChange
}

// StoryChange is one change.
type StoryChange struct {
	What  string // "Goals", "Strengths"
	Words string
	Why   string
	Who   string // "" for the patient
}

// StoryOf tells the whole story.
func StoryOf(c care.Chart, now time.Time, p *say.Printer) Story {
	s := speak(c, now, p)
	m := Story{Notices: s.notices(c, c.Sync.Pending), Title: p.T("patient.story.title"), Words: p.T("patient.story.words"), Empty: p.T("patient.story.empty"), Out: p.T("patient.plan.title")}
	type dated struct {
		at time.Time
		StoryChange
	}
	var all []dated
	who := func(x care.Change) string {
		switch {
		case x.Team && x.Role != "":
			return p.T("patient.story.by-role", "Who", x.By, "Role", x.Role)
		case x.By != c.Viewer.Name:
			return x.By
		}
		return ""
	}
	for _, g := range c.Plan.Goals {
		for i, x := range g.Story {
			words := s.stateWords(x)
			if x.What == care.Worded && i < len(g.Story)-1 {
				words = p.T("patient.story.reworded", "Words", x.Text)
			} else if x.What != care.Worded {
				words = p.T("patient.story.of-goal", "Words", words, "Goal", g.Text)
			}
			all = append(all, dated{x.At, StoryChange{What: p.T("patient.plan.goals-title"), Words: words, Why: s.whyWords(x), Who: who(x)}})
		}
	}
	titles := map[care.PlanSection]string{
		care.SectionProblems: p.T("patient.plan.problems-title"), care.SectionStrengths: p.T("patient.plan.strengths"), care.SectionBarriers: p.T("patient.plan.barriers"),
	}
	for _, t := range c.Plan.Told {
		all = append(all, dated{t.At, StoryChange{What: titles[t.Section], Words: s.changeWords(t), Why: s.whyWords(t.Change), Who: who(t.Change)}})
	}
	for _, x := range c.Plan.Changes {
		if x.Goal == "" {
			all = append(all, dated{x.At, StoryChange{What: s.subject(c, x.Subject), Words: s.stateWords(x.Change), Why: s.whyWords(x.Change), Who: who(x.Change)}})
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return b.at.Compare(a.at) })
	for _, x := range all {
		day := p.MonthDay(x.at.In(s.own))
		switch {
		case x.at.IsZero():
			day = p.T("patient.story.earlier")
		case x.at.In(s.own).Year() != now.In(s.own).Year():
			day = p.LongDate(x.at.In(s.own))
		}
		if n := len(m.Days); n == 0 || m.Days[n-1].Day != day {
			m.Days = append(m.Days, StoryDay{Day: day})
		}
		last := &m.Days[len(m.Days)-1]
		last.Changes = append(last.Changes, x.StoryChange)
	}
	return m
}

// Where is where the patient is on the spectrum of care, and what comes next.
type Where struct {
	Notices                                   []Status // how true the page is
	Title, Words, Programme, Note, Learn, Out string
	Levels                                    []WhereLevel
	MovedTitle                                string
	Moves                                     []WhereMove // newest first
}

// WhereMove is one move along the spectrum, as the team recorded it.
type WhereMove struct{ When, To, Why string }

// WhereLevel is one level of care.
type WhereLevel struct {
	Name, Words string
	Here        string // "You are here"; "" for the others
}

// WhereOf tells the spectrum of care, from the most care to the least. A step
// either way is a move along it.
func WhereOf(c care.Chart, now time.Time, p *say.Printer) Where {
	s := speak(c, now, p)
	left := s.dayOf(c).left
	m := Where{
		Notices: s.notices(c, c.Sync.Pending),
		Title:   p.T("patient.where.title"), Words: p.T("patient.where.words"), Note: p.T("patient.where.note"), Learn: p.T("patient.where.learn"),
		Out: p.T("patient.plan.title"), Programme: p.T("patient.where.mental-health"),
	}
	if c.Stay.Programme == care.DualDiagnosis {
		m.Programme = p.T("patient.where.dual")
	}
	here, moved := c.Stay.Level(), len(c.Stay.Moves) > 0
	if left && !moved {
		here = care.LevelOutpatient
	}
	for _, level := range care.Levels() {
		x := WhereLevel{Name: p.T("patient.where." + string(level)), Words: p.T("patient.where." + string(level) + "-words")}
		if level == here {
			x.Here = p.T("patient.where.here")
			if left && !moved {
				x.Here = p.T("patient.where.after")
			}
		}
		m.Levels = append(m.Levels, x)
	}
	for _, x := range c.Stay.Moves {
		m.MovedTitle = p.T("patient.where.moved-title")
		m.Moves = append(m.Moves, WhereMove{
			When: p.T("patient.where.moved", "Day", p.MonthDay(x.At.In(s.own)), "Name", x.By), To: p.T("patient.where." + string(x.To)), Why: x.Why,
		})
	}
	return m
}
