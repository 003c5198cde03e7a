package care

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestFollowUpsKeepTheMonthsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ discharged, first, second string }{
		{"2026-11-30", "2026-12-14", "2027-01-30"},
		{"2026-12-14", "2026-12-28", "2027-02-14"},
		{"2026-12-31", "2027-01-14", "2027-02-28"},
		{"2027-12-31", "2028-01-14", "2028-02-29"},
		{"2026-08-31", "2026-09-14", "2026-10-31"},
	} {
		d, _ := time.Parse(time.DateOnly, c.discharged)
		f := FollowUps(d)
		if got := f[0].Due.Format(time.DateOnly); got != c.first {
			t.Errorf("%s: two weeks later is %s, want %s", c.discharged, got, c.first)
		}
		if got := f[1].Due.Format(time.DateOnly); got != c.second {
			t.Errorf("%s: two months later is %s, want %s", c.discharged, got, c.second)
		}
		if f[0].Opens != d.AddDate(0, 0, 11) || f[0].Ends != d.AddDate(0, 0, 21) {
			t.Errorf("%s: window %v to %v", c.discharged, f[0].Opens, f[0].Ends)
		}
	}
}

// Scenario 5: the clocks change on 14 March 2027 in Chicago and never in
// Phoenix. The wall time in Chicago stays, and a session lasts three hours.
func TestAWeekHasNineHoursAcrossTheClockChange(t *testing.T) {
	t.Parallel()
	chicago, phoenix := zone(t, "America/Chicago"), zone(t, "America/Phoenix")
	var c Chart
	c.Clinic.Zone = chicago
	for _, day := range []int{9, 16} {
		start := time.Date(2027, time.March, day, 18, 0, 0, 0, chicago)
		c.Sessions = append(c.Sessions, Session{Start: start, End: start.Add(3 * time.Hour), Attended: true})
	}
	if h := c.Sessions[0].Start.In(phoenix).Hour(); h != 17 {
		t.Errorf("9 March in Phoenix: %d h", h)
	}
	if h := c.Sessions[1].Start.In(phoenix).Hour(); h != 16 {
		t.Errorf("16 March in Phoenix: %d h", h)
	}
	for _, s := range c.Sessions {
		if w := c.HoursOfWeek(s.Start); w.Attended != 3*time.Hour || len(w.Sessions) != 1 {
			t.Errorf("week of %v: %+v", s.Start, w)
		}
	}
	if got := WeekStart(c.Sessions[1].Start, chicago).Format(time.DateOnly); got != "2027-03-15" {
		t.Errorf("week starts on %s", got)
	}
}

func TestCancelledSessionsAndVisitsDoNotCountAsGroupHours(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, time.March, 9, 18, 0, 0, 0, time.UTC)
	c := Chart{Clinic: Clinic{Zone: time.UTC}, Sessions: []Session{
		{Start: at, End: at.Add(3 * time.Hour), Attended: true},
		{Start: at.AddDate(0, 0, 1), End: at.AddDate(0, 0, 1).Add(3 * time.Hour), State: SessionCancelled},
		{Start: at.AddDate(0, 0, 2), End: at.AddDate(0, 0, 2).Add(time.Hour), Kind: KindMedication, Attended: true},
	}}
	if w := c.HoursOfWeek(at); w.Attended != 3*time.Hour || w.Scheduled != 3*time.Hour {
		t.Errorf("hours: %+v", w)
	}
}

func TestVideoOpensFifteenMinutesBefore(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, time.March, 9, 18, 0, 0, 0, time.UTC)
	s := Session{Video: true, Start: at, End: at.Add(3 * time.Hour)}
	for minutes, want := range map[time.Duration]bool{-16: false, -15: true, 0: true, 179: true, 180: false} {
		if got := s.CanJoin(at.Add(minutes * time.Minute)); got != want {
			t.Errorf("%d minutes from the start: %v", minutes, got)
		}
	}
	if (Session{Start: at, End: at.Add(-time.Hour)}).Duration() != 0 {
		t.Error("an end before the start gave a duration")
	}
}

func TestTheNextOpeningIsNowWhileStaffAreThere(t *testing.T) {
	t.Parallel()
	chicago := zone(t, "America/Chicago")
	c := Clinic{Zone: chicago}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Hours = append(c.Hours, Opening{Day: d, From: 8 * 60, Until: 18 * 60})
	}
	for _, x := range []struct{ now, want string }{
		{"2027-03-09T12:00", "2027-03-09T12:00"},
		{"2027-03-09T19:30", "2027-03-10T08:00"},
		{"2027-03-12T18:00", "2027-03-15T08:00"}, // over the weekend and the clock change
		{"2027-03-09T02:00", "2027-03-09T08:00"},
	} {
		now, _ := time.ParseInLocation("2006-01-02T15:04", x.now, chicago)
		if got := c.NextOpening(now).In(chicago).Format("2006-01-02T15:04"); got != x.want {
			t.Errorf("at %s the next opening is %s, want %s", x.now, got, x.want)
		}
	}
	if !(Clinic{}).NextOpening(time.Now()).IsZero() {
		t.Error("a clinic without hours opens")
	}
}

