package engine

import (
	"errors"
	"testing"

	"throughline/care"
)

// Nothing that is wrong with some words holds up the alert of an urgent answer: its copy goes without them. The form keeps
// them, and is refused in words when it is finished, and is there still.
func TestAnUrgentAnswerGoesWithoutWordsThatCannotBeSent(t *testing.T) {
	t.Parallel()
	c := newClinic(t, modelKind{updateCreate: true})
	e, _ := c.signsIn(maya)
	c.syncs(e)
	form := phq9(t, e, checkInID, 1)
	form.Status, form.CallBack = care.CheckInBegun, "312\x00 555 0199"
	c.does(e.RecordCheckIn(t.Context(), form))
	c.syncs(e)
	sent := c.now("QuestionnaireResponse/" + checkInID)
	if sent["status"] != "in-progress" {
		t.Fatalf("the clinic has %v", sent)
	}
	if got, ok := find(sent, "312 555 0199"); !ok {
		t.Errorf("the clinic is to call back at %v", got)
	}
	kept := c.oneForm(e)
	if kept.CallBack != form.CallBack || kept.Delivery.State != care.Received {
		t.Errorf("the form has %q, %+v", kept.CallBack, kept.Delivery)
	}

	form.Status = care.CheckInDone
	if err := e.RecordCheckIn(t.Context(), form); !errors.Is(err, errUnkeepable) {
		t.Fatalf("finished with %v", err)
	}
	if kept = c.oneForm(e); kept.Status != care.CheckInBegun || len(kept.Answers) != len(form.Answers) {
		t.Errorf("after it was refused the form is %v with %d answers", kept.Status, len(kept.Answers))
	}
	form.CallBack = "312 555 0199"
	c.does(e.RecordCheckIn(t.Context(), form))
	c.syncs(e)
	if done := c.oneForm(e); done.Status != care.CheckInDone || done.Delivery.State != care.Received {
		t.Errorf("written anew it is %v, %+v", done.Status, done.Delivery)
	}
}

// find looks for a string anywhere in an object, and gives the strings that are there.
func find(in any, want string) (all []string, found bool) {
	switch x := in.(type) {
	case string:
		return []string{x}, x == want
	case object:
		for _, v := range x {
			more, is := find(v, want)
			all, found = append(all, more...), found || is
		}
	case []any:
		for _, v := range x {
			more, is := find(v, want)
			all, found = append(all, more...), found || is
		}
	}
	return all, found
}
