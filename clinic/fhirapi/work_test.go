package fhirapi_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// step is what the app of a member of staff would send for a step, on top of what
// the clinic has now.
func (u urgent) step(who, ref string, d care.Deed) *fhir.Task {
	u.t.Helper()
	set := &profile.Memory{}
	for _, r := range []string{ref} {
		if got := u.do("therapist", "GET", r, ""); got.StatusCode == 200 {
			if err := set.Put(got.body); err != nil {
				u.t.Fatal(err)
			}
		}
	}
	d.Work = ref
	ops, err := profile.WorkDone(set, profile.Viewer{FHIRUser: people[who].FHIRUser}, d, begin)
	if err != nil {
		u.t.Fatalf("%s: %v", d.Step, err)
	}
	t := new(fhir.Task)
	if err := json.Unmarshal(ops[0].Body, t); err != nil {
		u.t.Fatal(err)
	}
	return t
}

// puts sends a task, and gives the status of the answer.
func (u urgent) puts(who string, t *fhir.Task) int {
	u.t.Helper()
	body, err := fhir.Encode(t)
	if err != nil {
		u.t.Fatal(err)
	}
	return u.do(who, "PUT", "Task/"+t.ID, string(body)).StatusCode
}

func (u urgent) does(who, ref string, d care.Deed) {
	u.t.Helper()
	if got := u.puts(who, u.step(who, ref, d)); got != 200 {
		u.t.Fatalf("%s by %s: %d", d.Step, who, got)
	}
}

func (u urgent) closes(response string) {
	u.t.Helper()
	ref := "Task/" + u.task(response, 0).ID
	for _, d := range []care.Deed{
		{Step: care.StepTake}, {Step: care.StepReached}, {Step: care.StepAssess, Code: "safety-plan"}, {Step: care.StepClose, Code: "plan-in-place"},
	} {
		u.does("therapist", ref, d)
	}
}

// Whatever a client sends, the history of an urgent answer only grows, by the table,
// signed by whoever sends it.
func TestTheHistoryOfAnUrgentAnswerOnlyGrows(t *testing.T) {
	t.Parallel()
	u := newUrgent(t)
	u.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "completed", 2, "")).want(t, 201)
	ref := "Task/" + u.task("r1", 0).ID
	u.does("therapist", ref, care.Deed{Step: care.StepTake})
	u.does("therapist", ref, care.Deed{Step: care.StepAttempt, Code: "no-answer", Text: "Rang twice."})
	for name, change := range map[string]func(*fhir.Task){
		"closed without a step":                func(x *fhir.Task) { x.Status = "completed" },
		"set aside":                            func(x *fhir.Task) { x.Status = "entered-in-error" },
		"given to somebody without a step":     func(x *fhir.Task) { x.Owner = fhir.Reference{Reference: "Practitioner/other"} },
		"a step taken away":                    func(x *fhir.Task) { x.Note = x.Note[:1] },
		"all steps taken away":                 func(x *fhir.Task) { x.Note, x.Status, x.Owner = nil, "requested", fhir.Reference{} },
		"a word changed":                       func(x *fhir.Task) { x.Note[1].Text = "Rang ten times." },
		"an earlier time":                      func(x *fhir.Task) { x.Note[0].Time = "2026-03-02T13:00:00Z" },
		"another code":                         func(x *fhir.Task) { x.Code = fhir.Concept(profile.SystemTask, profile.TaskReview, "") },
		"another patient":                      func(x *fhir.Task) { x.For.Reference = "Patient/marcus" },
		"dated back":                           func(x *fhir.Task) { x.AuthoredOn = "2026-03-01T00:00:00Z" },
		"not at once any more":                 func(x *fhir.Task) { x.Priority = "routine" },
		"shown to the patient":                 func(x *fhir.Task) { x.Meta.Security = nil },
		"a step in a colleague's name":         func(x *fhir.Task) { x.Note = append(x.Note, signed(x.Note[0], "Practitioner/other")) },
		"an escalation by hand":                func(x *fhir.Task) { x.Note = append(x.Note, as(x.Note[0], "escalate", "1")) },
		"closed from where it is not assessed": func(x *fhir.Task) { x.Note, x.Status = append(x.Note, as(x.Note[0], "close", "other")), "completed" },
		"a step without a time":                func(x *fhir.Task) { n := x.Note[0]; n.Time = ""; x.Note = append(x.Note, n) },
	} {
		now := u.task("r1", 0)
		change(now)
		if got := u.puts("therapist", now); got != 422 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := u.do("therapist", "PATCH", ref, `[{"op":"replace","path":"/status","value":"completed"}]`).StatusCode; got == 200 {
		t.Error("closed by a patch")
	}
	if got := u.do("therapist", "DELETE", ref, "").StatusCode; got < 400 {
		t.Errorf("deleted: %d", got)
	}
	forged := u.task("r1", 0)
	forged.ID, forged.Note, forged.Status = profile.UrgentTaskID("QuestionnaireResponse/r2", "phq9-9", 0), nil, "completed"
	if got := u.puts("therapist", forged); got != 422 {
		t.Errorf("a task that is closed before its answer came: %d", got)
	}
	f := u.flag("r1")
	f.Status = "inactive"
	body, err := fhir.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	u.do("therapist", "PUT", "Flag/"+f.ID, string(body)).want(t, 422)
	u.do("therapist", "PUT", "Flag/"+f.ID, strings.Replace(string(body), "inactive", "active", 1)).want(t, 200)
	u.do("therapist", "PUT", "Flag/"+f.ID, strings.NewReplacer("inactive", "active", "answered-at", "answered").Replace(string(body))).want(t, 422)
	if got := u.task("r1", 0); len(got.Note) != 2 || got.Status != "in-progress" {
		t.Errorf("at the end: %+v", got)
	}
}

