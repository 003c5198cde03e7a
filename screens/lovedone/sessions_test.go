package lovedone

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func TestMain(m *testing.M) {
	test.NewApp()
	m.Run()
}

var now = time.Date(2027, time.March, 9, 12, 0, 0, 0, time.UTC)

func invited() care.Chart {
	start := now.Add(48 * time.Hour)
	return care.Chart{
		Clinic: care.Clinic{Zone: time.UTC}, Sync: care.Sync{AsOf: now},
		Sessions: []care.Session{
			{Ref: "Appointment/old", Start: now.Add(-72 * time.Hour), End: now.Add(-71 * time.Hour), Topic: "Over"},
			{Ref: "Appointment/1", Start: start, End: start.Add(time.Hour), Topic: "How to help on a hard day", Video: true, JoinURL: "https://video.example/1", WasStart: start.Add(-time.Hour)},
			{Ref: "Appointment/2", Start: start.AddDate(0, 0, 7), End: start.AddDate(0, 0, 7).Add(time.Hour), Topic: "Later", State: care.SessionCancelled},
		},
	}
}

func TestOnlyWhatIsToComeIsShown(t *testing.T) {
	t.Parallel()
	s := SessionsOf(invited(), now, say.New("en"))
	if s.Next == nil || s.Next.Ref != "Appointment/1" || len(s.Later) != 1 || s.Sentence != "Your next session is on Thursday, March 11." {
		t.Fatalf("sessions: %+v", s)
	}
	if s.Next.Tag != "Moved, was 11:00 AM" || s.Next.Join != "" || s.Next.Chosen != -1 || s.Later[0].Tag != "Canceled" {
		t.Errorf("next: %+v, later: %+v", s.Next, s.Later)
	}
	if got := SessionsOf(invited(), now, say.New("es")).Sentence; got != "Tu próxima sesión: jueves, 11 de marzo." {
		t.Errorf("Spanish: %q", got)
	}
}

func TestJoinAppearsFifteenMinutesBefore(t *testing.T) {
	t.Parallel()
	s := SessionsOf(invited(), now.Add(48*time.Hour-15*time.Minute), say.New("en"))
	if s.Next.Join != "Join" || s.Next.JoinURL != "https://video.example/1" {
		t.Errorf("next: %+v", s.Next)
	}
}

func TestWithNothingSharedThePageSaysOnlyThat(t *testing.T) {
	t.Parallel()
	s := SessionsOf(care.Chart{}, now, say.New("en"))
	if s.Next != nil || s.Sentence != "You are not invited to a session right now." || s.State != "Not updated yet." {
		t.Errorf("sessions: %+v", s)
	}
}

func TestBothTimesAreSaidWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	c := invited()
	c.Viewer.Zone = time.FixedZone("Phoenix", -7*3600)
	if got := SessionsOf(c, now, say.New("en")).Next.Time; got != "12:00 to 1:00 PM at the clinic, 5:00 AM for you" {
		t.Errorf("time: %q", got)
	}
}

type acts struct {
	answers []care.SessionAnswer
	fault   *care.Fault
}

func (a *acts) AnswerSession(s care.SessionAnswer, done func(*care.Fault)) {
	a.answers = append(a.answers, s)
	done(a.fault)
}
func (a *acts) Join(string) {}

func TestAnAnswerIsPassedOnAndAFailureIsSaid(t *testing.T) {
	a := &acts{fault: &care.Fault{Code: "store-full", Say: "This device is full."}}
	var shell *kit.Shell
	var view *SessionsView
	p := say.New("en")
	again := func() { shell.Open(0, view.Page(SessionsOf(invited(), now, p))) }
	s := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		shell, view = kit.NewShell(entry.Frame(care.RoleLovedOne, "", p)), NewSessionsView(a, again)
		again()
		return shell
	})
	s.Tap(t, "Can't")
	if len(a.answers) != 1 || a.answers[0] != (care.SessionAnswer{Session: "Appointment/1", Answer: care.AnswerCant}) || !s.Says("This device is full.") {
		t.Errorf("answers %+v, shown %v", a.answers, s.Texts())
	}
}

func TestNothingIsCutFaintOrNameless(t *testing.T) {
	for _, look := range []kittest.Look{kittest.Phone.Full(), kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full(), kittest.Laptop.Full(), kittest.Laptop.At(2).Full()} {
		for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
			t.Run(look.String()+"/"+p.Language(), func(t *testing.T) {
				s := kittest.Open(t, look, func() fyne.CanvasObject {
					shell := kit.NewShell(entry.Frame(care.RoleLovedOne, "", p))
					shell.Open(0, NewSessionsView(&acts{}, func() {}).Page(SessionsOf(invited(), now, p)))
					return shell
				})
				for _, f := range s.Audit() {
					t.Error(f)
				}
			})
		}
	}
}
