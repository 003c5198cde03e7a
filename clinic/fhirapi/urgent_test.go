package fhirapi_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"throughline/fhir"
	"throughline/profile"
)

// phq9Answer is a PHQ-9 in which item 9 was answered, as the app sends it.
func phq9Answer(id, status string, value int, more string) string {
	code := []string{"LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}[value]
	return fmt.Sprintf(`{"resourceType":"QuestionnaireResponse","id":%q,"status":%q,"questionnaire":"https://throughline.app/fhir/Questionnaire/phq-9|1.0.0",
"subject":{"reference":"Patient/maya"},"author":{"reference":"Patient/maya"},"source":{"reference":"Patient/maya"},"authored":"2026-03-02T14:00:00Z"%s,
"item":[{"linkId":"phq9-9","text":"Thoughts","extension":[{"url":%q,"valueDateTime":"2026-03-02T14:00:00Z"}],
"answer":[{"valueCoding":{"system":"http://loinc.org","code":%q,"display":"x"}}]}]}`, id, status, more, profile.ExtAnsweredAt, code)
}

func said(safe, call string) string {
	return fmt.Sprintf(`,"extension":[{"url":%q,"valueCode":%q},{"url":%q,"valueString":%q}]`, profile.ExtSafeNow, safe, profile.ExtCallBack, call)
}

type urgent struct {
	*server
	t *testing.T
}

func newUrgent(t *testing.T, forms ...string) urgent {
	t.Helper()
	s := urgent{newServer(t), t}
	raw, err := os.ReadFile("../../assets/questionnaires/phq-9.json")
	if err != nil {
		t.Fatal(err)
	}
	s.load(append([]string{string(raw)}, forms...)...)
	return s
}

func (u urgent) flag(response string) *fhir.Flag {
	u.t.Helper()
	return resource[fhir.Flag](u, "Flag/"+profile.UrgentFlagID("QuestionnaireResponse/"+response, "phq9-9"))
}

func (u urgent) task(response string, n int) *fhir.Task {
	u.t.Helper()
	return resource[fhir.Task](u, "Task/"+profile.UrgentTaskID("QuestionnaireResponse/"+response, "phq9-9", n))
}

// resource is what a therapist reads, or nil where there is nothing.
func resource[T any](u urgent, ref string) *T {
	u.t.Helper()
	got := u.do("therapist", "GET", ref, "")
	if got.StatusCode == 404 {
		return nil
	}
	got.want(u.t, 200)
	out := new(T)
	if err := json.Unmarshal(got.body, out); err != nil {
		u.t.Fatal(err)
	}
	return out
}

// A form that is left, sent again, and finished: one Flag, one Task, and what was
// said since the tap is told beside it.
func TestAnUrgentAnswerIsFiledOnce(t *testing.T) {
	t.Parallel()
	u := newUrgent(t)
	put := func(body string) { u.t.Helper(); u.do("maya", "PUT", "QuestionnaireResponse/r1", body) }
	u.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "in-progress", 1, "")).want(t, 201)
	f, task := u.flag("r1"), u.task("r1", 0)
	if f == nil || task == nil || f.Status != "active" || !f.Code.Has(profile.SNOMED, "225444004") || f.Period.Start != "2026-03-02T14:00:00Z" || task.Priority != "urgent" {
		t.Fatalf("flag %+v, task %+v", f, task)
	}
	// It came an hour after it was given, and is labelled so, not dated back.
	e := profile.ReadUrgent(f)
	if len(e) != 1 || !e[0].Late || !e[0].ReceivedAt.After(begin.Add(-time.Minute)) || e[0].AnsweredAt.Format(time.RFC3339) != "2026-03-02T14:00:00Z" || *e[0].Value != 1 {
		t.Fatalf("%+v", e)
	}
	put(phq9Answer("r1", "in-progress", 1, ""))
	put(phq9Answer("r1", "in-progress", 1, said("no", "(312) 555-0142")))
	put(phq9Answer("r1", "completed", 1, said("no", "(312) 555-0142")))
	f, task = u.flag("r1"), u.task("r1", 0)
	e = profile.ReadUrgent(f)
	if len(e) != 2 || e[1].CallBack != "(312) 555-0142" || task.Priority != "stat" || u.task("r1", 1) != nil {
		t.Fatalf("entries %+v, task %+v", e, task)
	}
	// Neither is shown to the patient, or to a loved one.
	for _, who := range []string{"maya", "sister"} {
		for _, ref := range []string{"Flag/" + f.ID, "Task/" + task.ID} {
			if got := u.do(who, "GET", ref, "").StatusCode; got != 404 && got != 403 {
				t.Errorf("%s reads %s: %d", who, ref, got)
			}
		}
	}
}

