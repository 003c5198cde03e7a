package rules

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/fhir"
	"throughline/profile"
)

// answered files what the answers of a check-in ask of staff: a Flag and a triage
// Task for each question whose answer its form marks as urgent, and a Task for the
// prescriber's list. A response that comes again, or is finished after its urgent
// answer was sent, files nothing twice: the ids follow from response and question.
func answered(ctx context.Context, tx Tx, tree map[string]any) error {
	var res fhir.QuestionnaireResponse
	if err := into(tree, &res); err != nil {
		return err
	}
	if res.Status == "entered-in-error" || res.Status == "stopped" {
		return nil
	}
	q, err := questionnaire(ctx, tx, res.Questionnaire)
	if err != nil {
		return err
	}
	received, _, err := fhir.ParseTime(res.Meta.LastUpdated, nil)
	if err != nil {
		return fmt.Errorf("a stored response has no time: %w", err)
	}
	if err := urgent(ctx, tx, q, &res, received); err != nil {
		return err
	}
	if res.Status == "in-progress" || q == nil {
		return nil
	}
	return prescriber(ctx, tx, q, &res, received)
}

func urgent(ctx context.Context, tx Tx, q *fhir.Questionnaire, res *fhir.QuestionnaireResponse, received time.Time) error {
	answers := profile.UrgentAnswers(q, res, received)
	if len(answers) == 0 {
		return nil
	}
	if quiet, err := alertsOff(ctx, tx, q, res); err != nil || quiet {
		return err
	}
	for _, u := range answers {
		flag, err := read[fhir.Flag](ctx, tx, "Flag", profile.UrgentFlagID("QuestionnaireResponse/"+res.ID, u.Item))
		if err != nil {
			return err
		}
		flag, task, err := profile.UrgentFiled(res, u, flag, func(id string) (*fhir.Task, error) {
			return read[fhir.Task](ctx, tx, "Task", id)
		})
		if err != nil {
			return err
		}
		if flag != nil {
			if err := save(ctx, tx, flag); err != nil {
				return err
			}
		}
		if task != nil {
			if err := save(ctx, tx, task); err != nil {
				return err
			}
		}
	}
	return nil
}

// alertsOff says whether the form, or the patient's clinic, alerts no staff.
func alertsOff(ctx context.Context, tx Tx, q *fhir.Questionnaire, res *fhir.QuestionnaireResponse) (bool, error) {
	if q != nil && profile.Form(q).Quiet {
		return true, nil
	}
	_, typ, id, ok := document.Reference(res.Subject.Reference)
	if !ok || typ != "Patient" {
		return false, nil
	}
	p, err := read[fhir.Patient](ctx, tx, "Patient", id)
	if err != nil || p == nil {
		return false, err
	}
	_, typ, id, ok = document.Reference(p.ManagingOrganization.Reference)
	if !ok || typ != "Organization" {
		return false, nil
	}
	org, err := read[fhir.Organization](ctx, tx, "Organization", id)
	if err != nil || org == nil {
		return false, err
	}
	e, ok := fhir.FindExtension(org.Extension, profile.ExtUrgentAlerts)
	return ok && e.ValueBoolean != nil && !*e.ValueBoolean, nil
}

func prescriber(ctx context.Context, tx Tx, q *fhir.Questionnaire, res *fhir.QuestionnaireResponse, received time.Time) error {
	t := profile.PrescriberFiled(q, res, received)
	if t == nil {
		return nil
	}
	if there, err := tx.Resource(ctx, "Task", t.ID); err != nil || there != nil {
		return err
	}
	return save(ctx, tx, t)
}

// questionnaire finds the form that a response answers, by its canonical or its
// reference; nil where the clinic does not have it.
func questionnaire(ctx context.Context, tx Tx, canonical string) (*fhir.Questionnaire, error) {
	if id, ok := strings.CutPrefix(canonical, "Questionnaire/"); ok {
		tree, err := tx.Resource(ctx, "Questionnaire", id)
		q := &fhir.Questionnaire{}
		if err != nil || tree == nil || into(tree, q) != nil {
			return nil, err
		}
		return q, nil
	}
	url, version, _ := strings.Cut(canonical, "|")
	if url == "" {
		return nil, nil
	}
	found, err := tx.Find(ctx, "Questionnaire", "url", url)
	if err != nil {
		return nil, err
	}
	var best *fhir.Questionnaire
	for _, tree := range found {
		q := &fhir.Questionnaire{}
		if err := into(tree, q); err != nil {
			continue // answers are taken, and what tells of danger is known without the form
		}
		if q.Version == version {
			return q, nil
		}
		if best == nil || best.Version < q.Version {
			best = q // a form of another version can mark an answer too; none would mark nothing
		}
	}
	return best, nil
}

// read gives a current resource, or nil where there is none.
func read[T any](ctx context.Context, tx Tx, typ, id string) (*T, error) {
	tree, err := tx.Resource(ctx, typ, id)
	if err != nil || tree == nil {
		return nil, err
	}
	out := new(T)
	return out, into(tree, out)
}

// into reads a tree as a resource of fhir.
func into(tree map[string]any, to any) error {
	d, err := document.FromTree(tree)
	if err != nil {
		return err
	}
	u, ok := to.(interface{ UnmarshalJSON(b []byte) error })
	if !ok {
		return fmt.Errorf("%T is no resource", to)
	}
	if err := u.UnmarshalJSON(d.Bytes()); err != nil {
		return &outcome.Error{Status: http.StatusUnprocessableEntity, Code: "structure", Expression: d.Type(), Say: "The resource cannot be read: " + err.Error()}
	}
	return nil
}

func save(ctx context.Context, tx Tx, r fhir.Resource) error {
	raw, err := fhir.Encode(r)
	if err != nil {
		return err
	}
	tree, err := document.Tree(raw)
	if err != nil {
		return err
	}
	return tx.Save(ctx, tree)
}
