package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// Form reads a Questionnaire. What this version cannot show goes to Unsupported
// in plain words; hidden, read-only and calculated items are not asked.
func Form(q *fhir.Questionnaire) care.Form {
	f := care.Form{
		Ref: refTo(q), Canonical: canonical(q), Title: cmp.Or(q.Title, q.Name),
		Language: cmp.Or(q.Language, "en"), Copyright: q.Copyright,
	}
	p := formReader{sets: containedSets(q), codes: map[string][]fhir.Coding{}}
	items := q.Item
	if len(items) > 0 && items[0].Type == "display" && len(items[0].EnableWhen) == 0 {
		f.Instruction = items[0].Text
		items = items[1:]
	}
	f.Items = p.items(items)
	f.Unsupported = p.unsupported
	if len(f.Questions()) == 0 {
		f.Unsupported = append(f.Unsupported, "It has no questions that this app can show.")
	}
	score(&f, q.Code, p.codes)
	return f
}

func canonical(q *fhir.Questionnaire) string {
	switch {
	case q.URL == "":
		return refTo(q)
	case q.Version == "":
		return q.URL
	}
	return q.URL + "|" + q.Version
}

type formReader struct {
	sets        map[string][]fhir.AnswerOption // contained value sets, by "#id" and by url
	codes       map[string][]fhir.Coding       // of items, by linkId
	unsupported []string
}

// kinds are the item types that can be shown, and others what they ask for.
var (
	kinds = map[string]care.ItemKind{
		"group": care.ItemGroup, "display": care.ItemDisplay, "choice": care.ItemChoice, "string": care.ItemText, "text": care.ItemText,
		"boolean": care.ItemBoolean, "integer": care.ItemInteger, "decimal": care.ItemDecimal, "date": care.ItemDate,
	}
	others = map[string]string{
		"open-choice": "a choice with room for other words", "dateTime": "a date with a time", "time": "a time of day", "url": "a web address",
		"attachment": "a file", "reference": "a link to another record", "quantity": "an amount with a unit",
	}
)

func (p *formReader) items(in []fhir.QuestionnaireItem) []care.Item {
	var out []care.Item
	for _, q := range in {
		if notAsked(q) {
			continue
		}
		if _, twice := p.codes[q.LinkID]; twice || q.LinkID == "" {
			p.cannot(q, "has a number that another one has too")
			continue
		}
		p.codes[q.LinkID] = q.Code
		kind, ok := kinds[q.Type]
		switch {
		case !ok:
			p.cannot(q, "asks for "+cmp.Or(others[q.Type], "something that this app does not know"))
			continue
		case len(q.EnableWhen) > 0:
			p.cannot(q, "depends on another answer")
		case q.Unknown["modifierExtension"] != nil:
			p.cannot(q, "has a rule that this app does not know")
		case kind == care.ItemGroup && q.Repeats != nil && *q.Repeats:
			p.cannot(q, "can be filled in more than once")
		}
		it := care.Item{
			LinkID: q.LinkID, Text: q.Text, Kind: kind, Code: mainCode(q.Code),
			Required: q.Required != nil && *q.Required, Repeats: q.Repeats != nil && *q.Repeats,
		}
		if kind == care.ItemChoice {
			it.Options = p.options(q)
			if len(it.Options) == 0 {
				p.cannot(q, "has no answers to choose from")
			}
		} else if it.Repeats && kind != care.ItemGroup {
			p.cannot(q, "takes more than one answer")
		}
		it.UrgentFrom, it.Urgent = urgentFrom(q)
		it.Items = p.items(q.Item)
		out = append(out, it)
	}
	return out
}

func (p *formReader) cannot(q fhir.QuestionnaireItem, why string) {
	p.unsupported = append(p.unsupported, fmt.Sprintf("The question “%s” %s.", cmp.Or(q.Text, q.LinkID), why))
}

