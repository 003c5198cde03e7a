package fhirapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"throughline/clinic/document"
)

func statuses(r response) string {
	var out []string
	for _, s := range document.Texts(r.json, "entry.response.status") {
		out = append(out, s[:3])
	}
	return strings.Join(out, " ")
}

const checkIn = `{"resourceType":"Bundle","type":"transaction","entry":[
	{"fullUrl":"urn:uuid:11111111-1111-4111-8111-111111111111","resource":{"resourceType":"QuestionnaireResponse","status":"completed",
		"questionnaire":"http://x.example/phq9|1","subject":{"reference":"Patient/maya"},"source":{"reference":"Patient/maya"}},
		"request":{"method":"POST","url":"QuestionnaireResponse"}},
	{"resource":{"resourceType":"Task","id":"due","status":"completed","intent":"order","for":{"reference":"Patient/maya"},"owner":{"reference":"Patient/maya"},
		"output":[{"type":{"text":"response"},"valueReference":{"reference":"urn:uuid:11111111-1111-4111-8111-111111111111"}}]},
		"request":{"method":"PUT","url":"Task/due","ifMatch":"W/\"1\""}},
	{"request":{"method":"GET","url":"Task/due"}}]}`

const dueTask = `{"resourceType":"Task","id":"due","status":"requested","intent":"order","for":{"reference":"Patient/maya"},"owner":{"reference":"Patient/maya"}}`

func TestAResponseAndItsTaskGoTogether(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(dueTask)
	got := s.do("maya", "POST", "", checkIn).want(t, http.StatusOK)
	if statuses(got) != "201 200 200" || got.json["type"] != "transaction-response" {
		t.Fatalf("got %s", got.body)
	}
	made := document.Texts(got.json, "entry.response.location")[0]
	id := strings.Split(strings.TrimPrefix(made, s.url+"/"), "/")[1]
	if ref := document.Texts(got.json, "entry.resource.output.valueReference.reference"); len(ref) == 0 || ref[0] != "QuestionnaireResponse/"+id {
		t.Errorf("the task refers to %v, the response is %s", ref, id)
	}
	versions := s.do("maya", "GET", "_history", "")
	at := document.Texts(versions.json, "entry.response.lastModified")
	if len(at) != 3 || at[0] != at[1] || at[1] <= at[2] {
		t.Errorf("one transaction has one time: %v", at)
	}
	// Sent again, the whole of it is refused: the task has moved on.
	s.do("maya", "POST", "", checkIn).want(t, http.StatusPreconditionFailed)
	if got := s.do("maya", "GET", "QuestionnaireResponse?_summary=count", ""); got.json["total"] != 1.0 {
		t.Errorf("%v responses", got.json["total"])
	}
}

func TestATransactionThatFailsSaysWhereAndDoesNothing(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(dueTask)
	for name, c := range map[string]struct {
		from, to, at string
		want         int
	}{
		"of another patient": {`"source":{"reference":"Patient/maya"}`, `"source":{"reference":"Patient/noah"}`, "Bundle.entry[0]", 403},
		"a task of staff's":  {`"intent":"order"`, `"intent":"plan"`, "Bundle.entry[1].resource.intent", 403},
		"empty element":      {`"questionnaire":"http://x.example/phq9|1"`, `"questionnaire":""`, "Bundle.entry[0].resource", 422},
		"an old version":     {`W/\"1\"`, `W/\"4\"`, "Bundle.entry[1]", 412},
		"a method":           {`"method":"POST"`, `"method":"PATCH"`, "Bundle.entry[0]", 422},
		"an address":         {`"url":"Task/due"`, `"url":"Task/due/x"`, "Bundle.entry[1]", 422},
		"a search that finds nobody": {
			`"subject":{"reference":"Patient/maya"}`, `"subject":{"reference":"Patient?identifier=urn:mrn|9"}`, "Bundle.entry[0]", 412,
		},
	} {
		body := strings.Replace(checkIn, c.from, c.to, 1)
		if body == checkIn {
			t.Fatalf("%s: nothing replaced", name)
		}
		got := s.do("maya", "POST", "", body).want(t, c.want)
		at := document.Texts(got.json, "issue.expression")
		if name != "empty element" && (len(at) != 1 || !strings.HasPrefix(at[0], c.at)) {
			t.Errorf("%s: at %v, want %s", name, at, c.at)
		}
	}
	if got := s.do("maya", "GET", "_history", "").ids(); got != "Task/due.1" {
		t.Errorf("something was written: %s", got)
	}
}