func scored(n int) Form {
	f := Form{Instrument: PHQ9}
	for i := range n {
		it := Item{LinkID: fmt.Sprint(i), Kind: ItemChoice, Scored: true}
		for v := range 4 {
			it.Options = append(it.Options, Option{Code: fmt.Sprint(v), Ordinal: v, HasOrdinal: true})
		}
		f.Items = append(f.Items, it)
	}
	f.Items[n-1].Urgent, f.Items[n-1].UrgentFrom = true, 1
	return f
}

func TestAPartialFormIsNeverTotalled(t *testing.T) {
	t.Parallel()
	f := scored(9)
	answers := map[string]Reply{}
	for i := range 9 {
		if _, ok := Total(f, answers); ok {
			t.Fatalf("totalled with %d of 9 answers", i)
		}
		answers[fmt.Sprint(i)] = Reply{Options: []Option{f.Items[i].Options[2]}}
	}
	if total, ok := Total(f, answers); !ok || total != 18 {
		t.Errorf("total %d, %v", total, ok)
	}
	answers["3"] = Reply{Declined: true}
	if _, ok := Total(f, answers); ok {
		t.Error("an answer that was declined counted as 0")
	}
	if _, ok := Total(Form{}, nil); ok {
		t.Error("a form without scored items has a total")
	}
}

func TestItemNineIsUrgentFromOne(t *testing.T) {
	t.Parallel()
	f := scored(9)
	for v := range 4 {
		got := Urgent(f, map[string]Reply{"8": {Options: []Option{f.Items[8].Options[v]}}})
		if got != (v >= 1) {
			t.Errorf("answer %d: urgent %v", v, got)
		}
	}
}

func TestBandsStartWhereTheInstrumentSays(t *testing.T) {
	t.Parallel()
	s, _ := ScaleOf(PHQ9)
	for total, want := range map[int]string{0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 15: "moderately-severe", 19: "moderately-severe", 20: "severe", 27: "severe"} {
		if b, ok := s.BandOf(total); !ok || b.Name != want {
			t.Errorf("%d is %q, want %q", total, b.Name, want)
		}
	}
	if _, ok := ScaleOf("unknown"); ok {
		t.Error("an unknown instrument has a scale")
	}
}

func TestReviewsThatWaitComeUrgentThenOldest(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return time.Date(2027, 3, 9, h, 0, 0, 0, time.UTC) }
	rs := []Review{
		{Owner: "done", State: ReviewDone, At: at(9)},
		{Owner: "new", Received: at(8)},
		{Owner: "urgent", Received: at(10), Urgent: true},
		{Owner: "old", Received: at(7)},
	}
	SortReviews(rs)
	var got []string
	for _, r := range rs {
		got = append(got, r.Owner)
	}
	if fmt.Sprint(got) != "[urgent old new done]" {
		t.Errorf("order %v", got)
	}
}

func TestAFaultIsToldByItsCodeAndNeverShowsItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("dial tcp: secret host")
	f := &Fault{Code: "clinic-unreachable", Say: "We can't reach your clinic.", Cause: cause}
	wrapped := fmt.Errorf("sync: %w", f)
	if !errors.Is(wrapped, &Fault{Code: "clinic-unreachable"}) || !errors.Is(wrapped, cause) {
		t.Error("the fault or its cause is not found")
	}
	if AsFault(wrapped) != f || AsFault(nil) != nil {
		t.Error("AsFault lost the fault")
	}
	if AsFault(cause).Code != "unexpected" {
		t.Error("a plain error has no fault")
	}
}

func TestWeeksOfAStayFollowTheClinicsCalendar(t *testing.T) {
	t.Parallel()
	chicago := zone(t, "America/Chicago")
	s := Stay{Admitted: time.Date(2027, 2, 17, 0, 0, 0, 0, chicago)} // a Wednesday
	for day, want := range map[string]int{"2027-02-16": 0, "2027-02-17": 1, "2027-02-21": 1, "2027-02-22": 2, "2027-03-14": 4, "2027-03-15": 5} {
		d, _ := time.ParseInLocation(time.DateOnly, day, chicago)
		if got := s.Week(d, chicago); got != want {
			t.Errorf("%s is in week %d, want %d", day, got, want)
		}
	}
}
