package profile

import (
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
)

func TestAPracticeSurvivesTheWayToTheClinicAndBack(t *testing.T) {
	t.Parallel()
	set := &Memory{}
	for _, raw := range []string{
		`{"resourceType":"Patient","id":"maya","name":[{"given":["Maya"],"family":"Rivera"}]}`,
		`{"resourceType":"EpisodeOfCare","id":"stay","status":"active","patient":{"reference":"Patient/maya"},"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]}}`,
	} {
		if err := set.Put([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	three, one := 3, 1
	want := care.Practice{
		ID: "p1", Skill: "thought-record", Title: "Thought record", At: time.Date(2027, 3, 9, 20, 0, 0, 0, time.UTC),
		Before: &three, After: &one, For: care.Anxiety, Labels: []string{"What happened?", "What went through my mind?"},
		Words: []string{"The bus was late.", "They will all stare. 😟"}, Note: "It helped to write.", BringToGroup: true,
	}
	viewer := Viewer{FHIRUser: "Patient/maya"}
	ops, err := Practiced(set, viewer, want)
	if err != nil || len(ops) != 1 || ops[0].Kind != Create {
		t.Fatalf("got %v, %v, want one create", ops, err)
	}
	if err := set.Put(ops[0].Body); err != nil {
		t.Fatal(err)
	}
	o, _ := get[*fhir.Observation](set, "Observation/p1")
	if len(o.Meta.Security) != 1 || o.Meta.Security[0].Code != "MH" {
		t.Errorf("labels are %v, want the stay's", o.Meta.Security)
	}
	chart, rejected := Chart(set, viewer)
	if len(rejected) > 0 || len(chart.Practices) != 1 {
		t.Fatalf("got %d practices, rejected %v", len(chart.Practices), rejected)
	}
	got := chart.Practices[0]
	if got.Skill != want.Skill || !got.At.Equal(want.At) || *got.Before != 3 || *got.After != 1 || got.For != care.Anxiety ||
		got.Words[1] != want.Words[1] || got.Labels[0] != want.Labels[0] || got.Note != want.Note || !got.BringToGroup {
		t.Errorf("got %+v, want %+v", got, want)
	}

	t.Run("changed, it is an update that takes back what was taken back", func(t *testing.T) {
		want.BringToGroup, want.Note = false, ""
		ops, err := Practiced(set, viewer, want)
		if err != nil || ops[0].Kind != Update {
			t.Fatalf("got %v, %v, want an update", ops, err)
		}
		if err := set.Put(ops[0].Body); err != nil {
			t.Fatal(err)
		}
		chart, _ := Chart(set, viewer)
		if p := chart.Practices[0]; p.BringToGroup || p.Note != "" {
			t.Errorf("got %+v, want no note and nothing for the group", p)
		}
	})
}

func TestARatingOutsideTheScaleMeansNothing(t *testing.T) {
	t.Parallel()
	nine := 9
	if got := rating(&nine); got != nil {
		t.Errorf("got %d, want nothing", *got)
	}
}
