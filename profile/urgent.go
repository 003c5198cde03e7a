package profile

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// alerts is false where a clinic has turned the alerts of staff off.
func alerts(in []fhir.Extension) bool {
	e, ok := fhir.FindExtension(in, ExtUrgentAlerts)
	return !ok || e.ValueBoolean == nil || *e.ValueBoolean
}

// CheckInUrgent files a form that is begun and holds an urgent answer, as it is
// now: a response in progress, first in line, so that a form that is left alerts
// too. It gives nothing where there is no urgent answer, where the clinic has
// turned alerts off, or where what is urgent of it is filed already.
func CheckInUrgent(set Set, viewer Viewer, c care.CheckIn, now time.Time) ([]Operation, error) {
	r := &reader{set: set, viewer: viewer}
	r.patient = local(viewer.FHIRUser)
	r.readForms()
	form, ok := r.forms.worded(c.Form, c.Language)
	if !ok || form.Quiet || r.clinic().Quiet {
		return nil, nil
	}
	res, filed, err := edit[*fhir.QuestionnaireResponse](set, "QuestionnaireResponse/"+c.ID)
	switch {
	case err != nil:
		return nil, err
	case filed && res.Status != "in-progress":
		return nil, nil // finished meanwhile
	case !filed && !care.Urgent(form.Form, c.Answers):
		return nil, nil
	case !filed:
		id := identifier(c.ID)
		res = &fhir.QuestionnaireResponse{Base: fhir.Base{ID: c.ID}, Status: "in-progress", Identifier: &id}
		res.Meta.Security = labels(set, c.Subject.Ref)
	}
	before, _ := fhir.FindExtension(res.Extension, ExtSafeNow)
	called, _ := fhir.FindExtension(res.Extension, ExtCallBack)
	was := answersOf(form.Form, res)
	if filed && sameUrgent(form.Form, was, c.Answers) && max(0, slices.Index(safeNow[:], before.ValueCode)) == int(c.Safe) && called.ValueString == c.CallBack {
		return nil, nil
	}
	if c.Authored.IsZero() {
		c.Authored = now
	}
	r.fill(res, form, c)
	op, err := write(set, res)
	op.Urgent = true
	return []Operation{op}, err
}

// answersOf reads a response along its form.
func answersOf(f care.Form, res *fhir.QuestionnaireResponse) map[string]care.Reply {
	a := answerReader{into: map[string]care.Reply{}}
	a.read(res.Item, f.Items, nil)
	return a.into
}

// sameUrgent compares the replies to all questions that can be urgent.
func sameUrgent(f care.Form, a, b map[string]care.Reply) bool {
	return maps.EqualFunc(risky(f, a), risky(f, b), care.Reply.Same)
}

func risky(f care.Form, answers map[string]care.Reply) map[string]care.Reply {
	out := map[string]care.Reply{}
	for _, a := range care.Lay(f, answers).Steps {
		if r := answers[a.Key]; a.Urgent && r.Answered() {
			out[a.Key] = r
		}
	}
	return out
}

// UrgentAnswer is what staff are told of an answer: one entry of a Flag, in the
// sub-extensions that its fields name. A Flag gets an entry for each time that one
// of them changed, and never loses one.
type UrgentAnswer struct {
	Item       string       // item: the key of the question
	Text       string       // text: its official wording
	Answer     string       // answer: as the form words it
	Value      *int         // value: its ordinal, if it has one
	Urgent     bool         // urgent: false where the answer was changed to one that is not
	AnsweredAt time.Time    // answered-at: the device's word
	ReceivedAt time.Time    // received-at: the server's
	Late       bool         // late: it came long after it was given
	Safe       care.SafeNow // safe-now
	CallBack   string       // call-back
}

// LateAfter is how much later than it was given an answer has to arrive to be
// labelled late.
const LateAfter = 5 * time.Minute

// AtOnce says whether staff answer at once, and not the same day: a value of 2 or
// more, an answer without a value, or somebody who does not say that they are safe
// after being asked.
func (u UrgentAnswer) AtOnce() bool {
	return u.Urgent && (u.Value == nil || *u.Value >= 2 || u.Safe == care.SafeNo || u.Safe == care.SafeUnsure)
}

