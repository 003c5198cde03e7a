package profile_test

import (
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

const (
	boLind = `{"resourceType":"Practitioner","id":"bo","name":[{"given":["Bo"],"family":"Lind"}]}`
	gone   = `{"resourceType":"EpisodeOfCare","id":"e","status":"finished","patient":{"reference":"Patient/maya"},"period":{"start":"2027-02-16","end":"2027-03-01"}}`
	shut   = `{"resourceType":"Patient","id":"maya","active":false,"name":[{"given":["Maya"],"family":"Rivera"}]}`
)

var asBo = profile.Viewer{FHIRUser: "Practitioner/bo"}

// alerted is the small clinic with a check-in of Maya's in which item 9 is answered,
// and what the server files about it.
func alerted(t *testing.T, more ...string) (*profile.Memory, string) {
	t.Helper()
	set := store(t, append(more, form(t, "phq-9"), boLind)...)
	c := see(t, set, asMaya)
	ops, err := profile.CheckInDone(set, asMaya, filled(c, c.Forms[0], 2), now)
	apply(t, set, ops, err)
	res, _ := set.Get("QuestionnaireResponse/" + id)
	q, _ := set.Get("Questionnaire/phq-9")
	urgent := profile.UrgentAnswers(q.(*fhir.Questionnaire), res.(*fhir.QuestionnaireResponse), now.Add(time.Minute))
	if len(urgent) == 0 {
		t.Fatal("nothing is urgent")
	}
	flag, task, err := profile.UrgentFiled(res.(*fhir.QuestionnaireResponse), urgent[0], nil, func(string) (*fhir.Task, error) { return nil, nil })
	if err != nil || task == nil {
		t.Fatal(err)
	}
	put(t, set, flag, task)
	return set, "Task/" + task.ID
}

func put(t *testing.T, set *profile.Memory, all ...fhir.Resource) {
	t.Helper()
	for _, r := range all {
		raw, err := fhir.Encode(r)
		if err == nil {
			err = set.Put(raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func workOf(t *testing.T, set profile.Set, viewer profile.Viewer, ref string) care.Work {
	t.Helper()
	for _, w := range see(t, set, viewer).Work {
		if w.ID == ref {
			return w
		}
	}
	t.Fatalf("%s is not in the list", ref)
	return care.Work{}
}

// The way of an urgent answer as it is written and read again; when it is closed its
// check-in is reviewed too, and the patient is told that, and nothing of the rest.
func TestAnUrgentAnswerIsTakenCalledAssessedAndClosed(t *testing.T) {
	t.Parallel()
	set, ref := alerted(t)
	w := workOf(t, set, asDana, ref)
	if w.State != care.WorkNew || !w.Alert.AtOnce || w.Alert.Now().Value != 2 || w.Patient.Name != "Maya Rivera" || w.Review == nil || len(see(t, set, asDana).Work) != 1 {
		t.Fatalf("new: %+v", w)
	}
	at := now
	for _, d := range []care.Deed{
		{Step: care.StepTake},
		{Step: care.StepAttempt, Code: "no-answer"},
		{Step: care.StepReached, Text: "Spoke for ten minutes."},
		{Step: care.StepAssess, Code: "step-up", Why: "The unit can hold you safely."},
		{Step: care.StepClose, Code: "with-other-service"},
	} {
		at = at.Add(time.Minute)
		d.Work = ref
		ops, err := profile.WorkDone(set, asDana, d, at)
		if err != nil || !ops[0].Urgent {
			t.Fatalf("%s: %v", d.Step, err)
		}
		apply(t, set, ops, nil)
	}
	w = workOf(t, set, asDana, ref)
	if w.State != care.WorkClosed || w.Owner.Name != "Dana Ortiz" || w.Attempts != 1 || w.Disposition != "step-up" || len(w.Steps) != 5 || w.Steps[2].Text != "Spoke for ten minutes." || w.Steps[0].Text != "" {
		t.Errorf("closed: %+v", w)
	}
	task := must[*fhir.Task](t, set, ref)
	if task.Status != "completed" || task.ExecutionPeriod.End == "" || task.Owner.Reference != "Practitioner/dana" || !task.BusinessStatus.Has(profile.SystemWork, "closed") {
		t.Errorf("task %+v", task)
	}
	seen := see(t, set, asMaya)
	if seen.CheckIns[0].Reviewer != "Dana Ortiz, LPC" {
		t.Errorf("the patient sees %+v", seen.CheckIns[0])
	}
	if m := seen.Stay.Moves; len(m) != 1 || m[0].To != care.LevelInpatient || m[0].Why != "The unit can hold you safely." {
		t.Errorf("the step-up is %+v", m)
	}
	for ref, want := range map[care.Deed]string{
		{Work: ref, Step: care.StepClose, Code: "other"}:    "work-closed",
		{Work: ref, Step: care.StepReopen}:                  "no-words",
		{Work: "Task/none", Step: care.StepTake}:            "check-in-gone",
		{Work: "QuestionnaireResponse/" + id, Step: "take"}: "already-reviewed",
	} {
		if _, err := profile.WorkDone(set, asBo, ref, at); fault(err) != want {
			t.Errorf("%+v: %v, want %s", ref, err, want)
		}
	}
}

func must[T fhir.Resource](t *testing.T, set profile.Set, ref string) T {
	t.Helper()
	r, ok := set.Get(ref)
	if !ok {
		t.Fatalf("%s is not there", ref)
	}
	return r.(T)
}

// edits makes what a viewer does, on top of what is there, without keeping it.
func edits(t *testing.T, set profile.Set, viewer profile.Viewer, d care.Deed, at time.Time) (base, body []byte) {
	t.Helper()
	if old, ok := set.Get(d.Work); ok {
		raw, err := fhir.Encode(old)
		if err != nil {
			t.Fatal(err)
		}
		base = raw
	}
	ops, err := profile.WorkDone(set, viewer, d, at)
	if err != nil {
		t.Fatalf("%s: %v", d.Step, err)
	}
	return base, ops[0].Body
}

// Two take the same answer at the same time, and the one who comes second does not
// have it; what they did is kept, and tells them so. The same when both close it.
func TestOfTwoAtOnceTheSecondIsTold(t *testing.T) {
	t.Parallel()
	set, ref := alerted(t)
	_, anas := edits(t, set, asDana, care.Deed{Work: ref, Step: care.StepTake}, now)
	base, bos := edits(t, set, asBo, care.Deed{Work: ref, Step: care.StepTake}, now.Add(-time.Minute)) // by their clock the first
	merged, ok, err := profile.MergeWork(base, bos, anas)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := set.Put(merged); err != nil {
		t.Fatal(err)
	}
	w := workOf(t, set, asBo, ref)
	if w.Owner.Name != "Dana Ortiz" || w.State != care.WorkAcknowledged || len(w.Steps) != 2 || !w.Steps[1].Beside || w.Steps[1].By.Name != "Bo Lind" {
		t.Fatalf("taken by two: %+v", w)
	}
	if again, _, err := profile.MergeWork(base, merged, merged); err != nil || string(again) != string(merged) {
		t.Errorf("merged again: %s, %v", again, err)
	}

	// A call that Bo had tried all the same counts: it was made.
	base, bos = edits(t, set, asBo, care.Deed{Work: ref, Step: care.StepAttempt, Code: "left-message"}, now)
	merged, _, err = profile.MergeWork(base, bos, merged)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Put(merged); err != nil {
		t.Fatal(err)
	}
	if w := workOf(t, set, asBo, ref); w.Attempts != 1 || w.State != care.WorkAttempting {
		t.Errorf("a call by who does not have it: %+v", w)
	}

	for _, d := range []care.Deed{{Step: care.StepReached}, {Step: care.StepAssess, Code: "safety-plan"}} {
		d.Work = ref
		ops, err := profile.WorkDone(set, asDana, d, now)
		apply(t, set, ops, err)
	}
	_, anas = edits(t, set, asDana, care.Deed{Work: ref, Step: care.StepClose, Code: "plan-in-place"}, now)
	ops, err := profile.WorkDone(set, asBo, care.Deed{Work: ref, Step: care.StepTake}, now)
	base, _ = fhir.Encode(must[*fhir.Task](t, set, ref))
	apply(t, set, ops, err)
	_, bos = edits(t, set, asBo, care.Deed{Work: ref, Step: care.StepClose, Code: "other"}, now)
	if merged, _, err = profile.MergeWork(base, bos, anas); err != nil {
		t.Fatal(err)
	}
	if err := set.Put(merged); err != nil {
		t.Fatal(err)
	}
	w = workOf(t, set, asBo, ref)
	if last := w.Steps[len(w.Steps)-1]; w.State != care.WorkClosed || w.Reason != "plan-in-place" || w.Last.By.Name != "Dana Ortiz" || !last.Beside || last.Kind != care.StepClose {
		t.Errorf("closed by two: %+v", w)
	}
}

// What staff say to each other about a check-in is in a task that the patient does
// not see; a check-in that a colleague has is not reviewed by somebody else.
func TestACheckInIsTakenAndReviewed(t *testing.T) {
	t.Parallel()
	set := store(t, form(t, "gad-7"), boLind)
	c := see(t, set, asMaya)
	ops, err := profile.CheckInDone(set, asMaya, filled(c, c.Forms[0], 1), now)
	apply(t, set, ops, err)
	ref := "QuestionnaireResponse/" + id
	if w := workOf(t, set, asDana, ref); w.State != care.WorkNew || w.Opened {
		t.Fatalf("new: %+v", w)
	}
	for _, d := range []care.Deed{{Step: care.StepOpened}, {Step: care.StepTake}, {Step: care.StepNote, Text: "Sleep is better."}} {
		d.Work = ref
		ops, err := profile.WorkDone(set, asDana, d, now)
		apply(t, set, ops, err)
	}
	w := workOf(t, set, asBo, ref)
	if w.Owner.Name != "Dana Ortiz" || len(w.Steps) != 3 || !w.Opened {
		t.Fatalf("taken: %+v", w)
	}
	security := must[*fhir.Task](t, set, w.Task).Meta.Security
	if security[len(security)-1].Code != "NOPAT" {
		t.Errorf("the patient may see %+v", security)
	}
	if ops, err := profile.WorkDone(set, asBo, care.Deed{Work: ref, Step: care.StepOpened}, now); err != nil || len(ops) != 0 {
		t.Errorf("opened a second time: %v, %v", ops, err)
	}
	if _, err := profile.WorkDone(set, asBo, care.Deed{Work: ref, Step: care.StepReview}, now); fault(err) != "work-taken" {
		t.Errorf("reviewed over a colleague: %v", err)
	}
	ops, err = profile.WorkDone(set, asDana, care.Deed{Work: ref, Step: care.StepReview, Reply: "Thank you."}, now)
	apply(t, set, ops, err)
	if w := workOf(t, set, asBo, ref); w.State != care.WorkClosed || w.Last.By.Name != "Dana Ortiz" || len(w.Steps) != 4 {
		t.Errorf("reviewed: %+v", w)
	}
	ops, err = profile.WorkDone(set, asBo, care.Deed{Work: ref, Reply: "See you on Monday."}, now.Add(time.Minute))
	apply(t, set, ops, err)
	if m := see(t, set, asMaya).CheckIns[0].Messages; len(m) != 2 || m[0].Text != "Thank you." || m[1].By != "Bo Lind" {
		t.Errorf("the patient reads %+v", m)
	}
}

func TestAReplyToAPatientWhoHasLeftIsAChoiceOrRefused(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		more string
		left bool
		want string
	}{
		"discharged":            {gone, false, "patient-left"},
		"discharged, and known": {gone, true, "<nil>"},
		"inactive":              {shut, true, "patient-inactive"},
	} {
		set, ref := alerted(t)
		if err := set.Put([]byte(x.more)); err != nil {
			t.Fatal(err)
		}
		_, err := profile.WorkDone(set, asDana, care.Deed{Work: ref, Reply: "How are you?", Left: x.left}, now)
		if fault(err) != x.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
