package profile

import (
	"cmp"
	"strconv"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// options reads a choice's answers in their official order, from the item itself
// or from a value set that the form brings with it.
func (p *formReader) options(q fhir.QuestionnaireItem) []care.Option {
	from := q.AnswerOption
	if len(from) == 0 {
		name, _, _ := strings.Cut(q.AnswerValueSet, "|")
		if from = p.sets[name]; len(from) == 0 && sameLanguage(p.language, "en") {
			from = knownSets[name]
		}
	}
	var out []care.Option
	for _, a := range from {
		var o care.Option
		extensions := a.Extension
		switch {
		case a.ValueCoding != nil:
			o.System, o.Code, o.Text = a.ValueCoding.System, a.ValueCoding.Code, a.ValueCoding.Display
			extensions = append(append([]fhir.Extension{}, extensions...), a.ValueCoding.Extension...)
			if o.Text == "" {
				o.Text = o.Code
			}
		case a.ValueInteger != nil:
			o.Text, o.Value = strconv.Itoa(*a.ValueInteger), care.ValueInteger
		case a.ValueString != "":
			o.Text, o.Value = a.ValueString, care.ValueString
		case a.ValueDate != "":
			o.Text, o.Value = a.ValueDate, care.ValueDate
		case a.ValueTime != "":
			o.Text, o.Value = a.ValueTime, care.ValueTime
		case a.ValueReference != nil:
			o.Code, o.Value = a.ValueReference.Reference, care.ValueReference
			o.Text = cmp.Or(a.ValueReference.Display, o.Code)
		default:
			continue
		}
		o.Exclusive, o.Urgent = flag(a.Extension, extExclusive), flag(a.Extension, ExtUrgentWhen)
		if e, ok := fhir.FindExtension(extensions, extPrefix); ok {
			o.Prefix = e.ValueString
		}
		o.Ordinal, o.HasOrdinal = ordinalOf(extensions)
		if n, known := ordinals[o.Code]; known && !o.HasOrdinal && o.System == LOINC {
			o.Ordinal, o.HasOrdinal = n, true
		}
		out = append(out, o)
	}
	return out
}

// knownSets are value sets of LOINC and HL7 that forms name without bringing them, in English.
var knownSets = map[string][]fhir.AnswerOption{
	"http://loinc.org/vs/LL358-3": codings(LOINC,
		"LA6568-5", "Not at all", "LA6569-3", "Several days", "LA6570-1", "More than half the days", "LA6571-9", "Nearly every day"),
	"http://loinc.org/vs/LL359-1": codings(LOINC,
		"LA6572-7", "Not difficult at all", "LA6573-5", "Somewhat difficult", "LA6575-0", "Very difficult", "LA6574-3", "Extremely difficult"),
	"http://hl7.org/fhir/ValueSet/yesnodontknow": append(codings("http://terminology.hl7.org/CodeSystem/v2-0136", "Y", "Yes", "N", "No"),
		codings("http://terminology.hl7.org/CodeSystem/data-absent-reason", "asked-unknown", "Don't know")...),
	"http://terminology.hl7.org/ValueSet/v2-0136": codings("http://terminology.hl7.org/CodeSystem/v2-0136", "Y", "Yes", "N", "No"),
	"http://hl7.org/fhir/ValueSet/administrative-gender": codings("http://hl7.org/fhir/administrative-gender",
		"male", "Male", "female", "Female", "other", "Other", "unknown", "Unknown"),
}

func codings(system string, codeAndDisplay ...string) []fhir.AnswerOption {
	var out []fhir.AnswerOption
	for i := 0; i+1 < len(codeAndDisplay); i += 2 {
		out = append(out, fhir.AnswerOption{ValueCoding: &fhir.Coding{System: system, Code: codeAndDisplay[i], Display: codeAndDisplay[i+1]}})
	}
	return out
}

// ordinalOf reads the score of an answer. One that is not whole counts as none.
func ordinalOf(extensions []fhir.Extension) (int, bool) {
	for _, url := range []string{ExtOrdinal, ExtItemWeight} {
		if e, ok := fhir.FindExtension(extensions, url); ok {
			whole, fraction, _ := strings.Cut(string(e.ValueDecimal), ".")
			n, err := strconv.Atoi(whole)
			return n, err == nil && strings.Trim(fraction, "0") == ""
		}
	}
	return 0, false
}
