package fhirapi

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/fhir"
)

// everything answers Patient/id/$everything, and Patient/$everything where the
// token says whose record is meant (FHIR R4, Patient-operation-everything).
func (a *API) everything(w http.ResponseWriter, r request) error {
	if r.typ != "Patient" {
		return outcome.Of(http.StatusNotFound, "not-supported", "Only a Patient has $everything.")
	}
	values, err := operationParameters(r)
	if err != nil {
		return err
	}
	q := records.EverythingQuery{Patient: r.id, Count: search.DefaultCount}
	if q.Patient == "" {
		q.Patient = r.Principal.PatientID
	}
	if q.Patient == "" {
		return outcome.Of(http.StatusForbidden, "forbidden", "Say whose record: Patient/id/$everything.")
	}
	page := values.Get(pageParam)
	values.Del(pageParam)
	if err := everythingQuery(values, page, &q); err != nil {
		return err
	}
	whole, err := a.Records.Everything(r.Context(), r.Call, q)
	if err != nil {
		return err
	}
	b := &fhir.Bundle{Type: "searchset"}
	path := "Patient/" + q.Patient + "/$everything"
	a.link(b, "self", path, values, page)
	if whole.After != nil {
		a.link(b, "next", path, values, writeKeys([]any{whole.After.Type, whole.After.ID}))
	}
	for _, v := range whole.Hits {
		b.Entry = append(b.Entry, a.entry(v, "match"))
	}
	for _, v := range whole.Included {
		b.Entry = append(b.Entry, a.entry(v, "include"))
	}
	a.write(w, http.StatusOK, encode(b))
	return nil
}

func everythingQuery(values url.Values, page string, q *records.EverythingQuery) error {
	for name, v := range values {
		switch name {
		case "_since":
			low, _, err := search.ParseDate(strings.ReplaceAll(v[0], " ", "+"))
			if err != nil {
				return outcome.Of(http.StatusBadRequest, "invalid", "_since is an instant such as 2026-03-02T18:00:00Z.")
			}
			// An instant between two milliseconds is after the first.
			q.Since = low.Add(time.Millisecond - 1).Truncate(time.Millisecond)
		case "_count":
			n, err := strconv.Atoi(v[0])
			if err != nil || n < 1 {
				return outcome.Of(http.StatusBadRequest, "invalid", "_count is a number of 1 or more.")
			}
			q.Count = min(n, search.MaxCount)
		case "_type":
			for _, list := range v {
				for typ := range strings.SplitSeq(list, ",") {
					if !document.IsType(typ) {
						return outcome.Of(http.StatusBadRequest, "invalid", "_type lists resource types.")
					}
					q.Types = append(q.Types, typ)
				}
			}
		case "_format":
		default:
			return outcome.Of(http.StatusBadRequest, "not-supported", "The operation takes _since, _type and _count.")
		}
	}
	if page == "" {
		return nil
	}
	keys, err := readKeys(page)
	if err != nil || len(keys) != 2 {
		return badPage
	}
	typ, isType := keys[0].(string)
	id, isID := keys[1].(string)
	if !isType || !isID {
		return badPage
	}
	q.After = &records.Ref{Type: typ, ID: id}
	return nil
}

// operationParameters reads the query, and of a POST the Parameters in the body.
func operationParameters(r request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, outcome.Of(http.StatusBadRequest, "invalid", "The query is not written as name=value&name=value.")
	}
	if r.Method != http.MethodPost {
		return values, nil
	}
	raw, err := body(r.Request)
	if err != nil || len(raw) == 0 {
		return values, err
	}
	if err := document.Check(raw); err != nil {
		return nil, err
	}
	var in struct {
		ResourceType string
		Parameter    []map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &in); err != nil || in.ResourceType != "Parameters" {
		return nil, &outcome.Error{
			Status: http.StatusUnprocessableEntity, Code: "structure", Expression: "resourceType", Say: "The body of an operation is a Parameters.",
		}
	}
	for _, p := range in.Parameter {
		var name string
		if json.Unmarshal(p["name"], &name) != nil {
			continue
		}
		for key, raw := range p {
			var text string
			if !strings.HasPrefix(key, "value") {
				continue
			}
			if json.Unmarshal(raw, &text) != nil {
				text = string(raw) // a number
			}
			values.Add(name, text)
		}
	}
	return values, nil
}