// After staff have closed the task a worse answer opens another; the same or a
// better one does not, and is told on the Flag.
func TestAWorseAnswerAfterTheTaskWasClosedIsNotLost(t *testing.T) {
	t.Parallel()
	u := newUrgent(t)
	u.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "in-progress", 1, "")).want(t, 201)
	u.closes("r1")
	if u.flag("r1").Status != "inactive" {
		t.Error("the flag of a closed task still stands")
	}
	u.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "in-progress", 0, "")).want(t, 200)
	if u.task("r1", 1) != nil || len(profile.ReadUrgent(u.flag("r1"))) != 2 {
		t.Fatal("a better answer opened a task, or was not told")
	}
	u.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "completed", 3, "")).want(t, 200)
	if again := u.task("r1", 1); again == nil || again.Priority != "stat" || again.Status != "requested" || u.flag("r1").Status != "active" {
		t.Fatalf("a worse answer: %+v", again)
	}
}

func TestNothingIsFiledWhereNothingIsUrgentOrAlertsAreOff(t *testing.T) {
	t.Parallel()
	off := fmt.Sprintf(`"extension":[{"url":%q,"valueBoolean":false}]`, profile.ExtUrgentAlerts)
	u := newUrgent(t,
		`{"resourceType":"Organization","id":"quiet","name":"Quiet",`+off+`}`,
		`{"resourceType":"Patient","id":"maya","managingOrganization":{"reference":"Organization/quiet"}}`)
	u.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "completed", 3, "")).want(t, 201)
	if u.flag("r1") != nil || u.task("r1", 0) != nil {
		t.Error("alerts that are off alert")
	}
	v := newUrgent(t)
	v.do("maya", "PUT", "QuestionnaireResponse/r1", phq9Answer("r1", "completed", 0, "")).want(t, 201)
	if v.flag("r1") != nil {
		t.Error("a zero alerts")
	}
}

// What tells of self-harm is known also where the clinic does not have the form.
func TestAnUnknownFormsNinthItemAlertsToo(t *testing.T) {
	t.Parallel()
	u := urgent{newServer(t), t}
	body := `{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed","questionnaire":"http://example.org/phq","subject":{"reference":"Patient/maya"},
"item":[{"linkId":"/44260-8","answer":[{"valueCoding":{"system":"http://loinc.org","code":"LA6570-1"}}]}]}`
	u.do("maya", "PUT", "QuestionnaireResponse/r1", body).want(t, 201)
	f := resource[fhir.Flag](u, "Flag/"+profile.UrgentFlagID("QuestionnaireResponse/r1", "/44260-8"))
	if f == nil || *profile.ReadUrgent(f)[0].Value != 2 {
		t.Fatalf("%+v", f)
	}
}

// A severe effect, or a worse mood at all, goes to the prescriber's list, once.
func TestAMedicationReportGoesToThePrescriber(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../assets/questionnaires/medication-report.json")
	if err != nil {
		t.Fatal(err)
	}
	u := newUrgent(t, string(raw))
	report := func(id, status, item string, n int) string {
		return fmt.Sprintf(`{"resourceType":"QuestionnaireResponse","id":%q,"status":%q,"questionnaire":"https://throughline.app/fhir/Questionnaire/medication-report|1.0.0","subject":{"reference":"Patient/maya"},
"item":[{"linkId":"med-effects","item":[{"linkId":%q,"answer":[{"valueCoding":{"system":%q,"code":"med-severity-%d"}}]}]}]}`, id, status, item, profile.SystemItem, n)
	}
	list := func(id string) *fhir.Task {
		return resource[fhir.Task](u, "Task/"+profile.NameID("QuestionnaireResponse/"+id+"/prescriber"))
	}
	for _, x := range []struct {
		id, status, item string
		n                int
		listed           bool
	}{
		{"a", "completed", "med-effect-1", 2, false},
		{"b", "completed", "med-effect-1", 3, true},
		{"c", "completed", "med-effect-6", 1, true},
		{"d", "in-progress", "med-effect-6", 3, false},
		{"e", "completed", "med-effect-6", 0, false},
	} {
		u.do("maya", "PUT", "QuestionnaireResponse/"+x.id, report(x.id, x.status, x.item, x.n)).want(t, 201)
		got := list(x.id)
		if (got != nil) != x.listed {
			t.Errorf("%+v: %+v", x, got)
		}
		if x.listed && (!got.Code.Has(profile.SystemTask, profile.TaskPrescriber) || got.Focus.Reference != "QuestionnaireResponse/"+x.id) {
			t.Errorf("%+v", got)
		}
	}
}
