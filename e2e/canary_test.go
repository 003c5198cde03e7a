package e2e

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/internal/logtest"
	"throughline/sync/vault/vaulttest"
)

// A person's life with the app, with words sown into everything that they can
// write; then all that the product leaves behind is searched for those words and
// for who they are: the profile's files and their names, the write-ahead log, the
// logs of the app and of the clinic, the window's title. (The metrics are searched
// where their address is known: clinic's TestLogsAndMetricsHoldNoHealthData.)
func TestNothingOfHealthIsReadableAnywhere(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	var logged logtest.Buffer // what anything in this process says by the standard logger
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })

	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	maya := sit(t, clinic)
	maya.signIn(who)
	maya.see("Hello, Maya")

	maya.tap("You")
	maya.tap("Check-ins")
	maya.tap("PHQ-9")
	maya.tap("Start")
	for question := range 9 {
		maya.see(fmt.Sprintf("Question %d of", question+1))
		maya.tap("Several days")
		if question == 8 {
			maya.tap("Back to the form")
		}
		maya.tap("Next")
	}
	maya.tap("Not difficult at all")
	maya.tap("Next")
	maya.tap("Send to my team")
	maya.see("9 ")

	e := maya.client.Engine()
	for _, said := range []care.PlanChange{
		care.GoalWords{Text: "Canarygoal"},
		care.ProblemsCircled{Own: []string{"Canaryproblem"}},
		care.OwnCare{Name: "Dr. Canarydoctor", Kind: "Therapy", Contact: "(312) 555-0190"},
	} {
		if err := e.ChangePlan(t.Context(), said); err != nil {
			t.Fatalf("%T: %v", said, err)
		}
	}
	if err := e.SaveSafetyCard(t.Context(), care.SafetyCard{Alone: []string{"Canarycard"}}); err != nil {
		t.Fatal(err)
	}
	note := "Communication/" + uuid.NewString()
	elena := e.Chart().Trusted[0]
	elena.Shared.Notes, elena.Shared.Until = append(elena.Shared.Notes, note), time.Now().AddDate(0, 3, 0)
	if err := errors.Join(e.WriteNote(t.Context(), care.OwnNote{Ref: note, Text: "Canarynote"}), e.Share(t.Context(), elena.Ref, elena.Shared)); err != nil {
		t.Fatal(err)
	}
	maya.until("everything to be sent", func() bool {
		s := maya.client.Engine().Chart().Sync
		return s.Pending == 0 && s.Problem == nil
	})

	sown := []string{"Canarygoal", "Canaryproblem", "Canarydoctor", "Canarycard", "Canarynote", "Maya", "Rivera", who.User, who.Password, "Several days", "44260-8", "QuestionnaireResponse"}
	open := maya.Window.Title()
	maya.keepsNothingReadable(sown...) // with the write-ahead log as it is while the app runs
	maya.keepsNoNames(sown...)
	maya.leave()
	maya.keepsNothingReadable(sown...)

	if open != "Throughline" {
		t.Errorf("the window's title is %q", open)
	}
	sown = append(sown, staffAndFamilyLook(t, clinic)...)
	said := clinic.errs.String()
	if !strings.Contains(said, "/fhir") && !strings.Contains(said, "request") {
		t.Errorf("the clinic logged no request:\n%.500s", said)
	}
	for name, text := range map[string]string{"the clinic's log": said, "the app's log": logged.String()} {
		for _, word := range sown { // the name of a type of FHIR is nobody's health
			if word != "QuestionnaireResponse" && strings.Contains(text, word) {
				t.Errorf("%q is in %s", word, name)
			}
		}
	}
}

// staffAndFamilyLook has a therapist read Maya's record and a loved one see their sessions, on devices of their own,
// searches those too, and gives what else must be in no log.
func staffAndFamilyLook(t *testing.T, clinic *clinicServer) (sown []string) {
	t.Helper()
	for _, x := range []struct {
		role  string
		looks func(*desk)
		words []string
	}{
		{"therapist", func(d *desk) {
			d.see("Urgent first, then oldest.")
			d.tap("Maya R.")
			d.see("Thoughts that you would be better off dead")
			d.tap("Patients")
			d.until("the search", func() bool { return d.Find("Search by name") != nil })
			d.Type(t, "Search by name", "Maya")
			d.tap("Maya Rivera")
			d.see("Since the team last met")
		}, []string{"Dana", "Ortiz"}},
		{"related-person", func(d *desk) {
			d.see("Canarynote") // what she is shown she reads, and nobody on her device does
			d.tap("Sessions")
			d.see("Sessions")
		}, []string{"Elena"}},
	} {
		who := demoAccount(t, x.role)
		d := sit(t, clinic)
		d.signIn(who)
		x.looks(d)
		d.until("a whole sync", func() bool { return !d.client.Engine().Chart().Sync.AsOf.IsZero() })
		words := append([]string{"Canarygoal", "Canaryproblem", "Canarydoctor", "Canarycard", "Canarynote", "Maya", "Rivera", "44260-8", "QuestionnaireResponse", who.User, who.Password}, x.words...)
		d.keepsNothingReadable(words...)
		d.keepsNoNames(words...)
		if title := d.Window.Title(); title != "Throughline" {
			t.Errorf("%s: the window's title is %q", x.role, title)
		}
		d.leave()
		d.keepsNothingReadable(words...)
		sown = append(sown, append(x.words, who.User, who.Password)...)
	}
	return sown
}

// keepsNoNames looks at what the profile's files are called.
func (d *desk) keepsNoNames(words ...string) {
	d.t.Helper()
	seen := 0
	err := filepath.WalkDir(d.folder, func(path string, _ os.DirEntry, err error) error {
		seen++
		for _, w := range words {
			if strings.Contains(strings.ToLower(filepath.Base(path)), strings.ToLower(w)) {
				d.t.Errorf("a file is called %s", path)
			}
		}
		return err
	})
	if err != nil || seen < 3 {
		d.t.Errorf("looked at %d files, %v", seen, err)
	}
}
