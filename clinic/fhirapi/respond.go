package fhirapi

import (
	"bytes"
	"errors"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"throughline/clinic/auth"
	"throughline/clinic/outcome"
	"throughline/clinic/store"
	"throughline/fhir"
)

const mediaType = "application/fhir+json; charset=utf-8"

// negotiate refuses before any work what the server cannot answer: a format
// other than JSON, a FHIR version other than 4.0.
func (a *API) negotiate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !accepts(r) {
			a.fail(w, r, outcome.Of(http.StatusNotAcceptable, "not-supported", "The server answers in application/fhir+json of FHIR 4.0."))
			return
		}
		if !readable(r) {
			a.fail(w, r, outcome.Of(http.StatusUnsupportedMediaType, "not-supported", "The server does not read bodies of this content type here."))
			return
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
		}
		next.ServeHTTP(w, r)
	})
}

func accepts(r *http.Request) bool {
	wanted := strings.Join(r.Header.Values("Accept"), ",")
	if format := r.URL.Query().Get("_format"); format != "" {
		// A + that was not escaped arrives as a blank.
		wanted = strings.ReplaceAll(format, " ", "+")
		if wanted == "json" {
			return true
		}
	}
	if strings.TrimSpace(wanted) == "" {
		return true
	}
	for one := range strings.SplitSeq(wanted, ",") {
		typ, params, err := mime.ParseMediaType(one)
		if err != nil || params["q"] == "0" || !fhir4(params) {
			continue
		}
		switch typ {
		case "*/*", "application/*", "application/fhir+json", "application/json", "text/json":
			return true
		}
	}
	return false
}

func fhir4(params map[string]string) bool {
	v := params["fhirversion"]
	return v == "" || v == "4.0" || strings.HasPrefix(v, "4.0.")
}

func readable(r *http.Request) bool {
	given := r.Header.Get("Content-Type")
	if given == "" || r.Method == http.MethodGet || r.Method == http.MethodDelete {
		return true
	}
	typ, params, err := mime.ParseMediaType(given)
	if err != nil || !fhir4(params) || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return false
	}
	switch {
	case r.Method == http.MethodPatch:
		return typ == "application/json-patch+json"
	case strings.HasSuffix(r.URL.Path, "/_search"):
		return typ == "application/x-www-form-urlencoded"
	}
	return typ == "application/fhir+json" || typ == "application/json" || typ == "text/json"
}

// body reads the whole body.
func body(r *http.Request) ([]byte, error) {
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, outcome.Of(http.StatusRequestEntityTooLarge, "too-long", "A body has %d bytes at most.", MaxBody)
		}
		e := outcome.Of(http.StatusBadRequest, "incomplete", "The body did not arrive whole.")
		e.Cause = err
		return nil, e
	}
	return b.Bytes(), nil
}

// fail answers an error as an OperationOutcome. Its cause goes to the log.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := outcome.From(err)
	if n, ok := r.Context().Value(noteKey).(*note); ok && e.Status >= http.StatusInternalServerError {
		n.cause = e
	}
	if e.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	a.write(w, e.Status, encode(asOutcome(e)))
}

func asOutcome(e *outcome.Error) *fhir.OperationOutcome {
	issues := e.Issues
	if len(issues) == 0 {
		severity := "error"
		if e.Status < http.StatusBadRequest {
			severity = "information"
		}
		issues = []outcome.Issue{{Severity: severity, Code: e.Code, Say: e.Say, Expression: e.Expression}}
	}
	out := &fhir.OperationOutcome{}
	for _, i := range issues {
		issue := fhir.Issue{Severity: i.Severity, Code: i.Code, Diagnostics: i.Say, Details: fhir.CodeableConcept{Text: i.Say}}
		if i.Expression != "" {
			issue.Expression = []string{i.Expression}
		}
		out.Issue = append(out.Issue, issue)
	}
	return out
}

func (a *API) unauthenticated(w http.ResponseWriter, r *http.Request, err error) {
	var refused *auth.Error
	if !errors.As(err, &refused) {
		a.fail(w, r, err)
		return
	}
	e := &outcome.Error{Status: refused.Status, Code: "login", Say: refused.Say, Cause: err}
	if refused.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", refused.Challenge())
	} else {
		e.Code = "transient"
	}
	if refused.Wait > 0 {
		e.Code = "throttled"
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refused.Wait.Seconds()))))
	}
	a.fail(w, r, e)
}

func encode(r fhir.Resource) []byte {
	b, err := fhir.Encode(r)
	if err != nil {
		panic(err) // what the server makes itself can be written
	}
	return b
}

func (a *API) write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has gone; there is nobody to tell
}

func etag(v store.Version) string { return `W/"` + strconv.FormatInt(v.Version, 10) + `"` }

// versionOf reads an entity tag or a list with one; W/"3" and "3" are the same.
func versionOf(tag string) string {
	return strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
}

func (a *API) location(v store.Version) string {
	return a.Base + "/" + v.Type + "/" + v.ID + "/_history/" + strconv.FormatInt(v.Version, 10)
}
