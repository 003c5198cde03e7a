package care

import "time"

// SafetyCard is the person's own plan for a hard moment, in their own words.
// It stays on the device unless they share it.
type SafetyCard struct {
	Changed      time.Time // zero: none was written
	WarningSigns []string
	Alone        []string // what I can do alone
	Distraction  []string // people and places that take my mind off it
	People       []string // people I can ask
	Professional []string // professionals and crisis lines
	Safer        []string // making my surroundings safer
	LiveFor      []string // what I live for

	Together string   // with whom it was made; empty: alone
	Shared   bool     // the person chose to let the care team read it
	Delivery Delivery // of the shared copy
}

// Empty says whether nothing was written.
func (s SafetyCard) Empty() bool { return s.Changed.IsZero() }

// SafetyPart is one of the seven parts of the card.
type SafetyPart string

// The seven parts, in the order in which they are shown.
const (
	SafetySigns        SafetyPart = "warning-signs"
	SafetyAlone        SafetyPart = "alone"
	SafetyDistraction  SafetyPart = "distraction"
	SafetyPeople       SafetyPart = "people"
	SafetyProfessional SafetyPart = "professional"
	SafetySafer        SafetyPart = "safer"
	SafetyLiveFor      SafetyPart = "live-for"
)

// SafetyParts lists the seven parts in the order in which they are shown.
func SafetyParts() []SafetyPart {
	return []SafetyPart{SafetySigns, SafetyAlone, SafetyDistraction, SafetyPeople, SafetyProfessional, SafetySafer, SafetyLiveFor}
}

// Lines gives the words of one part.
func (s SafetyCard) Lines(part SafetyPart) []string {
	if p := s.part(part); p != nil {
		return *p
	}
	return nil
}

// With gives the card with other words in one part. The card itself stays.
func (s SafetyCard) With(part SafetyPart, lines []string) SafetyCard {
	if p := s.part(part); p != nil {
		*p = append([]string(nil), lines...)
	}
	return s
}

func (s *SafetyCard) part(part SafetyPart) *[]string {
	switch part {
	case SafetySigns:
		return &s.WarningSigns
	case SafetyAlone:
		return &s.Alone
	case SafetyDistraction:
		return &s.Distraction
	case SafetyPeople:
		return &s.People
	case SafetyProfessional:
		return &s.Professional
	case SafetySafer:
		return &s.Safer
	case SafetyLiveFor:
		return &s.LiveFor
	}
	return nil
}

// SameWords says whether two cards say the same, whenever they were written and
// whoever may read them.
func (s SafetyCard) SameWords(other SafetyCard) bool {
	for _, part := range SafetyParts() {
		a, b := s.Lines(part), other.Lines(part)
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
	}
	return true
}
