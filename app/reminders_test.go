package app

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// told notes what the system is asked for, and keeps notes as an engine does.
type told struct {
	said []string
	next int
	note []byte

	dir, language string
	stuck         bool // the system takes nothing back
}

func (n *told) Schedule(at time.Time) (string, error) {
	n.next++
	id := strconv.Itoa(n.next)
	n.said = append(n.said, "set "+id+" "+at.UTC().Format("15:04"))
	return id, nil
}

func (n *told) Cancel(id string) error {
	if n.stuck {
		return errors.New("not now")
	}
	n.said = append(n.said, "cancel "+id)
	return nil
}

func (n *told) Notify() { n.said = append(n.said, "notice") }

func (n *told) Note(context.Context, string) ([]byte, error) { return n.note, nil }
func (n *told) KeepNote(_ context.Context, _ string, note []byte) error {
	n.note = note
	return nil
}

func (n *told) heard() string {
	words := strings.Join(n.said, ", ")
	n.said = nil
	return words
}

var six = time.Date(2027, time.March, 9, 18, 0, 0, 0, time.UTC)

func reminding(n *told) (*reminders, func(care.Chart)) {
	lead := care.RemindHour
	a := &alarms{notify: n, dir: func() string { return n.dir }}
	r := &reminders{
		alarms: a, kept: n, lead: func() care.ReminderLead { return lead }, speaks: func() string { return n.language },
		now: func() time.Time { return six.Add(-8 * time.Hour) },
	}
	return r, func(c care.Chart) { // follow, and wait until it was done
		r.follow(context.Background(), c)
		done := make(chan struct{})
		a.queue.add(func() { close(done) })
		<-done
	}
}

func planned(start time.Time) care.Chart {
	return care.Chart{
		Viewer: care.Viewer{Role: care.RolePatient}, Sync: care.Sync{AsOf: six.AddDate(0, 0, -1)},
		Sessions: []care.Session{{Ref: "Appointment/a", Start: start, End: start.Add(3 * time.Hour)}},
	}
}

// Scenario 4: the clinic moves the session from six to five. The old reminder is
// cancelled, a new one set, and one neutral notice shown.
func TestAMovedSessionTakesItsReminderAlong(t *testing.T) {
	t.Parallel()
	n := &told{}
	r, follow := reminding(n)
	follow(care.Chart{Viewer: care.Viewer{Role: care.RolePatient}})
	expect(t, n, "")
	follow(planned(six))
	expect(t, n, "set 1 17:00")
	follow(planned(six))
	expect(t, n, "")
	follow(planned(six.Add(-time.Hour)))
	expect(t, n, "cancel 1, set 2 16:00, notice")
	gone := planned(six.Add(-time.Hour))
	gone.Sessions[0].State = care.SessionCancelled
	follow(gone)
	expect(t, n, "cancel 2, notice")
	follow(gone)
	expect(t, n, "")
	r.end()
	follow(planned(six))
	expect(t, n, "")
}

// The session was moved while the app was closed: the reminder that the system
// still holds is cancelled at the next start.
func TestAStartSetsAllAnewAndNoticesWhatMovedMeanwhile(t *testing.T) {
	t.Parallel()
	n := &told{dir: t.TempDir()}
	_, follow := reminding(n)
	follow(planned(six))
	expect(t, n, "set 1 17:00")
	_, again := reminding(n)
	again(planned(six.Add(-time.Hour)))
	expect(t, n, "cancel 1, set 2 16:00, notice")
	later, calm := reminding(n)
	calm(planned(six.Add(-time.Hour)))
	expect(t, n, "cancel 2, set 3 16:00")
	later.end()
	calm(planned(six))
	expect(t, n, "")
}

// The system's question comes with the first reminder: not at the start of the app, and not
// while there is nothing to remind of.
func TestThePersonIsAskedForNotificationsAtTheFirstReminderAndNotBefore(t *testing.T) {
	t.Parallel()
	n := &told{}
	r, follow := reminding(n)
	r.ask = func() { n.said = append(n.said, "asked") }
	follow(care.Chart{Viewer: care.Viewer{Role: care.RolePatient}})
	nothing := planned(six)
	nothing.Sessions = nil
	follow(nothing)
	expect(t, n, "")
	follow(planned(six))
	expect(t, n, "asked, set 1 17:00")
}

func TestOnlyAPatientIsReminded(t *testing.T) {
	t.Parallel()
	n := &told{}
	_, follow := reminding(n)
	c := planned(six)
	c.Viewer.Role = care.RoleStaff
	follow(c)
	expect(t, n, "")
	follow(planned(six))
	follow(c) // they are staff now
	expect(t, n, "set 1 17:00, cancel 1")
}

// Who changes the app's language is not told in the old one on a locked phone.
func TestAnotherLanguageSetsTheRemindersAnew(t *testing.T) {
	t.Parallel()
	n := &told{language: "en"}
	_, follow := reminding(n)
	follow(planned(six))
	n.language = "es"
	follow(planned(six))
	follow(planned(six))
	expect(t, n, "set 1 17:00, cancel 1, set 2 17:00")
}

// The person's store is gone, or closed: what the system holds is still known by name, and what it does not give back
// is asked back again later.
func TestWhatTheSystemHoldsIsKnownWithoutTheStore(t *testing.T) {
	t.Parallel()
	n := &told{dir: t.TempDir()}
	_, follow := reminding(n)
	follow(planned(six))
	n.note = nil
	n.stuck = true
	start := &alarms{notify: n, dir: func() string { return n.dir }}
	if start.clear() == nil {
		t.Error("what is stuck counts as taken back")
	}
	n.stuck = false
	start = &alarms{notify: n, dir: func() string { return n.dir }}
	if err := start.clear(); err != nil {
		t.Error(err)
	}
	expect(t, n, "set 1 17:00, cancel 1")
	if left, err := os.ReadDir(n.dir); err != nil || len(left) > 0 {
		t.Errorf("on the disk: %v %v", left, err)
	}
}

func expect(t *testing.T, n *told, want string) {
	t.Helper()
	if got := n.heard(); got != want {
		t.Errorf("the system was asked: %q, want %q", got, want)
	}
}

// What anybody can read on a locked phone: no clinic, time, topic or name.
func TestANoticeSaysThatThereIsSomethingAndNoMore(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{
		"en": "You have an update Open the app to see it.", "es": "Tienes una novedad Abre la aplicación para verla.",
	} {
		n := fyneNotifier{printer: func() *say.Printer { return say.New(language) }}.text()
		if got := n.Title + " " + n.Content; got != want {
			t.Errorf("a notice in %s says %q", language, got)
		}
	}
}