func notAsked(q fhir.QuestionnaireItem) bool {
	hidden, ok := fhir.FindExtension(q.Extension, ExtHidden)
	_, calculated := fhir.FindExtension(q.Extension, ExtCalculated)
	total := slices.ContainsFunc(instruments, func(in instrument) bool {
		return slices.ContainsFunc(q.Code, func(c fhir.Coding) bool { return same(c, in.total) })
	})
	return ok && hidden.ValueBoolean != nil && *hidden.ValueBoolean || calculated || total && q.Type != "display" || q.ReadOnly != nil && *q.ReadOnly
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

func urgentFrom(q fhir.QuestionnaireItem) (int, bool) {
	if e, ok := fhir.FindExtension(q.Extension, ExtUrgentFrom); ok && e.ValueInteger != nil {
		return *e.ValueInteger, true
	}
	if slices.ContainsFunc(q.Code, func(c fhir.Coding) bool { return c.System == LOINC && c.Code == selfHarm }) {
		return 1, true
	}
	return 0, false
}

// formIndex finds forms as responses and tasks name them. A form in another
// language is a Questionnaire of its own; in care it has the canonical of the
// form that it was derived from, and its own language.
type formIndex []namedForm

type namedForm struct {
	care.Form
	name string // the Questionnaire's own canonical
}

// find gives the form of a canonical, with or without a version. Another version
// than the one asked for may be scored another way and is not it.
func (x formIndex) find(name string) (care.Form, bool) {
	url, version, _ := strings.Cut(name, "|")
	var best *namedForm
	for i, f := range x {
		if f.name == name {
			return f.Form, true
		}
		u, v, _ := strings.Cut(f.name, "|")
		if u == url && (version == "" || v == "") && (best == nil || best.name < f.name) {
			best = &x[i]
		}
	}
	if best == nil {
		return care.Form{}, false
	}
	return best.Form, true
}

// worded gives the Questionnaire that has a form of care in a language, or in
// any.
func (x formIndex) worded(canonical, language string) (namedForm, bool) {
	for _, f := range x {
		if f.Canonical == canonical && sameLanguage(f.Language, language) {
			return f, true
		}
	}
	for _, f := range x {
		if f.Canonical == canonical {
			return f, true
		}
	}
	return namedForm{}, false
}

// variants gives every form that was only put into another language the
// canonical of its origin. It has to ask the same questions.
func (x formIndex) variants(derivedFrom map[string][]string) {
	for i, f := range x {
		for _, origin := range derivedFrom[f.name] {
			base, ok := x.find(origin)
			if ok && !sameLanguage(base.Language, f.Language) && slices.Equal(linkIDs(base.Items), linkIDs(f.Items)) {
				x[i].Canonical = base.Canonical
			}
		}
	}
}

func linkIDs(items []care.Item) []string {
	var out []string
	for _, it := range items {
		out = append(append(out, it.LinkID), linkIDs(it.Items)...)
	}
	return out
}

func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(strings.ToLower(cmp.Or(a, "en")), "-")
	b, _, _ = strings.Cut(strings.ToLower(cmp.Or(b, "en")), "-")
	return a == b
}

// readForms reads the forms in use, by title, the viewer's language first.
func (r *reader) readForms() []care.Form {
	r.forms = nil
	derivedFrom := map[string][]string{}
	each(r.set, func(q *fhir.Questionnaire) {
		if q.Status == "draft" {
			return
		}
		f := Form(q)
		r.forms = append(r.forms, namedForm{Form: f, name: f.Canonical})
		derivedFrom[f.Canonical] = q.DerivedFrom
	})
	other := func(f namedForm) int {
		if sameLanguage(f.Language, r.viewer.Language) {
			return 0
		}
		return 1
	}
	slices.SortFunc(r.forms, func(a, b namedForm) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), other(a)-other(b), cmp.Compare(a.name, b.name), cmp.Compare(a.Ref, b.Ref))
	})
	r.forms.variants(derivedFrom)
	out := make([]care.Form, len(r.forms))
	for i, f := range r.forms {
		out[i] = f.Form
	}
	return out
}
