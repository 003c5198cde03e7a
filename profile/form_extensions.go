package profile

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"throughline/care"
	"throughline/fhir"
)

func isTrue(b *bool) bool { return b != nil && *b }

// flag says whether a boolean extension is there and true.
func flag(in []fhir.Extension, url string) bool {
	e, ok := fhir.FindExtension(in, url)
	return ok && isTrue(e.ValueBoolean)
}

func mainCode(codes []fhir.Coding) string {
	for _, c := range codes {
		if c.System == LOINC {
			return c.Code
		}
	}
	if len(codes) > 0 {
		return codes[0].Code
	}
	return ""
}

// markdown is the item's text with marks (rendering-markdown on Questionnaire.item.text).
func markdown(q fhir.QuestionnaireItem) string {
	var text fhir.Element
	if json.Unmarshal(q.Unknown["_text"], &text) != nil {
		return ""
	}
	e, _ := fhir.FindExtension(text.Extension, extMarkdown)
	return cmp.Or(e.ValueMarkdown, e.ValueString)
}

// control is the code of itemControl or displayCategory.
func control(q fhir.QuestionnaireItem) string {
	for _, url := range []string{extControl, extCategory} {
		if e, ok := fhir.FindExtension(q.Extension, url); ok && e.ValueCodeableConcept != nil && len(e.ValueCodeableConcept.Coding) > 0 {
			return e.ValueCodeableConcept.Coding[0].Code
		}
	}
	return ""
}

func look(q fhir.QuestionnaireItem) care.Look {
	switch control(q) {
	case "autocomplete", "drop-down", "lookup":
		return care.LookSearch
	case "slider":
		return care.LookSlider
	case "text-area", "textarea":
		return care.LookArea
	}
	return care.LookAny
}

func (p *formReader) limits(q fhir.QuestionnaireItem) care.Limits {
	l := care.Limits{MaxLength: q.MaxLength}
	whole := func(url string) int {
		e, _ := fhir.FindExtension(q.Extension, url)
		if e.ValueInteger == nil {
			return 0
		}
		return max(0, *e.ValueInteger)
	}
	written := func(url string) string {
		e, _ := fhir.FindExtension(q.Extension, url)
		switch {
		case e.ValueInteger != nil:
			return strconv.Itoa(*e.ValueInteger)
		case e.ValueQuantity != nil:
			return string(e.ValueQuantity.Value)
		}
		return cmp.Or(string(e.ValueDecimal), e.ValueDate, e.ValueDateTime, e.ValueInstant, e.ValueTime)
	}
	l.MinOccurs, l.MaxOccurs = whole(extMinOccurs), whole(extMaxOccurs)
	l.MinLength, l.Step = whole(extMinLength), whole(extStep)
	l.Min, l.Max = written(extMinValue), written(extMaxValue)
	if e, ok := fhir.FindExtension(q.Extension, extDecimals); ok && e.ValueInteger != nil {
		l.Decimals, l.HasDecimals = max(0, *e.ValueInteger), true
	}
	if e, ok := fhir.FindExtension(q.Extension, extRegex); ok {
		l.Pattern = e.ValueString
	}
	return l
}

// units reads in what a quantity can be given. Where a form names no unit, any
// can be written.
func units(q fhir.QuestionnaireItem) (units []care.Option, open bool) {
	for _, e := range q.Extension {
		if (e.URL == extUnit || e.URL == extUnitOption) && e.ValueCoding != nil {
			o := care.Option{System: e.ValueCoding.System, Code: e.ValueCoding.Code, Text: cmp.Or(e.ValueCoding.Display, e.ValueCoding.Code)}
			if !slices.ContainsFunc(units, o.Same) {
				units = append(units, o)
			}
		}
	}
	e, said := fhir.FindExtension(q.Extension, extUnitOpen)
	if said {
		return units, e.ValueCode != "optionsOnly"
	}
	return units, len(units) == 0
}

// initial is what an item holds from the start.
func initial(q fhir.QuestionnaireItem, options []care.Option) care.Reply {
	var r care.Reply
	for i, a := range q.AnswerOption {
		if isTrue(a.InitialSelected) && len(options) == len(q.AnswerOption) {
			r.Options = append(r.Options, options[i])
		}
	}
	for _, v := range q.Initial {
		readAnswer(&r, fhir.ResponseAnswer{
			ValueBoolean: v.ValueBoolean, ValueDecimal: v.ValueDecimal, ValueInteger: v.ValueInteger, ValueDate: v.ValueDate, ValueDateTime: v.ValueDateTime,
			ValueTime: v.ValueTime, ValueString: v.ValueString, ValueURI: v.ValueURI, ValueCoding: v.ValueCoding, ValueQuantity: v.ValueQuantity, ValueReference: v.ValueReference,
		}, options)
	}
	return r
}
