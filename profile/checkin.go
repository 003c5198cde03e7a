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
	reviews, tasks, messages, brought := r.reviewTasks(), r.dueOf(), r.messages(), r.brought()
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
		c.Messages = messages[refTo(q)]
		c.BringToGroup, c.BringRef = brought[refTo(q)], bringRef(q)
		if n := len(c.Messages); n > 0 {
			c.Note = c.Messages[n-1].Text
		}
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
	if made := MadeAs(q); made != q.ID {
		c.Made = made
	}
	var ok bool
	// R4 12.13: authored may be absent. When the server got it is then the nearest that is known.
	if c.Authored, ok = r.instant(q, "authored", cmp.Or(q.Authored, q.Meta.LastUpdated)); !ok {
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
	if e, ok := fhir.FindExtension(q.Extension, ExtCallBack); ok {
		c.CallBack = e.ValueString
	}
	a := answerReader{into: c.Answers}
	a.read(q.Item, form.Items, nil)
	return c, true
}

// noCheckIn tells the personal assessment and the safety card, which have places of
// their own, from what is answered as a check-in.
func noCheckIn(canonical string) bool {
	name, _, _ := strings.Cut(canonical, "|")
	return name == FormAssessment || name == FormSafetyCard
}

// answerReader reads response items along their form's.
type answerReader struct{ into map[string]care.Reply }

func (a *answerReader) read(items []fhir.ResponseItem, form []care.Item, path []int) {
	times := map[string]int{}
	for _, it := range items {
		q := find(form, it.LinkID)
		inner := path
		if q.Kind == care.ItemGroup && q.Repeats {
			inner = append(slices.Clone(path), times[it.LinkID])
			times[it.LinkID]++
			if n := times[it.LinkID]; n > 1 {
				a.into[care.KeyAt(q, path)] = care.Reply{Times: n}
			}
		}
		var reply care.Reply
		if e, ok := fhir.FindExtension(it.Extension, ExtDataAbsent); ok && len(it.Answer) == 0 {
			reply.Declined = e.ValueCode == AskedDeclined
		}
		if e, ok := fhir.FindExtension(it.Extension, ExtAnsweredAt); ok {
			reply.At, _, _ = fhir.ParseTime(e.ValueDateTime, nil)
		}
		below := q.Items
		for _, x := range it.Answer {
			readAnswer(&reply, x, q.Options)
			a.read(x.Item, below, inner)
		}
		key := care.KeyAt(care.Item{LinkID: it.LinkID}, path)
		if _, first := a.into[key]; !first && reply.Answered() {
			a.into[key] = reply
		}
		a.read(it.Item, below, inner)
	}
}

// find gives the form's item; one that the form lacks asks nothing more.
func find(form []care.Item, linkID string) care.Item {
	for _, it := range form {
		if it.LinkID == linkID {
			return it
		}
	}
	return care.Item{LinkID: linkID}
}

func readAnswer(reply *care.Reply, a fhir.ResponseAnswer, options []care.Option) {
	written := func(one care.Reply) {
		if reply.Text == "" && reply.Yes == nil {
			reply.Text, reply.Yes, reply.Unit = one.Text, one.Yes, one.Unit
			return
		}
		reply.More = append(reply.More, one)
	}
	choose := func(text string) {
		if i := slices.IndexFunc(options, func(o care.Option) bool { return o.Value != care.ValueCoding && o.Text == text }); i >= 0 {
			reply.Options = append(reply.Options, options[i])
			return
		}
		written(care.Reply{Text: text})
	}
	switch {
	case a.ValueCoding != nil:
		reply.Options = append(reply.Options, optionOf(*a.ValueCoding, options))
	case a.ValueReference != nil && a.ValueReference.Reference != "":
		o := care.Option{Code: a.ValueReference.Reference, Text: cmp.Or(a.ValueReference.Display, a.ValueReference.Reference), Value: care.ValueReference}
		if i := slices.IndexFunc(options, o.Same); i >= 0 {
			o = options[i]
		}
		reply.Options = append(reply.Options, o)
	case a.ValueReference != nil:
		written(care.Reply{Text: a.ValueReference.Display})
	case a.ValueQuantity != nil:
		u := *a.ValueQuantity
		one := care.Reply{Text: string(u.Value)}
		if u.Unit != "" || u.Code != "" {
			one.Unit = care.Option{System: u.System, Code: u.Code, Text: cmp.Or(u.Unit, u.Code)}
		}
		written(one)
	case a.ValueBoolean != nil:
		written(care.Reply{Yes: a.ValueBoolean})
	case a.ValueInteger != nil:
		choose(strconv.Itoa(*a.ValueInteger))
	case a.ValueDecimal != "":
		choose(string(a.ValueDecimal))
	default:
		if text := cmp.Or(a.ValueString, a.ValueDate, a.ValueDateTime, a.ValueTime, a.ValueURI); text != "" {
			choose(text)
		}
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
