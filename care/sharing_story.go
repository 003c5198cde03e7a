package care

import (
	"slices"
	"time"
)

// SharingChange is one decision about what a person may see, as it stood from then on.
type SharingChange struct {
	At       time.Time // when it was decided, by the clock of who decided
	Received time.Time // since when the clinic has it; zero: not yet
	Kind     SharingKind
	Shared   Sharing // from then on; zero where it ended
	By       string  // who decided, where that was not the patient
}

// SharingKind is what a decision did.
type SharingKind string

// What a decision can do.
const (
	SharingGiven     SharingKind = "given"
	SharingWidened   SharingKind = "widened"
	SharingNarrowed  SharingKind = "narrowed"
	SharingChanged   SharingKind = "changed" // more of one thing and less of another, or for something else
	SharingTakenBack SharingKind = "taken-back"
	SharingRanOut    SharingKind = "ran-out" // by its end
	SharingAgain     SharingKind = "again"   // given after it had ended
	SharingLeft      SharingKind = "left"    // by the person themselves
)

// Against says what a decision did to the one before it; empty where both open the same.
func (s Sharing) Against(before Sharing) SharingKind {
	more, less := s.exceeds(before), before.exceeds(s)
	switch {
	case more && less:
		return SharingChanged
	case more:
		return SharingWidened
	case less:
		return SharingNarrowed
	case s.Purpose != before.Purpose:
		return SharingChanged
	}
	return ""
}

// exceeds says whether s opens something, or lasts longer, than o does.
func (s Sharing) exceeds(o Sharing) bool {
	lacks := func(all, in []string) bool {
		return slices.ContainsFunc(all, func(ref string) bool { return !slices.Contains(in, ref) })
	}
	longer := !o.Until.IsZero() && (s.Until.IsZero() || s.Until.After(o.Until))
	return s.Sessions && !o.Sessions || s.Join && !o.Join || s.Education && !o.Education || s.Substance && !o.Substance ||
		lacks(s.Goals, o.Goals) || lacks(s.Notes, o.Notes) || longer
}

// SharingStory tells what a person could see when, the latest first, of decisions in the
// order in which the clinic got them: what changed nothing is left out, and what ran out
// by its end is told at its end.
func SharingStory(decided []SharingChange, now time.Time) []SharingChange {
	var out []SharingChange
	var open *Sharing // what is open so far; nil: nothing
	runOut := func(before time.Time) {
		if open != nil && !open.Until.IsZero() && !before.Before(open.Until) {
			out = append(out, SharingChange{At: open.Until, Received: open.Until, Kind: SharingRanOut})
			open = nil
		}
	}
	for _, x := range decided {
		if x.Received.IsZero() {
			runOut(x.At)
		} else {
			runOut(x.Received)
		}
		ends := x.Kind == SharingTakenBack || x.Kind == SharingLeft
		switch {
		case ends && open == nil && x.Kind == SharingTakenBack:
			continue // it had ended before
		case ends:
			x.Shared, open = Sharing{}, nil
		case open == nil && len(out) == 0:
			x.Kind = SharingGiven
		case open == nil:
			x.Kind = SharingAgain
		default:
			x.Kind = x.Shared.Against(*open)
		}
		if !ends {
			s := x.Shared
			if open = &s; x.Kind == "" {
				continue
			}
		}
		out = append(out, x)
	}
	runOut(now)
	slices.Reverse(out)
	return out
}
