package profile

import (
	"encoding/json"
	"slices"

	"throughline/fhir"
)

// extTranslation is how one resource has its words in another language too (FHIR R4, 2.4, translation).
const extTranslation = extHL7 + "translation"

// translations are the languages into which all that is read of a form is put within itself. One that lacks a word
// is left out: with it the form would be half in one language and half in another.
func translations(q *fhir.Questionnaire) []*fhir.Questionnaire {
	var first fhir.Element
	for _, it := range q.Item {
		if json.Unmarshal(it.Unknown["_text"], &first) == nil && len(first.Extension) > 0 {
			break
		}
	}
	var out []*fhir.Questionnaire
	for _, e := range first.Extension {
		if e.URL != extTranslation {
			continue
		}
		lang, _ := fhir.FindExtension(e.Extension, "lang")
		t := translator{language: lang.ValueCode}
		if in := t.form(*q); t.language != "" && !t.lacks && !sameLanguage(q.Language, t.language) {
			out = append(out, &in)
		}
	}
	return out
}

// translator puts a form into one language, and remembers where a word is lacking.
type translator struct {
	language string
	lacks    bool
}

// words gives what stands for some words, from the element beside them: "_text" of "text".
func (t *translator) words(words string, beside json.RawMessage) string {
	if words == "" && beside == nil {
		return ""
	}
	var element fhir.Element
	if json.Unmarshal(beside, &element) == nil {
		for _, e := range element.Extension {
			lang, _ := fhir.FindExtension(e.Extension, "lang")
			content, _ := fhir.FindExtension(e.Extension, "content")
			if e.URL == extTranslation && lang.ValueCode == t.language && content.ValueString+content.ValueMarkdown != "" {
				return content.ValueString + content.ValueMarkdown
			}
		}
	}
	t.lacks = true
	return words
}

func (t *translator) form(q fhir.Questionnaire) fhir.Questionnaire {
	q.Language = t.language
	q.Title = t.words(q.Title, q.Unknown["_title"])
	q.Item = t.items(q.Item)
	return q
}

func (t *translator) items(in []fhir.QuestionnaireItem) []fhir.QuestionnaireItem {
	out := slices.Clone(in)
	for i := range out {
		it := &out[i]
		if flag(it.Extension, ExtHidden) {
			continue // nobody reads it
		}
		it.Text = t.words(it.Text, it.Unknown["_text"])
		it.Unknown = without(it.Unknown, "_text") // marks of the other language
		for _, url := range []string{extUnit, extUnitOption, extFormat} {
			if _, words := fhir.FindExtension(it.Extension, url); words {
				t.lacks = true
			}
		}
		if it.AnswerValueSet != "" {
			t.lacks = true
		}
		it.AnswerOption = t.options(it.AnswerOption)
		it.Item = t.items(it.Item)
	}
	return out
}

func (t *translator) options(in []fhir.AnswerOption) []fhir.AnswerOption {
	out := slices.Clone(in)
	for i := range out {
		o := &out[i]
		switch {
		case o.ValueCoding != nil:
			c := *o.ValueCoding
			c.Display = t.words(c.Display, c.Unknown["_display"])
			o.ValueCoding = &c
		case o.ValueString != "":
			t.lacks = true // the words are the answer itself
		}
	}
	return out
}

func without(all fhir.Unknown, name string) fhir.Unknown {
	out := fhir.Unknown{}
	for k, v := range all {
		if k != name {
			out[k] = v
		}
	}
	return out
}
