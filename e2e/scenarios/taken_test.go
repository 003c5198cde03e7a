package scenarios

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
)

// Two of staff take one check-in that is not urgent, each before they have heard of the other, and the one who took it
// first, without a signal, comes second: the other has it, and they are told so. The task is made by whoever takes a
// check-in, so it once was "changed before it was made", which the clinic refuses, and that device could not sync any
// more.
func TestWhoTookACheckInEarlierAndComesLaterIsToldWhoHasIt(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "priya")
	maya, dana, priya := p.device("maya"), p.device("dana"), p.device("priya")
	id := uuid.NewString()
	c := maya.phq9(id, care.CheckInDone)
	c.Safe = 0
	for _, f := range maya.Chart().Forms {
		for _, q := range f.Questions() {
			if f.Canonical == c.Form {
				c.Answers[q.LinkID] = care.Reply{Options: q.Options[:1], At: p.now()}
			}
		}
	}
	maya.does(maya.RecordCheckIn(t.Context(), c))
	maya.syncs()
	dana.syncs()
	priya.syncs()
	work := func(d *device) care.Work {
		t.Helper()
		for _, w := range d.Chart().Work {
			if w.Review != nil && w.Review.CheckIn.ID == id {
				return w
			}
		}
		t.Fatal("the check-in is not in the list")
		return care.Work{}
	}
	w := work(dana)
	if w.Kind != care.WorkCheckIn {
		t.Fatalf("it is %+v", w)
	}
	dana.steps(w.ID, care.Deed{Step: care.StepTake})
	p.later.Add(int64(2 * time.Minute))
	priya.steps(w.ID, care.Deed{Step: care.StepTake})
	priya.syncs()
	if r := dana.syncs(); r.Conflicts+r.Pending+r.Quarantined != 0 {
		t.Fatalf("the second taking: %+v", r)
	}
	told := work(dana)
	if last := told.Steps[len(told.Steps)-1]; told.Owner.Ref != priya.session.Identity().FHIRUser || !last.Beside || last.By.Ref != dana.session.Identity().FHIRUser {
		t.Errorf("the second is not told: %+v", told)
	}
	if priya.syncs(); work(priya).Owner.Ref != priya.session.Identity().FHIRUser {
		t.Errorf("the first has it no more: %+v", work(priya))
	}
}
