package profile

import (
	"cmp"
	"slices"
	"strconv"

	"throughline/care"
	"throughline/fhir"
)

// formReader reads the items of one Questionnaire.
type formReader struct {
	sets        map[string][]fhir.AnswerOption // value sets that are known, by "#id" and by url
	codes       map[string][]fhir.Coding       // of items, by linkId
	from        map[string][]string            // what decides whether an item is asked: items around it, and its conditions
	language    string
	unsupported []care.Unsupported
	computed    []string
	hidden      bool // what is read stands in something hidden
}

// kinds are the item types that can be shown (FHIR R4, item-type).
var kinds = map[string]care.ItemKind{
	"group": care.ItemGroup, "display": care.ItemDisplay, "boolean": care.ItemBoolean, "decimal": care.ItemDecimal, "integer": care.ItemInteger,
	"date": care.ItemDate, "dateTime": care.ItemDateTime, "time": care.ItemTime, "string": care.ItemString, "text": care.ItemText, "url": care.ItemURL,
	"choice": care.ItemChoice, "open-choice": care.ItemOpenChoice, "reference": care.ItemReference, "quantity": care.ItemQuantity,
}

func (p *formReader) cannot(q fhir.QuestionnaireItem, code string) {
	p.unsupported = append(p.unsupported, care.Unsupported{Code: code, Question: cmp.Or(q.Text, q.LinkID)})
}

func (p *formReader) items(in []fhir.QuestionnaireItem, up *fhir.QuestionnaireItem) []care.Item {
	var out []care.Item
	for _, q := range in {
		if it, ok := p.item(q, up); ok {
			out = append(out, it)
		}
	}
	return out
}

func (p *formReader) item(q fhir.QuestionnaireItem, up *fhir.QuestionnaireItem) (care.Item, bool) {
	kind, known := kinds[q.Type]
	hidden := flag(q.Extension, ExtHidden) || p.hidden // with what it stands in
	switch _, twice := p.codes[q.LinkID]; {
	case twice || q.LinkID == "":
		p.cannot(q, "same-id")
		return care.Item{}, false
	case !known && hidden:
		return care.Item{}, false
	case !known && q.Type == "attachment":
		p.cannot(q, "file")
		return care.Item{}, false
	case !known:
		p.cannot(q, "unknown-type")
		return care.Item{}, false
	}
	p.codes[q.LinkID] = q.Code
	it := care.Item{
		LinkID: q.LinkID, Prefix: q.Prefix, Text: q.Text, Markdown: markdown(q), Kind: kind, Code: mainCode(q.Code),
		Required: isTrue(q.Required), Repeats: isTrue(q.Repeats) && kind != care.ItemBoolean && kind != care.ItemDisplay, Hidden: hidden,
		Look: look(q), Limits: p.limits(q),
	}
	it.Units, it.UnitOpen = units(q)
	it.Enable, it.EnableAll = p.conditions(q)
	p.from[q.LinkID] = from(it.Enable, up)
	if kind != care.ItemGroup && kind != care.ItemDisplay {
		p.question(q, &it)
	}
	if q.Unknown["modifierExtension"] != nil {
		p.cannot(q, "unknown-rule")
	}
	if _, ok := fhir.FindExtension(q.Extension, extSubForm); ok {
		p.cannot(q, "other-form")
	}
	if e, ok := fhir.FindExtension(q.Extension, extFormat); ok && e.ValueString != "" {
		it.Notes = append(it.Notes, care.Note{Text: e.ValueString})
	}
	below := q.Item
	if kind != care.ItemGroup {
		below = p.notes(q, &it)
	}
	outside := p.hidden
	p.hidden = hidden
	it.Items = p.items(below, &q)
	p.hidden = outside
	if it.Repeats && kind != care.ItemGroup && slices.ContainsFunc(it.Items, asks) {
		p.cannot(q, "repeats-with-questions")
	}
	return it, true
}

