package fhirapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"throughline/clinic/outcome"
	"throughline/clinic/records"
	"throughline/clinic/store"
)

func (a *API) read(w http.ResponseWriter, r request) error {
	v, err := a.Records.Read(r.Context(), r.Call, r.typ, r.id)
	if err != nil {
		if v.Gone() && outcome.From(err) == outcome.Gone {
			w.Header().Set("ETag", etag(v))
		}
		return err
	}
	return a.show(w, r, v)
}

func (a *API) vread(w http.ResponseWriter, r request) error {
	v, err := a.Records.VRead(r.Context(), r.Call, r.typ, r.id, chi.URLParam(r.Request, "version"))
	if err != nil {
		return err
	}
	return a.show(w, r, v)
}

// show answers a version, or 304 where the client has it (FHIR R4, http,
// section 3.1.0.1.4).
func (a *API) show(w http.ResponseWriter, r request, v store.Version) error {
	describe(w, v)
	if same := r.Header.Get("If-None-Match"); same != "" {
		for tag := range strings.SplitSeq(same, ",") {
			if t := versionOf(tag); t == "*" || t == versionOf(etag(v)) {
				w.WriteHeader(http.StatusNotModified)
				return nil
			}
		}
	} else if since, err := http.ParseTime(r.Header.Get("If-Modified-Since")); err == nil &&
		!v.Updated.Truncate(time.Second).After(since) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	a.write(w, http.StatusOK, v.Body)
	return nil
}

func describe(w http.ResponseWriter, v store.Version) {
	w.Header().Set("ETag", etag(v))
	w.Header().Set("Last-Modified", v.Updated.UTC().Format(http.TimeFormat))
}

func (a *API) create(w http.ResponseWriter, r request) error {
	b, err := body(r.Request)
	if err != nil {
		return err
	}
	cond := records.Conditions{IfNoneExist: strings.TrimPrefix(r.Header.Get("If-None-Exist"), "?")}
	out, err := a.Records.Create(r.Context(), r.Call, r.typ, b, cond)
	if err != nil {
		return err
	}
	a.wrote(w, r, out)
	return nil
}

func (a *API) update(w http.ResponseWriter, r request) error {
	b, err := body(r.Request)
	if err != nil {
		return err
	}
	out, err := a.Records.Update(r.Context(), r.Call, r.typ, r.id, b, conditions(r.Header.Get))
	if err != nil {
		return err
	}
	a.wrote(w, r, out)
	return nil
}

func (a *API) updateWhere(w http.ResponseWriter, r request) error {
	b, err := body(r.Request)
	if err != nil {
		return err
	}
	out, err := a.Records.UpdateWhere(r.Context(), r.Call, r.typ, r.URL.RawQuery, b, conditions(r.Header.Get))
	if err != nil {
		return err
	}
	a.wrote(w, r, out)
	return nil
}

func (a *API) patch(w http.ResponseWriter, r request) error {
	b, err := body(r.Request)
	if err != nil {
		return err
	}
	out, err := a.Records.Patch(r.Context(), r.Call, r.typ, r.id, b, conditions(r.Header.Get))
	if err != nil {
		return err
	}
	a.wrote(w, r, out)
	return nil
}

func (a *API) remove(w http.ResponseWriter, r request) error {
	v, err := a.Records.Delete(r.Context(), r.Call, r.typ, r.id, conditions(r.Header.Get))
	if err != nil {
		return err
	}
	if v.Version > 0 {
		w.Header().Set("ETag", etag(v))
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// conditions reads the preconditions of a change.
func conditions(header func(string) string) records.Conditions {
	c := records.Conditions{}
	if tag := header("If-Match"); tag != "" {
		c.IfMatch = versionOf(tag)
	}
	if versionOf(header("If-None-Match")) == "*" {
		c.IfNoneMatch = "*"
	}
	return c
}

// wrote answers a create or an update, with as much as the client prefers to
// have (FHIR R4, http, section 3.1.0.1.7).
func (a *API) wrote(w http.ResponseWriter, r request, out records.Written) {
	describe(w, out.Version)
	w.Header().Set("Location", a.location(out.Version))
	status := http.StatusOK
	if out.Created {
		status = http.StatusCreated
	}
	switch prefer(r.Request, "return") {
	case "minimal":
		w.WriteHeader(status)
	case "OperationOutcome":
		a.write(w, status, encode(asOutcome(outcome.Of(status, "informational", "Stored."))))
	default:
		a.write(w, status, out.Version.Body)
	}
}

// prefer gives a preference of the request (RFC 7240), such as handling.
func prefer(r *http.Request, name string) string {
	for _, header := range r.Header.Values("Prefer") {
		for one := range strings.FieldsFuncSeq(header, func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
			if key, value, ok := strings.Cut(one, "="); ok && strings.EqualFold(key, name) {
				return strings.Trim(value, `"`)
			}
		}
	}
	return ""
}
