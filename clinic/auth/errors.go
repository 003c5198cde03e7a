package auth

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Error is a refusal. Code is the error code of RFC 6749 section 5.2, RFC 6750 section 3.1 or
// RFC 8628 section 3.5; Say is safe to show to a developer or a person; Cause is only for logs.
type Error struct {
	Status int
	Code   string
	Say    string
	Reason string // the extra member of an invalid_grant, or empty: see reasonFor
	Cause  error
	Wait   time.Duration // of a 429: when to try again

	recorded bool // it is in the audit record
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Say, e.Cause)
	}
	return e.Code + ": " + e.Say
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Challenge is the value of WWW-Authenticate for a refused bearer token (RFC 6750 section 3). A
// request without any token gets no error code, as section 3.1 asks.
func (e *Error) Challenge() string {
	if e.Code == "" || e.Code == codeNoToken {
		return `Bearer realm="fhir"`
	}
	return fmt.Sprintf(`Bearer realm="fhir", error="%s", error_description="%s"`, e.Code, e.Say)
}

const codeNoToken = "login-required"

func invalidToken(cause error) *Error {
	return &Error{
		Status: http.StatusUnauthorized, Code: "invalid_token",
		Say: "This sign-in is no longer valid. Sign in again.", Cause: cause,
	}
}

func unavailable(cause error) *Error {
	return &Error{
		Status: http.StatusServiceUnavailable, Code: "temporarily_unavailable",
		Say: "The clinic's server cannot answer right now. Try again in a minute.", Cause: cause,
	}
}

func badRequest(code, say string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: code, Say: say}
}

// asError gives the refusal in err; anything else is the server's own trouble.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return unavailable(err)
}
