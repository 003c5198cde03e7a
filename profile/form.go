package profile

import (
	"cmp"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// Form reads a Questionnaire. What this version cannot show goes to Unsupported;
// hidden and calculated items are not asked.
func Form(q *fhir.Questionnaire) care.Form {
	f := care.Form{
		Ref: refTo(q), Canonical: canonical(q), Title: cmp.Or(q.Title, q.Name),
		Language: cmp.Or(q.Language, "en"), Copyright: q.Copyright,
	}
	f.Quiet, f.Retired = !alerts(q.Extension), q.Status == "retired"
	f.Asked = strings.HasPrefix(q.URL, Base+"/Questionnaire/follow-up")
	f.Asked = f.Asked || len(q.SubjectType) > 0 && !slices.Contains(q.SubjectType, "Patient") // about somebody else
	p := formReader{sets: containedSets(q), codes: map[string][]fhir.Coding{}, from: map[string][]string{}, language: f.Language}
	items := q.Item
	if len(items) > 1 && items[0].Type == "display" && len(items[0].EnableWhen) == 0 && len(items[0].Item) == 0 && len(items[0].Extension) == 0 && markdown(items[0]) == "" {
		f.Instruction = items[0].Text
		items = items[1:]
	}
	f.Items = p.items(items, nil)
	p.loops()
	if q.Unknown["modifierExtension"] != nil || q.Unknown["implicitRules"] != nil {
		p.cannot(fhir.QuestionnaireItem{Text: f.Title}, "unknown-rule")
	}
	if e, ok := fhir.FindExtension(q.Extension, extAssemble); ok && e.ValueCode == "assemble-root" {
		p.cannot(fhir.QuestionnaireItem{Text: f.Title}, "other-form")
	}
	f.Unsupported, f.Computed = p.unsupported, p.computed
	if len(f.Questions()) == 0 {
		f.Unsupported = append(f.Unsupported, care.Unsupported{Code: "no-questions"})
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

// formIndex finds forms as responses and tasks name them. A form in another
// language is a Questionnaire of its own; in care it has the canonical of the
// form that it was derived from, and its own language.
type formIndex []namedForm

type namedForm struct {
	care.Form
	name   string // the Questionnaire's own canonical
	within bool   // its words are a translation within that Questionnaire
}

// find gives the form of a canonical, with or without a version. Another version
// than the one asked for may be scored another way and is not it.
func (x formIndex) find(name string) (care.Form, bool) {
	url, version, _ := strings.Cut(name, "|")
	var best *namedForm
	for i, f := range x {
		if f.within {
			continue
		}
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
		for _, in := range translations(q) {
			r.forms = append(r.forms, namedForm{Form: Form(in), name: f.Canonical, within: true})
		}
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