func TestReferencesBySearchAreResolved(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(`{"resourceType":"Practitioner","id":"d","identifier":[{"system":"urn:npi","value":"9"}]}`)
	got := s.do("therapist", "POST", "", `{"resourceType":"Bundle","type":"transaction","entry":[
		{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient","link":[{"other":{"reference":"urn:uuid:3"},"type":"seealso"}]},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:mrn|1"}},
		{"fullUrl":"urn:uuid:3","resource":{"resourceType":"Patient","link":[{"other":{"reference":"urn:uuid:2"},"type":"seealso"}]},"request":{"method":"POST","url":"Patient"}},
		{"resource":{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"urn:uuid:2"},
			"participant":[{"individual":{"reference":"Practitioner?identifier=urn:npi|9"}}]},"request":{"method":"PUT","url":"Encounter?identifier=urn:e|1"}}]}`).want(t, http.StatusOK)
	if statuses(got) != "201 201 201" {
		t.Fatalf("got %s", got.body)
	}
	refs := document.Texts(got.json, "entry.resource.participant.individual.reference")
	if len(refs) != 1 || refs[0] != "Practitioner/d" {
		t.Errorf("by search: %v", refs)
	}
	for _, ref := range append(document.Texts(got.json, "entry.resource.link.other.reference"), document.Texts(got.json, "entry.resource.subject.reference")...) {
		s.do("therapist", "GET", ref, "").want(t, http.StatusOK)
	}
}

func TestABatchIsManyRequests(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("a", "maya", ""), goal("n", "noah", ""))
	got := s.do("maya", "POST", "", `{"resourceType":"Bundle","type":"batch","entry":[
		{"request":{"method":"GET","url":"Goal/a"}},
		{"request":{"method":"GET","url":"Goal/n"}},
		{"request":{"method":"GET","url":"Goal?patient=maya&_count=1"}},
		{"resource":`+goal("b", "maya", "")+`,"request":{"method":"PUT","url":"Goal/b","ifNoneMatch":"*"}},
		{"resource":`+goal("c", "noah", "")+`,"request":{"method":"PUT","url":"Goal/c"}},
		{"request":{"method":"DELETE","url":"Goal/b"}},
		{"request":{"method":"GET","url":"Nothing"}},
		{"request":{"method":"BAD METHOD","url":"Goal"}}]}`).want(t, http.StatusOK)
	if want := "200 404 200 201 403 204 404 400"; statuses(got) != want {
		t.Errorf("got %s, want %s", statuses(got), want)
	}
	if n := len(document.Select(got.json, "entry.response.outcome")); n != 4 {
		t.Errorf("%d outcomes: %s", n, got.body)
	}
}

// The changes of a batch are made at the same time where nothing orders them, and
// each is answered in its place: two of one resource come one after the other, and
// a read sees what was asked for before it.
func TestABatchKeepsItsOrderWhereThatMatters(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	n := 0
	got := s.do("maya", "POST", "", batchOf(90, &n)).want(t, http.StatusOK)
	for i, id := range document.Texts(got.json, "entry.resource.id") {
		if want := fmt.Sprintf("o%d", i+1); id != want {
			t.Fatalf("in the place of %s is %s", want, id)
		}
	}
	again := s.do("maya", "POST", "", strings.TrimSuffix(batchOf(2, &n), `]}`)+`,
		{"resource":`+goal("b", "maya", "")+`,"request":{"method":"PUT","url":"Goal/b","ifNoneMatch":"*"}},
		{"resource":`+goal("b", "maya", "")+`,"request":{"method":"PUT","url":"Goal/b","ifMatch":"W/\"1\""}},
		{"request":{"method":"GET","url":"Goal/b"}},
		{"resource":`+observation("o1", "maya", 1)+`,"request":{"method":"PUT","url":"Observation/o1","ifNoneMatch":"*"}}]}`).want(t, http.StatusOK)
	if want := "201 201 201 200 200 412"; statuses(again) != want {
		t.Errorf("got %s, want %s", statuses(again), want)
	}
	if versions := document.Texts(again.json, "entry.resource.meta.versionId"); fmt.Sprint(versions) != "[1 1 1 2 2]" {
		t.Errorf("versions %v", versions)
	}
}

func FuzzBundle(f *testing.F) {
	f.Add([]byte(checkIn))
	f.Add([]byte(`{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Goal?_sort=-date"}}]}`))
	f.Add([]byte(`{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"Task/1","resource":{"resourceType":"Task"},"request":{"method":"PUT","url":"Task?_id=1"}}]}`))
	s := newServer(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		s.t = t
		if got := s.do("therapist", "POST", "", string(body)); got.StatusCode >= 500 {
			t.Fatalf("%d %s", got.StatusCode, got.body)
		}
	})
}
