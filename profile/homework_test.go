package profile_test

import (
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

const homework = `{"resourceType":"Task","id":"h","status":"requested","intent":"order","description":"Ride out one urge","for":{"reference":"Patient/maya"},
"code":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/task","code":"homework"}]},"authoredOn":"2027-03-08T20:00:00-06:00",
"requester":{"reference":"Practitioner/dana"},"restriction":{"period":{"end":"2027-03-11"}},
"input":[{"type":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/skill","code":"urge-surfing"}]},"valueString":"urge-surfing"}]}`

func TestHomeworkIsReadDoneAndTakenBack(t *testing.T) {
	t.Parallel()
	set := store(t, homework)
	list := see(t, set, asMaya).Homework
	if len(list) != 1 || list[0].Title != "Ride out one urge" || list[0].Skill != "urge-surfing" || list[0].By != "Dana Ortiz, LPC" || !list[0].Done.IsZero() {
		t.Fatalf("homework: %+v", list)
	}
	now := time.Date(2027, 3, 9, 14, 0, 0, 0, time.UTC)
	for _, done := range []bool{true, false} {
		ops, err := profile.HomeworkDone(set, "Task/h", done, now)
		if err != nil || len(ops) != 1 || ops[0].Kind != profile.Update {
			t.Fatalf("done %v: %+v, %v", done, ops, err)
		}
		set = store(t, string(ops[0].Body))
		if got := see(t, set, asMaya).Homework; len(got) != 1 || got[0].Done.IsZero() == done {
			t.Errorf("done %v: %+v", done, got)
		}
		if ops, err := profile.HomeworkDone(set, "Task/h", done, now); err != nil || len(ops) != 0 {
			t.Errorf("said twice: %+v, %v", ops, err)
		}
	}
	if _, err := profile.HomeworkDone(set, "Task/nowhere", true, now); care.AsFault(err).Code != "homework-gone" {
		t.Errorf("gone: %v", err)
	}
}
