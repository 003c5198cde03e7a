package profile_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

const task = `{"resourceType":"Task","id":"t","meta":{"versionId":"7","lastUpdated":"2027-03-09T07:00:00Z"},"status":"requested","intent":"order","priority":"routine","unheardOf":{"kept":1.50},
"code":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"complete-questionnaire"}]},"for":{"reference":"Patient/maya"},"owner":{"reference":"Patient/maya"},
"restriction":{"period":{"end":"2027-03-09"}},"input":[{"type":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"questionnaire"}]},"valueCanonical":"https://throughline.app/fhir/Questionnaire/phq-9|1.0.0"}]}`

const id = "0b0c2a43-7f0c-4e0b-8d3e-0f1f5e0c9a11"

// filled answers every question of a form with its nth option.
func filled(c care.Chart, f care.Form, n int) care.CheckIn {
	ci := care.CheckIn{ID: id, Form: f.Canonical, Language: f.Language, Subject: c.Viewer.Person, Authored: now, Answers: map[string]care.Reply{}}
	for _, q := range f.Questions() {
		ci.Answers[q.LinkID] = care.Reply{Options: q.Options[n : n+1]}
	}
	return ci
}

// The main job: what a patient fills in becomes a response, a score and a
// completed task, and comes back as it was entered.
func TestAFinishedCheckInIsWritten(t *testing.T) {
	t.Parallel()
	set := store(t, form(t, "phq-9"), task)
	c := see(t, set, asMaya)
	if len(c.Due) != 1 || c.Due[0].Title != "PHQ-9" || c.Due[0].By.Format(time.RFC3339) != "2027-03-09T23:59:59-06:00" {
		t.Fatalf("due: %+v", c.Due)
	}
	ci := filled(c, c.Forms[0], 1)
	ci.Due, ci.Safe = c.Due[0].Ref, care.SafeYes
	ops, err := profile.CheckInDone(set, asMaya, ci, now)
	if err != nil {
		t.Fatal(err)
	}
	again, err := profile.CheckInDone(set, asMaya, ci, now)
	if err != nil || !reflect.DeepEqual(ops, again) {
		t.Error("the same check-in gives other operations")
	}
	if len(ops) != 3 {
		t.Fatalf("%d operations", len(ops))
	}
	res, score, done := ops[0], ops[1], ops[2]
	if res.Kind != profile.Create || !res.Urgent || score.Urgent || done.Kind != profile.Update || done.BaseVersion != "7" || score.DependsOn[0] != res.Ref() || done.DependsOn[0] != res.Ref() {
		t.Errorf("operations: %+v", ops)
	}
	want(t, res.Body, map[string]any{
		"resourceType": "QuestionnaireResponse", "id": id, "status": "completed", "identifier.value": "urn:uuid:" + id, "language": "en",
		"questionnaire": "https://throughline.app/fhir/Questionnaire/phq-9|1.0.0", "subject.reference": "Patient/maya", "author.reference": "Patient/maya", "source.reference": "Patient/maya",
		"authored": "2027-03-09T16:30:00-06:00", "meta.security.0.code": "MH", "extension.0.valueCode": "yes", "contained": nil,
		"item.0.linkId": "phq9-1", "item.0.text": "Little interest or pleasure in doing things", "item.0.answer.0.valueCoding.code": "LA6569-3", "item.0.answer.0.valueCoding.system": "http://loinc.org",
		"item.0.answer.0.valueCoding.display": "Several days", "item.0.answer.0.valueCoding.extension.0.url": profile.ExtOrdinal, "item.0.answer.0.valueCoding.extension.0.valueDecimal": "1",
		"item.9.answer.0.valueCoding.code": "LA6573-5", "item.9.answer.0.valueCoding.extension": nil,
	})
	want(t, score.Body, map[string]any{
		"status": "final", "category.0.coding.0.code": "survey", "code.coding.0.code": "44261-6", "valueInteger": "9", "subject.reference": "Patient/maya",
		"derivedFrom.0.reference": res.Ref(), "effectiveDateTime": "2027-03-09T16:30:00-06:00", "meta.security.0.code": "MH",
	})
	want(t, done.Body, map[string]any{
		"status": "completed", "output.0.type.coding.0.code": "questionnaire-response", "output.0.valueReference.reference": res.Ref(),
		"unheardOf.kept": "1.50", "priority": "routine", "lastModified": "2027-03-09T16:30:00-06:00", "meta.versionId": "7",
	})

	apply(t, set, ops, nil)
	after := see(t, set, asMaya)
	got := after.CheckIns[0]
	if len(after.Due) != 0 || got.Due != ci.Due || got.Safe != care.SafeYes || got.Instrument != care.PHQ9 || !reflect.DeepEqual(got.Answers, ci.Answers) || !got.Authored.Equal(now) {
		t.Errorf("it came back as %+v", got)
	}
	if s := after.Scores(care.PHQ9); len(s) != 1 || s[0].Total != 9 {
		t.Errorf("scores: %+v", s)
	}
}

