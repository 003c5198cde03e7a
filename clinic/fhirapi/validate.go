package fhirapi

import (
	"encoding/json"
	"errors"
	"net/http"

	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/validate"
)

// check answers $validate (FHIR R4, Resource-operation-validate): of the body,
// or of what is stored under an id. The answer is 200 whatever is found.
func (a *API) check(w http.ResponseWriter, r request) error {
	var raw []byte
	var err error
	if r.Method == http.MethodGet {
		v, err := a.Records.Read(r.Context(), r.Call, r.typ, r.id)
		if err != nil {
			return err
		}
		raw = v.Body
	} else if raw, err = body(r.Request); err != nil {
		return err
	}
	issues, err := a.checked(r, raw)
	if err != nil {
		return err
	}
	if len(issues) == 0 {
		issues = []outcome.Issue{{Severity: "information", Code: "informational", Say: "The resource is valid."}}
	}
	a.write(w, http.StatusOK, encode(asOutcome(&outcome.Error{Status: http.StatusOK, Issues: issues})))
	return nil
}

func (a *API) checked(r request, raw []byte) ([]outcome.Issue, error) {
	raw, issues, err := parametersOf(raw, r.typ)
	if err != nil {
		return nil, err
	}
	d, err := document.Parse(raw)
	var fault *document.Fault
	if errors.As(err, &fault) && !fault.Syntax {
		return append(issues, outcome.Issue{Severity: "error", Code: "structure", Say: fault.Say, Expression: fault.Expression}), nil
	}
	if err != nil {
		return nil, err
	}
	wrong := func(say, expression string) {
		issues = append(issues, outcome.Issue{Severity: "error", Code: "invalid", Say: say, Expression: expression})
	}
	if d.Type() != r.typ {
		wrong("The address is that of a "+r.typ+".", "resourceType")
	}
	if r.id != "" && d.ID() != r.id {
		wrong("The id in the body is that in the address.", d.Type()+".id")
	}
	tree, err := document.Tree(raw)
	if err != nil {
		return nil, err
	}
	return append(issues, outcome.Issues(validate.Resource(tree))...), nil
}

// parametersOf takes the resource out of a Parameters, and says what else was
// asked that the server does not do.
func parametersOf(raw []byte, typ string) ([]byte, []outcome.Issue, error) {
	var in struct {
		ResourceType string
		Parameter    []struct {
			Name     string
			Resource json.RawMessage
		}
	}
	if err := document.Check(raw); err != nil {
		var fault *document.Fault
		if errors.As(err, &fault) && !fault.Syntax {
			return raw, nil, nil // said by the caller
		}
		return nil, nil, err
	}
	if err := json.Unmarshal(raw, &in); err != nil || in.ResourceType != "Parameters" {
		return raw, nil, nil //nolint:nilerr // it is no Parameters, and is looked at as what it is
	}
	var issues []outcome.Issue
	var resource json.RawMessage
	for _, p := range in.Parameter {
		switch p.Name {
		case "resource":
			resource = p.Resource
		case "profile":
			issues = append(issues, outcome.Issue{
				Severity: "warning", Code: "not-supported", Expression: "Parameters.parameter",
				Say: "The server knows no profiles. It has looked at the base specification.",
			})
		}
	}
	if resource == nil && typ == "Parameters" {
		return raw, nil, nil // it is looked at itself
	}
	if resource == nil {
		return nil, nil, &outcome.Error{
			Status: http.StatusBadRequest, Code: "required", Expression: "Parameters.parameter",
			Say: "The resource is in the parameter called resource.",
		}
	}
	return resource, issues, nil
}
