package care

import (
	"testing"
	"time"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestAWallTimeMayComeNeverOrTwice(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		zone         string
		day          time.Time
		hour, minute int
		want         WallTimes
		utc          string
	}{
		{"America/Chicago", day(2027, time.March, 14), 1, 59, WallOnce, "2027-03-14T07:59:00Z"},
		{"America/Chicago", day(2027, time.March, 14), 2, 0, WallNever, "2027-03-14T08:00:00Z"},
		{"America/Chicago", day(2027, time.March, 14), 2, 30, WallNever, "2027-03-14T08:30:00Z"},
		{"America/Chicago", day(2027, time.March, 14), 3, 0, WallOnce, "2027-03-14T08:00:00Z"},
		{"America/Chicago", day(2027, time.November, 7), 0, 59, WallOnce, "2027-11-07T05:59:00Z"},
		{"America/Chicago", day(2027, time.November, 7), 1, 0, WallTwice, "2027-11-07T06:00:00Z"},
		{"America/Chicago", day(2027, time.November, 7), 1, 59, WallTwice, "2027-11-07T06:59:00Z"},
		{"America/Chicago", day(2027, time.November, 7), 2, 0, WallOnce, "2027-11-07T08:00:00Z"},
		{"America/Phoenix", day(2027, time.March, 14), 2, 30, WallOnce, "2027-03-14T09:30:00Z"},
		{"Australia/Lord_Howe", day(2027, time.April, 4), 1, 45, WallTwice, "2027-04-03T14:45:00Z"}, // half an hour back
		{"UTC", day(2027, time.March, 14), 2, 30, WallOnce, "2027-03-14T02:30:00Z"},
	} {
		got, wall := WallClock(x.day, x.hour, x.minute, zoneOf(t, x.zone))
		if wall != x.want || got.UTC().Format(time.RFC3339) != x.utc {
			t.Errorf("%s %s %d:%02d: %v %v", x.zone, x.day.Format(time.DateOnly), x.hour, x.minute, wall, got.UTC())
		}
	}
}

// A group at 18:00 stays at 18:00 when the clocks change in spring and in autumn;
// holidays are left out, and topics go round without a gap for them.
func TestASeriesKeepsItsWallTimeOverClockChangesFiveToTwelveWeeks(t *testing.T) {
	t.Parallel()
	chicago := zoneOf(t, "America/Chicago")
	for _, first := range []time.Time{day(2027, time.February, 15), day(2027, time.October, 4)} {
		for weeks := 5; weeks <= 12; weeks++ {
			g := Group{
				Times: []WeeklyTime{{time.Thursday, 18, 0}, {time.Monday, 18, 0}, {time.Tuesday, 18, 0}}, Minutes: 180, Zone: chicago,
				First: first, Last: first.AddDate(0, 0, 7*weeks-1), Off: []time.Time{first.AddDate(0, 0, 8)},
				Topics: []Subject{{Title: "a"}, {Title: "b"}},
			}
			all := g.Occurrences()
			if len(all) != 3*weeks-1 {
				t.Fatalf("%d weeks: %d sessions", weeks, len(all))
			}
			for i, o := range all {
				local := o.Start.In(chicago)
				if local.Hour() != 18 || local.Minute() != 0 || o.End.Sub(o.Start) != 3*time.Hour || o.Wall != WallOnce {
					t.Errorf("session %d: %v to %v", i, local, o.End.In(chicago))
				}
				if local.Format(time.DateOnly) == g.Off[0].Format(time.DateOnly) {
					t.Error("there is one on the holiday")
				}
				if want := []string{"a", "b"}[i%2]; o.Topic.Title != want {
					t.Errorf("session %d is about %q", i, o.Topic.Title)
				}
				if i > 0 && !all[i-1].Start.Before(o.Start) {
					t.Error("not by start")
				}
			}
		}
	}
}

func TestASessionInTheHourThatIsLeftOutIsMarked(t *testing.T) {
	t.Parallel()
	g := Group{Times: []WeeklyTime{{time.Sunday, 2, 30}}, Minutes: 60, Zone: zoneOf(t, "America/Chicago"), First: day(2027, time.March, 1), Last: day(2027, time.March, 31)}
	var never []string
	for _, o := range g.Occurrences() {
		if o.Wall == WallNever {
			never = append(never, o.Start.Format(time.DateOnly))
		}
	}
	if len(never) != 1 || never[0] != "2027-03-14" {
		t.Errorf("never: %v", never)
	}
}

func TestTheSizeOfAGroup(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]GroupSize{0: SizeFew, 5: SizeFew, 6: SizeTarget, 8: SizeTarget, 9: SizeMany, 14: SizeMany, 15: SizeFull, 16: SizeFull} {
		if SizeOf(n) != want {
			t.Errorf("%d members: %v", n, SizeOf(n))
		}
	}
}

func TestComingOfAge(t *testing.T) {
	t.Parallel()
	born := day(2009, time.March, 9)
	if Adult(born, day(2027, time.March, 8)) || !Adult(born, day(2027, time.March, 9)) {
		t.Error("of age on the wrong day")
	}
	leap := day(2008, time.February, 29) // of age on March 1 where the year has no such day
	if Adult(leap, day(2026, time.February, 28)) || !Adult(leap, day(2026, time.March, 1)) {
		t.Error("of age on the wrong day after February 29")
	}
}

func TestWhoLeftEarlyHasTheHoursThatTheyWereThere(t *testing.T) {
	t.Parallel()
	start := time.Date(2027, time.March, 9, 18, 0, 0, 0, time.UTC)
	s := Session{Kind: KindGroup, Start: start, End: start.Add(3 * time.Hour), Attended: true}
	part := s
	part.Stayed = 2 * time.Hour
	if got := (Chart{Sessions: []Session{s, part}}).HoursOfWeek(start); got.Attended != 5*time.Hour || got.Scheduled != 6*time.Hour {
		t.Errorf("hours %+v", got)
	}
}
