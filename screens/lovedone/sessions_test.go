package lovedone

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/assets/contacts"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func TestMain(m *testing.M) { os.Exit(kittest.Main(m)) }

var now = time.Date(2027, time.March, 9, 12, 0, 0, 0, time.UTC)

func invited() care.Chart {
	start := now.Add(48 * time.Hour)
	return care.Chart{
		Viewer: care.Viewer{Person: care.Person{Name: "Elena Rivera", Given: "Elena"}, Role: care.RoleLovedOne},
		Clinic: care.Clinic{Zone: time.UTC, Telephone: "(312) 555-0100"}, Sync: care.Sync{AsOf: now},
		Sharer: care.Person{Name: "Maya Rivera", Given: "Maya"},
		Shared: care.Sharing{Sessions: true, Join: true, Education: true, From: now, Until: now.AddDate(0, 3, 0)},
		Plan:   care.Plan{Goals: []care.Goal{{Ref: "Goal/1", Text: "Cook dinner twice a week", Target: now.AddDate(0, 1, 0)}, {Ref: "Goal/2", Text: "Walk", Reached: true}}},
		Notes:  []care.OwnNote{{Ref: "Communication/1", Text: "Ask me about dinner.", Written: now}},
		Sessions: []care.Session{
			{Ref: "Appointment/old", Start: now.Add(-72 * time.Hour), End: now.Add(-71 * time.Hour), Topic: "Over"},
			{Ref: "Appointment/1", Start: start, End: start.Add(time.Hour), Topic: "How to help on a hard day", Leader: "Dana Ortiz, LPC", Video: true, WasStart: start.Add(-time.Hour)},
			{Ref: "Appointment/2", Start: start.AddDate(0, 0, 7), End: start.AddDate(0, 0, 7).Add(time.Hour), Topic: "Called off", State: care.SessionCancelled},
			{Ref: "Appointment/3", Start: start.AddDate(0, 0, 14), End: start.AddDate(0, 0, 14).Add(time.Hour), Topic: "Listening", Answer: care.AnswerLate},
		},
	}
}

func TestOnlyWhatIsToComeIsShown(t *testing.T) {
	t.Parallel()
	s := SessionsOf(invited(), now, say.New("en"))
	if s.Next == nil || s.Next.Ref != "Appointment/1" || len(s.Later) != 2 || s.Sentence != "Your next session is on Thursday, March 11." {
		t.Fatalf("sessions: %+v", s)
	}
	if s.Next.Tag != "Moved, was 11:00 AM" || s.Next.Join != "" || s.Next.Chosen != -1 || s.Later[0].Tag != "Canceled" || s.Later[0].Ask != "" || s.Later[1].Chosen != 1 {
		t.Errorf("next: %+v, later: %+v", s.Next, s.Later)
	}
	if got := SessionsOf(invited(), now, say.New("es")).Sentence; got != "Tu próxima sesión: jueves, 11 de marzo." {
		t.Errorf("Spanish: %q", got)
	}
}

// The link is asked for at the tap, so the page needs none; and where the patient
// does not share it, nothing is offered.
func TestJoinAppearsFifteenMinutesBeforeWhereItIsShared(t *testing.T) {
	t.Parallel()
	c, early := invited(), now.Add(48*time.Hour-15*time.Minute)
	if s := SessionsOf(c, early, say.New("en")); s.Next.Join != "Join" {
		t.Errorf("next: %+v", s.Next)
	}
	if s := SessionsOf(c, early.Add(-time.Second), say.New("en")); s.Next.Join != "" {
		t.Errorf("too early: %+v", s.Next)
	}
	c.Shared.Join = false
	if s := SessionsOf(c, early, say.New("en")); s.Next.Join != "" || strings.Contains(s.Next.Facts[1].Text, "join") {
		t.Errorf("not shared: %+v", s.Next)
	}
}