// "Prefer not to answer" is said as such, gives no total, and is never a 0.
func TestADeclinedAnswerGivesNoScore(t *testing.T) {
	t.Parallel()
	set := store(t, form(t, "phq-9"))
	c := see(t, set, asMaya)
	ci := filled(c, c.Forms[0], 0)
	ci.Answers["phq9-3"] = care.Reply{Declined: true}
	delete(ci.Answers, "phq9-difficulty")
	ops, err := profile.CheckInDone(set, asMaya, ci, now)
	if err != nil || len(ops) != 1 || ops[0].Urgent {
		t.Fatalf("%v, %d operations", err, len(ops))
	}
	want(t, ops[0].Body, map[string]any{
		"item.2.linkId": "phq9-3", "item.2.answer": nil, "item.2.extension.0.url": profile.ExtDataAbsent, "item.2.extension.0.valueCode": "asked-declined", "item.9": nil,
	})
	apply(t, set, ops, nil)
	after := see(t, set, asMaya)
	if got := after.CheckIns[0]; !got.Answers["phq9-3"].Declined || len(after.Scores(care.PHQ9)) != 0 {
		t.Errorf("it came back as %+v", got.Answers)
	}
}

func TestSpanishAnswersNameTheSpanishForm(t *testing.T) {
	t.Parallel()
	set := store(t, form(t, "phq-9"), form(t, "phq-9-es"))
	v := asMaya
	v.Language = "es"
	c := see(t, set, v)
	ops, err := profile.CheckInDone(set, v, filled(c, c.Forms[0], 2), now)
	if err != nil {
		t.Fatal(err)
	}
	want(t, ops[0].Body, map[string]any{
		"questionnaire": "https://throughline.app/fhir/Questionnaire/phq-9-es|1.0.0", "language": "es", "item.0.answer.0.valueCoding.display": "Más de la mitad de los días",
	})
	apply(t, set, ops, nil)
	r := see(t, set, asDana).Reviews[0]
	if r.Form.Language != "es" || r.CheckIn.Answers["phq9-1"].Options[0].Text != "Más de la mitad de los días" || len(r.History) != 1 || r.History[0].Total != 18 {
		t.Errorf("staff see %s, %+v", r.Form.Language, r.History)
	}
}

func TestEveryKindOfAnswerComesBack(t *testing.T) {
	t.Parallel()
	q := `{"resourceType":"Questionnaire","id":"q","url":"http://example.org/q","status":"active","title":"Q","item":[{"linkId":"g","type":"group","item":[
{"linkId":"b","type":"boolean","text":"b","item":[{"linkId":"why","type":"text","text":"why"}]},{"linkId":"n","type":"integer","text":"n"}]},
{"linkId":"d","type":"decimal","text":"d"},{"linkId":"w","type":"date","text":"w"},{"linkId":"t","type":"text","text":"t"},
{"linkId":"c","type":"choice","repeats":true,"text":"c","answerOption":[{"valueString":"A walk"},{"valueInteger":3},{"valueCoding":{"system":"s","code":"x","display":"X"}}]}]}`
	no := false
	set := store(t, q)
	c := see(t, set, asMaya)
	o := c.Forms[0].Questions()[6].Options
	answers := map[string]care.Reply{
		"b": {Yes: &no}, "why": {Text: "late shift"}, "n": {Text: "4"}, "d": {Text: "7.5"}, "w": {Text: "2027-03-01"}, "t": {Text: "so-so"}, "c": {Options: o},
	}
	ops, err := profile.CheckInDone(set, asMaya, care.CheckIn{ID: id, Form: "http://example.org/q", Subject: c.Viewer.Person, Answers: answers}, now)
	if err != nil {
		t.Fatal(err)
	}
	want(t, ops[0].Body, map[string]any{
		"item.0.item.0.answer.0.valueBoolean": false, "item.0.item.0.answer.0.item.0.answer.0.valueString": "late shift", "item.0.item.1.answer.0.valueInteger": "4",
		"item.1.answer.0.valueDecimal": "7.5", "item.2.answer.0.valueDate": "2027-03-01", "item.4.answer.1.valueInteger": "3", "authored": "2027-03-09T16:30:00-06:00",
	})
	apply(t, set, ops, nil)
	if got := see(t, set, asMaya).CheckIns[0].Answers; !reflect.DeepEqual(got, answers) {
		t.Errorf("got  %+v\nwant %+v", got, answers)
	}
}

