package profile

import (
	"bytes"
	"slices"
	"strconv"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// riskOfSuicide is what a Flag of an urgent answer says (SNOMED CT).
var riskOfSuicide = fhir.Coding{System: SNOMED, Code: "225444004", Display: "At risk for suicide"}

// UrgentFlagID is the Flag of a response's question: one, however often the
// response is sent.
func UrgentFlagID(response, item string) string { return NameID(response + "/urgent/" + item) }

// UrgentTaskID is the nth triage task of a question, from 0. There is a second
// only where a worse answer came after the first was closed.
func UrgentTaskID(response, item string, n int) string {
	name := response + "/triage/" + item
	if n > 0 {
		name += "/" + strconv.Itoa(n)
	}
	return NameID(name)
}

// UrgentFiled gives the Flag and the Task of an urgent answer as they are to be
// now; both are nil where nothing changes. flag is what is there, or nil; task
// gives the Task that has an id, or nil.
func UrgentFiled(res *fhir.QuestionnaireResponse, u UrgentAnswer, flag *fhir.Flag, task func(id string) (*fhir.Task, error)) (*fhir.Flag, *fhir.Task, error) {
	if flag == nil && !u.Urgent {
		return nil, nil, nil
	}
	if flag == nil {
		flag = newFlag(res, u)
	} else {
		entries := ReadUrgent(flag)
		if n := len(entries); n > 0 && entries[n-1].same(u) {
			return nil, nil, nil
		}
	}
	flag.Extension = append(flag.Extension, u.extension())
	t, err := openTask(res, u, flag, task)
	if err != nil {
		return nil, nil, err
	}
	if t == nil {
		return flag, nil, nil // closed, and what came is no worse
	}
	if u.AtOnce() {
		t.Priority = "stat"
	}
	t.LastModified = fhir.DateTime(u.ReceivedAt)
	return flag, t, nil
}

// SameUrgent says whether two versions of a Flag tell the same of an urgent answer.
func SameUrgent(a, b *fhir.Flag) bool {
	entries := func(f *fhir.Flag) []byte {
		var kept []fhir.Extension
		for _, e := range f.Extension {
			if e.URL == ExtUrgentAnswer {
				kept = append(kept, e)
			}
		}
		raw, err := fhir.Encode(&fhir.Flag{Base: fhir.Base{Extension: kept}})
		if err != nil {
			return nil
		}
		return raw
	}
	return bytes.Equal(entries(a), entries(b))
}

func newFlag(res *fhir.QuestionnaireResponse, u UrgentAnswer) *fhir.Flag {
	id := UrgentFlagID(refTo(res), u.Item)
	f := &fhir.Flag{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "active",
		Category: []fhir.CodeableConcept{fhir.Concept(SystemFlagClass, "safety", "Safety")},
		Code:     fhir.CodeableConcept{Coding: []fhir.Coding{riskOfSuicide}, Text: u.Text}, Subject: res.Subject,
	}
	if !u.AnsweredAt.IsZero() {
		f.Period.Start = fhir.DateTime(u.AnsweredAt)
	}
	f.Meta.Security = forStaff(res)
	return f
}

// forStaff are the response's labels, and that it is not shown to the patient:
// whom staff call, and when, is theirs to say.
func forStaff(res *fhir.QuestionnaireResponse) []fhir.Coding {
	return append(slices.Clone(res.Meta.Security), fhir.Coding{System: SystemActCode, Code: "NOPAT"})
}

// openTask is the task that is open for the answer, an old or a new one.
func openTask(res *fhir.QuestionnaireResponse, u UrgentAnswer, flag *fhir.Flag, task func(string) (*fhir.Task, error)) (*fhir.Task, error) {
	for n := 0; ; n++ {
		id := UrgentTaskID(refTo(res), u.Item, n)
		t, err := task(id)
		switch {
		case err != nil:
			return nil, err
		case t == nil && n > 0 && !worse(ReadUrgent(flag)):
			return nil, nil
		case t == nil:
			flag.Status, flag.Period.End = "active", "" // also if it was closed before
			return newTask(res, u, flag, id), nil
		case open(t):
			return t, nil
		}
	}
}

// worse says whether the last entry tells of more danger than any before.
func worse(entries []UrgentAnswer) bool {
	last := len(entries) - 1
	if last < 1 || !entries[last].Urgent {
		return false
	}
	weight := func(u UrgentAnswer) int {
		n := 0
		if u.Urgent && u.Value != nil {
			n = 10 * *u.Value
		}
		if u.Safe == care.SafeNo || u.Safe == care.SafeUnsure {
			n++
		}
		return n
	}
	return !slices.ContainsFunc(entries[:last], func(u UrgentAnswer) bool { return weight(u) >= weight(entries[last]) })
}

func newTask(res *fhir.QuestionnaireResponse, u UrgentAnswer, flag *fhir.Flag, id string) *fhir.Task {
	t := &fhir.Task{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "requested", Intent: "order", Priority: "urgent",
		Code: fhir.Concept(SystemTask, TaskTriage, "Answer an urgent check-in"), Description: u.Text,
		Focus: fhir.Reference{Reference: refTo(flag)}, For: res.Subject, ReasonReference: fhir.Reference{Reference: refTo(res)},
		AuthoredOn: fhir.DateTime(u.ReceivedAt),
	}
	t.Meta.Security = forStaff(res)
	return t
}

// PrescriberFiled is the task for the prescriber's list, or nil where no answer is
// marked for it.
func PrescriberFiled(q *fhir.Questionnaire, res *fhir.QuestionnaireResponse, received time.Time) *fhir.Task {
	marked := map[string]int{}
	var walk func([]fhir.QuestionnaireItem)
	walk = func(items []fhir.QuestionnaireItem) {
		for _, it := range items {
			if e, ok := fhir.FindExtension(it.Extension, ExtPrescriber); ok && e.ValueInteger != nil {
				marked[it.LinkID] = *e.ValueInteger
			}
			walk(it.Item)
		}
	}
	walk(q.Item)
	f := Form(q)
	answers := answersOf(f, res)
	var why []fhir.TaskParameter
	for _, a := range care.Lay(f, answers).Steps {
		from, is := marked[a.LinkID]
		for _, o := range answers[a.Key].Options {
			if is && o.HasOrdinal && o.Ordinal >= from {
				why = append(why, fhir.TaskParameter{Type: fhir.CodeableConcept{Text: a.Text}, ValueString: o.Text})
			}
		}
	}
	if len(why) == 0 {
		return nil
	}
	id := NameID(refTo(res) + "/prescriber")
	t := &fhir.Task{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "requested", Intent: "order", Priority: "urgent",
		Code: fhir.Concept(SystemTask, TaskPrescriber, "Look at a medication report"), Description: f.Title,
		Focus: fhir.Reference{Reference: refTo(res)}, For: res.Subject, AuthoredOn: fhir.DateTime(received), LastModified: fhir.DateTime(received), Input: why,
	}
	t.Meta.Security = forStaff(res)
	return t
}