func asks(it care.Item) bool { return !it.Hidden }

// question reads what only a question has.
func (p *formReader) question(q fhir.QuestionnaireItem, it *care.Item) {
	it.Options = p.options(q)
	if slices.ContainsFunc(q.AnswerOption, func(o fhir.AnswerOption) bool { return o.Unknown["modifierExtension"] != nil }) {
		p.cannot(q, "unknown-rule")
	}
	if len(q.AnswerOption) > 0 && len(it.Options) < len(q.AnswerOption) { // with some of its answers it would be half a question
		p.cannot(q, "no-answers")
	}
	it.Initial = initial(q, it.Options)
	total := slices.ContainsFunc(instruments, func(in instrument) bool {
		return slices.ContainsFunc(q.Code, func(c fhir.Coding) bool { return same(c, in.total) })
	})
	_, calculated := fhir.FindExtension(q.Extension, ExtCalculated)
	switch {
	case total || calculated:
		if !total && !it.Hidden {
			p.computed = append(p.computed, cmp.Or(q.Text, q.LinkID))
		}
		it.Hidden = true
	case isTrue(q.ReadOnly):
		it.ReadOnly, it.Hidden = it.Initial.Answered(), it.Hidden || !it.Initial.Answered()
	}
	p.urgent(q, it)
	if it.Hidden || it.ReadOnly {
		return
	}
	switch {
	case q.Text == "" && it.Markdown == "":
		p.cannot(q, "no-text")
	case it.Kind == care.ItemChoice && len(it.Options) == 0:
		p.cannot(q, noAnswers(q))
	}
}

func noAnswers(q fhir.QuestionnaireItem) string {
	_, a := fhir.FindExtension(q.Extension, extAnswers)
	_, c := fhir.FindExtension(q.Extension, extCandidates)
	switch {
	case a || c:
		return "expression"
	case q.AnswerValueSet != "":
		return "value-set"
	}
	return "no-answers"
}

// notes takes the texts below a question that belong beside it, and gives what
// else is below.
func (p *formReader) notes(q fhir.QuestionnaireItem, it *care.Item) []fhir.QuestionnaireItem {
	var rest []fhir.QuestionnaireItem
	for _, d := range q.Item {
		_, twice := p.codes[d.LinkID]
		if d.Type != "display" || len(d.Item) > 0 || twice || d.LinkID == "" {
			rest = append(rest, d)
			continue
		}
		p.codes[d.LinkID] = d.Code
		n := care.Note{Text: d.Text, Markdown: markdown(d), LinkID: d.LinkID}
		switch control(d) {
		case "legal":
			n.Kind = care.NoteLegal
		case "lower":
			n.Kind = care.NoteLower
		case "upper":
			n.Kind = care.NoteUpper
		}
		n.Enable, n.EnableAll = p.conditions(d)
		p.from[d.LinkID] = from(n.Enable, &q)
		if !flag(d.Extension, ExtHidden) {
			it.Notes = append(it.Notes, n)
		}
	}
	return rest
}

// urgent marks the answers that open the safety screen.
func (p *formReader) urgent(q fhir.QuestionnaireItem, it *care.Item) {
	if e, ok := fhir.FindExtension(q.Extension, ExtUrgentFrom); ok && e.ValueInteger != nil {
		it.Urgent, it.UrgentFrom = true, *e.ValueInteger
	} else if slices.ContainsFunc(q.Code, func(c fhir.Coding) bool { return c.System == LOINC && c.Code == selfHarm }) {
		it.Urgent, it.UrgentFrom = true, 1
	}
	for _, e := range q.Extension {
		switch {
		case e.URL != ExtUrgentWhen:
		case e.ValueBoolean != nil:
			it.UrgentIf = append(it.UrgentIf, care.Reply{Yes: e.ValueBoolean})
		case e.ValueCoding != nil:
			it.UrgentIf = append(it.UrgentIf, care.Reply{Options: []care.Option{optionOf(*e.ValueCoding, it.Options)}})
		}
	}
	it.Urgent = it.Urgent || len(it.UrgentIf) > 0 || slices.ContainsFunc(it.Options, func(o care.Option) bool { return o.Urgent })
}

