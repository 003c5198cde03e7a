package profile_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/fhir"
	"throughline/profile"
)

// validator checks a response against its Questionnaire (FHIR R4,
// QuestionnaireResponse): linkIds and their place, types, required, enableWhen,
// repeats, and what was declined. It shares no code with the writer.
type validator struct {
	root  []fhir.ResponseItem
	order []string // of the form's linkIds
	wrong []string
}

func (v *validator) say(q fhir.QuestionnaireItem, format string, args ...any) {
	v.wrong = append(v.wrong, q.LinkID+": "+fmt.Sprintf(format, args...))
}

// scope is what enableWhen can see: the items around, the nearest first.
func (v *validator) items(form []fhir.QuestionnaireItem, got []fhir.ResponseItem, scope [][]fhir.ResponseItem) {
	scope = append([][]fhir.ResponseItem{got}, scope...)
	known := map[string]fhir.QuestionnaireItem{}
	last := -1
	for i, q := range form {
		known[q.LinkID] = q
		here := slices.DeleteFunc(slices.Clone(got), func(r fhir.ResponseItem) bool { return r.LinkID != q.LinkID })
		v.item(q, here, scope)
		for at, r := range got {
			if r.LinkID == q.LinkID && at < last {
				v.say(q, "out of order at %d", i)
			} else if r.LinkID == q.LinkID {
				last = at
			}
		}
	}
	for _, r := range got {
		if _, ok := known[r.LinkID]; !ok {
			v.say(fhir.QuestionnaireItem{LinkID: r.LinkID}, "is not in the form here")
		}
	}
}

func (v *validator) item(q fhir.QuestionnaireItem, here []fhir.ResponseItem, scope [][]fhir.ResponseItem) {
	enabled := v.enabled(q, scope)
	repeats := q.Repeats != nil && *q.Repeats
	computed := slices.ContainsFunc(q.Extension, func(e fhir.Extension) bool {
		return strings.Contains(e.URL, "calculatedExpression") || strings.Contains(e.URL, "questionnaire-hidden")
	})
	switch {
	case !enabled && len(here) > 0:
		v.say(q, "is answered though it is not asked")
	case enabled && q.Required != nil && *q.Required && len(here) == 0 && q.Type != "display" && !computed:
		v.say(q, "is required and not there")
	case len(here) > 1 && (q.Type != "group" || !repeats):
		v.say(q, "is there %d times", len(here))
	}
	for _, r := range here {
		declined := false
		for _, e := range r.Extension {
			declined = declined || e.URL == profile.ExtDataAbsent && e.ValueCode == "asked-declined"
		}
		switch {
		case q.Type == "group":
			if len(r.Answer) > 0 {
				v.say(q, "is a group with answers")
			}
			v.items(q.Item, r.Item, scope)
			continue
		case declined != (len(r.Answer) == 0):
			v.say(q, "declined %v with %d answers", declined, len(r.Answer))
		case len(r.Item) > 0:
			v.say(q, "has items beside its answer")
		case len(r.Answer) > 1 && !repeats:
			v.say(q, "has %d answers", len(r.Answer))
		}
		for i, a := range r.Answer {
			v.answer(q, a)
			if i == 0 {
				v.items(q.Item, a.Item, scope)
			}
		}
	}
}

