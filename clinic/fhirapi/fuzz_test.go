package fhirapi_test

import (
	"net/http"
	"testing"
)

// Whatever a JSON Patch says, it is applied to one's own resource or refused:
// nothing falls, and nothing of another's is changed.
func FuzzPatch(f *testing.F) {
	for _, ops := range []string{
		`[{"op":"replace","path":"/lifecycleStatus","value":"completed"}]`, `[{"op":"test","path":"/description/text","value":"sleep"}]`,
		`[{"op":"add","path":"/note/-","value":{"text":"x"}}]`, `[{"op":"copy","from":"/subject","path":"/expressedBy"}]`,
		`[{"op":"move","from":"/note/0","path":"/note/99999999999999999999"}]`, `[{"op":"remove","path":""}]`, `[{}]`, `[null]`,
		`[{"op":"replace","path":"","value":null}]`, `[{"op":"add","path":"/a~2b","value":1e999}]`,
	} {
		f.Add([]byte(ops))
	}
	s := newServer(f)
	s.load(goal("n", "noah", ""))
	f.Fuzz(func(t *testing.T, ops []byte) {
		s.t = t
		s.load(goal("m", "maya", ""))
		kind := "Content-Type: application/json-patch+json"
		if got := s.do("maya", "PATCH", "Goal/m", string(ops), kind); got.StatusCode >= 500 {
			t.Fatalf("%d %s", got.StatusCode, got.body)
		}
		if got := s.do("maya", "PATCH", "Goal/n", string(ops), kind); got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Fatalf("%d %s", got.StatusCode, got.body)
		}
		s.do("noah", "GET", "Goal/n", "").want(t, http.StatusOK)
	})
}
