package profile

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// CheckInDone writes a finished check-in: the response, its score where the form
// has one and all of it was answered, and the task that asked for it, completed.
// The error is a *care.Fault where the person can do something about it.
func CheckInDone(set Set, viewer Viewer, c care.CheckIn, now time.Time) ([]Operation, error) {
	r := &reader{set: set, viewer: viewer}
	r.readForms()
	form, ok := r.forms.worded(c.Form, c.Language)
	if !ok {
		return nil, &care.Fault{Code: "form-unknown", Say: "This form is not on this device any more. Your answers are kept. Call the clinic if this goes on."}
	}
	if care.Lay(form.Form, c.Answers).Unfinished() >= 0 {
		return nil, &care.Fault{Code: "check-in-incomplete", Say: "Some questions still need an answer. You can choose “Prefer not to answer.”"}
	}
	if c.Authored.IsZero() {
		c.Authored = now
	}
	res, err := response(set, c)
	if err != nil {
		return nil, err
	}
	r.fill(res, form, c)
	op, err := write(set, res)
	if err != nil {
		return nil, err
	}
	op.Urgent = care.Urgent(form.Form, c.Answers)
	ops := []Operation{op}
	for _, i := range form.Instruments() {
		total, whole := care.TotalOf(form.Form, i, c.Answers)
		if !whole {
			continue
		}
		o, err := scored(set, i, form.Form, res, total)
		if err != nil {
			return nil, err
		}
		ops = append(ops, o)
	}
	if c.Due != "" {
		o, needed, err := completed(set, c.Due, res, now)
		if err != nil {
			return nil, err
		}
		if needed {
			ops = append(ops, o)
		}
	}
	return ops, nil
}

// fill puts what was answered into a response.
func (r *reader) fill(res *fhir.QuestionnaireResponse, form namedForm, c care.CheckIn) {
	author := local(r.viewer.FHIRUser)
	subject := c.Subject
	if subject.Ref == "" {
		subject = r.person(fhir.Reference{Reference: author})
	}
	res.Questionnaire, res.Subject = form.name, reference(subject)
	res.Author, res.Source = fhir.Reference{Reference: author}, fhir.Reference{Reference: author}
	res.Authored, res.Language = fhir.DateTime(c.Authored), form.Language
	setSafe(res, c.Safe)
	setCallBack(res, c.CallBack)
	res.Item = writeItems(form.Form, c.Answers)
}

func setCallBack(res *fhir.QuestionnaireResponse, number string) {
	res.Extension = slices.DeleteFunc(res.Extension, func(e fhir.Extension) bool { return e.URL == ExtCallBack })
	if number != "" {
		res.Extension = append(res.Extension, fhir.Extension{URL: ExtCallBack, ValueString: number})
	}
}

func setSafe(res *fhir.QuestionnaireResponse, said care.SafeNow) {
	res.Extension = slices.DeleteFunc(res.Extension, func(e fhir.Extension) bool { return e.URL == ExtSafeNow })
	if said != care.SafeUnsaid {
		res.Extension = append(res.Extension, fhir.Extension{URL: ExtSafeNow, ValueCode: safeNow[said]})
	}
}

// response is the stored response to be amended, or a new one.
func response(set Set, c care.CheckIn) (*fhir.QuestionnaireResponse, error) {
	res, there, err := edit[*fhir.QuestionnaireResponse](set, "QuestionnaireResponse/"+c.ID)
	if err != nil {
		return nil, err
	}
	if there {
		switch res.Status {
		case "completed":
			res.Status = "amended"
		case "in-progress":
			res.Status = "completed"
		}
		return res, nil
	}
	id := identifier(c.ID)
	res = &fhir.QuestionnaireResponse{Base: fhir.Base{ID: c.ID}, Status: "completed", Identifier: &id}
	res.Meta.Security = labels(set, c.Subject.Ref)
	return res, nil
}

// scored is the total as a survey Observation, one for each response and
// instrument.
func scored(set Set, i care.Instrument, form care.Form, res *fhir.QuestionnaireResponse, total int) (Operation, error) {
	in, _ := instrumentOf(i)
	name := madeRef(res) + "/score"
	if i != form.Instrument {
		name += "/" + string(i)
	}
	id := NameID(name)
	o, there, err := edit[*fhir.Observation](set, "Observation/"+id)
	if err != nil {
		return Operation{}, err
	}
	if !there {
		ident := identifier(id)
		o = &fhir.Observation{Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{ident}, Status: "final"}
		o.Meta.Security = res.Meta.Security
	} else {
		o.Status = "amended"
	}
	o.Category = []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "survey", "Survey")}
	o.Code = fhir.CodeableConcept{Coding: []fhir.Coding{in.total}, Text: form.Title}
	o.Subject, o.EffectiveDateTime, o.Performer = res.Subject, res.Authored, []fhir.Reference{res.Source}
	o.ValueInteger = &total
	o.DerivedFrom = []fhir.Reference{{Reference: refTo(res)}}
	op, err := write(set, o)
	op.DependsOn = []string{refTo(res)}
	return op, err
}

// completed is the task that asked for the response, done. needed is false where
// the task is gone, or already names the response.
func completed(set Set, ref string, res *fhir.QuestionnaireResponse, now time.Time) (op Operation, needed bool, err error) {
	t, there, err := edit[*fhir.Task](set, ref)
	if err != nil || !there || !open(t) {
		return op, false, err
	}
	t.Status, t.LastModified = "completed", fhir.DateTime(now)
	t.Output = append(t.Output, fhir.TaskParameter{
		Type:           fhir.Concept(SystemSDC, "questionnaire-response", ""),
		ValueReference: &fhir.Reference{Reference: refTo(res)},
	})
	op, err = write(set, t)
	op.DependsOn, op.Together = []string{refTo(res)}, true
	return op, true, err
}
