// Package outcome is how the clinic's server says that something did not work:
// an HTTP status, the FHIR code of the issue, a sentence that is safe to show,
// and a cause that only logs see.
package outcome

import (
	"errors"
	"fmt"
	"net/http"

	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/validate"
)

// Error becomes an OperationOutcome.
type Error struct {
	Status     int
	Code       string // FHIR R4, value set issue-type
	Say        string
	Expression string // the element at fault, where there is one
	Cause      error
	Issues     []Issue // each thing that is wrong, where there are several
}

// Issue is one of several things that are wrong with a body.
type Issue struct {
	Severity   string // error, warning or information
	Code       string
	Say        string
	Expression string
}

// Invalid is a resource that the specification does not allow.
func Invalid(found []validate.Issue) *Error {
	e := Of(http.StatusUnprocessableEntity, "invalid", "The resource is not valid.")
	e.Issues = Issues(found)
	return e
}

// Issues turns what a validation found into issues.
func Issues(found []validate.Issue) []Issue {
	out := make([]Issue, 0, len(found))
	for _, i := range found {
		severity := "error"
		if i.Warning {
			severity = "warning"
		}
		out = append(out, Issue{severity, i.Code, i.Say, i.Expression})
	}
	return out
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%d %s: %s: %v", e.Status, e.Code, e.Say, e.Cause)
	}
	return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Say)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Of makes an error whose sentence is written as by fmt.Sprintf.
func Of(status int, code, format string, args ...any) *Error {
	return &Error{Status: status, Code: code, Say: fmt.Sprintf(format, args...)}
}

// Refusals that are the same wherever they come up, so that they tell nothing.
var (
	NotFound  = Of(http.StatusNotFound, "not-found", "There is no such resource, or you may not see it.")
	Gone      = Of(http.StatusGone, "deleted", "The resource was deleted.")
	Forbidden = Of(http.StatusForbidden, "forbidden", "You may not do this.")
)

// From turns any error into an *Error.
func From(err error) *Error {
	var (
		known *Error
		fault *document.Fault
		query *search.Error
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &fault):
		status, code := http.StatusUnprocessableEntity, "structure"
		if fault.Syntax {
			status = http.StatusBadRequest
		}
		return &Error{Status: status, Code: code, Say: fault.Say, Expression: fault.Expression}
	case errors.As(err, &query):
		return Of(http.StatusBadRequest, "invalid", "Search parameter %s: %s", query.Param, query.Say)
	case errors.Is(err, store.ErrNotFound):
		return NotFound
	case errors.Is(err, store.ErrConflict):
		return Of(http.StatusConflict, "conflict", "Somebody else changed the resource at the same time. Read it and try again.")
	case errors.Is(err, store.ErrUnavailable):
		e := Of(http.StatusServiceUnavailable, "transient", "The server cannot reach its data. Try again in a moment.")
		e.Cause = err
		return e
	}
	return &Error{
		Status: http.StatusInternalServerError, Code: "exception",
		Say: "Something went wrong on the server. It has been noted.", Cause: err,
	}
}
