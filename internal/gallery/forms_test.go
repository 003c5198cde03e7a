package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/assets/contacts"
	"throughline/care"
	"throughline/profile"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/patient"
	"throughline/screens/say"
)

// answering keeps what a form saves, as the app's store does.
type answering struct {
	still
	kept care.CheckIn
}

func (a *answering) SaveCheckIn(ci care.CheckIn, done func(*care.Fault)) {
	a.kept = ci
	done(nil)
}

// Every form of testdata, ours and of others, however odd, is answered through the real screen by
// taps and typing, with the app ended in the middle of it: or the screen names what it cannot show, and there
// is no way to begin.
func TestEveryFormOfTestdataIsAnsweredThroughItsScreen(t *testing.T) {
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../../testdata/questionnaires*/*.json")
	if len(files) < 30 {
		t.Fatalf("only %d forms", len(files))
	}
	for i, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var q map[string]any
			if err := json.Unmarshal(raw, &q); err != nil {
				t.Fatal(err)
			}
			q["status"], q["id"] = "active", "form" // some of others are drafts, or have none
			if raw, err = json.Marshal(q); err != nil {
				t.Fatal(err)
			}
			set, malformed := profile.Of([][]byte{raw})
			if len(malformed) > 0 {
				return // no FHIR: set aside whole, as profile's tests say
			}
			c, _ := profile.Chart(set, profile.Viewer{FHIRUser: "Patient/maya"})
			f := c.Forms[0]
			f.Language = "" // the interface's
			answerForm(t, f, []string{"en", "es"}[i%2], crisis)
		})
	}
}

func answerForm(t *testing.T, f care.Form, language string, crisis care.Contacts) {
	t.Helper()
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))
	p := say.New(language)
	a := &answering{}
	var v *patient.CheckInView
	var shell *kit.Shell
	var screen *kittest.Screen
	start := func() { // anew, as after the app was ended
		if screen != nil {
			screen.Close()
		}
		c := care.Chart{Viewer: care.Viewer{Person: care.Person{Ref: "Patient/maya"}}, Clinic: care.Clinic{Zone: time.UTC}, Forms: []care.Form{f}}
		if a.kept.ID != "" {
			c.CheckIns = []care.CheckIn{a.kept}
		}
		screen = kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
			shell = kit.NewShell(kit.ShellOptions{Help: "Help"})
			v = patient.NewCheckInView(a, func() time.Time { return now }, func() { shell.Open(kit.None, v.Page()) })
			v.Show(patient.CheckInOf(c, patient.CheckInAsk{Form: f.Canonical, NewID: "00000000-0000-4000-8000-000000000001", Contacts: crisis}, now, p))
			shell.Open(kit.None, v.Page())
			return shell
		})
	}
	start()
	defer func() { screen.Close() }()
	if len(f.Gaps()) > 0 {
		if screen.Find(p.T("patient.checkin.start")) != nil || !screen.Says(p.T("patient.refusal.reasons")) {
			t.Errorf("half a form can be begun: %v", screen.Texts())
		}
		return
	}
	screen.Tap(t, p.T("patient.checkin.start"))
	for step := 0; ; step++ {
		if step > 400 {
			t.Fatalf("the form has no end: %v", screen.Texts())
		}
		if screen.Says(p.T("patient.ready.title")) {
			break
		}
		if step == 2 && a.kept.ID != "" {
			start()
			screen.Tap(t, p.T("patient.checkin.resume"))
			if screen.Says(p.T("patient.ready.title")) {
				break
			}
		}
		for _, fault := range screen.Audit() {
			if !strings.Contains(fault, "cut inside a word") { // a word of the form's as long as a line
				t.Errorf("step %d: %s", step, fault)
			}
		}
		was := at(screen, f, a.kept.Answers, p)
		if was < 0 {
			t.Fatalf("no question is on the page: %v", screen.Texts())
		}
		give(t, screen, laid(f, a.kept.Answers).Steps[was], p)
		if screen.Find(p.T("patient.urgent.back")) != nil {
			screen.Tap(t, p.T("patient.urgent.back"))
		}
		key := keyAt(f, a.kept.Answers, was)
		screen.Tap(t, nextWords(screen, p))
		if now := at(screen, f, a.kept.Answers, p); !screen.Says(p.T("patient.ready.title")) && now >= 0 && keyAt(f, a.kept.Answers, now) == key {
			screen.Tap(t, p.T("patient.checkin.declined")) // what was given breaks a rule of the form's
			screen.Tap(t, nextWords(screen, p))
		}
	}
	screen.Tap(t, p.T("patient.ready.send"))
	if a.kept.Status != care.CheckInDone {
		t.Fatalf("it was not sent: %v", screen.Texts())
	}
	lay := care.Lay(f, a.kept.Answers)
	if at := lay.Unfinished(); at >= 0 {
		t.Errorf("sent with %s unfinished: %+v", lay.Steps[at].Key, lay.Flaw(at))
	}
	for _, key := range slices.Sorted(maps.Keys(a.kept.Answers)) {
		if !a.kept.Answers[key].Answered() && a.kept.Answers[key].Times == 0 {
			t.Errorf("an empty answer to %s", key)
		}
	}
}

func nextWords(s *kittest.Screen, p *say.Printer) string {
	if s.Find(p.T("patient.checkin.next")) != nil {
		return p.T("patient.checkin.next")
	}
	return p.T("patient.checkin.back-to-list")
}

// at is the place of the question that is on the page, by what it says of its progress.
func at(s *kittest.Screen, f care.Form, answers map[string]care.Reply, p *say.Printer) int {
	n := len(laid(f, answers).Steps)
	for i := range n {
		if s.Says(p.T("patient.checkin.progress", "At", i+1, "Of", n)) {
			return i
		}
	}
	return -1
}

// laid is the form as it stands with what it holds from the start, which is kept with the first answer.
func laid(f care.Form, answers map[string]care.Reply) care.Layout {
	held := maps.Clone(answers)
	if held == nil {
		held = map[string]care.Reply{}
	}
	for {
		lay, n := care.Lay(f, held), len(held)
		for _, step := range lay.Steps {
			if _, there := held[step.Key]; !there && step.Initial.Answered() {
				held[step.Key] = step.Initial
			}
		}
		if len(held) == n {
			return lay
		}
	}
}

func keyAt(f care.Form, answers map[string]care.Reply, i int) string {
	if steps := laid(f, answers).Steps; i < len(steps) {
		return steps[i].Key
	}
	return ""
}

// give answers the question that is on the page, as a person does.
func give(t *testing.T, s *kittest.Screen, q care.Asked, p *say.Printer) {
	t.Helper()
	written := func(words string) {
		for _, name := range []string{"patient.checkin.your-answer", "patient.checkin.own-words"} {
			if fieldNamed(s, p.T(name)) {
				s.Clear(t, p.T(name))
				s.Type(t, p.T(name), words)
				return
			}
		}
		s.Tap(t, p.T("patient.checkin.declined"))
	}
	fill := func(parts map[string]string) {
		for key, words := range parts {
			s.Clear(t, p.T("patient.checkin."+key))
			s.Type(t, p.T("patient.checkin."+key), words)
		}
	}
	day, clock := map[string]string{"month": "3", "day": "9", "year": "2020"}, map[string]string{"hour": "19", "minute": "30"}
	switch {
	case q.Kind == care.ItemGroup:
	case len(q.Options) > 0:
		for _, o := range q.Options {
			for _, words := range []string{o.Text, o.Prefix + " " + o.Text} {
				if s.Find(words) != nil {
					s.Tap(t, words)
					return
				}
			}
		}
		s.Tap(t, p.T("patient.checkin.declined"))
	case q.Kind == care.ItemBoolean:
		s.Tap(t, p.T("patient.checkin.yes"))
	case q.Kind == care.ItemDate:
		fill(day)
	case q.Kind == care.ItemTime:
		fill(clock)
	case q.Kind == care.ItemDateTime:
		fill(day)
		fill(clock)
	case q.Kind == care.ItemInteger:
		if s.Find("3") != nil {
			s.Tap(t, "3")
			return
		}
		written("3")
	case q.Kind == care.ItemDecimal, q.Kind == care.ItemQuantity:
		written(map[string]string{"en": "7.5", "es": "7,5"}[p.Language()])
		for _, u := range q.Units {
			if len(q.Units) > 1 && s.Find(u.Text) != nil {
				s.Tap(t, u.Text)
				return
			}
		}
	case q.Kind == care.ItemURL:
		written("https://example.org/a")
	default:
		written("Un sí 🙂 أهلا")
	}
}

func fieldNamed(s *kittest.Screen, name string) bool {
	for _, label := range s.Labels() {
		if strings.HasPrefix(label, name) {
			return true
		}
	}
	return false
}
