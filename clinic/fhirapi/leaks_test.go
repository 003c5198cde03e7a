package fhirapi_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

const desksAppointment = `{"resourceType":"Appointment","id":"a","meta":{"security":[
	{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}]},"status":"booked","serviceType":[{"text":"Medication visit"}],
	"appointmentType":{"text":"Taper"},"description":"Relapse prevention","comment":"after detox","_comment":{"id":"c"},
	"patientInstruction":"bring the diary","reasonCode":[{"text":"alcohol"}],"reasonReference":[{"reference":"Condition/x"}],
	"start":"2026-03-02T18:00:00Z","end":"2026-03-02T21:00:00Z","extension":[
	{"url":"https://throughline.app/fhir/StructureDefinition/session-model","valueString":"DBT"},
	{"url":"https://throughline.app/fhir/StructureDefinition/join-url","valueUrl":"https://room.example.org/7"},
	{"url":"https://throughline.app/fhir/StructureDefinition/video","valueBoolean":true}],
	"participant":[{"actor":{"reference":"Patient/maya","display":"Maya"},"status":"accepted"},
	{"type":[{"text":"Addiction specialist"}],"actor":{"reference":"Practitioner/dana","display":"Dana"},"status":"accepted"},
	{"actor":{"reference":"HealthcareService/opioid","display":"Opioid recovery service"},"status":"accepted"},
	{"actor":{"type":"Device","display":"Breath alcohol meter"},"status":"accepted"}]}`

