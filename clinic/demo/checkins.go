package demo

import (
	"fmt"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

func coming(a *fhir.Appointment) care.SessionAnswer {
	return care.SessionAnswer{Session: "Appointment/" + a.ID, Answer: care.AnswerComing}
}

// checkIns makes what was answered, what was reviewed, and what is due.
func (b *builder) checkIns() {
	for _, x := range []struct {
		m        *member
		form     string
		ago      int // days
		scores   []int
		reviewed bool
		note     string
	}{
		{maya, "phq-9", 20, []int{2, 2, 3, 3, 1, 2, 2, 1, 0}, true, ""},
		{maya, "gad-7", 19, []int{2, 2, 3, 2, 1, 2, 1}, true, ""},
		{maya, "phq-9", 13, []int{2, 2, 3, 3, 2, 2, 2, 1, 0}, true, ""},
		{maya, "phq-9", 6, []int{2, 1, 3, 2, 1, 2, 2, 1, 0}, true, "Thank you for filling this in. Let us look at sleep on your next visit."},
		{maya, "gad-7", 5, []int{2, 1, 2, 2, 1, 2, 1}, true, ""},
		{marcus, "phq-9", 55, []int{2, 2, 2, 2, 2, 3, 2, 1, 1}, true, ""},
		{marcus, "phq-9", 27, []int{1, 1, 2, 2, 1, 2, 1, 1, 0}, true, ""},
		{marcus, "phq-9", 3, []int{1, 1, 1, 1, 1, 1, 1, 0, 0}, false, ""},
		{naomi, "phq-9", 47, []int{2, 2, 2, 2, 1, 2, 1, 1, 0}, true, ""},
		{naomi, "phq-9", 14, []int{1, 0, 1, 1, 0, 1, 0, 0, 0}, true, ""},
		{andre, "phq-9", 1, []int{2, 3, 2, 2, 2, 3, 2, 1, 1}, false, ""},
		{grace, "gad-7", 2, []int{2, 2, 2, 2, 1, 2, 1}, false, ""},
	} {
		at := b.clock(b.day(b.today, -x.ago), 8, 10)
		id := b.answer(x.m, x.form, at, x.scores)
		if !x.reviewed {
			b.alert(x.form, id, at)
		} else {
			b.apply(profile.ReviewDone(&b.set, profile.Viewer{FHIRUser: "Practitioner/" + dana.id()}, care.ReviewDecision{CheckIn: id, Note: x.note}, b.clock(b.day(at, 1), 8, 30)))
		}
	}
	b.ask(maya, "phq-9", "PHQ-9", b.day(b.today, -1), b.today)
	b.homework(maya, "Ride out one urge this week and write down how it went", "urge-surfing", b.day(b.today, -1), b.day(b.today, 2))
	b.apply(profile.FollowUps(&b.set, "Patient/"+naomi.id(), b.zone, b.clock(b.today, 7, 0)))
}

// alert files what an urgent answer asks of staff, as the server does when a
// response comes.
func (b *builder) alert(form, response string, at time.Time) {
	q, okForm := b.set.Get("Questionnaire/" + form)
	r, okResponse := b.set.Get("QuestionnaireResponse/" + response)
	if !okForm || !okResponse {
		return // b.err says why
	}
	res := r.(*fhir.QuestionnaireResponse)
	for _, u := range profile.UrgentAnswers(q.(*fhir.Questionnaire), res, at.Add(time.Minute)) {
		flag, task, err := profile.UrgentFiled(res, u, nil, func(string) (*fhir.Task, error) { return nil, nil })
		if err != nil && b.err == nil {
			b.err = err
		}
		if flag != nil && task != nil {
			b.put(flag)
			b.put(task)
		}
	}
}

// ask makes the task for a check-in that is due.
func (b *builder) ask(m *member, form, words string, opens, due time.Time) *fhir.Task {
	t := &fhir.Task{
		Base:   m.base("due/", form, "/", fhir.Date(due)),
		Status: "requested", Intent: "order", Code: fhir.Concept(profile.SystemSDC, "complete-questionnaire", ""), Description: words,
		For: m.ref(), Owner: m.ref(), Requester: ref("Practitioner", dana.id(), dana.name()),
		AuthoredOn: fhir.DateTime(b.clock(earlier(opens, b.today), 7, 0)), LastModified: fhir.DateTime(b.clock(earlier(opens, b.today), 7, 0)),
		Restriction: fhir.TaskRestriction{Period: fhir.Period{Start: fhir.Date(opens), End: fhir.Date(due)}},
		Input:       []fhir.TaskParameter{{Type: fhir.Concept(profile.SystemSDC, "questionnaire", ""), ValueCanonical: profile.Base + "/Questionnaire/" + form + "|1.0.0"}},
	}
	b.put(t)
	return t
}

// homework gives a member something to try between sessions.
func (b *builder) homework(m *member, words, skill string, given, due time.Time) {
	b.put(&fhir.Task{
		Base: m.base("homework/", skill), Status: "requested", Intent: "order", Code: ours(profile.SystemTask, profile.TaskHomework, "Homework"),
		Description: words, For: m.ref(), Owner: m.ref(), Requester: ref("Practitioner", dana.id(), dana.name()),
		AuthoredOn: fhir.DateTime(b.clock(given, 21, 0)), LastModified: fhir.DateTime(b.clock(given, 21, 0)),
		Restriction: fhir.TaskRestriction{Period: fhir.Period{End: fhir.Date(due)}},
		Input:       []fhir.TaskParameter{{Type: fhir.Concept(profile.SystemSkill, skill, ""), ValueString: skill}},
	})
}

// answer fills in a form, item by item, as the app does, and gives the
// response's id. A form's further items stay unanswered.
func (b *builder) answer(m *member, form string, at time.Time, scores []int) string {
	q, ok := b.set.Get("Questionnaire/" + form)
	if !ok {
		if b.err == nil {
			b.err = fmt.Errorf("demo: no form %s", form)
		}
		return ""
	}
	f := profile.Form(q.(*fhir.Questionnaire))
	task := b.ask(m, form, f.Title, b.day(at, 0), b.day(at, 0))
	c := care.CheckIn{
		ID: id(m.id(), "/response/", form, "/", fhir.Date(at)), Form: f.Canonical, Due: "Task/" + task.ID, Language: f.Language,
		Subject: care.Person{Ref: "Patient/" + m.id(), Name: m.name()}, Authored: at, Answers: map[string]care.Reply{},
	}
	for i, item := range f.Questions() {
		if i < len(scores) {
			c.Answers[item.LinkID] = care.Reply{Options: item.Options[scores[i] : scores[i]+1]}
		}
	}
	b.apply(profile.CheckInDone(&b.set, profile.Viewer{FHIRUser: "Patient/" + m.id()}, c, at))
	return c.ID
}