func signed(n fhir.Annotation, who string) fhir.Annotation {
	n.AuthorReference.Reference = who
	return n
}

func as(n fhir.Annotation, step, code string) fhir.Annotation {
	n.Time = begin.Format(time.RFC3339)
	n.Extension = []fhir.Extension{{URL: profile.ExtWorkStep, Element: fhir.Element{Extension: []fhir.Extension{{URL: "step", ValueCode: step}, {URL: "code", ValueCode: code}}}}}
	return n
}

// Two who read the same version: the second write meets the first.
func TestOnlyOneOfTwoTakesAnAnswer(t *testing.T) {
	t.Parallel()
	u := newUrgent(t)
	u.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "completed", 2, "")).want(t, 201)
	ref := "Task/" + u.task("r1", 0).ID
	a, b := u.step("therapist", ref, care.Deed{Step: care.StepTake}), u.step("doctor", ref, care.Deed{Step: care.StepTake})
	send := func(who string, x *fhir.Task) int {
		body, err := fhir.Encode(x)
		if err != nil {
			t.Fatal(err)
		}
		return u.do(who, "PUT", ref, string(body), `If-Match: W/"1"`).StatusCode
	}
	if first, second := send("therapist", a), send("doctor", b); first != 200 || second != 412 {
		t.Errorf("first %d, second %d", first, second)
	}
	if got := u.puts("doctor", b); got != 422 {
		t.Errorf("a blind write over a colleague's: %d", got)
	}
	if got := u.task("r1", 0).Owner.Reference; got != people["therapist"].FHIRUser {
		t.Errorf("it is %s's", got)
	}
}

func TestNobodyWritesToAClosedAccount(t *testing.T) {
	t.Parallel()
	u := newUrgent(t, `{"resourceType":"Patient","id":"maya","active":false}`)
	body := `{"resourceType":"Communication","id":"c1","status":"completed","subject":{"reference":"Patient/maya"},"sender":{"reference":"` + people["therapist"].FHIRUser + `"},
"recipient":[{"reference":"Patient/maya"}],"payload":[{"contentString":"Hello"}]}`
	u.do("therapist", "PUT", "Communication/c1", body).want(t, 422)
}