// The front desk moves a session. It sees nothing of what the session is about,
// by no way, and what it does not see is still there afterwards.
func TestTheFrontDeskSeesWhenAndNotWhat(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(desksAppointment)
	clinical := []string{"Relapse", "detox", "diary", "alcohol", "Condition", "DBT", "_comment", "42CFRPart2", "Medication", "Taper", "room.example", "Addiction", "Opioid", "opioid", "meter"}
	clean := func(way string, r response) response {
		t.Helper()
		for _, word := range clinical {
			if strings.Contains(string(r.body), word) {
				t.Errorf("%s tells the front desk %q: %s", way, word, r.body)
			}
		}
		return r
	}
	for _, path := range []string{"Appointment/a", "Appointment/a/_history/1", "Appointment/a/_history", "Appointment", "Appointment/_history", "_history"} {
		got := clean(path, s.do("desk", "GET", path, "").want(t, http.StatusOK))
		if !strings.Contains(string(got.body), "SUBSETTED") || !strings.Contains(string(got.body), "/video") {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	for _, query := range []string{"reason-code=x", "reason-code:missing=true", "reason-reference=Condition/x", "_sort=reason-code", "_include=Appointment:reason-reference", "reason-code:not=x", "_security=42CFRPart2", "_security:not=42CFRPart2", "service-type=x", "appointment-type:missing=true", "actor=HealthcareService/opioid", "actor:HealthcareService=opioid", "actor=opioid", "_include=Appointment:actor"} {
		s.do("desk", "GET", "Appointment?"+query, "").want(t, http.StatusForbidden)
	}
	s.do("desk", "GET", "Appointment?date=2026-03-02&_sort=-date", "").want(t, http.StatusOK)
	clean("by patient", s.do("desk", "GET", "Appointment?patient=Patient/maya&actor=Patient/maya", "").want(t, http.StatusOK))

	whole := func() string {
		t.Helper()
		got := string(s.do("therapist", "GET", "Appointment/a", "").want(t, http.StatusOK).body)
		for _, word := range append(clinical, "/video") {
			if !strings.Contains(got, word) {
				t.Errorf("%q was lost: %s", word, got)
			}
		}
		if strings.Contains(got, "SUBSETTED") {
			t.Errorf("the whole is marked as a part: %s", got)
		}
		return got
	}
	seen := string(s.do("desk", "GET", "Appointment/a", "").body)
	clean("PUT", s.do("desk", "PUT", "Appointment/a", strings.ReplaceAll(seen, "2026-03-02T", "2026-03-03T")).want(t, http.StatusOK))
	if got := whole(); !strings.Contains(got, "2026-03-03T18") {
		t.Errorf("it was not moved: %s", got)
	}
	patch := "Content-Type: application/json-patch+json"
	clean("PATCH", s.do("desk", "PATCH", "Appointment/a", `[{"op":"replace","path":"/status","value":"arrived"}]`, patch).want(t, http.StatusOK))
	whole()
	// To test, copy or replace what is not seen is to learn or to change it.
	for _, ops := range []string{
		`[{"op":"test","path":"/comment","value":"after detox"}]`, `[{"op":"copy","from":"/comment","path":"/identifier"}]`,
		`[{"op":"remove","path":"/description"}]`,
	} {
		s.do("desk", "PATCH", "Appointment/a", ops, patch).want(t, http.StatusUnprocessableEntity)
	}
	s.do("desk", "PATCH", "Appointment/a", `[{"op":"add","path":"/comment","value":"x"}]`, patch).want(t, http.StatusForbidden)
	s.do("desk", "PATCH", "Appointment/a", `[{"op":"add","path":"/meta/security","value":[{"code":"N"}]}]`, patch).want(t, http.StatusForbidden)
	s.do("desk", "PUT", "Appointment/a", desksAppointment).want(t, http.StatusForbidden)
	labelled := strings.Replace(seen, `"meta":{`, `"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"N"}],`, 1)
	s.do("desk", "PUT", "Appointment/a", labelled).want(t, http.StatusForbidden)
	whole()
	clean("batch", s.do("desk", "POST", "", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":`+seen+`,"request":{"method":"PUT","url":"Appointment/a"}},
		{"request":{"method":"GET","url":"Appointment/a"}}]}`).want(t, http.StatusOK))
	whole()
}

// An app was granted the vital signs alone.
func TestAScopeOfOneCategoryReachesThatCategory(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	vital := `,"category":[{"coding":[{"system":"urn:c","code":"vital"}]}]}`
	in := func(id, more string) string { return strings.TrimSuffix(observation(id, "maya", 1), "}") + more }
	s.load(in("v", vital), in("s", strings.Replace(vital, "vital", "survey", 1)), in("t", strings.Replace(vital, "urn:c", "urn:d", 1)),
		observation("n", "maya", 1), goal("g", "maya", ""), strings.Replace(in("other", vital), "Patient/maya", "Patient/noah", 2),
		`{"resourceType":"Provenance","id":"p","target":[{"reference":"Observation/s"}]}`)
	for _, path := range []string{
		"Observation", "Observation?category=urn:c|vital", "Observation?category=urn:c|survey,urn:c|vital", "Observation?_revinclude=Provenance:target",
	} {
		if got := s.do("vitals", "GET", path, "").want(t, http.StatusOK); got.ids() != "Observation/v" || got.json["total"] != 1.0 {
			t.Errorf("%s: %s of %v", path, got.ids(), got.json["total"])
		}
	}
	if got := s.do("vitals", "GET", "Observation?_summary=count", ""); got.json["total"] != 1.0 {
		t.Errorf("%v are counted", got.json["total"])
	}
	for _, path := range []string{"Observation/_history", "_history?_type=x"} {
		if got := s.do("vitals", "GET", path, "").want(t, http.StatusOK).ids(); strings.ReplaceAll(got, "Goal/g.1 ", "") != "Observation/v.1" {
			t.Errorf("%s: %s", path, got)
		}
	}
	for _, id := range []string{"s", "t", "n", "other"} {
		for _, path := range []string{"Observation/" + id, "Observation/" + id + "/_history/1", "Observation/" + id + "/_history"} {
			s.do("vitals", "GET", path, "").want(t, http.StatusNotFound)
		}
	}
	s.do("vitals", "GET", "Observation/v", "").want(t, http.StatusOK)
	s.do("vitals", "PUT", "Observation/v", in("v", vital)).want(t, http.StatusForbidden)
	s.do("vitals", "POST", "Observation", in("w", vital)).want(t, http.StatusForbidden)
	batch := s.do("vitals", "POST", "", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Observation/s"}},
		{"request":{"method":"GET","url":"Observation/v"}}]}`)
	if statuses(batch) != "404 200" {
		t.Errorf("batch: %s", statuses(batch))
	}
	if got := s.do("vitals", "GET", "Goal?_id=g&_include=Goal:subject", "").want(t, http.StatusOK); got.ids() != "Goal/g" {
		t.Errorf("include: %s", got.ids())
	}
}

