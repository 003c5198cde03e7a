package together

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A clinic's own Questionnaire is published through the window. Files that are none, or another resource, or a form with a
// question that the app cannot ask, are refused in a sentence each and leave nothing at the clinic.
func TestAFormIsPublishedThroughTheWindowAndABadFileIsNot(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	before := len(apptest.All[*fhir.Questionnaire](t, clinic))
	dana.Tap("Program")
	dana.Tap("Forms")
	dana.Tap("Publish a form")
	dana.See("Choose a FHIR Questionnaire as a JSON file")
	choose := "Choose a file"
	head := `{"resourceType":"Questionnaire","url":"https://lakeside.example/forms/sleep","version":"7","status":"active","title":"Sleep log","language":"en"`
	item := `{"linkId":"%d","type":"choice","text":"How was night %[1]d?","answerOption":[{"valueString":"I slept"},{"valueString":"I lay awake"}]}`
	for _, bad := range []struct{ content, says string }{
		{"linkId;text\n1;How?", "This file is not JSON."},
		{`{"resourceType":"Patient","name":[{"family":"Odd"}]}`, "This file is FHIR, but not a Questionnaire."},
		{`{"resourceType":"Questionnaire","status":"active","title":"x","item":[` + fmt.Sprintf(item, 1) + `]}`, "This Questionnaire has no url."},
		{head + `,"item":[` + fmt.Sprintf(item, 1) + "," + fmt.Sprintf(item, 1) + `]}`, "the same linkId"},
	} {
		dana.Offer(written(t, "form.json", bad.content))
		dana.Tap(choose)
		dana.See(bad.says)
		if dana.Has("Publish") {
			t.Errorf("%q can be published", bad.says)
		}
	}
	var items []string
	for n := range 100 {
		items = append(items, fmt.Sprintf(item, n+1))
	}
	dana.Offer(written(t, "form.json", head+`,"item":[`+strings.Join(items, ",")+`]}`))
	dana.Tap(choose)
	dana.See("Sleep log")
	dana.See("100 questions")
	dana.Tap("Publish")
	dana.See("Forms")
	dana.Sync()
	if now := len(apptest.All[*fhir.Questionnaire](t, clinic)); now != before+1 {
		t.Errorf("%d forms were published", now-before)
	}
	dana.See("Sleep log")
}

// Of a thousand rows one is bad: it is named by its line, the other 999 are enrolled together. Tables that are none say what they are, and enroll nobody.
func TestOfAThousandRowsTheBadOneIsNamedAndTheOthersAreEnrolled(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	before := len(apptest.All[*fhir.Patient](t, clinic))
	dana.Tap("Program")
	dana.Tap("Enrolled")
	dana.Tap("Enroll many from a table")
	const head = "given_name,family_name,birth_date,admitted,programme\r\n"
	table := func(born string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range 1000 {
			day := "1990-04-12"
			if i == 499 {
				day = born
			}
			fmt.Fprintf(&b, "Given%d,\"Test, Row\",%s,2027-03-10,mental-health\r\n", i, day)
		}
		return b.String()
	}
	choose := "Choose a file"
	for _, bad := range []struct{ content, says string }{
		{"", "There are no rows in this file."},
		{head + "Jos\xe9,Cruz,1990-01-02,2027-03-10,mental-health\r\n", "This file is not in UTF-8"},
		{"name,born\r\nAna,1990\r\n", "The first line does not name the columns."},
		{head + strings.Repeat("a,b,1990-01-02,2027-03-10,mental-health\r\n", 100_000), "This file"},
	} {
		dana.Offer(written(t, "patients.csv", bad.content))
		dana.Tap(choose)
		dana.See(bad.says)
	}
	dana.Offer(written(t, "patients.csv", table("4/12/90")))
	dana.Tap(choose)
	dana.See("Line 501: “4/12/90” in birth_date is not a day.")
	dana.Tap("Enroll 999 patients")
	dana.See("999 patients are enrolled.")
	dana.Tap("Done")
	dana.Sync()
	if now := len(apptest.All[*fhir.Patient](t, clinic)); now != before+999 {
		t.Errorf("%d patients were enrolled", now-before)
	}
}