func TestHomeSaysWhatIsNextAndWhatIsShared(t *testing.T) {
	t.Parallel()
	lessons := []care.Lesson{{Key: "for-families", Title: "For family and friends", Minutes: 3}, {Key: "ten-challenges", Title: "Ten", Minutes: 5}}
	h := HomeOf(invited(), lessons, now, say.New("en"))
	if h.Title != "Hello, Elena" || h.Sentence != "Maya invites you to a session on Thursday, March 11." || h.Next == nil || h.More == "" {
		t.Errorf("home: %+v", h)
	}
	if h.SharedTitle != "What Maya shares with you" || !reflect.DeepEqual(h.Goals, []Goal{{"Cook dinner twice a week", "Aims for April 9"}, {"Walk", "Reached"}}) || len(h.Notes) != 1 {
		t.Errorf("shared: %+v %+v", h.Goals, h.Notes)
	}
	if len(h.Lessons) != 1 || h.Lessons[0].Key != "for-families" || !strings.Contains(h.Chosen, "Maya chose what you see here, until June 9, 2027") {
		t.Errorf("rest: %+v", h)
	}
	c := invited()
	c.Sessions, c.Plan, c.Notes, c.Shared = nil, care.Plan{}, nil, care.Sharing{From: now, Sessions: true}
	if h := HomeOf(c, lessons, now, say.New("en")); h.Next != nil || h.SharedTitle != "" || len(h.Lessons) > 0 || !strings.HasPrefix(h.Sentence, "Nothing is planned") {
		t.Errorf("nothing yet: %+v", h)
	}
}

// Once sharing has ended no page says anything else: not a name, not what there was.
func TestAfterSharingHasEndedNothingElseIsSaid(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "es"} {
		p := say.New(language)
		for _, x := range []care.Sync{{AsOf: now, Ended: true}, {AsOf: now, Expired: true}} {
			c := invited() // nothing of it may be left to be said, even if it were still there
			c.Sync = x
			for _, m := range []any{HomeOf(c, nil, now, p), SessionsOf(c, now, p)} {
				said := strings.Join(texts(reflect.ValueOf(m)), "\n")
				for _, word := range []string{"Maya", "Elena", "hard day", "dinner", "Dana", "consent", "because", "porque"} {
					if strings.Contains(said, word) {
						t.Errorf("%q is said: %s", word, said)
					}
				}
				if said == "" {
					t.Error("nothing is said")
				}
			}
		}
	}
}

// texts gives every word that a model holds.
func texts(v reflect.Value) (out []string) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); s != "" {
			out = append(out, s)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out = append(out, texts(v.Field(i))...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, texts(v.Index(i))...)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out = append(out, texts(v.Elem())...)
		}
	}
	return out
}

