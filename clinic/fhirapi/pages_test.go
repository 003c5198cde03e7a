package fhirapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/clinic/document"
)

// A client pages through the history while a clinician writes. Everything that
// was there at the first page comes once, and what was written meanwhile comes
// with the next cursor.
func TestHistoryPagesAreStableWhileOthersWrite(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	want := map[string]bool{}
	for i := range 25 {
		id := fmt.Sprintf("g%02d", i)
		s.load(goal(id, "maya", ""))
		want["Goal/"+id+".1"] = true
	}
	s.load(goal("other", "noah", ""))
	seen := map[string]int{}
	page := s.do("maya", "GET", "_history?_count=10", "").want(t, http.StatusOK)
	cursor := page.json["meta"].(map[string]any)["lastUpdated"].(string)
	for n := 0; ; n++ {
		for ref := range strings.FieldsSeq(page.ids()) {
			seen[ref]++
		}
		if page.json["total"] != nil {
			t.Errorf("a page that is not everything tells a total: %v", page.json["total"])
		}
		next := page.link("next")
		if next == "" {
			break
		}
		s.do("therapist", "PUT", fmt.Sprintf("Goal/g%02d", n), goal(fmt.Sprintf("g%02d", n), "maya", `,"note":[{"text":"seen"}]`)).want(t, http.StatusOK)
		page = s.do("maya", "GET", next, "").want(t, http.StatusOK)
	}
	for ref := range want {
		if seen[ref] != 1 {
			t.Errorf("%s came %d times", ref, seen[ref])
		}
	}
	if len(seen) != len(want) {
		t.Errorf("got %v", seen)
	}
	later := s.do("maya", "GET", "_history?_since="+url.QueryEscape(cursor), "").want(t, http.StatusOK)
	if got := later.ids(); got != "Goal/g01.2 Goal/g00.2" {
		t.Errorf("after %s came %s", cursor, got)
	}
	if later.json["total"] != 2.0 {
		t.Errorf("total is %v", later.json["total"])
	}
}

func TestHistoryTellsHowEachVersionCameToBe(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := s.do("therapist", "POST", "Goal", strings.Replace(goal("x", "maya", ""), `"id":"x",`, "", 1)).json["id"].(string)
	s.do("therapist", "PUT", "Goal/"+id, goal(id, "maya", "")).want(t, http.StatusOK)
	s.do("therapist", "DELETE", "Goal/"+id, "").want(t, http.StatusNoContent)
	s.load(observation("o", "maya", 1))
	h := s.do("maya", "GET", "Goal/_history", "").want(t, http.StatusOK)
	var got []string
	for _, e := range document.Select(h.json, "entry") {
		m := e.(map[string]any)
		got = append(got, strings.Join(document.Texts(m, "request.method"), "")+" "+strings.Join(document.Texts(m, "request.url"), "")+
			" "+strings.Join(document.Texts(m, "response.status"), "")+" "+fmt.Sprint(m["resource"] != nil))
		if len(document.Texts(m, "response.lastModified")) != 1 {
			t.Errorf("no lastModified: %v", m)
		}
	}
	if want := fmt.Sprintf("DELETE Goal/%[1]s 204 false|PUT Goal/%[1]s 200 true|POST Goal 201 true", id); strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	if got := s.do("maya", "GET", "_history?_count=2", "").ids(); got != "Observation/o.1 Goal/"+id+".3" {
		t.Errorf("system history is %s", got)
	}
}

