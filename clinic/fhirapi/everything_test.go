package fhirapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestEverythingIsOnesOwnRecordInPages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(`{"resourceType":"Patient","id":"maya"}`, `{"resourceType":"Patient","id":"noah"}`,
		`{"resourceType":"Practitioner","id":"t"}`, `{"resourceType":"Practitioner","id":"unrelated"}`,
		goal("a", "maya", ""), goal("b", "maya", ""), goal("n", "noah", ""),
		goal("hidden", "maya", `,"meta":{"security":[{"code":"NOPAT"}]}`),
		`{"resourceType":"Flag","id":"f","subject":{"reference":"Patient/maya"}}`,
		`{"resourceType":"Task","id":"k","for":{"reference":"Patient/maya"},"owner":{"reference":"Practitioner/t"}}`,
		`{"resourceType":"Appointment","id":"both","participant":[{"actor":{"reference":"Patient/maya"}},{"actor":{"reference":"Patient/noah"}}]}`)
	s.clock.Advance(time.Hour)
	for i := range 5 {
		s.load(observation(fmt.Sprintf("o%d", i), "maya", i))
	}
	want := "Patient/maya Goal/a Goal/b Observation/o0 Observation/o1 Observation/o2 Observation/o3 Observation/o4 Task/k Practitioner/t"
	for _, path := range []string{"Patient/maya/$everything", "Patient/$everything"} {
		if got := s.do("maya", "GET", path, "").want(t, http.StatusOK); got.ids() != want || got.link("next") != "" {
			t.Errorf("%s: %s", path, got.ids())
		}
	}
	var pages []string
	for next := "Patient/maya/$everything?_count=3"; next != ""; {
		page := s.do("maya", "GET", next, "").want(t, http.StatusOK)
		pages = append(pages, page.ids())
		next = page.link("next")
	}
	if got := strings.Join(pages, " "); got != want || len(pages) != 3 {
		t.Errorf("in pages: %s", strings.Join(pages, " | "))
	}
	for query, want := range map[string]string{
		"?_type=Goal,Task":               "Goal/a Goal/b Task/k Practitioner/t",
		"?_since=2026-03-02T15:30:00Z":   "Observation/o0 Observation/o1 Observation/o2 Observation/o3 Observation/o4",
		"?_since=2026-03-02&_type=Flag":  "",
		"?_count=2&_type=Observation":    "Observation/o0 Observation/o1",
		"?_type=AuditEvent&_format=json": "",
	} {
		if got := s.do("maya", "GET", "Patient/maya/$everything"+query, "").want(t, http.StatusOK).ids(); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	posted := s.do("maya", "POST", "Patient/maya/$everything", `{"resourceType":"Parameters","parameter":[{"name":"_count","valueInteger":2},{"name":"_type","valueCode":"Goal"}]}`)
	if got := posted.want(t, http.StatusOK).ids(); got != "Goal/a Goal/b" {
		t.Errorf("by POST: %s", got)
	}
	if got := s.do("therapist", "GET", "Patient/maya/$everything?_type=Flag,Goal", "").want(t, http.StatusOK).ids(); got != "Flag/f Goal/a Goal/b Goal/hidden" {
		t.Errorf("the therapist sees %s", got)
	}
	missing := s.do("noah", "GET", "Patient/x/$everything", "").want(t, http.StatusNotFound)
	if theirs := s.do("noah", "GET", "Patient/maya/$everything", "").want(t, http.StatusNotFound); string(theirs.body) != string(missing.body) {
		t.Errorf("%s and %s", theirs.body, missing.body)
	}
	for path, want := range map[string]int{
		"Patient/maya/$everything?start=2026-01-01": 400, "Patient/maya/$everything?_count=0": 400, "Patient/maya/$everything?_type=x": 400,
		"Patient/maya/$everything?_page=WzFd": 400, "Patient/maya/$everything?_page=WyJHcm91cCIsImEiXQ": 200, "Goal/a/$everything": 404,
		"Patient/maya/$everything?_since=soon": 400,
	} {
		s.do("maya", "GET", path, "").want(t, want)
	}
	for who, want := range map[string]int{"desk": 403, "admin": 403, "sister": 403, "narrow": 403, "nobody": 401} {
		s.do(who, "GET", "Patient/maya/$everything", "").want(t, want)
	}
	s.do("therapist", "GET", "Patient/$everything", "").want(t, http.StatusForbidden)
}
