package validate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/clinic/document"
)

func tree(t testing.TB, body string) map[string]any {
	t.Helper()
	out, err := document.Tree([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheTableHasEveryTypeOfTheServer(t *testing.T) {
	t.Parallel()
	for _, typ := range document.Types() {
		if !Known(typ) {
			t.Errorf("%s is not in the table", typ)
		}
	}
	for _, not := range []string{"Resource", "DomainResource", "Period", "SubscriptionStatus", ""} {
		if Known(not) {
			t.Errorf("%s is known", not)
		}
	}
}

func TestSyntheticPatientsAreClean(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/synthea/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range document.Select(tree(t, string(raw)), "entry.resource") {
			n++
			for _, i := range Resource(e.(map[string]any)) {
				t.Errorf("%s: %s %s", filepath.Base(f), i.Expression, i.Say)
			}
		}
		if n == 0 {
			t.Errorf("%s has no resources", f)
		}
	}
}

func all(issues []Issue) string {
	var out []string
	for _, i := range issues {
		out = append(out, i.Expression+" "+i.Say)
	}
	return strings.Join(out, " | ")
}

const (
	observation = `{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1"}],"text":"x"},
		"subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-03-02T10:00:00Z","valueQuantity":{"value":1.50,"system":"http://unitsofmeasure.org","code":"kg"}}`
	appointment = `{"resourceType":"Appointment","status":"booked","start":"2026-03-02T10:00:00Z","end":"2026-03-02T13:00:00Z",
		"participant":[{"actor":{"reference":"Patient/p"},"status":"accepted"}]}`
	form = `{"resourceType":"Questionnaire","status":"active","name":"Form","item":[{"linkId":"1","type":"group","item":[
		{"linkId":"2","type":"choice","answerOption":[{"valueCoding":{"code":"a"}}],"enableWhen":[{"question":"3","operator":"exists","answerBoolean":true}]},
		{"linkId":"3","type":"string","maxLength":9,"initial":[{"valueString":"a"}]},{"linkId":"4","type":"display"}]}]}`
	response      = `{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://x.example/q|1","item":[{"linkId":"1","answer":[{"valueDecimal":1e2}]}]}`
	withContained = `{"resourceType":"DocumentReference","status":"current","contained":[{"resourceType":"Practitioner","id":"a","name":[{"given":["A",null],"_given":[null,{"extension":[{"url":"http://x.example","valueCode":"masked"}]}]}]}],
		"author":[{"reference":"#a"}],"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>A &amp; b</p></div>"},"content":[{"attachment":{"contentType":"text/plain","data":"YWJj"}}]}`
	condition = `{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
		"subject":{"reference":"Patient/p"},"onsetPeriod":{"start":"2026-01","end":"2026-01-15"},"_recordedDate":{"extension":[{"url":"http://x.example","valueBoolean":true}]}}`
	task  = `{"resourceType":"Task","status":"requested","intent":"order","authoredOn":"2026-03-02","lastModified":"2026-03-02T10:00:00+01:00","input":[{"type":{"text":"x"},"valueReference":{"reference":"urn:uuid:0b9b5b5c-0000-4000-8000-000000000000"}}]}`
	batch = `{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":` + observation + `,"request":{"method":"POST","url":"Observation"}}]}`
)

func TestWhatIsRightIsClean(t *testing.T) {
	t.Parallel()
	for _, body := range []string{observation, appointment, form, response, withContained, condition, task, batch} {
		if got := all(Resource(tree(t, body))); got != "" {
			t.Errorf("%.60s: %s", body, got)
		}
	}
}

// Each case breaks one thing in a resource that is right.
func TestWhatIsWrongIsNamedAtItsElement(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ of, from, to, want string }{
		{observation, `"status":"final",`, ``, "Observation.status The element status is required"},
		{observation, `"final"`, `"done"`, "Observation.status The code is not of the value set observation-status"},
		{observation, `"final"`, `["final"]`, "Observation.status The element does not repeat"},
		{observation, `[{"system":"http://loinc.org","code":"1"}]`, `{"code":"1"}`, "Observation.code.coding The element can repeat"},
		{observation, `"text":"x"`, `"text":7`, "Observation.code.text The value of a string"},
		{observation, `1.50`, `"1.50"`, "Observation.valueQuantity.value The value of a decimal"},
		{observation, `"2026-03-02T10:00:00Z"`, `"2026-02-30"`, "Observation.effectiveDateTime The value is no dateTime"},
		{observation, `"2026-03-02T10:00:00Z"`, `"2026-03-02T10:00"`, "Observation.effectiveDateTime The value is no dateTime"},
		{observation, `"effectiveDateTime"`, `"effectivePeriod":{"start":"2026"},"effectiveDateTime"`, "Only one type of effective[x]"},
		{observation, `Patient/p`, `Slot/p`, "Observation.subject.reference The reference goes to Slot"},
		{observation, `Patient/p`, `p`, "Observation.subject.reference The reference is not written"},
		{observation, `"Patient/p"`, `"Patient/p","type":"Group"`, "Observation.subject.type The type is not that"},
		{observation, `"system":"http://unitsofmeasure.org",`, ``, "Observation.valueQuantity qty-3"},
		{observation, `"status":"final"`, `"status":"final","dataAbsentReason":{"text":"x"}`, "Observation obs-6"},
		{observation, `"status":"final"`, `"status":"final","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"1"}]}}]`, "Observation obs-7"},
		{observation, `"status":"final"`, `"status":"final","referenceRange":[{"age":{"low":{"value":1}}}]`, "Observation.referenceRange[0] obs-3"},
		{observation, `"status":"final"`, `"status":"final","x_new":1`, "Observation.x_new The specification knows no such element"},
		{observation, `"status":"final"`, `"status":"final","extension":[{"url":"http://x.example"}]`, "Observation.extension[0] ext-1"},
		{observation, `"status":"final"`, `"status":"final","extension":[{"valueCode":"x"}]`, "Observation.extension[0].url The element url is required"},
		{observation, `"id":"o"`, `"id":"o","meta":{"lastUpdated":"2026-03-02"}`, "Observation.meta.lastUpdated The value is no instant"},
		{appointment, `,"end":"2026-03-02T13:00:00Z"`, ``, "Appointment app-2"},
		{appointment, `"start":"2026-03-02T10:00:00Z","end":"2026-03-02T13:00:00Z",`, ``, "Appointment app-3"},
		{appointment, `"status":"booked"`, `"status":"booked","cancelationReason":{"text":"x"}`, "Appointment app-4"},
		{appointment, `"actor":{"reference":"Patient/p"},`, ``, "Appointment.participant[0] app-1"},
		{appointment, `"status":"booked"`, `"status":"booked","minutesDuration":0`, "Appointment.minutesDuration The value is no positiveInt"},
		{appointment, `"status":"booked"`, `"status":"booked","priority":99999999999`, "Appointment.priority The value is no unsignedInt"},
		{form, `"linkId":"4"`, `"linkId":"3"`, "Questionnaire que-2"},
		{form, `,{"linkId":"4","type":"display"}`, `,{"linkId":"4","type":"group"}`, "Questionnaire.item[0].item[2] que-1"},
		{form, `"type":"display"`, `"type":"display","code":[{"code":"x"}]`, "Questionnaire.item[0].item[2] que-3"},
		{form, `"type":"display"`, `"type":"display","required":true`, "Questionnaire.item[0].item[2] que-6"},
		{form, `"answerBoolean":true`, `"answerInteger":1`, "Questionnaire.item[0].item[0].enableWhen[0] que-7"},
		{form, `"initial":[{"valueString":"a"}]`, `"initial":[{"valueString":"a"},{"valueString":"b"}]`, "Questionnaire.item[0].item[1] que-13"},
		{form, `"type":"string"`, `"type":"words"`, "Questionnaire.item[0].item[1].type The code"},
		{form, `"name":"Form"`, `"name":"a form"`, "Questionnaire que-0"},
		{response, `"answer":[`, `"item":[{"linkId":"2"}],"answer":[`, "QuestionnaireResponse.item[0] qrs-1"},
		{response, `"valueDecimal"`, `"valueCode"`, "QuestionnaireResponse.item[0].answer[0].valueCode The specification knows no"},
		{withContained, `"#a"`, `"#b"`, "DocumentReference.author[0].reference ref-1"},
		{withContained, `"author":[{"reference":"#a"}],`, ``, "DocumentReference.contained[0] dom-3"},
		{withContained, `"id":"a",`, `"id":"a","meta":{"versionId":"1"},`, "DocumentReference dom-4"},
		{withContained, `"id":"a",`, `"id":"a","meta":{"security":[{"code":"R"}]},`, "DocumentReference dom-5"},
		{withContained, `"resourceType":"Practitioner"`, `"resourceType":"Doctor"`, "DocumentReference.contained[0] A resource says"},
		{withContained, `<p>`, `<p onclick=\"x()\">`, "DocumentReference.text.div txt-1"},
		{withContained, `<p>A &amp; b</p>`, `<script>x()</script>`, "DocumentReference.text.div txt-1"},
		{withContained, `"contentType":"text/plain",`, ``, "DocumentReference.content[0].attachment att-1"},
		{withContained, `"YWJj"`, `"?"`, "DocumentReference.content[0].attachment.data The value is no base64Binary"},
		{withContained, `"valueCode":"masked"`, `"valueCode":" masked"`, "valueCode The value is no code"},
		{condition, `"end":"2026-01-15"`, `"end":"2025-12-31"`, "Condition.onsetPeriod per-1"},
		{condition, `"code":"active"`, `"code":"alive"`, "Condition.clinicalStatus The code is not of the value set condition-clinical"},
		{condition, `"subject"`, `"abatementDateTime":"2026-03-02","subject"`, "Condition con-4"},
		{condition, `"subject"`, `"evidence":[{"id":"x"}],"subject"`, "Condition.evidence[0] con-2"},
		{condition, `"valueBoolean":true`, `"valueBoolean":"true"`, "Condition.recordedDate.extension[0].valueBoolean The value of a boolean"},
		{task, `"lastModified":"2026-03-02T10:00:00+01:00"`, `"lastModified":"2026-03-01T10:00:00Z"`, "Task inv-1"},
		{task, `"type":{"text":"x"},`, ``, "Task.input[0].type The element type is required"},
		{task, `"valueReference":{"reference":"urn:uuid:0b9b5b5c-0000-4000-8000-000000000000"}`, `"id":"x"`, "Task.input[0].value[x] The element value[x] is required"},
		{batch, `"status":"final",`, ``, "Bundle.entry[0].resource.status The element status is required"},
		{batch, `"request":{"method":"POST","url":"Observation"}`, `"search":{"mode":"match"}`, "Bundle bdl-2"},
		{`{"resourceType":"Patient","contact":[{"gender":"other"}]}`, `x`, `x`, "Patient.contact[0] pat-1"},
		{`{"resourceType":"Nothing"}`, `x`, `x`, "resourceType There is no such resource type"},
		{`{"resourceType":"DomainResource"}`, `x`, `x`, "resourceType There is no such resource type"},
	} {
		body := strings.Replace(c.of, c.from, c.to, 1)
		if body == c.of && c.from != "x" {
			t.Fatalf("%s is not in %.60s", c.from, c.of)
		}
		if got := all(Resource(tree(t, body))); !strings.Contains(got, c.want) {
			t.Errorf("%s to %s: got %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// What would cost a server much costs it little, and nothing makes it fall.
func FuzzResource(f *testing.F) {
	for _, body := range []string{observation, appointment, form, response, withContained, condition, task, batch} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if document.Check(body) != nil {
			return
		}
		in, err := document.Tree(body)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(Resource(in)); n > maxIssues {
			t.Errorf("%d issues", n)
		}
	})
}

func BenchmarkResource(b *testing.B) {
	in := tree(b, observation)
	load()
	for b.Loop() {
		if len(Errors(in)) > 0 {
			b.Fatal("not clean")
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		read()
	}
}