// UrgentAnswers gives, of every question that can be urgent, what staff are told of
// it. q is nil where the form is not known or cannot be read: then PHQ-9's ninth
// item is known by its linkId.
func UrgentAnswers(q *fhir.Questionnaire, res *fhir.QuestionnaireResponse, received time.Time) []UrgentAnswer {
	f := guessed(res.Item)
	if q != nil {
		f = Form(q)
	}
	answers := answersOf(f, res)
	safe, _ := fhir.FindExtension(res.Extension, ExtSafeNow)
	call, _ := fhir.FindExtension(res.Extension, ExtCallBack)
	authored, _, _ := fhir.ParseTime(res.Authored, nil)
	var out []UrgentAnswer
	for _, a := range care.Lay(f, answers).Steps {
		r := answers[a.Key]
		if !a.Urgent {
			continue
		}
		u := UrgentAnswer{
			Item: a.Key, Text: a.Text, Answer: replyText(r), Urgent: a.UrgentAnswer(r), AnsweredAt: r.At, ReceivedAt: received,
			Safe: care.SafeNow(max(0, slices.Index(safeNow[:], safe.ValueCode))), CallBack: call.ValueString,
		}
		if len(r.Options) > 0 && r.Options[0].HasOrdinal {
			u.Value = &r.Options[0].Ordinal
		} else if n, err := strconv.Atoi(r.Text); err == nil {
			u.Value = &n
		}
		if u.AnsweredAt.IsZero() {
			u.AnsweredAt = authored
		}
		u.Late = !u.AnsweredAt.IsZero() && received.Sub(u.AnsweredAt) > LateAfter
		out = append(out, u)
	}
	return out
}

// guessed is a form of nothing but what tells of self-harm in a response whose form
// is not known.
func guessed(items []fhir.ResponseItem) care.Form {
	var f care.Form
	for _, it := range items {
		if strings.Contains(it.LinkID, selfHarm) {
			f.Items = append(f.Items, care.Item{LinkID: it.LinkID, Text: it.Text, Kind: care.ItemChoice, Urgent: true, UrgentFrom: 1})
		}
		f.Items = append(f.Items, guessed(it.Item).Items...)
	}
	return f
}

func (u UrgentAnswer) extension() fhir.Extension {
	yes := func(b bool) *bool { return &b }
	sub := []fhir.Extension{
		{URL: "item", ValueString: strings.ReplaceAll(u.Item, "\x1f", "#")},
		{URL: "text", ValueString: u.Text},
		{URL: "answer", ValueString: u.Answer},
		{URL: "urgent", ValueBoolean: yes(u.Urgent)},
		{URL: "received-at", ValueInstant: u.ReceivedAt.UTC().Format(time.RFC3339Nano)},
		{URL: "late", ValueBoolean: yes(u.Late)},
		{URL: "safe-now", ValueCode: safeNow[u.Safe]},
	}
	if !u.AnsweredAt.IsZero() {
		sub = append(sub, fhir.Extension{URL: "answered-at", ValueDateTime: fhir.DateTime(u.AnsweredAt)})
	}
	if u.Value != nil {
		sub = append(sub, fhir.Extension{URL: "value", ValueInteger: u.Value})
	}
	if u.CallBack != "" {
		sub = append(sub, fhir.Extension{URL: "call-back", ValueString: u.CallBack})
	}
	sub = slices.DeleteFunc(sub, func(e fhir.Extension) bool {
		return e.ValueBoolean == nil && e.ValueInteger == nil && e.ValueString+e.ValueCode+e.ValueDateTime+e.ValueInstant == ""
	})
	return fhir.Extension{Element: fhir.Element{Extension: sub}, URL: ExtUrgentAnswer}
}

// ReadUrgent gives the entries of a Flag, the oldest first.
func ReadUrgent(f *fhir.Flag) []UrgentAnswer {
	var out []UrgentAnswer
	for _, e := range f.Extension {
		if e.URL != ExtUrgentAnswer {
			continue
		}
		var u UrgentAnswer
		for _, s := range e.Extension {
			switch s.URL {
			case "item":
				u.Item = s.ValueString
			case "text":
				u.Text = s.ValueString
			case "answer":
				u.Answer = s.ValueString
			case "value":
				u.Value = s.ValueInteger
			case "urgent":
				u.Urgent = isTrue(s.ValueBoolean)
			case "answered-at":
				u.AnsweredAt, _, _ = fhir.ParseTime(s.ValueDateTime, nil)
			case "received-at":
				u.ReceivedAt, _, _ = fhir.ParseTime(s.ValueInstant, nil)
			case "late":
				u.Late = isTrue(s.ValueBoolean)
			case "safe-now":
				u.Safe = care.SafeNow(max(0, slices.Index(safeNow[:], s.ValueCode)))
			case "call-back":
				u.CallBack = s.ValueString
			}
		}
		out = append(out, u)
	}
	return out
}

// same says whether two entries tell the same, whenever they came.
func (u UrgentAnswer) same(v UrgentAnswer) bool {
	value := u.Value == v.Value || u.Value != nil && v.Value != nil && *u.Value == *v.Value
	return value && u.Answer == v.Answer && u.Urgent == v.Urgent && u.Safe == v.Safe && u.CallBack == v.CallBack
}
