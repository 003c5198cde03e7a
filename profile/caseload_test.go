package profile_test

import (
	"reflect"
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

const (
	jo       = `{"resourceType":"Patient","id":"jo","name":[{"given":["Jo"],"family":"Abel"}],"managingOrganization":{"reference":"Organization/o"}}`
	joStay   = `{"resourceType":"EpisodeOfCare","id":"j","status":"finished","patient":{"reference":"Patient/jo"},"period":{"start":"2026-12-01","end":"2027-02-26"}}`
	approval = `{"resourceType":"ClaimResponse","id":"a","status":"active","use":"preauthorization","outcome":"complete","patient":{"reference":"Patient/maya"},"preAuthPeriod":{"end":"2027-04-01"},"item":[{"itemSequence":1,"adjudication":[{"category":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/approval","code":"visits"}]},"value":12}]}]}`
	low      = `{"resourceType":"Flag","id":"f","status":"active","code":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/concern","code":"approved-visits-low"}]},"subject":{"reference":"Patient/maya"}}`
	late     = `{"resourceType":"Flag","id":"g","status":"active","code":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/concern","code":"team-review-overdue"}]},"subject":{"reference":"Patient/maya"}}`
	ended    = `{"resourceType":"Flag","id":"h","status":"inactive","code":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/concern","code":"part-two-overdue"}]},"subject":{"reference":"Patient/maya"}}`
	met      = `{"resourceType":"Task","id":"m","status":"completed","intent":"order","code":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/task","code":"team-review"}]},"for":{"reference":"Patient/maya"},"executionPeriod":{"end":"2027-03-01T09:00:00-06:00"}}`
)

func TestStaffSeeTheirPatientsWithWhatTheyDecideBy(t *testing.T) {
	t.Parallel()
	set := store(t, jo, joStay, approval, low, late, ended, met)
	ops, err := profile.FollowUps(set, "Patient/jo", zone("America/Chicago"), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if err := set.Put(op.Body); err != nil {
			t.Fatal(err)
		}
	}
	c, _ := profile.Chart(set, asDana)
	if len(c.Caseload) != 2 || c.Caseload[0].Patient.Name != "Jo Abel" {
		t.Fatalf("the patients are %+v", c.Caseload)
	}
	joCase, mayaCase := c.Caseload[0], c.Caseload[1]
	if want := []care.Concern{care.ConcernVisitsLow, care.ConcernTeamReview}; !reflect.DeepEqual(mayaCase.Concerns, want) {
		t.Errorf("of concern about Maya: %v, want %v", mayaCase.Concerns, want)
	}
	if mayaCase.Stay.Approved != 12 || !mayaCase.Reviewed.Equal(time.Date(2027, 3, 1, 15, 0, 0, 0, time.UTC)) || len(mayaCase.FollowUps) > 0 {
		t.Errorf("Maya: %+v", mayaCase)
	}
	if len(joCase.FollowUps) != 2 || joCase.FollowUps[0].State(now) != care.FollowUpOpen || joCase.FollowUps[1].State(now) != care.FollowUpPlanned {
		t.Errorf("Jo's follow-ups: %+v", joCase.FollowUps)
	}
	if record, _ := profile.Record(set, asDana, "Patient/maya"); record.Stay.Ref != mayaCase.Stay.Ref || record.Stay.Approved != 12 || record.Viewer.Name != "Maya Rivera" || record.Caseload != nil {
		t.Errorf("Maya's record: %+v", record.Viewer)
	}
	if mine, _ := profile.Chart(set, asMaya); mine.Caseload != nil || mine.Record != nil {
		t.Error("a patient has the staff's lists")
	}
}