func (v *validator) answer(q fhir.QuestionnaireItem, a fhir.ResponseAnswer) {
	has := map[string]bool{
		"boolean": a.ValueBoolean != nil, "decimal": a.ValueDecimal != "", "integer": a.ValueInteger != nil, "date": a.ValueDate != "",
		"dateTime": a.ValueDateTime != "", "time": a.ValueTime != "", "string": a.ValueString != "", "url": a.ValueURI != "",
		"reference": a.ValueReference != nil, "quantity": a.ValueQuantity != nil, "coding": a.ValueCoding != nil,
	}
	var kinds []string
	for kind, there := range has {
		if there {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) != 1 {
		v.say(q, "has the values %v", kinds)
		return
	}
	allowed := map[string][]string{
		"choice": {"coding", "integer", "date", "time", "string", "reference"}, "open-choice": {"coding", "integer", "date", "time", "string", "reference"}, "text": {"string"},
	}[q.Type]
	if allowed == nil {
		allowed = []string{q.Type}
	}
	if !slices.Contains(allowed, kinds[0]) {
		v.say(q, "of type %s has a %s", q.Type, kinds[0])
	}
	if len(q.AnswerOption) == 0 || q.Type == "open-choice" {
		return
	}
	if !slices.ContainsFunc(q.AnswerOption, func(o fhir.AnswerOption) bool {
		return o.ValueCoding != nil && a.ValueCoding != nil && o.ValueCoding.Code == a.ValueCoding.Code && o.ValueCoding.System == a.ValueCoding.System ||
			o.ValueInteger != nil && a.ValueInteger != nil && *o.ValueInteger == *a.ValueInteger ||
			o.ValueString != "" && o.ValueString == a.ValueString || o.ValueDate != "" && o.ValueDate == a.ValueDate || o.ValueTime != "" && o.ValueTime == a.ValueTime ||
			o.ValueReference != nil && a.ValueReference != nil && o.ValueReference.Reference == a.ValueReference.Reference
	}) {
		v.say(q, "has an answer that is no option")
	}
}

// enabled works out enableWhen on the response alone: the nearest occurrence of
// the question, looking outward.
func (v *validator) enabled(q fhir.QuestionnaireItem, scope [][]fhir.ResponseItem) bool {
	if len(q.EnableWhen) == 0 {
		return true
	}
	n := 0
	for _, w := range q.EnableWhen {
		var answers []fhir.ResponseAnswer
		for _, level := range append(scope, v.root) {
			last := slices.Index(v.order, w.Question) < slices.Index(v.order, q.LinkID)
			if r, ok := nearest(level, w.Question, last); ok {
				answers = r.Answer
				break
			}
		}
		if holds(w, answers) {
			n++
		}
	}
	if q.EnableBehavior == "all" {
		return n == len(q.EnableWhen)
	}
	return n > 0
}

// nearest is the last occurrence of a question that stands before, or the first of one that comes after.
func nearest(items []fhir.ResponseItem, id string, last bool) (fhir.ResponseItem, bool) {
	if last {
		items = slices.Clone(items)
		slices.Reverse(items)
	}
	for _, it := range items {
		if it.LinkID == id {
			return it, true
		}
		if r, ok := nearest(it.Item, id, last); ok {
			return r, true
		}
		for _, a := range it.Answer {
			if r, ok := nearest(a.Item, id, last); ok {
				return r, true
			}
		}
	}
	return fhir.ResponseItem{}, false
}

func linkOrder(items []fhir.QuestionnaireItem) []string {
	var out []string
	for _, q := range items {
		out = append(append(out, q.LinkID), linkOrder(q.Item)...)
	}
	return out
}

func holds(w fhir.EnableWhen, answers []fhir.ResponseAnswer) bool {
	if w.Operator == "exists" {
		return *w.AnswerBoolean == (len(answers) > 0)
	}
	equal := func(a fhir.ResponseAnswer) bool { return order(w, a) == "=" }
	if w.Operator == "!=" {
		return !slices.ContainsFunc(answers, equal)
	}
	return slices.ContainsFunc(answers, func(a fhir.ResponseAnswer) bool {
		o := order(w, a)
		return o != "" && strings.Contains(w.Operator, o)
	})
}

// order is "<", "=" or ">", or "" where the two cannot be compared.
func order(w fhir.EnableWhen, a fhir.ResponseAnswer) string {
	sign := func(less, equal bool) string {
		switch {
		case equal:
			return "="
		case less:
			return "<"
		}
		return ">"
	}
	number := func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err)
		}
		return f
	}
	text := func(got, want string) string {
		if got == "" {
			return ""
		}
		return sign(got < want, got == want)
	}
	switch {
	case w.AnswerBoolean != nil && a.ValueBoolean != nil && *w.AnswerBoolean == *a.ValueBoolean:
		return "="
	case w.AnswerCoding != nil && a.ValueCoding != nil && w.AnswerCoding.Code == a.ValueCoding.Code && (w.AnswerCoding.System == "" || w.AnswerCoding.System == a.ValueCoding.System):
		return "="
	case w.AnswerInteger != nil && a.ValueInteger != nil:
		return sign(*a.ValueInteger < *w.AnswerInteger, *a.ValueInteger == *w.AnswerInteger)
	case w.AnswerDecimal != "" && a.ValueDecimal != "":
		x, y := number(string(a.ValueDecimal)), number(string(w.AnswerDecimal))
		return sign(x < y, x == y)
	case w.AnswerDate != "":
		return text(a.ValueDate, w.AnswerDate)
	case w.AnswerDateTime != "" && a.ValueDateTime != "":
		x, errX := time.Parse(time.RFC3339, a.ValueDateTime)
		y, errY := time.Parse(time.RFC3339, w.AnswerDateTime)
		if errX != nil || errY != nil {
			panic(fmt.Sprint(errX, errY))
		}
		return sign(x.Before(y), x.Equal(y))
	case w.AnswerQuantity != nil && a.ValueQuantity != nil && w.AnswerQuantity.Code == a.ValueQuantity.Code:
		x, y := number(string(a.ValueQuantity.Value)), number(string(w.AnswerQuantity.Value))
		return sign(x < y, x == y)
	case w.AnswerTime != "":
		return text(a.ValueTime, w.AnswerTime)
	case w.AnswerString != "":
		return text(a.ValueString, w.AnswerString)
	}
	return ""
}
