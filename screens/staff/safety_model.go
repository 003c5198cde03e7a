package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// SafetyShared is the safety card that a patient lets the team read. Staff change nothing in it.
type SafetyShared struct {
	PageHead
	State string // since when it is so, or that there is none
	Parts []SafetySharedPart
}

// SafetySharedPart is a part of the card in the patient's words.
type SafetySharedPart struct {
	Title string
	Lines []string
}

// SafetySharedOf tells the page. Nothing of a card that is not shared any more is shown: its copy in the record is old, and
// in a hard moment an old card is worse than none.
func SafetySharedOf(c care.Chart, patient string, now time.Time, p *say.Printer) SafetyShared {
	h, s, ok := head(c, patient, "staff.safety.title", "staff.safety.words", now, p)
	m := SafetyShared{PageHead: h}
	if !ok {
		return m
	}
	m.State = s.safetyState()
	card := s.record.Safety
	if !card.Shared || card.Empty() {
		return m
	}
	add := func(title string, lines []string) {
		if len(lines) > 0 {
			m.Parts = append(m.Parts, SafetySharedPart{title, lines})
		}
	}
	for _, part := range care.SafetyParts() {
		add(p.T("patient.safety."+string(part)), card.Lines(part))
	}
	if card.Together != "" {
		add(p.T("patient.safety.together"), []string{card.Together})
	}
	return m
}

// safetyState is the line under the way to the card.
func (s speaker) safetyState() string {
	switch card := s.record.Safety; {
	case card.Empty():
		return s.p.T("staff.safety.none")
	case !card.Shared:
		return s.p.T("staff.safety.stopped")
	default:
		return s.p.T("patient.safety.changed", "Day", s.day(card.Changed))
	}
}
