package fhirapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/clinic/access"
	"throughline/clinic/document"
	"throughline/clinic/search"
)

// What Maya shares with her sister, at both clinics: a goal, a note, a session, what there is to learn.
var sharedWithSister = []string{
	`{"resourceType":"Patient","id":"maya","name":[{"text":"Maya"}]}`,
	`{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"}}`,
	`{"resourceType":"Practitioner","id":"t","name":[{"text":"Dana"}]}`,
	`{"resourceType":"ActivityDefinition","id":"lesson","status":"active","url":"urn:lesson"}`,
	`{"resourceType":"Communication","id":"note","status":"completed","category":[{"coding":[{"code":"note"}]}],"subject":{"reference":"Patient/maya"},
		"sender":{"reference":"Patient/maya"},"payload":[{"contentString":"Ask me"}]}`,
}

// The goal and the session say more to the team, where there is more to say: %s.
const (
	sistersGoal    = `{"resourceType":"Goal","id":"g","lifecycleStatus":"active","description":{"text":"sleep"},"subject":{"reference":"Patient/maya"},"expressedBy":{"reference":"Patient/maya"}%s}`
	sistersSession = `{"resourceType":"Appointment","id":"a","status":"booked","description":"Listening","start":"2026-03-03T15:30:00Z","end":"2026-03-03T16:30:00Z",
		"participant":[{"actor":{"reference":"Patient/maya"},"status":"accepted"},{"actor":{"reference":"RelatedPerson/sister"},"status":"needs-action"}%s}`
)

// hidden are resources of every type about Maya, and of what is about no patient's compartment those that would tell of her:
// a group with its members, a form that she fills in.
func hidden() (all []string) {
	for _, typ := range document.Types() {
		if slices.Contains([]string{"Patient", "RelatedPerson", "Consent", "AuditEvent", "Appointment", "Bundle", "Parameters", "OperationOutcome", "CapabilityStatement"}, typ) || slices.Contains(directoryTypes, typ) || typ == "ActivityDefinition" {
			continue // itself, no record's, or everybody's
		}
		r := resourceOf{typ, "maya", ""}
		all = append(all, r.json(access.Elements(typ)))
	}
	for _, more := range []string{
		`"Group","id":"evening","member":[{"entity":{"reference":"Patient/maya"}},{"entity":{"reference":"Patient/noah"}}]`,
		`"Flag","id":"alert","status":"active","code":{"text":"urgent"},"subject":{"reference":"Patient/maya"},"author":{"reference":"Patient/maya"}`,
		`"Task","id":"triage","status":"requested","focus":{"reference":"Flag/alert"},"for":{"reference":"Patient/maya"},"owner":{"reference":"Practitioner/t"}`,
		`"Task","id":"about-goal","status":"requested","focus":{"reference":"Goal/g"},"for":{"reference":"Patient/maya"}`,
		`"QuestionnaireResponse","id":"phq","status":"completed","questionnaire":"urn:phq-9","subject":{"reference":"Patient/maya"},"source":{"reference":"Patient/maya"},"basedOn":[{"reference":"CarePlan/maya"}]`,
		`"Observation","id":"score","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},"subject":{"reference":"Patient/maya"},"focus":[{"reference":"Goal/g"}],"valueInteger":19`,
		`"MedicationRequest","id":"drug","status":"active","intent":"order","subject":{"reference":"Patient/maya"},"medicationCodeableConcept":{"text":"sertraline"},"requester":{"reference":"Practitioner/t"}`,
		`"Provenance","id":"of-goal","target":[{"reference":"Goal/g"}],"agent":[{"who":{"reference":"Practitioner/t"}}]`,
		`"Communication","id":"reply","status":"completed","subject":{"reference":"Patient/maya"},"sender":{"reference":"Practitioner/t"},"recipient":[{"reference":"Patient/maya"}],"about":[{"reference":"Goal/g"}],"payload":[{"contentString":"x"}]`,
		`"Communication","id":"kept","status":"completed","category":[{"coding":[{"code":"note"}]}],"subject":{"reference":"Patient/maya"},"sender":{"reference":"Patient/maya"},"payload":[{"contentString":"kept to herself"}]`,
		`"Goal","id":"kept","lifecycleStatus":"active","description":{"text":"kept"},"subject":{"reference":"Patient/maya"}`,
		`"Appointment","id":"visit","status":"booked","description":"Medication","start":"2026-03-03T15:30:00Z","participant":[{"actor":{"reference":"Patient/maya"},"status":"accepted"}]`,
		`"AppointmentResponse","id":"hers","appointment":{"reference":"Appointment/a"},"actor":{"reference":"Patient/maya"},"participantStatus":"accepted"`,
		`"RelatedPerson","id":"former","patient":{"reference":"Patient/maya"},"name":[{"text":"Former"}]`,
		`"Consent","id":"former","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"patient":{"reference":"Patient/maya"},"provision":{"type":"permit","actor":[{"reference":{"reference":"RelatedPerson/former"}}]}`,
	} {
		all = append(all, `{"resourceType":`+more+`}`)
	}
	return all
}

