package care

import (
	"testing"
	"time"
)

func remindable(t *testing.T) Chart {
	t.Helper()
	chicago, err1 := time.LoadLocation("America/Chicago")
	phoenix, err2 := time.LoadLocation("America/Phoenix")
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	at := func(day int) time.Time { return time.Date(2027, time.March, day, 18, 0, 0, 0, chicago) }
	group := func(ref string, day int) Session {
		return Session{Ref: ref, Start: at(day), End: at(day).Add(3 * time.Hour)}
	}
	return Chart{Clinic: Clinic{Zone: chicago}, Viewer: Viewer{Zone: phoenix}, Sessions: []Session{group("a", 9), group("b", 16)}}
}

var morning = time.Date(2027, time.March, 9, 15, 0, 0, 0, time.UTC)

// Scenario 5 with reminders: the evening before is the person's own evening, and
// an hour before is an hour before on both sides of the change of clocks.
func TestRemindersFollowThePersonsClock(t *testing.T) {
	t.Parallel()
	c := remindable(t)
	for lead, want := range map[ReminderLead][]string{
		RemindHour: {"2027-03-09T23:00:00Z", "2027-03-16T22:00:00Z"}, RemindQuarter: {"2027-03-09T23:45:00Z", "2027-03-16T22:45:00Z"},
		RemindEvening: {"2027-03-16T01:00:00Z"}, RemindNever: nil,
	} {
		var got []string
		for _, r := range c.Reminders(lead, morning) {
			got = append(got, r.At.UTC().Format(time.RFC3339))
		}
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] || len(got) > 1 && got[1] != want[1] {
			t.Errorf("%q: got %v, want %v", lead, got, want)
		}
	}
}

// Scenario 4: the clinic moves the session from six to five.
func TestAMovedSessionTakesItsReminderAlong(t *testing.T) {
	t.Parallel()
	c := remindable(t)
	set := c.Reminders(RemindHour, morning)
	if c.Upset(set) {
		t.Error("upset although nothing changed")
	}
	c.Sessions[0].WasStart, c.Sessions[0].Start = c.Sessions[0].Start, c.Sessions[0].Start.Add(-time.Hour)
	if !c.Upset(set) {
		t.Error("a move goes unnoticed")
	}
	if got := c.Reminders(RemindHour, morning)[0].At; !got.Equal(set[0].At.Add(-time.Hour)) {
		t.Errorf("reminded at %v, was %v", got, set[0].At)
	}
	c.Sessions[0].State = SessionCancelled
	if got := c.Reminders(RemindHour, morning); len(got) != 1 || got[0].Of != "b" || !c.Upset(set) {
		t.Errorf("after the cancellation: %+v", got)
	}
	c.Sessions[1].Answer = AnswerCant
	if got := c.Reminders(RemindHour, morning); len(got) != 0 {
		t.Errorf("reminded of what they can't come to: %+v", got)
	}
}

func TestACheckInRemindsWhenItOpensIsDueAndThreeDaysLater(t *testing.T) {
	t.Parallel()
	c := remindable(t)
	c.Sessions = nil
	c.Due = []Due{{Ref: "Task/1", Opens: morning.AddDate(0, 0, 3), By: morning.AddDate(0, 0, 6)}, {Ref: "Task/2"}}
	if got := c.Reminders(RemindHour, morning); len(got) != 3 || got[2].At.Sub(got[1].At) != 72*time.Hour {
		t.Errorf("reminders: %+v", got)
	}
	if got := (Chart{}).Reminders(RemindHour, morning); len(got) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestFewRemindersAreSetAtOnce(t *testing.T) {
	t.Parallel()
	c := remindable(t)
	for i := range 200 {
		s := c.Sessions[1]
		s.Start = s.Start.AddDate(0, 0, i)
		c.Sessions = append(c.Sessions, s)
	}
	if got := len(c.Reminders(RemindHour, morning)); got != remindersMost {
		t.Errorf("%d reminders", got)
	}
}

// A day that a clinic in Denver gives begins and ends there. A person in Chicago was reminded on the day after it was due, and
// one in Los Angeles on the day before it opened.
func TestACheckInsDaysAreTheClinicsWhereverThePersonIs(t *testing.T) {
	t.Parallel()
	c := remindable(t)
	denver, err1 := time.LoadLocation("America/Denver")
	berlin, err2 := time.LoadLocation("Europe/Berlin")
	honolulu, err3 := time.LoadLocation("Pacific/Honolulu")
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	c.Clinic.Zone, c.Sessions = denver, nil
	c.Due = []Due{{Ref: "Task/f", Opens: time.Date(2027, 3, 11, 0, 0, 0, 0, denver), By: time.Date(2027, 3, 14, 23, 59, 59, 0, denver)}}
	for _, own := range []*time.Location{berlin, honolulu} {
		c.Viewer.Zone = own
		var got []int
		for _, r := range c.Reminders(RemindHour, morning) {
			if at := r.At.In(own); at.Hour() == 10 {
				got = append(got, at.Day())
			}
		}
		if len(got) != 3 || got[0] != 11 || got[1] != 14 || got[2] != 17 {
			t.Errorf("%v: reminded on %v", own, got)
		}
	}
}
