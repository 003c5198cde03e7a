package scenarios

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// killed is what becomes of a device that dies now: what is on its disk, opened anew.
func (d *device) killed(user string) *device {
	d.Helper()
	folder := filepath.Join(d.TempDir(), "again")
	d.does(os.CopyFS(folder, os.DirFS(d.folder)))
	_ = os.Remove(filepath.Join(folder, "lock"))
	again, err := d.signIn(user, folder)
	d.does(err)
	return again
}

// phq9 answers PHQ-9 with 2 to what asks about danger, finished or not.
func (d *device) phq9(id string, status care.CheckInStatus) care.CheckIn {
	d.Helper()
	forms := d.Chart().Forms
	i := slices.IndexFunc(forms, func(f care.Form) bool { return f.Instrument == care.PHQ9 })
	if i < 0 {
		d.Fatal("PHQ-9 is not among the forms")
	}
	c := care.CheckIn{ID: id, Form: forms[i].Canonical, Status: status, Begun: d.now(), Authored: d.now(), Answers: map[string]care.Reply{}, Safe: care.SafeNo}
	for _, q := range forms[i].Questions() {
		n := 0
		if q.Urgent {
			n = 2
		}
		c.Answers[q.LinkID] = care.Reply{Options: q.Options[n : n+1], At: d.now()}
	}
	return c
}

// alert is the urgent answer of a check-in as the device shows it.
func (d *device) alert(checkIn string) care.Work {
	d.Helper()
	for _, w := range d.Chart().Work {
		if w.Kind == care.WorkTriage && w.Review != nil && w.Review.CheckIn.ID == checkIn {
			return w
		}
	}
	d.Fatal("the urgent answer is not in the list")
	return care.Work{}
}

func (d *device) steps(work string, deeds ...care.Deed) {
	d.Helper()
	for _, x := range deeds {
		x.Work = work
		d.does(d.DoWork(d.Context(), x))
	}
}

// An urgent answer from the tap to its closing: one patient and two of staff, each on
// a device of their own, one of which dies between the steps. Two take it and two
// close it; each time one of them is told who was first, and nothing is there twice.
func TestAnUrgentAnswerFromTheTapToItsClosing(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "priya")
	maya, dana, priya := p.device("maya"), p.device("dana"), p.device("priya")
	id := uuid.NewString()
	maya.does(maya.RecordCheckIn(t.Context(), maya.phq9(id, care.CheckInBegun))) // the tap
	maya.syncs()
	dana.syncs()
	priya.syncs()
	w := dana.alert(id)
	if w.State != care.WorkNew || !w.AtOnce() || w.Alert.Now().Safe != care.SafeNo || !w.Unopened() {
		t.Fatalf("what staff see of the tap: %+v, %+v", w.Progress, *w.Alert)
	}
	maya.does(maya.RecordCheckIn(t.Context(), maya.phq9(id, care.CheckInDone)))
	maya.syncs()

	// Both take it before either hears of the other.
	dana.steps(w.ID, care.Deed{Step: care.StepTake})
	priya.steps(w.ID, care.Deed{Step: care.StepTake})
	dana.syncs()
	if r := priya.syncs(); r.Conflicts+r.Pending+r.Quarantined != 0 {
		t.Fatalf("the second taking: %+v", r)
	}
	told := priya.alert(id)
	if last := told.Steps[len(told.Steps)-1]; told.Owner.Ref != dana.session.Identity().FHIRUser || !last.Beside || last.By.Ref != priya.session.Identity().FHIRUser {
		t.Fatalf("the second is not told: %+v", told)
	}
	if err := priya.DoWork(t.Context(), care.Deed{Work: w.ID, Step: care.StepAssess, Code: "no-change"}); err == nil {
		t.Error("who does not have it decides")
	}

	// Dana's device dies with two steps on it that the clinic has not heard of.
	dana.steps(w.ID, care.Deed{Step: care.StepAttempt, Code: "no-answer"}, care.Deed{Step: care.StepReached, Text: "Spoke for ten minutes."})
	dana = dana.killed("dana")
	if got := dana.alert(id); got.State != care.WorkReached || got.Attempts != 1 {
		t.Fatalf("after the kill: %+v", got.Progress)
	}
	dana.syncs()
	dana.steps(w.ID, care.Deed{Step: care.StepAssess, Code: "step-up", Why: "The unit can hold you safely."})
	dana = dana.killed("dana")
	dana.syncs()

	// Priya takes over and closes it; Dana, who has not heard of that, closes it too.
	priya.syncs()
	priya.steps(w.ID, care.Deed{Step: care.StepTake}, care.Deed{Step: care.StepClose, Code: "with-other-service"})
	dana.steps(w.ID, care.Deed{Step: care.StepClose, Code: "other", Text: "Mine."})
	priya.syncs()
	if r := dana.syncs(); r.Conflicts+r.Pending+r.Quarantined != 0 {
		t.Fatalf("the second closing: %+v", r)
	}
	end := dana.alert(id)
	if last := end.Steps[len(end.Steps)-1]; end.State != care.WorkClosed || end.Last.By.Ref != priya.session.Identity().FHIRUser || end.Reason != "with-other-service" || !last.Beside || last.Text != "Mine." {
		t.Errorf("the second closing is not told: %+v", end)
	}

	// At the clinic: one task, every step once, the flag down; the patient is told that
	// it was read and nothing of the rest.
	task := new(fhir.Task)
	found, err := dana.remote.Read(t.Context(), "Task", strings.TrimPrefix(w.ID, "Task/"))
	dana.does(err)
	dana.does(task.UnmarshalJSON(found.Raw))
	if task.Status != "completed" || len(task.Note) != 8 {
		t.Errorf("the task is %s with %d steps", task.Status, len(task.Note))
	}
	flag := new(fhir.Flag)
	found, err = dana.remote.Read(t.Context(), "Flag", strings.TrimPrefix(task.Focus.Reference, "Flag/"))
	dana.does(err)
	dana.does(flag.UnmarshalJSON(found.Raw))
	if flag.Status != "inactive" || len(profile.ReadUrgent(flag)) == 0 {
		t.Errorf("the flag is %s", flag.Status)
	}
	maya.syncs()
	c := maya.Chart()
	i := slices.IndexFunc(c.CheckIns, func(x care.CheckIn) bool { return x.ID == id })
	if i < 0 || c.CheckIns[i].Reviewed.IsZero() || len(c.Work) != 0 || len(c.Stay.Moves) != 1 || c.Stay.Moves[0].To != care.LevelInpatient {
		t.Errorf("the patient sees %+v, moves %+v", c.CheckIns, c.Stay.Moves)
	}
	if _, err := maya.remote.Read(t.Context(), "Task", strings.TrimPrefix(w.ID, "Task/")); err == nil {
		t.Error("the patient reads what staff did")
	}
}
