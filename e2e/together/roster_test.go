package together

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// A coordinator enrolls patients from a table as a spreadsheet wrote it, with one bad
// row: it is named, the others are enrolled, and the corrected table enrolls the one
// who was left out and nobody twice.
func TestPatientsAreEnrolledFromATableWithABadRow(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	table := func(born string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "patients.csv")
		rows := "\ufeffgiven_name;family_name;birth_date;admitted;programme;group\r\nŁucja;Żak;1984-06-01;2027-03-10;dual-diagnosis;\r\n" +
			"美咲;田中;1990-01-02;2027-03-10;mental-health;\r\nZoe;Odd;" + born + ";2027-03-10;mental-health;Early afternoon group\r\n"
		if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	enrolled := func() []string {
		t.Helper()
		var out []string
		for _, p := range apptest.All[*fhir.Patient](t, clinic) {
			if len(p.Name) > 0 && slices.Contains([]string{"Żak", "田中", "Odd"}, p.Name[0].Family) {
				out = append(out, p.Name[0].Family)
			}
		}
		slices.Sort(out)
		return out
	}
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Enrolled")
	dana.Tap("Enroll many from a table")
	dana.Offer(table("3/4/1990"))
	dana.Tap("Choose a file")
	dana.See("Line 4: “3/4/1990” in birth_date is not a day. Write it as 1990-04-12.")
	dana.See("2 patients can be enrolled")
	if got := enrolled(); len(got) != 0 {
		t.Errorf("enrolled before anybody said so: %v", got)
	}
	dana.Tap("Enroll 2 patients")
	dana.See("2 patients are enrolled.")
	codesOfAll(t, dana)
	dana.Tap("Done")
	dana.See("2 patients are enrolled.")
	dana.Tap("Done")
	dana.Sync()
	if got := strings.Join(enrolled(), " "); got != "Żak 田中" {
		t.Errorf("enrolled %q", got)
	}
	dana.Tap("Enroll many from a table")
	dana.Offer(table("1990-03-04"))
	dana.Tap("Choose a file")
	dana.See("Line 2, Łucja Żak: is in the program already.")
	dana.Tap("Enroll 1 patient")
	dana.See("1 patient is enrolled.")
	dana.Tap("Done")
	dana.Sync()
	if got := strings.Join(enrolled(), " "); got != "Odd Żak 田中" {
		t.Errorf("enrolled %q", got)
	}
	sessions := 0
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		for _, p := range a.Participant {
			if p.Actor.Display == "Zoe Odd" {
				sessions++
			}
		}
	}
	if sessions == 0 {
		t.Error("she is in no session of her group")
	}
}

// codesOfAll makes the codes of those who were just enrolled, a part of them while the network is away, and saves the
// sheets: a list that stays at the clinic, and a page for each.
func codesOfAll(t *testing.T, dana *apptest.App) {
	t.Helper()
	dana.Tap("Make their codes")
	dana.See("Each patient gets a code of their own.")
	dana.Offline()
	dana.Tap("Make 2 codes")
	dana.See("This was not done.") // said in a sentence: none is made, and nobody tries again
	if dana.Says("ready") {
		t.Errorf("codes without a network: %q", dana.Texts())
	}
	dana.Online()
	dana.Tap("Make 2 codes")
	dana.See("2 codes are ready")
	dana.See("Page 2: Łucja Żak")
	dana.See("Page 3: 美咲 田中")
	dana.Tap("Save the sheets as a PDF")
	dana.See("The sheets are saved.")
	sheets := dana.Saved()["throughline-codes.pdf"]
	if pages := strings.Count(sheets, "/Type /Page\n"); !strings.HasPrefix(sheets, "%PDF-") || pages != 3 {
		t.Errorf("%d pages in %d bytes", pages, len(sheets))
	}
	if found := dana.Audit(); len(found) > 0 {
		t.Errorf("the page of codes: %q", found)
	}
}

// Attendance is taken, corrected by somebody else, and both are told who said what.
func TestAttendanceIsCorrectedWithWhoSaidWhat(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Week")
	for _, x := range dana.Labels() {
		if strings.HasPrefix(x, "Group: Noticing triggers") && strings.Contains(x, "6:00 to 9:00 PM") {
			dana.Tap(x)
			break
		}
	}
	dana.See("Say of each person if they were there.")
	before := apptest.All[*fhir.Encounter](t, clinic)
	var excused string
	for _, x := range dana.Labels() {
		if strings.HasPrefix(x, "Maya Rivera") && strings.Contains(x, "Excused") || strings.Contains(x, "Excused") && excused == "" {
			excused = x
		}
	}
	if excused == "" {
		t.Fatalf("no choice: %q", dana.Labels())
	}
	dana.Tap(excused)
	dana.Tap("Save attendance")
	dana.Sync()
	dana.See("Saved by Dana Ortiz, LPC")
	dana.See("Before: There")
	changed := 0
	for id, e := range apptest.All[*fhir.Encounter](t, clinic) {
		if was := before[id]; was != nil && was.Status != e.Status {
			changed++
			if len(e.StatusHistory) == 0 {
				t.Errorf("what stood there before is gone: %+v", e)
			}
		}
	}
	if changed != 1 {
		t.Errorf("%d visits changed", changed)
	}
}