// aClinic has what Maya shares, and where rich is true all else that there can be about her.
func aClinic(t *testing.T, rich bool) *server {
	s := newServer(t)
	more, asked := "", "]"
	if rich {
		s.load(hidden()...)
		s.do("therapist", "GET", "Observation/score", "").want(t, http.StatusOK) // which is on record
		more = `,"addresses":[{"reference":"Condition/maya"}],"note":[{"text":"worse"}],"outcomeReference":[{"reference":"Observation/score"}],"target":[{"measure":{"text":"PHQ-9"},"detailInteger":4}]`
		asked = `,{"actor":{"reference":"RelatedPerson/former"},"status":"declined"}],"comment":"after detox","reasonReference":[{"reference":"Condition/maya"}],"supportingInformation":[{"reference":"Observation/score"}]`
	}
	s.load(sharedWithSister...)
	s.load(fmt.Sprintf(sistersGoal, more), fmt.Sprintf(sistersSession, asked))
	open := strings.Replace(consent("c", `,"data":[{"meaning":"instance","reference":{"reference":"Goal/g"}},{"meaning":"instance","reference":{"reference":"Communication/note"}}]`),
		`[{"code":"Goal"},{"code":"Observation"},{"code":"QuestionnaireResponse"}]`, `[{"code":"Appointment"},{"code":"ActivityDefinition"}]`, 1)
	s.do("maya", "PUT", "Consent/c", open).want(t, http.StatusCreated)
	return s
}

// shape is one request.
type shape struct{ method, path, body, header string }

// hiddenRefs are what the shapes ask for by name.
func hiddenRefs(typ string) []string {
	var refs []string
	for _, raw := range hidden() {
		var r struct{ ResourceType, ID string }
		if json.Unmarshal([]byte(raw), &r) == nil && r.ResourceType == typ {
			refs = append(refs, r.ResourceType+"/"+r.ID)
		}
	}
	return refs
}

// shapes are the ways to ask for a type and for what of it is hidden. Types of which the product knows nothing are all kept
// alike: of those some ways stand for all.
func shapes(typ string) (all []shape) {
	known := slices.Contains(probed, typ) || slices.Contains(labelled, typ) || slices.Contains([]string{"RelatedPerson", "AuditEvent", "Patient"}, typ)
	get := func(paths ...string) {
		for _, p := range paths {
			all = append(all, shape{method: "GET", path: p})
		}
	}
	get(typ, typ+"/_history", typ+"?_summary=count")
	if !known {
		for _, ref := range hiddenRefs(typ) {
			get(ref, ref+"/_history/1")
			all = append(all, shape{"DELETE", ref, "", ""}, shape{"PUT", ref, `{"resourceType":"` + typ + `","id":"maya"}`, `If-Match: W/"1"`})
		}
		return all
	}
	get(typ+"?_total=accurate", typ+"?_count=1", "_history?_type="+typ, "Patient/maya/"+typ, typ+"?_include=*", typ+"?_revinclude=*",
		typ+"?_lastUpdated=gt2000-01-01", typ+"?_sort=-_lastUpdated&_count=1", typ+"?_security=MH", typ+"?_elements=id", "Goal?_id=g&_revinclude="+typ+":subject",
		"Goal?_has:"+typ+":subject:_id=maya", "RelatedPerson?_has:"+typ+":patient:_id=maya", "Patient?_has:"+typ+":subject:_id=maya")
	all = append(all, shape{"POST", typ + "/_search", "_count=5", "Content-Type: application/x-www-form-urlencoded"})
	for _, ref := range hiddenRefs(typ) {
		_, id, _ := strings.Cut(ref, "/")
		get(ref, ref+"/_history", ref+"/_history/1", ref+"/$everything", typ+"?_id="+id, typ+"?_id="+id+"&_summary=count")
		body := `{"resourceType":"` + typ + `","id":"` + id + `"}`
		all = append(all,
			shape{"HEAD", ref, "", ""}, shape{"GET", ref, "", `If-None-Match: W/"1"`},
			shape{"DELETE", ref, "", ""}, shape{"PUT", ref, body, ""}, shape{"PUT", ref, body, `If-Match: W/"1"`}, shape{"PUT", ref, body, `If-Match: W/"7"`}, shape{"PUT", ref, body, "If-None-Match: *"},
			shape{"PATCH", ref, `[{"op":"test","path":"/id","value":"x"}]`, "Content-Type: application/json-patch+json"},
			shape{"POST", typ, `{"resourceType":"` + typ + `"}`, "If-None-Exist: _id=" + id},
			shape{"POST", "", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"` + ref + `"}},{"request":{"method":"GET","url":"` + typ + `?_id=` + id + `"}},
				{"request":{"method":"DELETE","url":"` + ref + `"}}]}`, ""},
			shape{"POST", "", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"` + ref + `"}}]}`, ""},
			shape{"POST", "AppointmentResponse", `{"resourceType":"AppointmentResponse","appointment":{"reference":"` + ref + `"},"actor":{"reference":"RelatedPerson/sister"},"participantStatus":"accepted"}`, ""},
			shape{"POST", "AppointmentResponse/$validate", `{"resourceType":"AppointmentResponse","appointment":{"reference":"` + ref + `"},"actor":{"reference":"RelatedPerson/sister"},"participantStatus":"accepted"}`, ""},
		)
	}
	return all
}