// A check-in that is sent again with other answers is amended: the stored one is
// the base, and what it has that we do not know stays.
func TestAChangedCheckInIsAmended(t *testing.T) {
	t.Parallel()
	set := store(t, form(t, "phq-9"))
	c := see(t, set, asMaya)
	ops, err := profile.CheckInDone(set, asMaya, filled(c, c.Forms[0], 1), now)
	apply(t, set, ops, err)
	stored := strings.Replace(string(ops[0].Body), `"status":"completed"`, `"status":"completed","meta":{"versionId":"3"},"elsewhere":true`, 1)
	stored = strings.Replace(stored, `"meta":{"security"`, `"_meta":{"security"`, 1)
	if err := set.Put([]byte(stored)); err != nil {
		t.Fatal(err)
	}
	again, err := profile.CheckInDone(set, asMaya, filled(c, c.Forms[0], 2), now)
	if err != nil {
		t.Fatal(err)
	}
	if again[0].Kind != profile.Update || again[0].BaseVersion != "3" || again[1].Kind != profile.Update || again[1].ID != ops[1].ID {
		t.Errorf("operations: %+v", again)
	}
	want(t, again[0].Body, map[string]any{"status": "amended", "elsewhere": true, "item.0.answer.0.valueCoding.code": "LA6570-1"})
	want(t, again[1].Body, map[string]any{"status": "amended", "valueInteger": "18"})
}

func fault(err error) string {
	var f *care.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return fmt.Sprint(err)
}

