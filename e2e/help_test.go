package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/app"
	"throughline/screens/kit/kittest"
	"throughline/sync/vault/vaulttest"
)

// soon is how long Help may take from the tap.
const soon = 100 * time.Millisecond

// helps opens Help and closes it again, three times, and fails where the fastest took too long (a machine may
// be busy with others), or where Close does not lead back to a page that says the words.
func (d *desk) helps(where, back string) {
	d.t.Helper()
	d.see(back)
	best := time.Hour
	for range 3 {
		d.until("Help to be there", func() bool { return d.Find("Help") != nil })
		began := time.Now()
		d.Tap(d.t, "Help")
		d.until("Help to be open", func() bool { return d.Says("Help now") && d.Says("988") })
		best = min(best, time.Since(began))
		d.Tap(d.t, "Close")
		d.see(back)
	}
	d.t.Logf("Help opened in %5.1f ms: %s", float64(best.Microseconds())/1000, where)
	if best > soon {
		d.t.Errorf("Help took %v: %s", best, where)
	}
}

// From the first start to a locked phone and a wipe: Help is there, open within 100 ms of the tap, and Close leads
// back to where the person was.
func TestHelpOpensAtOnceFromEveryKindOfScreenOfAPatient(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic)
	maya.Tap(t, "Help") // nothing has been drawn yet
	maya.see("Help now")
	maya.until("the clinic to be found behind Help", func() bool { return maya.client.Clinic() != "" && len(maya.hops) == 0 })
	maya.helpStays()
	maya.tap("Close")
	maya.helps("signed out", "Open the sign-in page")
	maya.tap("Open the sign-in page")
	maya.helps("while the clinic's page is open", "Go to your browser")
	maya.signInOnPage(demoAccount(t, "patient"))
	maya.helps("Today", "Hello, Maya")
	for _, place := range [][2]string{{"Schedule", "Week"}, {"My plan", "My plan"}, {"Skills", "Skills"}, {"You", "Reading"}} {
		maya.tap(place[0])
		maya.helps(place[0], place[1])
	}
	maya.tap("Wipe this device")
	maya.helps("before a wipe", "Wipe this device")
	maya.tap("Keep everything")
	maya.tap("You")
	maya.tap("People I trust")
	maya.tap("Invite someone")
	maya.helps("inviting a loved one", "Who is it?")
	maya.tap("You")
	maya.tap("Check-ins")
	maya.tap("PHQ-9")
	maya.helps("before a form", "Start")
	maya.tap("Start")
	maya.see("Question 1 of")
	maya.cut.Store(true)
	maya.helps("a question of a form, offline", "Question 1 of")
	for question := range 8 {
		maya.see("Question " + string(rune('1'+question)) + " of")
		maya.tap("Not at all")
		maya.tap("Next")
	}
	maya.tap("Several days")
	maya.helps("an urgent answer's page, offline", "Are you safe right now?")
	maya.cut.Store(false)
	maya.tap("Back to the form")
	maya.setPIN("4821")
	maya.goAway()
	maya.comeBack()
	maya.helps("locked", "Locked")
}

// helpStays waits for what the app does behind Help, and fails if that closes it.
func (d *desk) helpStays() {
	d.t.Helper()
	rest := time.NewTimer(time.Second)
	defer rest.Stop()
	for {
		select {
		case f := <-d.hops:
			f()
			d.Settle()
		case <-rest.C:
			if !d.Says("Help now") {
				d.t.Errorf("Help was closed by what went on behind it; the screen says:\n%s", strings.Join(d.Texts(), "\n"))
			}
			return
		}
	}
}

func TestHelpOpensAtOnceFromEveryPlaceOfStaffAndOfALovedOne(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	dana := sit(t, clinic)
	dana.signIn(demoAccount(t, "therapist"))
	for _, place := range [][2]string{{"Review", "Review"}, {"Patients", "Patients"}, {"Follow-ups", "Follow-ups"}, {"Program", "Program"}, {"You", "Reading"}} {
		dana.tap(place[0])
		dana.helps("staff: "+place[0], place[1])
	}
	elena := sit(t, clinic)
	elena.signIn(demoAccount(t, "related-person"))
	for _, place := range [][2]string{{"Home", "Hello, Elena"}, {"Sessions", "Sessions"}, {"Learn", "Learn"}, {"You", "Reading"}} {
		elena.tap(place[0])
		elena.helps("loved one: "+place[0], place[1])
	}
}

func TestHelpOpensAtOnceOnAPhoneThatWaitsForItsCode(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	phone := sit(t, startClinic(t, "--demo"), onAPhone)
	phone.tap("Open the sign-in page")
	phone.page()
	phone.helps("the code of a phone", "Your sign-in code")
}

// Starts that come to nothing: no keyring, and a clinic that is not there.
func TestHelpOpensAtOnceHoweverTheStartFails(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	sit(t, startClinic(t, "--demo")).helps("no keyring", "Stay signed in?")
	sit(t, &clinicServer{fhir: "http://127.0.0.1:1/fhir"}).helps("a clinic that is not there", "Clinic address")
}

// The disk is full, or the folder is somebody else's: the window opens all the same, says so, and has Help. Once the
// folder can be used it goes on.
func TestAFolderThatCannotBeUsedStillHasAWindowWithHelp(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) { // a process of its own: Fyne shapes text for one window at a time
		return
	}
	var errs bytes.Buffer
	file := filepath.Join(t.TempDir(), "in-the-way")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(file, "profile")
	ui := test.NewApp()
	code := app.Main([]string{"--profile", folder}, app.System{
		Stdout: &errs, Stderr: &errs, Now: time.Now, NewUI: func() fyne.App { return ui },
		Env: func(name string) string { return map[string]string{"LANG": "en_US.UTF-8", "DISPLAY": ":0"}[name] },
	})
	if code != 0 || !strings.Contains(errs.String(), "(profile-folder)") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	windows := ui.Driver().AllWindows() // those of other tests too, and this one last
	if kittest.Attach(windows[len(windows)-1], kittest.Laptop).Find("Help") == nil {
		t.Fatal("no window with Help")
	}

	d := sitWith(t, app.NewWaitingClient(folder, app.ClientOptions{}), folder)
	d.helps("a folder that cannot be used", "We can't use the folder")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	d.tap("Try again")
	d.until("the way in, with the folder", func() bool {
		_, err := os.Stat(filepath.Join(folder, "installation.json"))
		return err == nil && d.Says("Find your clinic")
	})
}
