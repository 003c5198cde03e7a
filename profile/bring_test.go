package profile

import (
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// A person marks an answered check-in for the group and takes that back: the answers that they signed
// stay as they were, and the mark is one Observation of their own.
func TestACheckInIsMarkedForTheGroupWithoutAmendingIt(t *testing.T) {
	t.Parallel()
	set := &Memory{}
	for _, raw := range []string{
		`{"resourceType":"Patient","id":"maya","name":[{"given":["Maya"],"family":"Rivera"}]}`,
		`{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed","questionnaire":"urn:x","subject":{"reference":"Patient/maya"},"authored":"2027-03-09T08:00:00Z","meta":{"security":[{"system":"s","code":"ETH"}]}}`,
	} {
		if err := set.Put([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	maya, now := Viewer{FHIRUser: "https://clinic.example/fhir/Patient/maya"}, time.Date(2027, 3, 9, 9, 0, 0, 0, time.UTC)
	mark := func(yes bool) []Operation {
		t.Helper()
		ops, err := Brought(set, maya, "r1", yes, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range ops {
			if op.Ref() != "Observation/"+bringID("QuestionnaireResponse/r1") {
				t.Errorf("wrote %s", op.Ref())
			}
			if err := set.Put(op.Body); err != nil {
				t.Fatal(err)
			}
		}
		return ops
	}
	marked := func() bool {
		t.Helper()
		c, rejected := Chart(set, maya)
		if len(rejected) > 0 || len(c.CheckIns) != 1 || c.CheckIns[0].BringRef != "Observation/"+bringID("QuestionnaireResponse/r1") {
			t.Fatalf("%+v, rejected %v", c.CheckIns, rejected)
		}
		if len(c.Practices) > 0 {
			t.Error("the mark counts as practice")
		}
		return c.CheckIns[0].BringToGroup
	}
	if ops := mark(false); len(ops) > 0 || marked() {
		t.Error("a mark that was never set was taken back")
	}
	first := mark(true)
	if len(first) != 1 || first[0].Kind != Create || !marked() || len(first[0].DependsOn) != 1 {
		t.Errorf("marked by %+v", first)
	}
	if o, _ := get[*fhir.Observation](set, "Observation/"+bringID("QuestionnaireResponse/r1")); len(o.Meta.Security) != 1 || o.Meta.Security[0].Code != "ETH" {
		t.Errorf("labels are %v, want those of the answers", o.Meta.Security)
	}
	if ops := mark(true); len(ops) > 0 {
		t.Error("marked twice, sent twice")
	}
	if ops := mark(false); len(ops) != 1 || ops[0].Kind != Update || marked() {
		t.Errorf("taken back by %+v", ops)
	}
	res, _ := get[*fhir.QuestionnaireResponse](set, "QuestionnaireResponse/r1")
	if res.Status != "completed" {
		t.Errorf("the answers are %s now", res.Status)
	}
	if _, err := Brought(set, maya, "nobody", true, now); care.AsFault(err) == nil {
		t.Error("a check-in that is not there was marked")
	}
}