func TestWhatCannotBeWrittenIsToldPlainly(t *testing.T) {
	t.Parallel()
	required := strings.Replace(form(t, "daily"), `"required": false`, `"required": true`, 1)
	set := store(t, required, fmt.Sprintf(appointment, "cancelled", "accepted", ""))
	c := see(t, set, asMaya)
	_, unknown := profile.CheckInDone(set, asMaya, care.CheckIn{ID: id, Form: "http://example.org/gone"}, now)
	_, incomplete := profile.CheckInDone(set, asMaya, care.CheckIn{ID: id, Form: c.Forms[0].Canonical}, now)
	_, unsaid := profile.SessionAnswered(set, asMaya, care.SessionAnswer{Session: "Appointment/a"})
	_, cancelled := profile.SessionAnswered(set, asMaya, care.SessionAnswer{Session: "Appointment/a", Answer: care.AnswerComing})
	_, gone := profile.ReviewDone(set, asDana, care.ReviewDecision{CheckIn: id}, now)
	for want, err := range map[string]error{
		"form-unknown": unknown, "check-in-incomplete": incomplete, "answer-missing": unsaid, "session-gone": cancelled, "check-in-gone": gone,
	} {
		if fault(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestASessionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	set := store(t, fmt.Sprintf(appointment, "booked", "needs-action", ""))
	for i, step := range []struct {
		answer care.Answer
		status string
	}{{care.AnswerComing, "accepted"}, {care.AnswerLate, "tentative"}, {care.AnswerCant, "declined"}} {
		ops, err := profile.SessionAnswered(set, asMaya, care.SessionAnswer{Session: "Appointment/a", Answer: step.answer, Reason: "bus"})
		if err != nil || len(ops) != 1 || (ops[0].Kind == profile.Create) != (i == 0) {
			t.Fatalf("%v, %+v", err, ops)
		}
		want(t, ops[0].Body, map[string]any{
			"resourceType": "AppointmentResponse", "participantStatus": step.status, "appointment.reference": "Appointment/a", "actor.reference": "Patient/maya", "comment": "bus",
		})
		apply(t, set, ops, nil)
		c := see(t, set, asMaya)
		if c.Sessions[0].Answer != step.answer {
			t.Errorf("the session says %v", c.Sessions[0].Answer)
		}
	}
}

// "Coming" to six o'clock stood as "coming" to five once the clinic had moved the
// session: nobody had asked, and nobody had said that.
func TestAMovedSessionIsAskedAboutAgain(t *testing.T) {
	t.Parallel()
	set := store(t, fmt.Sprintf(appointment, "booked", "needs-action", ""))
	say := func(answer care.Answer) {
		ops, err := profile.SessionAnswered(set, asMaya, care.SessionAnswer{Session: "Appointment/a", Answer: answer, Reason: "bus"})
		apply(t, set, ops, err)
	}
	is := func(answer care.Answer, reason string, earlier care.EarlierAnswer) {
		t.Helper()
		if s := see(t, set, asMaya).Sessions[0]; s.Answer != answer || s.Reason != reason || s.Earlier.Answer != earlier.Answer || !s.Earlier.Start.Equal(earlier.Start) {
			t.Errorf("it says %v because of %q, and before that %+v; want %v, %q, %+v", s.Answer, s.Reason, s.Earlier, answer, reason, earlier)
		}
	}
	say(care.AnswerLate)
	was := see(t, set, asMaya).Sessions[0].Start
	if err := set.Put([]byte(strings.ReplaceAll(fmt.Sprintf(appointment, "booked", "needs-action", ""), "2027-03-09T18:00:00-06:00", "2027-03-09T17:00:00-06:00"))); err != nil {
		t.Fatal(err)
	}
	is(care.AnswerNone, "", care.EarlierAnswer{Answer: care.AnswerLate, Start: was})
	say(care.AnswerComing)
	is(care.AnswerComing, "bus", care.EarlierAnswer{})
}

// Staff review, the patient sees who and when, and a second review finds the
// first.
func TestAReviewReachesThePatient(t *testing.T) {
	t.Parallel()
	set := store(t, form(t, "phq-9"))
	c := see(t, set, asMaya)
	ops, err := profile.CheckInDone(set, asMaya, filled(c, c.Forms[0], 1), now)
	apply(t, set, ops, err)

	staff := see(t, set, asDana)
	if len(staff.Reviews) != 1 || !staff.Reviews[0].Urgent || staff.Reviews[0].State != care.ReviewWaiting || len(staff.Patients) != 1 || staff.Reviews[0].Patient.Name != "Maya Rivera" {
		t.Fatalf("reviews: %+v", staff.Reviews)
	}
	later := now.Add(time.Hour)
	ops, err = profile.ReviewDone(set, asDana, care.ReviewDecision{CheckIn: id, Note: " Thank you. "}, later)
	if err != nil || len(ops) != 2 {
		t.Fatalf("%v, %d operations", err, len(ops))
	}
	others, err := profile.ReviewDone(set, profile.Viewer{FHIRUser: "Practitioner/priya"}, care.ReviewDecision{CheckIn: id}, later)
	if err != nil || others[0].ID != ops[0].ID || bytes.Equal(others[0].Body, ops[0].Body) {
		t.Errorf("a colleague's review at the same time is another task: %v", err)
	}
	want(t, ops[0].Body, map[string]any{
		"resourceType": "Task", "status": "completed", "intent": "order", "code.coding.0.system": profile.SystemTask, "code.coding.0.code": "review-check-in",
		"focus.reference": "QuestionnaireResponse/" + id, "for.reference": "Patient/maya", "owner.reference": "Practitioner/dana", "executionPeriod.end": "2027-03-09T17:30:00-06:00", "meta.security.0.code": "MH",
	})
	want(t, ops[1].Body, map[string]any{
		"resourceType": "Communication", "status": "completed", "about.0.reference": "QuestionnaireResponse/" + id, "recipient.0.reference": "Patient/maya",
		"sender.reference": "Practitioner/dana", "payload.0.contentString": "Thank you.", "sent": "2027-03-09T17:30:00-06:00",
	})
	apply(t, set, ops, nil)
	got := see(t, set, asMaya).CheckIns[0]
	if !got.Reviewed.Equal(later) || got.Reviewer != "Dana Ortiz, LPC" || got.Note != "Thank you." {
		t.Errorf("the patient sees %+v", got)
	}
	if r := see(t, set, asDana).Reviews[0]; r.State != care.ReviewDone || r.Owner != "Dana Ortiz, LPC" || !r.At.Equal(later) {
		t.Errorf("staff see %+v", r)
	}
	if _, err := profile.ReviewDone(set, asDana, care.ReviewDecision{CheckIn: id}, later); fault(err) != "already-reviewed" {
		t.Errorf("a second review: %v", err)
	}
}

func TestNameIDIsAVersion5UUID(t *testing.T) {
	t.Parallel()
	a := profile.NameID("a")
	if len(a) != 36 || a[14] != '5' || !strings.ContainsRune("89ab", rune(a[19])) || a == profile.NameID("b") || a != profile.NameID("a") {
		t.Errorf("got %s", a)
	}
}
