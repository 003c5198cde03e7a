package together

import (
	"fmt"
	"strings"
	"testing"

	"throughline/clinic/records"
	"throughline/e2e/apptest"
	"throughline/profile"
	"throughline/sync/vault/vaulttest"
)

// ownForm is a clinic's own Questionnaire, which marks what is urgent in each of the ways that there are: an option, an
// answer of yes, a coded answer, a number from which on.
const ownForm = `{"resourceType":"Questionnaire","id":%q,"url":"https://lakeside.example/forms/%[1]s","version":"1","status":"active","language":"en","title":%[2]q,%[3]s
"item":[
 {"linkId":"often","type":"choice","text":"How often do you think about harming yourself?","answerOption":[
  {"valueCoding":{"system":"https://lakeside.example/answers","code":"never","display":"Not once"}},
  {"valueCoding":{"system":"https://lakeside.example/answers","code":"often","display":"Most of the time"},"extension":[{"url":"URGENT-when","valueBoolean":true}]}]},
 {"linkId":"means","type":"boolean","text":"Is there something near you that you could harm yourself with?","extension":[{"url":"URGENT-when","valueBoolean":true}]},
 {"linkId":"plan","type":"choice","text":"Do you have a plan?","extension":[{"url":"URGENT-when","valueCoding":{"system":"https://lakeside.example/answers","code":"plan"}}],"answerOption":[
  {"valueCoding":{"system":"https://lakeside.example/answers","code":"none","display":"No plan"}},
  {"valueCoding":{"system":"https://lakeside.example/answers","code":"plan","display":"A plan"}}]},
 {"linkId":"strong","type":"integer","text":"How strong is the wish, from 0 to 10?","extension":[{"url":"URGENT-from","valueInteger":7},
  {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":0},{"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":10}]}
]}`

// A clinic publishes a form of its own. Each answer that it marks opens the page with help at the tap and reaches staff,
// with the words of the form. The same form at a clinic that alerts nobody says so before it is begun; the page with
// help opens all the same, and nothing is filed.
func TestAClinicsOwnFormHasTheUrgentPathAndSaysWhereNobodyIsAlerted(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	for _, form := range []string{
		fmt.Sprintf(ownForm, "hard-days", "Hard days", ""),
		fmt.Sprintf(ownForm, "quiet-days", "Quiet days", `"extension":[{"url":"URGENT-alerts","valueBoolean":false}],`),
	} {
		publish(t, clinic, form)
	}
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	maya.See("Hello, Maya")
	maya.Sync()
	before := urgentFlags(t, clinic)

	answerAll := func(title, told string) {
		maya.Tap("You")
		maya.Tap("Check-ins")
		maya.Tap(title)
		maya.See(told)
		maya.Tap("Start")
		for _, answer := range []string{"Most of the time", "Yes", "A plan", "8"} {
			maya.Tap(answer)
			maya.See("Are you safe right now?")
			maya.See("988")
			maya.Tap("Back to the form")
			maya.Tap("Next")
		}
		maya.Tap("Send to my team")
		maya.Sync()
	}
	answerAll("Quiet days", "At this clinic, no one is alerted by an answer here.")
	if got := added(before, urgentFlags(t, clinic)); len(got) != 0 {
		t.Fatalf("%d alerts where alerts are off", len(got))
	}
	answerAll("Hard days", "That answer goes to the clinic at once, even if you stop there.")
	told := map[string]string{}
	for _, f := range added(before, urgentFlags(t, clinic)) {
		for _, u := range profile.ReadUrgent(f) {
			told[u.Text] = u.Answer
		}
	}
	want := map[string]string{
		"How often do you think about harming yourself?":                 "Most of the time",
		"Is there something near you that you could harm yourself with?": "true", // the screen says Yes
		"Do you have a plan?":                   "A plan",
		"How strong is the wish, from 0 to 10?": "8",
	}
	if len(told) != len(want) {
		t.Errorf("staff are told %v", told)
	}
	for text, answer := range want {
		if told[text] != answer {
			t.Errorf("staff are told %q of %q, want %q", told[text], text, answer)
		}
	}
	if got := triage(t, clinic); len(got) < len(want) {
		t.Errorf("%d tasks", len(got))
	}
}

func publish(t *testing.T, clinic *apptest.Programme, form string) {
	t.Helper()
	urls := map[string]string{"URGENT-when": profile.ExtUrgentWhen, "URGENT-from": profile.ExtUrgentFrom, "URGENT-alerts": profile.ExtUrgentAlerts}
	for short, url := range urls {
		form = strings.ReplaceAll(form, `"`+short+`"`, `"`+url+`"`)
	}
	if _, err := clinic.Server.Records.Load(t.Context(), clinic.Server.ID, records.Replace, []byte(form)); err != nil {
		t.Fatal(err)
	}
}