func TestSearchByGetAndPost(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for i := range 7 {
		s.load(observation(fmt.Sprintf("o%d", i), "maya", i))
	}
	s.load(observation("n", "noah", 1), goal("g", "maya", ""), `{"resourceType":"Patient","id":"maya","name":[{"family":"Okafor"}]}`,
		`{"resourceType":"Provenance","id":"pr","target":[{"reference":"Observation/o1"}],"recorded":"2026-03-02T10:00:00Z","agent":[{"who":{"reference":"Practitioner/t"}}]}`)

	first := s.do("therapist", "GET", "Observation?patient=maya&code=http://loinc.org|44261-6&_sort=-_id&_count=3", "").want(t, http.StatusOK)
	if got := first.ids(); got != "Observation/o6 Observation/o5 Observation/o4" {
		t.Errorf("first page: %s", got)
	}
	if first.json["total"] != nil || first.link("self") == "" {
		t.Errorf("first page: %s", first.body)
	}
	var rest []string
	for next := first.link("next"); next != ""; {
		page := s.do("therapist", "GET", next, "").want(t, http.StatusOK)
		rest = append(rest, page.ids())
		next = page.link("next")
	}
	if got := strings.Join(rest, " | "); got != "Observation/o3 Observation/o2 Observation/o1 | Observation/o0" {
		t.Errorf("next pages: %s", got)
	}
	form := "Content-Type: application/x-www-form-urlencoded"
	posted := s.do("therapist", "POST", "Observation/_search", "patient=maya&_count=2", form).want(t, http.StatusOK)
	if posted.ids() != "Observation/o0 Observation/o1" {
		t.Errorf("by POST: %s", posted.ids())
	}
	if got := s.do("therapist", "GET", posted.link("next"), "").ids(); got != "Observation/o2 Observation/o3" {
		t.Errorf("by POST, second page: %s", got)
	}
	for query, want := range map[string]string{
		"Observation?patient=maya&_summary=count":                          "total 7",
		"Observation?patient=maya&_count=0":                                "total 7",
		"Observation?patient=maya&_count=2&_total=accurate":                "Observation/o0 Observation/o1 total 7",
		"Observation?_id=o1&_include=Observation:subject":                  "Observation/o1 Patient/maya total 1",
		"Observation?_id=o1&_include=Observation:subject:Group":            "Observation/o1 total 1",
		"Observation?_id=o1&_revinclude=Provenance:target":                 "Observation/o1 Provenance/pr total 1",
		"Patient?_id=maya&_revinclude=Goal:patient":                        "Patient/maya Goal/g total 1",
		"Patient?name=okaf":                                                "Patient/maya total 1",
		"Observation?_lastUpdated=gt2026-03-02T15:00:00.005Z&patient=maya": "Observation/o6 total 1",
		"Observation?_tag=urn:op|1":                                        "total 0",
		"Account?patient=maya":                                             "total 0",
	} {
		r := s.do("therapist", "GET", query, "").want(t, http.StatusOK)
		got := r.ids()
		if n, ok := r.json["total"].(float64); ok {
			got = strings.TrimSpace(fmt.Sprintf("%s total %d", got, int(n)))
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	self := s.do("therapist", "GET", "Observation?patient=maya&nonsense=1", "").link("self")
	if strings.Contains(self, "nonsense") || !strings.Contains(self, "patient=maya") {
		t.Errorf("self says what was not done: %s", self)
	}
}

func TestTheCapabilityStatementIsTrue(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	c := s.do("nobody", "GET", "metadata", "").want(t, http.StatusOK)
	if c.json["fhirVersion"] != "4.0.1" || len(document.Select(c.json, "rest.resource")) != len(document.Types()) {
		t.Errorf("got %.300s", c.body)
	}
	if got := strings.Join(document.Texts(c.json, "rest.interaction.code"), " "); got != "transaction batch history-system" {
		t.Errorf("system interactions: %s", got)
	}
	uris := document.Texts(c.json, "rest.security.extension.extension.valueUri")
	if len(uris) < 2 || !strings.HasSuffix(uris[0], "/auth/authorize") || !strings.HasSuffix(uris[1], "/auth/token") {
		t.Errorf("SMART: %v", uris)
	}
	for _, v := range document.Select(c.json, "rest.resource") {
		res := v.(map[string]any)
		typ := res["type"].(string)
		for _, p := range document.Texts(res, "searchParam.name") {
			// Each parameter that it lists is understood, also where strict.
			r := s.do("system", "GET", typ+"?"+p+"=2026-03-02", "", "Prefer: handling=strict")
			if r.StatusCode != http.StatusOK {
				t.Errorf("%s?%s: %d %s", typ, p, r.StatusCode, r.body)
			}
		}
	}
}

func TestTheClocksOfClientsDecideNothing(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	in := goal("a", "maya", `,"meta":{"versionId":"77","lastUpdated":"2031-01-01T00:00:00Z","tag":[{"system":"urn:op","code":"9"}]}`)
	got := s.do("maya", "PUT", "Goal/a", in).want(t, http.StatusCreated)
	meta := got.json["meta"].(map[string]any)
	if meta["versionId"] != "1" || meta["lastUpdated"] != begin.Format("2006-01-02T15:04:05.000Z") || meta["tag"] == nil {
		t.Errorf("meta is %v", meta)
	}
	if got := s.do("maya", "GET", "Goal?_tag=urn:op|9", "").ids(); got != "Goal/a" {
		t.Errorf("by its tag: %s", got)
	}
	s.clock.Advance(time.Hour)
}