// parameters are the searches by each of a type's parameters, for what the hidden resources hold.
func parameters(s *server, typ string) (all []shape) {
	for _, v := range document.Select(s.do("nobody", "GET", "metadata", "").json, "rest.resource") {
		r, _ := v.(map[string]any)
		if r["type"] != typ {
			continue
		}
		for _, name := range document.Texts(r, "searchParam.name") {
			for _, value := range []string{"maya", "Patient/maya", "2026-03-03", "active", "44261-6"} {
				all = append(all, shape{method: "GET", path: typ + "?" + url.QueryEscape(name) + "=" + url.QueryEscape(value)})
			}
			all = append(all, shape{method: "GET", path: typ + "?" + url.QueryEscape(name) + ":missing=false"}, shape{method: "GET", path: typ + "?_sort=" + url.QueryEscape(name)})
		}
		for _, kind := range []string{"Include", "RevInclude"} {
			for _, name := range document.Texts(r, "search"+kind) {
				all = append(all, shape{method: "GET", path: typ + "?_" + strings.ToLower(kind) + "=" + url.QueryEscape(name)})
			}
		}
	}
	return all
}

var (
	times  = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`)
	uuids  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	tokens = regexp.MustCompile(`_page=[A-Za-z0-9_-]+`)
)

// told is all that an answer tells, without its times and the ids that the server made.
func told(s *server, got response) string {
	head := []string{fmt.Sprint(got.StatusCode)}
	for name, values := range got.Header {
		if name == "Date" || name == "Last-Modified" || name == "X-Request-Id" || name == "Content-Length" {
			continue
		}
		head = append(head, name+": "+strings.Join(values, ","))
	}
	slices.Sort(head)
	text := strings.Join(head, "\n") + "\n" + strings.ReplaceAll(string(got.body), s.url, "BASE")
	return tokens.ReplaceAllString(uuids.ReplaceAllString(times.ReplaceAllString(text, "TIME"), "ID"), "_page=TOKEN")
}

// A loved one asks the clinic, around the app, in every way that there is, for every type of resource. Two patients share
// the same with them; about the one there is nothing else, about the other there are scores, check-ins, medication, alerts,
// a group with its members, messages, other loved ones. Every answer is the same, to the letter: what is in it, what it
// counts, how it refuses, its headers. So no answer tells that such things exist.
func TestALovedOneCannotTellWhetherThereIsMore(t *testing.T) {
	t.Parallel()
	rich, bare := aClinic(t, true), aClinic(t, false)
	asked := 0
	same := func(x shape) {
		t.Helper()
		var headers []string
		if x.header != "" {
			headers = append(headers, x.header)
		}
		asked++
		a, b := told(rich, rich.do("sister", x.method, x.path, x.body, headers...)), told(bare, bare.do("sister", x.method, x.path, x.body, headers...))
		if a != b {
			at := 0
			for at < min(len(a), len(b)) && a[at] == b[at] {
				at++
			}
			from := max(0, at-80)
			t.Errorf("%s %s %s %s tells of what is hidden: …%.400q, and where there is nothing …%.400q", x.method, x.path, x.header, x.body, a[from:], b[from:])
		}
	}
	for _, typ := range document.Types() {
		for _, x := range shapes(typ) {
			same(x)
		}
		if _, ok := search.Find(typ, "_id"); ok && slices.Contains(probed, typ) || slices.Contains(labelled, typ) {
			for _, x := range parameters(rich, typ) {
				same(x)
			}
		}
	}
	for _, path := range []string{
		"", "_history", "_history?_since=2020-01-01T00:00:00Z", "_history?_count=1", "Patient/maya", "Patient/maya/$everything", "Patient/maya/*", "Goal/g", "Goal/g/_history", "Goal/g/_history/1",
		"Appointment/a", "Appointment/a/_history", "Goal/g/$everything", "$everything", "_search?_id=score", "?_type=Observation,Flag", "Goal?_include=Goal:subject&_include:iterate=*",
		"Appointment?_include=Appointment:actor&_revinclude=AppointmentResponse:appointment", "Appointment?actor:Patient.name=maya", "Goal?subject:Patient._id=maya", "Goal?addresses:missing=false",
		"Goal?patient._has:Observation:patient:code=44261-6", "RelatedPerson?patient._has:Flag:patient:_id=alert", "Communication?_id=note&_revinclude=Task:focus", "AuditEvent?patient=maya", "AuditEvent?_summary=count",
	} {
		same(shape{method: "GET", path: path})
	}
	t.Logf("asked %d times, of each", asked)
	if got := rich.do("sister", "GET", "Goal", ""); got.ids() != "Goal/g" { // she is not simply shut out
		t.Errorf("she finds %s", got.ids())
	}
	if got := rich.do("therapist", "GET", "Observation?_summary=count", ""); got.json["total"] == 0.0 { // there is something to hide
		t.Errorf("the clinic has %v", got.json["total"])
	}
}
