package profile

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// Faults of a file that is to become a form.
var (
	errNotJSON       = &care.Fault{Code: "form-not-json", Say: "This file is not JSON. Choose a FHIR Questionnaire saved as JSON."}
	errNotForm       = &care.Fault{Code: "form-other-type", Say: "This file is FHIR, but not a Questionnaire."}
	errFormBroken    = &care.Fault{Code: "form-broken", Say: "This Questionnaire cannot be read. Check it where it was made."}
	errFormNoURL     = &care.Fault{Code: "form-no-url", Say: "This Questionnaire has no url. Give it one where it was made."}
	errFormTwice     = &care.Fault{Code: "form-twice", Say: "This version of this form is published already. Give the file a new version."}
	errFormNotShown  = &care.Fault{Code: "form-unsupported", Say: "A part of this form cannot be answered in the app. It was not published."}
	errFormNotHere   = &care.Fault{Code: "form-gone", Say: "This form is not there any more. Go back and look again."}
	errFormDue       = &care.Fault{Code: "form-due-past", Say: "The due day is over. Choose today or a later day."}
	errFormTooLarge  = &care.Fault{Code: "form-too-large", Say: "This file is too large for a form."}
	errFormDuplicate = &care.Fault{Code: "form-link-twice", Say: "Two questions of this form have the same linkId. Answers would be mixed up."}
)

// mostForm bounds a form's file: the largest of the official ones is a tenth of it.
const mostForm = 2 << 20

// questionnaire reads a file as a form, or says why it is none.
func questionnaire(raw []byte) (*fhir.Questionnaire, error) {
	raw = []byte(strings.TrimPrefix(string(raw), "\ufeff"))
	switch {
	case len(raw) > mostForm:
		return nil, errFormTooLarge
	case !json.Valid(raw):
		return nil, errNotJSON
	}
	e, err := fhir.Peek(raw)
	switch {
	case e.ResourceType != "" && e.ResourceType != "Questionnaire":
		return nil, errNotForm
	case err != nil || e.ResourceType == "":
		return nil, &care.Fault{Code: errNotForm.Code, Say: errNotForm.Say, Cause: err}
	}
	r, err := fhir.Decode(raw)
	q, ok := r.(*fhir.Questionnaire)
	if err != nil || !ok {
		return nil, &care.Fault{Code: errFormBroken.Code, Say: errFormBroken.Say, Cause: err}
	}
	if strings.TrimSpace(q.URL) == "" || strings.Contains(q.URL, "|") {
		return nil, errFormNoURL
	}
	ids := linkIDsOf(q.Item)
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) || slices.Contains(ids, "") { // R4 que-2, and linkId is 1..1
		return nil, errFormDuplicate
	}
	q.Version = cmp.Or(strings.TrimSpace(q.Version), "1")
	q.Status = "active"
	q.ID = NameID("questionnaire/" + q.URL + "|" + q.Version)
	q.Meta = fhir.Meta{Profile: q.Meta.Profile, Security: q.Meta.Security}
	return q, nil
}

func linkIDsOf(items []fhir.QuestionnaireItem) []string {
	var out []string
	for _, it := range items {
		out = append(append(out, it.LinkID), linkIDsOf(it.Item)...)
	}
	return out
}

// ReadForm is the form in a file as patients would see it, by the same rules as
// every other. The error is a *care.Fault that says what is wrong with the file.
func ReadForm(set Set, raw []byte) (care.FormFile, error) {
	q, err := questionnaire(raw)
	if err != nil {
		return care.FormFile{}, err
	}
	f := care.FormFile{Form: Form(q), URL: q.URL, Version: q.Version, Raw: raw}
	for _, old := range published(set, q) {
		if old.Version == q.Version {
			return f, errFormTwice
		}
		f.Replaces = append(f.Replaces, old.Version)
	}
	return f, nil
}

// published are the forms in use at the address of q.
func published(set Set, q *fhir.Questionnaire) []*fhir.Questionnaire {
	var out []*fhir.Questionnaire
	each(set, func(x *fhir.Questionnaire) {
		if x.URL == q.URL && (x.Status == "active" || x.Version == q.Version) {
			out = append(out, x)
		}
	})
	slices.SortFunc(out, func(a, b *fhir.Questionnaire) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// publish offers a form, and retires those that it takes the place of. Answers to
// them stay readable.
func (w *programmeWriter) publish(c care.FormPublished) error {
	q, err := questionnaire(c.Raw)
	if err != nil {
		return err
	}
	if len(Form(q).Gaps()) > 0 {
		return errFormNotShown
	}
	old := published(w.set, q)
	if slices.ContainsFunc(old, func(x *fhir.Questionnaire) bool { return x.Version == q.Version }) {
		return errFormTwice
	}
	q.Date = fhir.DateTime(w.now)
	if err := w.put(q); err != nil {
		return err
	}
	for _, x := range old {
		retired, _, err := edit[*fhir.Questionnaire](w.set, refTo(x))
		if err != nil {
			return err
		}
		retired.Status = "retired"
		if err := w.put(retired, q); err != nil {
			return err
		}
	}
	return nil
}

// retire takes a form out of use.
func (w *programmeWriter) retire(c care.FormRetired) error {
	q, there, err := edit[*fhir.Questionnaire](w.set, c.Form)
	switch {
	case err != nil:
		return err
	case !there || q.Status == "retired":
		return errFormNotHere
	}
	q.Status = "retired"
	return w.put(q)
}

// ask makes the SDC task that asks a patient to answer a form by a day.
func (w *programmeWriter) ask(c care.FormAsked) error {
	w.of(c.Patient)
	today := w.now.In(w.zone)
	switch {
	case c.ID == "" || c.Patient == "" || c.Form == "":
		return errFormNotHere
	case fhir.Date(c.Due) < fhir.Date(today):
		return errFormDue
	}
	if _, there := get[*fhir.Patient](w.set, w.patient); !there {
		return errNoPatient
	}
	w.readForms()
	f, ok := w.forms.find(c.Form)
	if !ok || f.Retired {
		return errFormNotHere
	}
	base, ids := w.fresh(c.ID)
	return w.put(&fhir.Task{
		Base: base, Identifier: ids, Status: "requested", Intent: "order", Code: fhir.Concept(SystemSDC, "complete-questionnaire", ""),
		For: w.subject(), Owner: fhir.Reference{Reference: w.patient}, Requester: fhir.Reference{Reference: w.who}, Description: cmp.Or(c.Title, f.Title),
		AuthoredOn: fhir.DateTime(w.now), LastModified: fhir.DateTime(w.now),
		Restriction: fhir.TaskRestriction{Period: fhir.Period{Start: fhir.Date(today), End: fhir.Date(c.Due)}},
		Input:       []fhir.TaskParameter{{Type: fhir.Concept(SystemSDC, "questionnaire", ""), ValueCanonical: f.Canonical}},
	})
}
