package fhirapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

// required is what the specification asks of a type besides what a test says.
var required = map[string]string{
	"Goal":          `"lifecycleStatus":"active","description":{"text":"sleep"},`,
	"Consent":       `"status":"active","scope":{"text":"privacy"},"category":[{"text":"x"}],"policyRule":{"text":"opt in"},`,
	"Flag":          `"status":"active","code":{"text":"x"},`,
	"Communication": `"status":"completed",`,
	"Observation":   `"status":"final","code":{"text":"x"},`,
}

func TestPatientsWriteTheirOwnWordAndNothingElse(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(
		`{"resourceType":"Task","id":"mine","status":"requested","intent":"order","for":{"reference":"Patient/maya"},"owner":{"reference":"Patient/maya"}}`,
		`{"resourceType":"Task","id":"theirs","status":"requested","intent":"order","for":{"reference":"Patient/maya"},"owner":{"reference":"Practitioner/t"}}`,
		`{"resourceType":"Condition","id":"diagnosis","category":[{"coding":[{"code":"encounter-diagnosis"}]}],"subject":{"reference":"Patient/maya"}}`,
		goal("by-staff", "maya", ""),
	)
	me := `"subject":{"reference":"Patient/maya"}`
	for name, c := range map[string]struct {
		typ, more string
		want      int
	}{
		"a response":                     {"QuestionnaireResponse", me + `,"status":"in-progress"`, 201},
		"a response by a relative":       {"QuestionnaireResponse", me + `,"source":{"reference":"RelatedPerson/sister"}`, 403},
		"a response of nobody":           {"QuestionnaireResponse", `"status":"in-progress"`, 403},
		"a response of another":          {"QuestionnaireResponse", `"subject":{"reference":"Patient/noah"}`, 403},
		"a goal":                         {"Goal", me + `,"expressedBy":{"reference":"Patient/maya"}`, 201},
		"a goal of the team":             {"Goal", me + `,"expressedBy":{"reference":"Practitioner/t"}`, 403},
		"a concern":                      {"Condition", me + `,"category":[{"coding":[{"code":"health-concern"}]}]`, 201},
		"a diagnosis":                    {"Condition", me + `,"category":[{"coding":[{"code":"encounter-diagnosis"}]}]`, 403},
		"a measurement":                  {"Observation", me + `,"performer":[{"reference":"Patient/maya"}]`, 201},
		"a measurement of the lab's":     {"Observation", me + `,"performer":[{"reference":"Organization/lab"}]`, 403},
		"a measurement of nobody's":      {"Observation", me, 403},
		"a message":                      {"Communication", me + `,"sender":{"reference":"Patient/maya"}`, 201},
		"a message in another's name":    {"Communication", me + `,"sender":{"reference":"Practitioner/t"}`, 403},
		"a consent":                      {"Consent", `"patient":{"reference":"Patient/maya"},"performer":[{"reference":"Patient/maya"}]`, 201},
		"an alert":                       {"Flag", me + `,"category":[{"coding":[{"code":"safety"}]}],"author":{"reference":"Patient/maya"}`, 201},
		"a prescription":                 {"MedicationRequest", me, 403},
		"an appointment":                 {"Appointment", `"participant":[{"actor":{"reference":"Patient/maya"}}]`, 403},
		"a task":                         {"Task", `"for":{"reference":"Patient/maya"},"owner":{"reference":"Patient/maya"}`, 403},
		"a plan":                         {"CarePlan", me, 403},
		"a form":                         {"Questionnaire", `"status":"active"`, 403},
		"an own patient record":          {"Patient", `"active":true`, 403},
		"what two patients would share":  {"Goal", me + `,"expressedBy":{"reference":"Patient/maya"},"note":[{"text":"x","authorReference":{"reference":"Patient/noah"}}]`, 201},
		"a message to another patient":   {"Communication", me + `,"sender":{"reference":"Patient/maya"},"recipient":[{"reference":"Patient/noah"}]`, 403},
		"hidden from themselves (label)": {"Goal", me + `,"expressedBy":{"reference":"Patient/maya"},"meta":{"security":[{"code":"NOPAT"}]}`, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.do("maya", "POST", c.typ, `{"resourceType":"`+c.typ+`",`+required[c.typ]+c.more+`}`).want(t, c.want)
		})
	}
	put := func(path, body string, want int) {
		t.Helper()
		s.do("maya", "PUT", path, body).want(t, want)
	}
	done := `{"resourceType":"Task","id":"mine","intent":"order","status":"completed","owner":{"reference":"Patient/maya"},"for":{"reference":"Patient/maya"}}`
	put("Task/mine", done, 200)
	put("Task/mine", strings.Replace(done, `"intent":"order"`, `"intent":"plan"`, 1), 403)
	put("Task/mine", strings.Replace(done, `"status"`, `"priority":"stat","status"`, 1), 403)
	put("Task/mine", strings.ReplaceAll(done, "maya", "noah"), 403)
	put("Task/theirs", strings.Replace(done, "mine", "theirs", 1), 403)
	put("Condition/diagnosis", `{"resourceType":"Condition","id":"diagnosis","category":[{"coding":[{"code":"health-concern"}]}],`+me+`}`, 403)
	put("Goal/by-staff", goal("by-staff", "maya", `,"note":[{"text":"mine too"}]`), 200)
	s.do("maya", "DELETE", "Task/mine", "").want(t, 403)
	s.do("maya", "DELETE", "Goal/by-staff", "").want(t, 204)
	s.do("noah", "PUT", "Goal/by-staff", goal("by-staff", "noah", "")).want(t, 403)
}

