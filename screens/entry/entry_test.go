package entry

import (
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/assets/contacts"
	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func TestMain(m *testing.M) { os.Exit(kittest.Main(m)) }

var (
	tuesday = time.Date(2027, time.March, 9, 19, 30, 0, 0, chicago())
	looks   = []kittest.Look{kittest.Phone.Full(), kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full(), kittest.Laptop.Full(), kittest.Laptop.At(2).Full()}
	tongues = []*say.Printer{say.New("en"), say.New("es")}
)

func chicago() *time.Location {
	z, err := time.LoadLocation("America/Chicago")
	if err != nil {
		panic(err)
	}
	return z
}

func crisis(t *testing.T) care.Contacts {
	t.Helper()
	c, err := care.ParseContacts(contacts.US)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func clinic() care.Chart {
	c := care.Chart{Clinic: care.Clinic{Name: "Lakeside Clinic", Telephone: "(312) 555-0100", Zone: chicago()}}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Clinic.Hours = append(c.Clinic.Hours, care.Opening{Day: d, From: 8 * 60, Until: 18 * 60})
	}
	c.Safety = care.SafetyCard{Changed: tuesday.AddDate(0, 0, -7), WarningSigns: []string{"I stop answering messages"}, LiveFor: []string{"My sister"}}
	c.Viewer.Name = "Maya Rivera"
	c.Sync = care.Sync{AsOf: tuesday.Add(-time.Hour), Pending: 2, Quarantined: 1, Skew: 5 * time.Minute}
	return c
}

// tapped remembers what a page asked for.
type tapped struct{ asked []string }

func (a *tapped) Enter(do DoorAction, text string)       { a.note("enter", text) }
func (a *tapped) OpenContact(uri string)                 { a.note("open", uri) }
func (a *tapped) CopyNumber(number string)               { a.note("copy", number) }
func (a *tapped) CloseHelp()                             { a.note("close", "") }
func (a *tapped) EditCard()                              { a.note("card", "") }
func (a *tapped) SyncNow()                               { a.note("sync", "") }
func (a *tapped) SetPreference(_ Preference, key string) { a.note("prefer", key) }
func (a *tapped) AskSignOut()                            { a.note("ask", "") }
func (a *tapped) SignOut()                               { a.note("out", "") }
func (a *tapped) StaySignedIn()                          { a.note("stay", "") }
func (a *tapped) OpenPlace(place PlaceKey)               { a.note("place", string(place)) }
func (a *tapped) note(what, detail string) {
	a.asked = append(a.asked, strings.TrimSpace(what+" "+detail))
}

func shell(p *say.Printer, role care.Role, page *kit.Page) *kit.Shell {
	s := kit.NewShell(Frame(role, "", p))
	s.Open(kit.None, page)
	return s
}

// Every page, in every look and language: nothing cut, nothing too small to
// tap, nothing too faint, nothing without a name.
func TestNothingIsCutFaintOrNameless(t *testing.T) {
	all := crisis(t)
	fault := &care.Fault{Code: "x", Say: "We can't reach your clinic. Check the address and your connection, then try again."}
	pages := map[string]func(*say.Printer) (care.Role, *kit.Page){
		"help": func(p *say.Printer) (care.Role, *kit.Page) {
			return care.RolePatient, NewHelpView(&tapped{}, true).Page(HelpOf(clinic(), all, tuesday, p), func() {})
		},
		"help without telephone": func(p *say.Printer) (care.Role, *kit.Page) {
			return care.RoleNone, NewHelpView(&tapped{}, false).Page(HelpOf(clinic(), all, tuesday, p), func() {})
		},
		"you": func(p *say.Printer) (care.Role, *kit.Page) {
			return care.RolePatient, NewYouView(&tapped{}).Page(YouOf(clinic(), Preferences{}, tuesday, p).AskSignOut(2, p))
		},
	}
	for step := StepClinic; step <= StepDamaged; step++ {
		pages["door "+string(rune('0'+step))] = func(p *say.Printer) (care.Role, *kit.Page) {
			return care.RoleNone, NewDoorView(&tapped{}).Page(DoorOf(DoorState{Step: step, Fault: fault, Name: "Lakeside Clinic"}, p))
		}
	}
	maps.Copy(pages, lockPages(t))
	for name, page := range pages {
		for _, look := range looks {
			for _, p := range tongues {
				t.Run(name+"/"+look.String()+"/"+p.Language(), func(t *testing.T) {
					screen := kittest.Open(t, look, func() fyne.CanvasObject {
						role, pg := page(p)
						return shell(p, role, pg)
					})
					for _, f := range screen.Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}

func TestHelpOpensWithNoClinicAndNoSignIn(t *testing.T) {
	h := HelpOf(care.Chart{}, crisis(t), tuesday, say.New("en"))
	if h.Call.URI != "tel:988" || len(h.Others) != 2 || h.Clinic != "" {
		t.Errorf("help without a chart: %+v", h)
	}
	if !strings.HasPrefix(h.Notice, "This app is not watched all the time.") {
		t.Errorf("notice: %q", h.Notice)
	}
}

func TestTheNoticeNamesTheOpeningTimeWhileTheClinicIsClosed(t *testing.T) {
	h := HelpOf(clinic(), crisis(t), tuesday, say.New("en"))
	want := "This app is not watched all the time. Staff may not see this until Wednesday 8:00 AM. If you might act on these thoughts, call or text 988, or call 911, now."
	if h.Notice != want {
		t.Errorf("said %q, want %q", h.Notice, want)
	}
	if h.Opens != "Opens Wednesday 8:00 AM" || h.ClinicURI != "tel:3125550100" {
		t.Errorf("clinic: %q %q", h.Opens, h.ClinicURI)
	}
	open := HelpOf(clinic(), crisis(t), tuesday.Add(-8*time.Hour), say.New("en"))
	if open.Opens != "Open now" || strings.Contains(open.Notice, "until") {
		t.Errorf("while open: %q %q", open.Opens, open.Notice)
	}
}

func TestHelpInSpanishSaysTheSpanishWays(t *testing.T) {
	h := HelpOf(clinic(), crisis(t), tuesday, say.New("es"))
	if !strings.Contains(h.Spanish, "oprima 2") || !strings.Contains(h.Spanish, "AYUDA") {
		t.Errorf("988 in Spanish: %q", h.Spanish)
	}
	if got := h.More[1].Label; got != "Envía AYUDA al 741741" {
		t.Errorf("text line: %q", got)
	}
}

func TestHelpNeverDialsByItself(t *testing.T) {
	act := &tapped{}
	s := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		return shell(tongues[0], care.RoleNone, NewHelpView(act, true).Page(HelpOf(clinic(), crisis(t), tuesday, tongues[0]), func() {}))
	})
	if len(act.asked) != 0 {
		t.Errorf("opening Help asked for %v", act.asked)
	}
	s.Tap(t, "Call 988")
	s.Tap(t, "Close")
	if strings.Join(act.asked, ", ") != "open tel:988, close" {
		t.Errorf("asked for %v", act.asked)
	}
}

func TestASafetyCardOpensInItsOwnWords(t *testing.T) {
	view := NewHelpView(&tapped{}, true)
	var sh *kit.Shell
	var again func()
	again = func() { sh.Open(kit.None, view.Page(HelpOf(clinic(), crisis(t), tuesday, tongues[0]), again)) }
	s := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
		sh = kit.NewShell(Frame(care.RoleNone, "", tongues[0]))
		again()
		return sh
	})
	if s.Says("I stop answering messages") {
		t.Error("the card lies open before it is asked for")
	}
	s.Tap(t, "My warning signs")
	if !s.Says("I stop answering messages") {
		t.Errorf("the card did not open: %v", s.Texts())
	}
}

func TestWhatIsTypedAtTheDoorStaysWhenItFails(t *testing.T) {
	act, view := &tapped{}, (*DoorView)(nil)
	var sh *kit.Shell
	s := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		view = NewDoorView(act)
		sh = shell(tongues[0], care.RoleNone, view.Page(DoorOf(DoorState{Step: StepClinic}, tongues[0])))
		return sh
	})
	s.Type(t, "Clinic address", "https://clinic.example/fhir")
	s.Tap(t, "Continue")
	fault := &care.Fault{Code: "clinic-unreachable", Say: "We can't reach your clinic."}
	sh.Open(kit.None, view.Page(DoorOf(DoorState{Step: StepClinic, Fault: fault}, tongues[0])))
	s.Tap(t, "Continue")
	if strings.Join(act.asked, ", ") != "enter https://clinic.example/fhir, enter https://clinic.example/fhir" {
		t.Errorf("asked for %v", act.asked)
	}
}

