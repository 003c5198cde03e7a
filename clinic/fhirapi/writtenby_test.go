package fhirapi_test

import (
	"encoding/json"
	"testing"

	"throughline/profile"
)

// Whoever meets another version in a conflict is told whose it is: by the server's
// word, which a writer cannot make up, and for the present version alone.
func TestEachVersionSaysWhoWroteIt(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("m", "maya", ""))
	by := func() string {
		var r struct {
			Meta struct {
				Extension []struct{ URL, ValueURI string }
			}
		}
		if err := json.Unmarshal(s.do("maya", "GET", "Goal/m", "").body, &r); err != nil {
			t.Fatal(err)
		}
		who := ""
		for _, e := range r.Meta.Extension {
			if e.URL == profile.ExtWrittenBy {
				who += e.ValueURI
			}
		}
		return who
	}
	if got := by(); got != "" {
		t.Errorf("what the server took over says %q", got)
	}
	forged := `{"resourceType":"Goal","id":"m","meta":{"extension":[{"url":"` + profile.ExtWrittenBy + `","valueUri":"Practitioner/x"},{"url":"urn:own","valueString":"kept"}]},
		"lifecycleStatus":"active","description":{"text":"sleep"},"subject":{"reference":"Patient/maya"},"expressedBy":{"reference":"Patient/maya"}}`
	s.do("maya", "PUT", "Goal/m", forged).want(t, 200)
	if got := by(); got != "Patient/maya" {
		t.Errorf("after maya wrote it says %q", got)
	}
	s.do("therapist", "PUT", "Goal/m", forged).want(t, 200)
	if got := by(); got != "Practitioner/t" {
		t.Errorf("after the therapist wrote it says %q", got)
	}
}