func TestAnAnswerReachesTheAppointment(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	session := func(id, patient string) string {
		return `{"resourceType":"Appointment","id":"` + id + `","status":"booked","minutesDuration":180.0,"participant":[
			{"actor":{"reference":"Patient/` + patient + `"},"status":"needs-action"},{"actor":{"reference":"Practitioner/t"},"status":"accepted"},
			{"actor":{"reference":"RelatedPerson/sister"},"status":"needs-action"}]}`
	}
	s.load(session("a", "maya"), session("n", "noah"), `{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"}}`)
	answer := func(who, appointment, actor, status string, want int) response {
		t.Helper()
		return s.do(who, "POST", "AppointmentResponse", `{"resourceType":"AppointmentResponse","appointment":{"reference":"Appointment/`+appointment+
			`"},"actor":{"reference":"`+actor+`"},"participantStatus":"`+status+`"}`).want(t, want)
	}
	answer("maya", "a", "Patient/maya", "declined", 201)
	got := s.do("maya", "GET", "Appointment/a", "").want(t, http.StatusOK)
	if status := document.Texts(got.json, "participant.status"); strings.Join(status, " ") != "declined accepted needs-action" || got.version() != "2" {
		t.Errorf("participants are %v in version %s", status, got.version())
	}
	if !strings.Contains(string(got.body), `"minutesDuration":180.0`) {
		t.Errorf("numbers lose their digits: %s", got.body)
	}
	answer("maya", "a", "Patient/maya", "declined", 201)
	if v := s.do("maya", "GET", "Appointment/a", "").version(); v != "2" {
		t.Errorf("the same answer made version %s", v)
	}
	answer("sister", "a", "RelatedPerson/sister", "accepted", 403) // nothing is shared with her
	s.load(strings.Replace(consent("c", ""), `[{"code":"Goal"}`, `[{"code":"Appointment"}`, 1))
	answer("sister", "a", "RelatedPerson/sister", "accepted", 201)
	answer("maya", "a", "Patient/maya", "maybe", 422)
	answer("maya", "n", "Patient/maya", "accepted", 422)
	answer("maya", "none", "Patient/maya", "accepted", 422)
	answer("maya", "a", "Practitioner/t", "declined", 403)
	answer("maya", "a", "Patient/noah", "declined", 403)
	if n := s.do("maya", "GET", "AppointmentResponse?_summary=count", "").json["total"]; n != 2.0 {
		t.Errorf("%v answers are kept", n)
	}
}

func consent(id, more string) string {
	return `{"resourceType":"Consent","id":"` + id + `","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},
		"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/maya"},"performer":[{"reference":"Patient/maya"}],
		"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},"provision":{"type":"permit","period":{"start":"2026-03-01","end":"2026-04-01"},"actor":[{"role":{"text":"x"},"reference":{"reference":"RelatedPerson/sister"}}],
		"action":[{"coding":[{"code":"access"}]}],"class":[{"code":"Goal"},{"code":"Observation"},{"code":"QuestionnaireResponse"}]` + more + `}}`
}