// A group session is booked for eight people in one transaction. A member's
// links do not say how many, nor lead to the others.
func TestAPageLinkTellsNothingOfOthers(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("n1", "noah", ""), goal("n2", "noah", ""), goal("m1", "maya", ""), goal("n3", "noah", ""), goal("m2", "maya", ""))
	first := s.do("maya", "GET", "_history?_count=1", "").want(t, http.StatusOK)
	next := first.link("next")
	page := next[strings.Index(next, "_page=")+6:]
	raw, err := base64.RawURLEncoding.DecodeString(page)
	if err != nil || string(raw) != `["Goal","m2",1]` {
		t.Errorf("the link says %s", raw)
	}
	if got := s.do("maya", "GET", next, "").want(t, http.StatusOK).ids(); got != "Goal/m1.1" {
		t.Errorf("next page is %s", got)
	}
	forged := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	theirs := s.do("maya", "GET", "_history?_page="+forged(`["Goal","n2",1]`), "").want(t, http.StatusBadRequest)
	nobodys := s.do("maya", "GET", "_history?_page="+forged(`["Goal","n9",1]`), "").want(t, http.StatusBadRequest)
	if string(theirs.body) != string(nobodys.body) {
		t.Errorf("%s and %s", theirs.body, nobodys.body)
	}
}

func TestToDeleteWhatIsNotOnesOwnIsLikeDeletingNothing(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("n", "noah", ""), goal("m", "maya", ""))
	theirs := s.do("maya", "DELETE", "Goal/n", "").want(t, http.StatusNotFound)
	nobodys := s.do("maya", "DELETE", "Goal/x", "").want(t, http.StatusNotFound)
	if string(theirs.body) != string(nobodys.body) {
		t.Errorf("%s and %s", theirs.body, nobodys.body)
	}
	s.do("maya", "DELETE", "Goal/m", "").want(t, http.StatusNoContent)
	s.do("maya", "DELETE", "Goal/m", "").want(t, http.StatusNoContent)
	s.do("noah", "DELETE", "Goal/m", "").want(t, http.StatusNotFound)
	s.do("noah", "GET", "Goal/n", "").want(t, http.StatusOK)
}

// Maya shares her goals, her sister looks, Maya takes it back, her sister tries
// again: Maya sees all of it, by name, and by what consent.
func TestAPatientSeesWhoLookedAndWhoWasRefused(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(`{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"},"name":[{"given":["Ada"],"family":"Okafor"}]}`,
		`{"resourceType":"Practitioner","id":"t","name":[{"text":"Dr. Lin"}]}`, goal("g", "maya", ""))
	do := func(who, method, path, body string, want int) {
		t.Helper()
		s.clock.Advance(time.Second)
		s.do(who, method, path, body).want(t, want)
	}
	do("maya", "PUT", "Consent/c", consent("c", ""), http.StatusCreated)
	do("sister", "GET", "Goal/g", "", http.StatusOK)
	do("therapist", "GET", "Goal/g", "", http.StatusOK)
	do("maya", "PUT", "Consent/c", strings.Replace(consent("c", ""), `"active"`, `"inactive"`, 1), http.StatusOK)
	for _, path := range []string{"Goal/g", "Goal", "Goal/g/_history", "Goal/_history"} {
		do("sister", "GET", path, "", http.StatusForbidden)
	}
	got := s.do("maya", "GET", "AuditEvent?_sort=date", "").want(t, http.StatusOK)
	var lines []string
	for _, e := range document.Select(got.json, "entry.resource") {
		lines = append(lines, strings.Join(append(append(document.Texts(e, "subtype.code"), document.Texts(e, "agent.who.display")...),
			document.Texts(e, "outcome")...), " "))
	}
	want := "update 0|read Ada Okafor 0|read Dr. Lin 0|update 0|read Ada Okafor 4|search-type Ada Okafor 4|history-instance Ada Okafor 4|history-type Ada Okafor 4"
	if strings.Join(lines, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(lines, "|"), want)
	}
	if by := document.Texts(document.Select(got.json, "entry.resource")[1], "entity.what.reference"); strings.Join(by, " ") != "Patient/maya Goal/g Consent/c" {
		t.Errorf("her look was by %v", by)
	}
}

