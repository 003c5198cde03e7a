package fhirapi_test

import (
	"net/http"
	"strings"
	"testing"

	"throughline/clinic/document"
)

func TestValidateSaysEverythingAndStoresNothing(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(`{"resourceType":"Goal","id":"old","subject":{"reference":"Patient/maya"}}`)
	for name, c := range map[string]struct{ method, path, body, want string }{
		"right":           {"POST", "Goal/$validate", goal("a", "maya", ""), "information "},
		"unknown element": {"POST", "Goal/$validate", goal("a", "maya", `,"x_new":1`), "warning Goal.x_new"},
		"two mistakes": {
			"POST", "Goal/$validate", strings.Replace(goal("a", "maya", `,"priority":1`), `"active"`, `"done"`, 1),
			"error Goal.lifecycleStatus error Goal.priority",
		},
		"an empty element": {"POST", "Goal/$validate", goal("a", "maya", `,"note":[]`), "error note"},
		"another type":     {"POST", "Task/$validate", goal("a", "maya", ""), "error resourceType"},
		"another id":       {"POST", "Goal/b/$validate", goal("a", "maya", ""), "error Goal.id"},
		"in Parameters": {
			"POST", "Goal/$validate", `{"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"create"},
			{"name":"profile","valueUri":"http://x.example"},{"name":"resource","resource":` + goal("a", "maya", "") + `}]}`,
			"warning Parameters.parameter",
		},
		"what is stored": {"GET", "Goal/old/$validate", "", "error Goal.description error Goal.lifecycleStatus"},
	} {
		got := s.do("maya", c.method, c.path, c.body).want(t, http.StatusOK)
		var said []string
		for _, v := range document.Select(got.json, "issue") {
			said = append(said, strings.Join(document.Texts(v, "severity"), "")+" "+strings.Join(document.Texts(v, "expression"), ""))
		}
		if got := strings.Join(said, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	s.do("maya", "POST", "Goal/$validate", "{").want(t, http.StatusBadRequest)
	s.do("maya", "POST", "Goal/$validate", `{"resourceType":"Parameters"}`).want(t, http.StatusBadRequest)
	s.do("noah", "GET", "Goal/old/$validate", "").want(t, http.StatusNotFound)
	s.do("nobody", "POST", "Goal/$validate", "{}").want(t, http.StatusUnauthorized)
	if got := s.do("maya", "GET", "_history", "").ids(); got != "Goal/old.1" {
		t.Errorf("something was stored: %s", got)
	}
}

func TestAWriteIsHeldToTheSpecificationAndSaysWhere(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("a", "maya", ""))
	wrong := strings.Replace(goal("b", "maya", `,"priority":1`), `"active"`, `"done"`, 1)
	for _, c := range [][4]string{
		{"POST", "Goal", wrong, "Goal.lifecycleStatus Goal.priority"},
		{"PUT", "Goal/b", wrong, "Goal.lifecycleStatus Goal.priority"},
		{"PATCH", "Goal/a", `[{"op":"replace","path":"/lifecycleStatus","value":"done"}]`, "Goal.lifecycleStatus"},
		{
			"POST", "", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":` + wrong + `,"request":{"method":"PUT","url":"Goal/b"}}]}`,
			"Bundle.entry[0].resource.lifecycleStatus Bundle.entry[0].resource.priority",
		},
	} {
		kind := "Content-Type: application/fhir+json"
		if c[0] == "PATCH" {
			kind = "Content-Type: application/json-patch+json"
		}
		got := s.do("maya", c[0], c[1], c[2], kind).want(t, http.StatusUnprocessableEntity)
		if at := strings.Join(document.Texts(got.json, "issue.expression"), " "); at != c[3] {
			t.Errorf("%s %s: at %s", c[0], c[1], at)
		}
	}
	// What the specification does not know is kept.
	got := s.do("maya", "PUT", "Goal/c", goal("c", "maya", `,"x_new":{"n":1.50}`)).want(t, http.StatusCreated)
	if !strings.Contains(string(got.body), `"x_new":{"n":1.50}`) {
		t.Errorf("got %s", got.body)
	}
}