// Scenario 3: a loved one is looking when consent is taken back.
func TestALovedOneSeesWhatAConsentOpensAsLongAsItHolds(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(`{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"}}`,
		goal("plain", "maya", ""), goal("sud", "maya", `,"meta":{"security":[{"code":"42CFRPart2"}]}`), goal("noahs", "noah", ""),
		observation("score", "maya", 12))
	s.do("sister", "GET", "Goal/plain", "").want(t, http.StatusForbidden)
	s.do("sister", "GET", "Goal", "").want(t, http.StatusForbidden)

	s.do("maya", "PUT", "Consent/c", consent("c", "")).want(t, http.StatusCreated)
	s.do("sister", "GET", "Goal/plain", "").want(t, http.StatusOK)
	if got := s.do("sister", "GET", "Goal", ""); got.ids() != "Goal/plain" || got.json["total"] != 1.0 {
		t.Errorf("she finds %s of %v", got.ids(), got.json["total"])
	}
	s.do("sister", "GET", "Goal/sud", "").want(t, http.StatusNotFound)
	s.do("sister", "GET", "Goal/noahs", "").want(t, http.StatusNotFound)
	s.do("sister", "GET", "Observation/score", "").want(t, http.StatusForbidden) // scores are never shared
	s.do("sister", "PUT", "Goal/plain", goal("plain", "maya", "")).want(t, http.StatusForbidden)

	s.do("maya", "PUT", "Consent/c", consent("c", `,"securityLabel":[{"code":"42CFRPart2"}]`)).want(t, http.StatusOK)
	s.do("sister", "GET", "Goal/sud", "").want(t, http.StatusOK)
	s.do("maya", "PUT", "Consent/c", consent("c", `,"provision":[{"type":"deny","data":[{"meaning":"instance","reference":{"reference":"Goal/x"}}]}]`)).want(t, http.StatusOK)
	s.do("sister", "GET", "Goal/plain", "").want(t, http.StatusOK)

	s.do("maya", "PUT", "Consent/c", strings.Replace(consent("c", ""), `"active"`, `"inactive"`, 1)).want(t, http.StatusOK)
	got := s.do("sister", "GET", "Goal/plain", "").want(t, http.StatusForbidden)
	if strings.Contains(strings.ToLower(string(got.body)), "consent") {
		t.Errorf("the refusal gives a reason: %s", got.body)
	}
	s.do("maya", "PUT", "Consent/c", consent("c", "")).want(t, http.StatusOK)
	s.clock.Advance(40 * 24 * time.Hour)
	s.do("sister", "GET", "Goal/plain", "").want(t, http.StatusForbidden)
}

func TestEveryActIsAuditedAndPatientsSeeWhoLooked(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("m", "maya", ""), goal("n", "noah", ""))
	for _, act := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "Goal/m", "", 200},
		{"GET", "Goal", "", 200},
		{"GET", "Goal/_history", "", 200},
		{"PUT", "Goal/m", goal("m", "maya", ""), 200},
		{"DELETE", "Goal/m", "", 204},
	} {
		s.clock.Advance(time.Second)
		s.do("therapist", act.method, act.path, act.body).want(t, act.want)
	}
	s.do("noah", "GET", "Goal/m", "").want(t, http.StatusNotFound)
	s.do("noah", "PUT", "Goal/m", goal("m", "noah", "")).want(t, http.StatusForbidden)

	got := s.do("maya", "GET", "AuditEvent?_sort=date", "").want(t, http.StatusOK)
	if acts := strings.Join(document.Texts(got.json, "entry.resource.subtype.code"), " "); acts != "read search-type history-type update delete" {
		t.Errorf("maya sees %s", acts)
	}
	for _, who := range document.Texts(got.json, "entry.resource.agent.who.reference") {
		if who != "Practitioner/t" {
			t.Errorf("by %s", who)
		}
	}
	if strings.Contains(string(got.body), "noah") || strings.Contains(string(got.body), "Goal/n") {
		t.Errorf("maya's audit tells of others: %s", got.body)
	}
	var all []store.Hit
	if err := s.records.Store.View(context.Background(), "c", func(r store.Reader) (err error) {
		all, err = r.Search(context.Background(), search.Query{Type: "AuditEvent", Sort: []search.Sort{{Kind: search.ID}}}, 100)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, h := range all {
		if strings.Contains(string(h.Body), `"outcome":"4"`) {
			refused++
		}
	}
	if refused != 2 {
		t.Errorf("%d refusals of 2 are audited", refused)
	}
}

func TestEachLetterOfAScopeIsHeld(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("g", "maya", ""), observation("o", "maya", 1))
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "Goal/g", "", 200},
		{"GET", "Goal/g/_history", "", 200},
		{"GET", "Goal/g/_history/1", "", 200},
		{"GET", "Goal", "", 403},
		{"GET", "Goal/_history", "", 403},
		{"PUT", "Goal/g", goal("g", "maya", ""), 403},
		{"DELETE", "Goal/g", "", 403},
		{"POST", "Goal", goal("h", "maya", ""), 403},
		{"GET", "Observation/o", "", 403},
		{"GET", "Observation/o/_history", "", 403},
		{"GET", "Observation", "", 200},
		{"GET", "Observation/_history", "", 200},
		{"POST", "Observation", observation("p", "maya", 2), 201},
		{"PUT", "Observation/q", observation("q", "maya", 2), 403}, // to create by PUT needs u
		{"GET", "Task", "", 403},
		{"POST", "", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":` + observation("q", "maya", 1) +
			`,"request":{"method":"POST","url":"Observation"}},{"resource":` + goal("h", "maya", "") + `,"request":{"method":"POST","url":"Goal"}}]}`, 403},
	} {
		s.do("reader", c.method, c.path, c.body).want(t, c.want)
	}
	if got := s.do("reader", "GET", "_history", "").ids(); strings.Contains(got, "Goal") || !strings.Contains(got, "Observation/o.1") {
		t.Errorf("the history of everything shows %s", got)
	}
	if got := s.do("reader", "GET", "Observation?_id=o&_revinclude=Goal:patient&_include=Observation:subject", "").ids(); got != "Observation/o" {
		t.Errorf("includes show %s", got)
	}
}