// Every way to touch a record leaves its event.
func TestEachInteractionIsAudited(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("g", "maya", ""))
	patch := "Content-Type: application/json-patch+json"
	for _, c := range []struct{ method, path, body, header, want string }{
		{"GET", "Goal/g", "", "", "read"},
		{"GET", "Goal/g/_history/1", "", "", "vread"},
		{"GET", "Goal/g/_history", "", "", "history-instance"},
		{"GET", "Goal/_history", "", "", "history-type"},
		{"GET", "_history", "", "", "history-system"},
		{"GET", "Goal?_id=g", "", "", "search-type"},
		{"POST", "Goal/_search", "_id=g", "Content-Type: application/x-www-form-urlencoded", "search-type"},
		{"GET", "Goal/g/$validate", "", "", "read"},
		{"PUT", "Goal/g", goal("g", "maya", ""), "", "update"},
		{"PATCH", "Goal/g", `[{"op":"replace","path":"/description/text","value":"rest"}]`, patch, "update"},
		{"POST", "Goal", goal("x", "maya", ""), "", "create"},
		{"POST", "", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Goal/g"}},{"request":{"method":"DELETE","url":"Goal/g"}}]}`, "", "delete read"},
		{"POST", "", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":` + goal("t", "maya", "") +
			`,"request":{"method":"PUT","url":"Goal/t"}},{"request":{"method":"GET","url":"Goal/t"}}]}`, "", "read update"},
		{"GET", "Goal/none", "", "", "read"},
		{"PATCH", "Goal/none", "[]", patch, "patch"},
		{"DELETE", "Goal/none", "", "", "delete"},
		{"POST", "Goal", `{"resourceType":"Goal"}`, "", "create"},
	} {
		before := s.audited()
		var headers []string
		if c.header != "" {
			headers = append(headers, c.header)
		}
		s.do("therapist", c.method, c.path, c.body, headers...)
		added := s.audited()[len(before):]
		slices.Sort(added) // one millisecond has them all
		if got := strings.Join(added, " "); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.method, c.path, got, c.want)
		}
	}
}

