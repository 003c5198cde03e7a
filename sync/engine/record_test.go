package engine

import (
	"encoding/json"
	"testing"

	"throughline/care"
	"throughline/fhir"
)

// What a person takes along is all that the device has, with what is not sent yet.
func TestTheRecordHoldsWhatIsNotSentYet(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	const id = "33333333-3333-4333-8333-333333333333"
	c.does(e.RecordPractice(c.Context(), care.Practice{ID: id, Skill: "stop", Title: "STOP", At: e.Chart().Sync.AsOf}))
	raw, n, err := e.Record(c.Context(), "https://clinic.example/fhir")
	c.does(err)
	var b fhir.Bundle
	c.does(json.Unmarshal(raw, &b))
	if b.Type != "collection" || len(b.Entry) != n || b.Timestamp == "" {
		t.Errorf("a %s of %d entries, said to be %d, at %q", b.Type, len(b.Entry), n, b.Timestamp)
	}
	found := map[string]bool{}
	for _, entry := range b.Entry {
		found[entry.FullURL] = true
		if _, err := fhir.Decode(entry.Resource); err != nil {
			t.Errorf("%s: %v", entry.FullURL, err)
		}
	}
	for _, ref := range []string{"Patient/p1", "Goal/g1", "Observation/" + id} {
		if !found["https://clinic.example/fhir/"+ref] {
			t.Errorf("%s is not in it", ref)
		}
	}
}
