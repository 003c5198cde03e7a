package care

import "time"

// WallTimes says how often a wall time comes on a day.
type WallTimes int

// Where clocks are set forward an hour of the day never comes, and where they are
// set back one comes twice.
const (
	WallOnce WallTimes = iota
	WallNever
	WallTwice
)

// WallClock is a wall time of a day in a zone, and how often that day has it. Of
// two it is the first; where there is none it is the moment so long after
// midnight as the clock would have said.
func WallClock(day time.Time, hour, minute int, zone *time.Location) (time.Time, WallTimes) {
	t := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone)
	if t.Hour() != hour || t.Minute() != minute {
		midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
		return midnight.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute), WallNever
	}
	from, until := t.ZoneBounds()
	for _, change := range []time.Time{from.Add(-time.Second), until} {
		other, twice := sameWall(t, change)
		switch {
		case from.IsZero() && change.Before(t), until.IsZero() && !change.Before(t), !twice:
		case other.Before(t):
			return other, WallTwice
		default:
			return t, WallTwice
		}
	}
	return t, WallOnce
}

// sameWall is the moment with t's wall time by the offset that holds at another
// moment, if it holds then.
func sameWall(t, at time.Time) (time.Time, bool) {
	_, mine := t.Zone()
	_, theirs := at.Zone()
	other := t.Add(time.Duration(mine-theirs) * time.Second)
	_, holds := other.Zone()
	return other, mine != theirs && holds == theirs
}

// DaysFrom counts calendar days from a to b, whatever the clocks did in between.
func DaysFrom(a, b time.Time) int { return days(a, b) }