func TestSigningOutWithUnsentThingsSaysWhatIsLost(t *testing.T) {
	p := say.New("en")
	y := YouOf(clinic(), Preferences{}, tuesday, p).AskSignOut(2, p)
	if y.Confirm.Sentence != "2 things were not sent yet. If you sign out now, they are deleted for good." || y.Confirm.Yes != "Delete and sign out" {
		t.Errorf("asked %+v", y.Confirm)
	}
	if y.Unsent == "" || y.SetAside == "" || y.Skew != "This device's clock is 5 minutes off. Times from the clinic are right." {
		t.Errorf("states: %q %q %q", y.Unsent, y.SetAside, y.Skew)
	}
	calm := clinic()
	calm.Sync.Topics[care.TopicMessages].Missing, calm.Sync.Topics[care.TopicSharing].Missing = true, true
	if y := YouOf(calm, Preferences{}, tuesday, p); y.Missing != "Your clinic's system does not share this with the app: messages, sharing with loved ones." {
		t.Errorf("missing: %q", y.Missing)
	}
	calm.Sync = care.Sync{AsOf: tuesday, Skew: time.Minute}
	if y := YouOf(calm, Preferences{}, tuesday, p); y.Unsent+y.SetAside+y.Skew+y.Missing != "" {
		t.Errorf("said without need: %q %q %q", y.Unsent, y.SetAside, y.Skew)
	}
}

func TestFreshnessIsHonest(t *testing.T) {
	p := say.New("en")
	for want, s := range map[string]care.Sync{
		"Not updated yet.":                            {},
		"Last updated 7:00 PM.":                       {AsOf: tuesday.Add(-30 * time.Minute)},
		"Last updated March 7 at 7:30 PM.":            {AsOf: tuesday.AddDate(0, 0, -2)},
		"No signal. Last updated March 7 at 7:30 PM.": {AsOf: tuesday.AddDate(0, 0, -2), Offline: true},
	} {
		if got := Freshness(s, tuesday, chicago(), p); got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}