// conditions reads enableWhen. One that cannot be worked out refuses the form.
func (p *formReader) conditions(q fhir.QuestionnaireItem) ([]care.Condition, bool) {
	if _, ok := fhir.FindExtension(q.Extension, extEnableWhen); ok {
		p.cannot(q, "expression")
	}
	var out []care.Condition
	for _, w := range q.EnableWhen {
		c, ok := condition(w)
		if !ok || w.Unknown["modifierExtension"] != nil {
			p.cannot(q, "unknown-rule")
		}
		out = append(out, c)
	}
	return out, q.EnableBehavior == "all"
}

func condition(w fhir.EnableWhen) (care.Condition, bool) {
	c := care.Condition{Question: w.Question, Op: care.Op(w.Operator)}
	known := slices.Contains([]care.Op{
		care.OpExists, care.OpEqual, care.OpNotEqual, care.OpGreater, care.OpLess, care.OpGreaterOrEqual, care.OpLessOrEqual,
	}, c.Op)
	text := func(kind care.ItemKind, words string) { c.Kind, c.Is.Text = kind, words }
	switch {
	case w.AnswerBoolean != nil:
		c.Kind, c.Is.Yes = care.ItemBoolean, w.AnswerBoolean
	case w.AnswerCoding != nil:
		c.Kind, c.Is.Options = care.ItemChoice, []care.Option{{System: w.AnswerCoding.System, Code: w.AnswerCoding.Code, Text: w.AnswerCoding.Display}}
	case w.AnswerInteger != nil:
		text(care.ItemDecimal, strconv.Itoa(*w.AnswerInteger))
	case w.AnswerDecimal != "":
		text(care.ItemDecimal, string(w.AnswerDecimal))
	case w.AnswerDate != "":
		text(care.ItemDate, w.AnswerDate)
	case w.AnswerDateTime != "":
		text(care.ItemDateTime, w.AnswerDateTime)
	case w.AnswerTime != "":
		text(care.ItemTime, w.AnswerTime)
	case w.AnswerString != "":
		text(care.ItemString, w.AnswerString)
	case w.AnswerReference != nil:
		text(care.ItemReference, w.AnswerReference.Reference)
	case w.AnswerQuantity != nil:
		text(care.ItemQuantity, string(w.AnswerQuantity.Value))
		c.Is.Unit = care.Option{System: w.AnswerQuantity.System, Code: w.AnswerQuantity.Code, Text: w.AnswerQuantity.Unit}
	default:
		return c, false
	}
	return c, known && (c.Op != care.OpExists || c.Is.Yes != nil)
}

func from(conditions []care.Condition, up *fhir.QuestionnaireItem) []string {
	var out []string
	if up != nil {
		out = append(out, up.LinkID)
	}
	for _, c := range conditions {
		out = append(out, c.Question)
	}
	return out
}

// loops refuses what depends on itself, and what depends on a question that is
// not there.
func (p *formReader) loops() {
	const (
		fresh = iota
		open
		done
	)
	state := map[string]int{}
	var loop func(id string) bool
	loop = func(id string) bool {
		switch state[id] {
		case open:
			return true
		case done:
			return false
		}
		state[id] = open
		found := slices.ContainsFunc(p.from[id], loop)
		state[id] = done
		return found
	}
	ids := make([]string, 0, len(p.from))
	for id := range p.from {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if state[id] == fresh && loop(id) {
			p.unsupported = append(p.unsupported, care.Unsupported{Code: "loop", Question: id})
		}
		for _, on := range p.from[id] {
			if _, there := p.codes[on]; !there {
				p.unsupported = append(p.unsupported, care.Unsupported{Code: "unknown-question", Question: id})
			}
		}
	}
}
