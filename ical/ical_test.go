package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"throughline/care"
	"throughline/ical"
)

var words = ical.Words{Title: "Appointment", Name: "Appointments"}

func group(day int) care.Session {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		panic(err)
	}
	start := time.Date(2027, time.March, day, 18, 0, 0, 0, chicago)
	return care.Session{
		Ref: "Appointment/secret-" + start.Format("02"), Topic: "Riding out an urge", Model: "Coping skills", Leader: "Dana Ortiz, LPC",
		Place: "Northside, Suite 200", JoinURL: "https://video.example.org/room", Bring: "A notebook", Reason: "My car",
		Start: start, End: start.Add(3 * time.Hour), Changed: start.AddDate(0, 0, -3),
	}
}

func parsed(t *testing.T, raw []byte) []*ics.VEvent {
	t.Helper()
	cal, err := ics.ParseCalendar(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("what was written does not read: %v", err)
	}
	return cal.Events()
}

// Scenario 5: the clock at the clinic stays at six while the world's moves.
func TestBothTuesdaysAroundTheChangeOfClocksAreRightAndLastThreeHours(t *testing.T) {
	t.Parallel()
	events := parsed(t, ical.Write([]care.Session{group(9), group(16)}, words))
	for i, want := range []time.Time{time.Date(2027, 3, 10, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 16, 23, 0, 0, 0, time.UTC)} {
		start, err1 := events[i].GetStartAt()
		end, err2 := events[i].GetEndAt()
		if err1 != nil || err2 != nil || !start.Equal(want) || end.Sub(start) != 3*time.Hour {
			t.Errorf("event %d is %v to %v, want %v (%v, %v)", i, start, end, want, err1, err2)
		}
	}
}

func TestNothingOfTheSessionIsToldButItsTime(t *testing.T) {
	t.Parallel()
	text := string(ical.Write([]care.Session{group(9)}, words))
	for _, secret := range []string{"Riding", "Coping", "Dana", "Northside", "video", "notebook", "car", "secret", "hroughline", "roup"} {
		if strings.Contains(text, secret) {
			t.Errorf("the calendar tells %q:\n%s", secret, text)
		}
	}
	if !strings.Contains(text, "SUMMARY:Appointment\r\n") || !strings.Contains(text, "CLASS:PRIVATE\r\n") {
		t.Errorf("the calendar:\n%s", text)
	}
}

func TestAMovedSessionKeepsItsNameAndCountsUp(t *testing.T) {
	t.Parallel()
	before := group(9)
	after := before
	after.WasStart, after.Start, after.Changed = before.Start, before.Start.Add(-time.Hour), before.Changed.Add(time.Minute)
	a, b := parsed(t, ical.Write([]care.Session{before}, words))[0], parsed(t, ical.Write([]care.Session{after}, words))[0]
	if a.Id() != b.Id() {
		t.Errorf("the UID changed from %s to %s", a.Id(), b.Id())
	}
	was, is := a.GetProperty(ics.ComponentPropertySequence).Value, b.GetProperty(ics.ComponentPropertySequence).Value
	if len(was) > len(is) || was >= is {
		t.Errorf("SEQUENCE went from %s to %s", was, is)
	}
}

func TestACancelledSessionStaysAsCancelled(t *testing.T) {
	t.Parallel()
	s := group(9)
	s.State = care.SessionCancelled
	if text := string(ical.Write([]care.Session{s}, words)); !strings.Contains(text, "STATUS:CANCELLED\r\n") {
		t.Errorf("the calendar:\n%s", text)
	}
}

func TestASessionWithoutAUsableEndTakesNoTime(t *testing.T) {
	t.Parallel()
	none, before := group(9), group(16)
	none.End, before.End = time.Time{}, before.Start.Add(-time.Hour)
	if text := string(ical.Write([]care.Session{none, before}, words)); strings.Contains(text, "DTEND") {
		t.Errorf("the calendar:\n%s", text)
	}
}

func TestTheSameSessionsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	some := []care.Session{group(9), group(16)}
	if !bytes.Equal(ical.Write(some, words), ical.Write(some, words)) {
		t.Error("an unchanged calendar would be fetched anew each time")
	}
	if raw := ical.Write(nil, words); len(parsed(t, raw)) != 0 || !bytes.HasPrefix(raw, []byte("BEGIN:VCALENDAR\r\n")) {
		t.Errorf("an empty calendar: %s", raw)
	}
}