// audited gives the interaction of every event there is, the oldest first.
func (s *server) audited() []string {
	s.t.Helper()
	s.clock.Advance(time.Second)
	var out []string
	if err := s.records.Store.View(context.Background(), "c", func(r store.Reader) error {
		hits, err := r.Search(context.Background(), search.Query{Type: "AuditEvent", Sort: []search.Sort{{Param: "date", Kind: search.Updated}}}, 1000)
		for _, h := range hits {
			tree, _ := document.Tree(h.Body)
			out = append(out, document.Texts(tree, "subtype.code")...)
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// What is shared with a loved one is what it says now. Of a session she sees when,
// with whom and of the family herself alone; the link from 15 minutes before, where
// it is shared too. Of a goal she sees no earlier words and no score that it is
// measured by, and a note is opened one by one and never a message of the team's.
func TestALovedOneSeesOnlyWhatItSaysNow(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	session := `{"resourceType":"Appointment","id":"a","status":"booked","description":"Listening","comment":"after detox","patientInstruction":"bring the diary",
		"reasonReference":[{"reference":"Condition/x"}],"supportingInformation":[{"reference":"Observation/s"}],"start":"2026-03-02T15:30:00Z","end":"2026-03-02T16:30:00Z",
		"extension":[{"url":"https://throughline.app/fhir/StructureDefinition/video","valueBoolean":true},{"url":"https://throughline.app/fhir/StructureDefinition/join-url","valueUrl":"https://video.example/room"}],
		"participant":[{"actor":{"reference":"Patient/maya"},"status":"accepted"},{"actor":{"reference":"RelatedPerson/sister"},"status":"needs-action"},
		{"actor":{"reference":"RelatedPerson/former","display":"Formerhusband"},"status":"declined"},{"actor":{"reference":"Practitioner/t","display":"Dana"},"status":"accepted"}]}`
	s.load(`{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"}}`, session,
		strings.NewReplacer(`"id":"a"`, `"id":"uninvited"`, "RelatedPerson/sister", "RelatedPerson/other", "Listening", "Medication").Replace(session),
		goal("g", "maya", `,"extension":[{"url":"https://throughline.app/fhir/StructureDefinition/wording","valueString":"Earlierwords"}]`))
	s.load(goal("g", "maya", `,"addresses":[{"reference":"Condition/x"}],"note":[{"text":"Notewords"}],"outcomeReference":[{"reference":"Observation/s"}],"target":[
		{"measure":{"text":"PHQ-9"},"detailInteger":4,"dueDate":"2026-04-01"},{"detailString":"Targetwords"}]`))
	for _, m := range []string{
		`"id":"note","category":[{"coding":[{"code":"note"}]}],"sender":{"reference":"Patient/maya"},"payload":[{"contentString":"Ask me about dinner"}],"recipient":[{"reference":"RelatedPerson/former"}]`,
		`"id":"unshared","category":[{"coding":[{"code":"note"}]}],"sender":{"reference":"Patient/maya"},"payload":[{"contentString":"Unsharedwords"}]`,
		`"id":"reply","category":[{"coding":[{"code":"note"}]}],"sender":{"reference":"Practitioner/t"},"payload":[{"contentString":"Replywords"}]`,
		`"id":"message","sender":{"reference":"Patient/maya"},"payload":[{"contentString":"Messagewords"}]`,
	} {
		s.load(`{"resourceType":"Communication","status":"completed","subject":{"reference":"Patient/maya"},` + m + `}`)
	}
	shared := func(more string) string {
		return strings.Replace(consent("c", `,"data":[{"meaning":"instance","reference":{"reference":"Goal/g"}},{"meaning":"instance","reference":{"reference":"Communication/note"}},
			{"meaning":"instance","reference":{"reference":"Communication/reply"}},{"meaning":"instance","reference":{"reference":"Communication/message"}}]`+more),
			`[{"code":"Goal"},{"code":"Observation"}`, `[{"code":"Appointment"},{"code":"Communication"}`, 1)
	}
	s.do("maya", "PUT", "Consent/c", shared("")).want(t, http.StatusCreated)
	look := func(link bool) {
		t.Helper()
		all := ""
		for _, path := range []string{"_history", "Appointment", "Appointment/a", "Appointment/a/_history", "Goal", "Goal/g", "Goal/g/_history", "Communication", "Communication/note", "Consent", "RelatedPerson/sister"} {
			all += string(s.do("sister", "GET", path, "").want(t, http.StatusOK).body)
		}
		for _, word := range []string{
			"detox", "diary", "Condition/", "Observation/", "Formerhusband", "RelatedPerson/former", "Medication", "Earlierwords", "Notewords", "PHQ", "Targetwords",
			"Unsharedwords", "Replywords", "Messagewords",
		} {
			if strings.Contains(all, word) {
				t.Errorf("she reads %q", word)
			}
		}
		for _, word := range []string{"Listening", "Dana", "Ask me about dinner", "2026-04-01", "RelatedPerson/sister"} {
			if !strings.Contains(all, word) {
				t.Errorf("she does not read %q", word)
			}
		}
		if strings.Contains(all, "video.example") != link {
			t.Errorf("the link is there: %v", !link)
		}
	}
	look(false)
	for _, path := range []string{"Goal/g/_history/1", "Appointment/uninvited", "Communication/unshared", "Communication/reply", "Communication/message", "Patient/maya"} {
		if got := s.do("sister", "GET", path, "").StatusCode; got != http.StatusNotFound && got != http.StatusForbidden {
			t.Errorf("%s: %d", path, got)
		}
	}
	s.clock.Advance(15 * time.Minute) // 15 minutes before
	look(false)
	withLink := shared(`,"extension":[{"url":"https://throughline.app/fhir/StructureDefinition/share-join-link","valueBoolean":true}]`)
	s.do("maya", "PUT", "Consent/c", withLink).want(t, http.StatusOK)
	look(true)
	s.clock.Advance(75 * time.Minute) // over
	look(false)

	me := `{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"}`
	for _, body := range []string{me + `}`, me + `,"active":true}`, me + `,"active":false,"name":[{"text":"Else"}]}`, strings.Replace(me, "maya", "noah", 1) + `,"active":false}`} {
		s.do("sister", "PUT", "RelatedPerson/sister", body).want(t, http.StatusForbidden)
	}
	s.do("sister", "PUT", "RelatedPerson/sister", me+`,"active":false,"period":{"end":"2026-03-02"}}`).want(t, http.StatusOK)
	for _, path := range []string{"_history", "Appointment", "RelatedPerson/sister", "Practitioner", "Consent"} {
		s.do("sister", "GET", path, "").want(t, http.StatusForbidden)
	}
}
