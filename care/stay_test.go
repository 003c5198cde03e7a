package care

import (
	"testing"
	"time"
)

// The group goes on without whoever has left; their visits with their own therapist, and the group on their last day, stay.
func TestAfterTheLastDayAGroupIsNotTheirsAnyMore(t *testing.T) {
	t.Parallel()
	day := time.Date(2027, time.March, 12, 0, 0, 0, 0, time.UTC)
	at := func(kind SessionKind, days, hour int) Session {
		return Session{Kind: kind, Start: day.AddDate(0, 0, days).Add(time.Duration(hour) * time.Hour)}
	}
	ended := Stay{Discharged: day, Ended: true}
	for name, x := range map[string]struct {
		stay Stay
		s    Session
		gone bool
	}{
		"the last day":         {ended, at(KindGroup, 0, 18), false},
		"the day after":        {ended, at(KindGroup, 1, 0), true},
		"their own therapist":  {ended, at(KindIndividual, 5, 9), false},
		"medication":           {ended, at(KindMedication, 5, 9), false},
		"planned, not closed":  {Stay{Discharged: day}, at(KindGroup, 3, 18), false},
		"closed without a day": {Stay{Ended: true}, at(KindGroup, 3, 18), false},
	} {
		if got := x.stay.GoneBefore(x.s); got != x.gone {
			t.Errorf("%s: gone %v", name, got)
		}
	}
}
