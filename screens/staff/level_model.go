package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// LevelPage is where a patient is on the spectrum of care, how they moved along it,
// and the way to record a move.
type LevelPage struct {
	PageHead
	Now        string
	Levels     []string // from the most care to the least
	at         int      // of those, where the patient is; kit.None where it is not known
	MovedTitle string
	Moves      []LevelMove // newest first

	Move, To, Why, WhyHint, Save string
}

// LevelMove is one move that was recorded.
type LevelMove struct{ When, To, Why string }

// LevelOf tells the page.
func LevelOf(c care.Chart, patient string, now time.Time, p *say.Printer) LevelPage {
	h, s, ok := head(c, patient, "staff.pages.level", "staff.level.words", now, p)
	m := LevelPage{
		PageHead: h, at: -1, MovedTitle: p.T("staff.level.moved"), Move: p.T("staff.level.move"), To: p.T("staff.level.to"), Why: p.T("staff.level.why"),
		WhyHint: p.T("staff.common.why-hint"), Save: p.T("staff.level.save"),
	}
	if !ok {
		return m
	}
	present := s.record.Stay.Level()
	m.Now = p.T("staff.level.now", "Level", s.levelName(present))
	for i, x := range care.Levels() {
		m.Levels = append(m.Levels, s.levelName(x))
		if x == present {
			m.at = i
		}
	}
	for _, x := range s.record.Stay.Moves {
		m.Moves = append(m.Moves, LevelMove{When: p.T("staff.brief.by", "Day", s.day(x.At), "Name", x.By), To: s.levelName(x.To), Why: x.Why})
	}
	return m
}
