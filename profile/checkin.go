package profile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// checkIns reads what a patient answered, newest first.
func (r *reader) checkIns(patient string) []care.CheckIn {
	reviews, tasks, replies := r.reviewTasks(), r.dueOf(), r.replies()
	var out []care.CheckIn
	each(r.set, func(q *fhir.QuestionnaireResponse) {
		if local(q.Subject.Reference) != patient && patient != "" {
			return
		}
		c, ok := r.checkIn(q)
		if !ok {
			return
		}
		c.Due = tasks[refTo(q)]
		c.Note = replies[refTo(q)]
		if t := reviews[refTo(q)]; t != nil && t.Status == "completed" {
			c.Reviewed = r.maybe(t, "executionPeriod.end", cmp.Or(t.ExecutionPeriod.End, t.LastModified))
			c.Reviewer = r.signed(t.Owner)
			if c.Reviewed.Before(c.Delivery.Received) {
				c.Delivery.Received = c.Authored // stored anew after it was reviewed: this was not its arrival
			}
		}
		out = append(out, c)
	})
	slices.SortFunc(out, func(a, b care.CheckIn) int { return cmp.Or(b.Authored.Compare(a.Authored), cmp.Compare(a.ID, b.ID)) })
	return out
}

var checkInStatus = map[string]care.CheckInStatus{"in-progress": care.CheckInBegun, "completed": care.CheckInDone, "amended": care.CheckInAmended}

// safeNow are the codes of ExtSafeNow by care.SafeNow.
var safeNow = [...]string{care.SafeUnsaid: "unsaid", care.SafeYes: "yes", care.SafeNo: "no", care.SafeUnsure: "unsure"}

func (r *reader) checkIn(q *fhir.QuestionnaireResponse) (care.CheckIn, bool) {
	status, shown := checkInStatus[q.Status]
	if !shown {
		return care.CheckIn{}, false // stopped, or entered in error
	}
	if noCheckIn(q.Questionnaire) {
		return care.CheckIn{}, false
	}
	c := care.CheckIn{
		ID: q.ID, Form: q.Questionnaire, Title: q.Questionnaire, Status: status, Subject: r.person(q.Subject),
		Language: q.Language, Answers: map[string]care.Reply{},
	}
	var ok bool
	if c.Authored, ok = r.instant(q, "authored", q.Authored); !ok {
		return c, false
	}
	c.Begun = c.Authored
	form, known := r.forms.find(q.Questionnaire)
	if known {
		c.Form, c.Title, c.Instrument = form.Canonical, form.Title, form.Instrument
		c.Language = cmp.Or(c.Language, form.Language)
	}
	if received := r.updated(q); !received.IsZero() {
		c.Delivery = care.Delivery{State: care.Received, Received: received}
	}
	if e, ok := fhir.FindExtension(q.Extension, ExtSafeNow); ok {
		c.Safe = care.SafeNow(max(0, slices.Index(safeNow[:], e.ValueCode)))
	}
	options := map[string][]care.Option{}
	for _, item := range form.Questions() {
		options[item.LinkID] = item.Options
	}
	readAnswers(q.Item, options, c.Answers)
	return c, true
}

// noCheckIn tells the personal assessment and the safety card, which have places of
// their own, from what is answered as a check-in.
func noCheckIn(canonical string) bool {
	name, _, _ := strings.Cut(canonical, "|")
	return name == FormAssessment || name == FormSafetyCard
}

func readAnswers(items []fhir.ResponseItem, options map[string][]care.Option, into map[string]care.Reply) {
	for _, it := range items {
		var reply care.Reply
		if e, ok := fhir.FindExtension(it.Extension, ExtDataAbsent); ok && len(it.Answer) == 0 {
			reply.Declined = e.ValueCode == AskedDeclined
		}
		for _, a := range it.Answer {
			readAnswer(&reply, a, options[it.LinkID])
			readAnswers(a.Item, options, into)
		}
		if _, first := into[it.LinkID]; !first && reply.Answered() {
			into[it.LinkID] = reply
		}
		readAnswers(it.Item, options, into)
	}
}

func readAnswer(reply *care.Reply, a fhir.ResponseAnswer, options []care.Option) {
	choose := func(text string) {
		if i := slices.IndexFunc(options, func(o care.Option) bool { return o.Code == "" && o.Text == text }); i >= 0 {
			reply.Options = append(reply.Options, options[i])
			return
		}
		reply.Text = text
	}
	switch {
	case a.ValueCoding != nil:
		reply.Options = append(reply.Options, optionOf(*a.ValueCoding, options))
	case a.ValueBoolean != nil:
		reply.Yes = a.ValueBoolean
	case a.ValueInteger != nil:
		choose(strconv.Itoa(*a.ValueInteger))
	case a.ValueDecimal != "":
		reply.Text = string(a.ValueDecimal)
	default:
		choose(cmp.Or(a.ValueString, a.ValueDate, a.ValueDateTime, a.ValueTime, a.ValueURI))
	}
}

// optionOf finds the chosen option in the form, whose wording and score hold. An
// answer that the form lacks keeps its own; LA18938-3 stands for the option with
// the same score.
func optionOf(c fhir.Coding, options []care.Option) care.Option {
	for _, o := range options {
		if o.System == c.System && o.Code == c.Code {
			return o
		}
	}
	out := care.Option{System: c.System, Code: c.Code, Text: cmp.Or(c.Display, c.Code)}
	out.Ordinal, out.HasOrdinal = ordinalOf(c.Extension)
	if n, known := ordinals[c.Code]; known && c.System == LOINC && !out.HasOrdinal {
		out.Ordinal, out.HasOrdinal = n, true
	}
	return out
}