func TestWithNothingSharedThePageSaysOnlyThat(t *testing.T) {
	t.Parallel()
	s := SessionsOf(care.Chart{}, now, say.New("en"))
	if s.Next != nil || s.Sentence != "You are not invited to a session right now." || s.State != "Not updated yet." {
		t.Errorf("sessions: %+v", s)
	}
	if h := HomeOf(care.Chart{}, nil, now, say.New("en")); !h.Waits || h.Title != "Hello" {
		t.Errorf("home: %+v", h)
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

// The page for who is worried calls, and is honest that it does no more.
func TestWorriedCallsAndTellsNothing(t *testing.T) {
	t.Parallel()
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		t.Fatal(err)
	}
	w := WorriedOf(invited(), crisis, now, say.New("en"))
	if len(w.Calls) != 3 || w.Calls[0].URI != "tel:911" || w.Calls[1].URI != "tel:988" || w.Clinic.URI != "tel:3125550100" {
		t.Errorf("calls %+v, clinic %+v", w.Calls, w.Clinic)
	}
	if !strings.Contains(w.Sentence, "No one is told") || !strings.Contains(w.ClinicWords, "private") {
		t.Errorf("%q %q", w.Sentence, w.ClinicWords)
	}
	if w := WorriedOf(care.Chart{}, crisis, now, say.New("es")); len(w.Calls) != 3 || w.Clinic != nil || strings.Contains(w.Title, "{{") {
		t.Errorf("with nothing here: %+v", w)
	}
}

type acts struct {
	answers []care.SessionAnswer
	joined  []string
	opened  []string
	fault   *care.Fault
}

func (a *acts) AnswerSession(s care.SessionAnswer, done func(*care.Fault)) {
	a.answers = append(a.answers, s)
	done(a.fault)
}

func (a *acts) JoinSession(s string, done func(*care.Fault)) {
	a.joined = append(a.joined, s)
	done(a.fault)
}
func (a *acts) OpenExpect()           { a.opened = append(a.opened, "expect") }
func (a *acts) SignOut()              { a.opened = append(a.opened, "sign-out") }
func (a *acts) OpenSessions()         { a.opened = append(a.opened, "sessions") }
func (a *acts) OpenLesson(key string) { a.opened = append(a.opened, key) }
func (a *acts) OpenWorried()          { a.opened = append(a.opened, "worried") }
func (a *acts) TurnTo(ref string)     { a.opened = append(a.opened, ref) }
func (a *acts) OpenContact(u string)  { a.opened = append(a.opened, u) }
func (a *acts) CopyNumber(n string)   { a.opened = append(a.opened, "copy "+n) }
func (a *acts) LeaveConnection()      { a.opened = append(a.opened, "leave") }
func (a *acts) Close()                { a.opened = append(a.opened, "close") }

func TestAnAnswerIsPassedOnAndAFailureIsSaid(t *testing.T) {
	a := &acts{fault: &care.Fault{Code: "join-no-link", Say: "Not yet."}}
	var shell *kit.Shell
	var view *HomeView
	p := say.New("en")
	at := now.Add(48 * time.Hour)
	again := func() { shell.Open(0, view.Page(HomeOf(invited(), nil, at, p))) }
	s := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		shell, view = kit.NewShell(entry.Frame(care.RoleLovedOne, "", p)), NewHomeView(a, again)
		again()
		return shell
	})
	s.Tap(t, "Can't")
	if len(a.answers) != 1 || a.answers[0] != (care.SessionAnswer{Session: "Appointment/1", Answer: care.AnswerCant}) {
		t.Errorf("answers %+v", a.answers)
	}
	s.Tap(t, "Join")
	if len(a.joined) != 1 || a.joined[0] != "Appointment/1" || !s.Says("Your clinic has not opened this session yet") {
		t.Errorf("joined %v, shown %v", a.joined, s.Texts())
	}
	for name, opens := range map[string]string{"What to expect": "expect", "All sessions": "sessions", "I'm worried about Maya": "worried"} {
		s.Tap(t, name)
		if got := a.opened[len(a.opened)-1]; got != opens {
			t.Errorf("%s opens %q", name, got)
		}
	}
}

func TestNothingIsCutFaintOrNameless(t *testing.T) {
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		t.Fatal(err)
	}
	ended := care.Chart{Sync: care.Sync{AsOf: now, Ended: true}}
	lessons := []care.Lesson{{Key: "for-families", Title: "For family and friends", Minutes: 3, Icon: "heart-handshake"}}
	for _, look := range []kittest.Look{kittest.Phone.Full(), kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full(), kittest.Laptop.Full(), kittest.Laptop.At(2).Full()} {
		for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
			for name, page := range map[string]func() *kit.Page{
				"sessions": func() *kit.Page { return NewSessionsView(&acts{}, func() {}).Page(SessionsOf(invited(), now, p)) },
				"home":     func() *kit.Page { return NewHomeView(&acts{}, func() {}).Page(HomeOf(invited(), lessons, now, p)) },
				"ended":    func() *kit.Page { return NewHomeView(&acts{}, func() {}).Page(HomeOf(ended, lessons, now, p)) },
				"worried":  func() *kit.Page { return NewWorriedView(&acts{}, true).Page(WorriedOf(invited(), crisis, now, p)) },
				"no-phone": func() *kit.Page { return NewWorriedView(&acts{}, false).Page(WorriedOf(invited(), crisis, now, p)) },
				"expect":   func() *kit.Page { return NewWorriedView(&acts{}, true).Expect(ExpectOf(invited(), now, p)) },
				"leave":    func() *kit.Page { return NewLeaveView(&acts{}).Page(LeaveOf(invited(), false, nil, p)) },
			} {
				t.Run(name+"/"+look.String()+"/"+p.Language(), func(t *testing.T) {
					s := kittest.Open(t, look, func() fyne.CanvasObject {
						shell := kit.NewShell(entry.Frame(care.RoleLovedOne, "", p))
						shell.Open(0, page())
						return shell
					})
					for _, f := range s.Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}
