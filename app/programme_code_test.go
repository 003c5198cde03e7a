package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// The sheet that is handed over says the code, where to type it and until when, in the
// patient's language; and nothing of who they are or what the programme is about.
func TestTheSheetWithACodeIsNeutralAndInThePatientsLanguage(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (scripts/setup: poppler-utils)")
	}
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.UTC)
	maya := care.Person{Ref: "Patient/maya", Name: "Maya Rivera"}
	c := care.Chart{
		Clinic:   care.Clinic{Name: "Lakeview Behavioral Health", Telephone: "(312) 555-0100", Zone: time.UTC},
		Caseload: []care.Case{{Patient: maya, Language: "es-MX"}},
	}
	state := staff.CodeState{Patient: maya, Invited: care.Invited{
		Code: "BCDF-GHJK-LMNP", Address: "https://clinic.example/join?code=BCDF-GHJK-LMNP", Expires: now.AddDate(0, 0, 7),
	}}
	for chosen, words := range map[string][]string{"": {"Tu código", "martes, 16 de marzo", "llama al (312) 555-0100"}, "en": {"Your code", "Tuesday, March 16", "call (312) 555-0100"}} {
		state.Language = chosen
		raw, err := codePDF(staff.CodeSheetOf(c, say.New(staff.CodeLanguage(c, state)), state, "https://clinic.example/fhir"), now)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), staff.CodeSheetFile)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), tool, "-layout", path, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(out)), " ")
		for _, w := range append(words, "BCDF-GHJK-LMNP", "https://clinic.example/join", "https://clinic.example/fhir") {
			if !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
				t.Errorf("%q: %q is not on the sheet: %s", chosen, w, text)
			}
		}
		for _, w := range []string{"Maya", "Rivera", "Lakeview", "health", "salud", "?code="} {
			if strings.Contains(text, w) {
				t.Errorf("%q: %q is on the sheet: %s", chosen, w, text)
			}
		}
	}
}
