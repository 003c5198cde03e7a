package fhirhttp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// What can go wrong beside a status. Each is told apart with errors.Is.
var (
	// ErrUnreachable means that no answer came. A write may have happened.
	ErrUnreachable = &care.Fault{Code: "clinic-unreachable", Say: "We can't reach your clinic right now. What you entered is safe on this device. We'll try again."}
	// ErrCut means that the answer ended too soon, and nothing of it was
	// used. A write may have happened.
	ErrCut = &care.Fault{Code: "clinic-answer-cut", Say: "Your clinic's answer stopped half-way. Nothing was lost. We'll try again."}
	// ErrNotFHIR means an answer that is not the FHIR that was asked for,
	// such as the sign-in page of a public Wi-Fi.
	ErrNotFHIR = &care.Fault{Code: "clinic-not-fhir", Say: "The answer did not come from your clinic's records system. If this Wi-Fi has its own sign-in page, open that first."}
	// ErrTooLarge means an answer of more than MaxBody bytes.
	ErrTooLarge = &care.Fault{Code: "clinic-answer-too-large", Say: "Your clinic sent more than this app can read at once. Nothing was lost. Tell your clinic if it goes on."}
	// ErrForeign means that the clinic's server pointed to another host.
	// Nothing was sent there.
	ErrForeign = &care.Fault{Code: "clinic-other-host", Say: "Your clinic's server pointed to another address, so we stopped. Nothing was sent there. Tell your clinic if it goes on."}
	// ErrEndless means a listing whose pages never end or come again.
	ErrEndless = &care.Fault{Code: "clinic-endless", Say: "Your clinic's list never ended, so we stopped. Nothing was lost. Tell your clinic if it goes on."}
	// ErrUnsendable means a request that cannot be made, for a name or a version
	// that no server could have given. Nothing was sent.
	ErrUnsendable = &care.Fault{Code: "clinic-unsendable", Say: "This can't be sent to your clinic's server as it is. It is still on this device. Call your clinic if it is important."}
	// ErrPageExpired means that a later page of a listing is no longer to be
	// had, or that one was too large to be read, and smaller ones are asked for from
	// now on: start again from the old cursor.
	ErrPageExpired = &care.Fault{Code: "clinic-page-expired", Say: "The list from your clinic ran out of time. We'll start it again."}
)

// because gives a fault its cause.
func because(f *care.Fault, cause error) error {
	return &care.Fault{Code: f.Code, Say: f.Say, Cause: cause}
}

// StatusError is an answer that says no.
type StatusError struct {
	Method     string
	Status     int
	Outcome    *fhir.OperationOutcome // nil where the server sent none
	RetryAfter time.Duration          // 0 where the server named no time
	ServerTime time.Time              // the Date of the answer; zero where missing
}

// Error gives the status and the outcome's codes. The outcome's texts stay
// out: a server may quote health data in them.
func (e *StatusError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s answered %d %s", e.Method, e.Status, http.StatusText(e.Status))
	if e.Outcome != nil {
		for _, i := range e.Outcome.Issue {
			fmt.Fprintf(&b, " (%s %s)", i.Severity, i.Code)
		}
	}
	return b.String()
}

// Unwrap gives what a person may read about the status.
func (e *StatusError) Unwrap() error {
	switch e.Status {
	case http.StatusUnauthorized:
		return &care.Fault{Code: "clinic-sign-in", Say: "Your clinic asks you to sign in again. What you entered is safe on this device."}
	case http.StatusForbidden:
		return &care.Fault{Code: "clinic-forbidden", Say: "Your clinic does not share this with you."}
	case http.StatusNotFound, http.StatusGone:
		return &care.Fault{Code: "clinic-gone", Say: "Your clinic no longer has this."}
	case http.StatusConflict, http.StatusPreconditionFailed:
		return &care.Fault{Code: "clinic-conflict", Say: "This was changed at your clinic too. Both versions are kept."}
	}
	if slices.Contains(temporary, e.Status) {
		return &care.Fault{Code: "clinic-busy", Say: "Your clinic's server is busy. What you entered is safe on this device. We'll try again."}
	}
	return &care.Fault{Code: "clinic-refused", Say: "Your clinic's server did not accept this. What you entered is still on this device."}
}

// temporary are the statuses after which the same request may succeed.
var temporary = []int{
	http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

func statusIs(err error, statuses ...int) bool {
	var e *StatusError
	return errors.As(err, &e) && slices.Contains(statuses, e.Status)
}

// IsConflict says that the version written upon is not the current one, or
// that a conditional create found more than one match (409, 412).
func IsConflict(err error) bool {
	return statusIs(err, http.StatusConflict, http.StatusPreconditionFailed)
}

// IsGone says that the resource is not, or no longer, there (404, 410).
func IsGone(err error) bool { return statusIs(err, http.StatusNotFound, http.StatusGone) }

// IsForbidden says that this person may not do this (403).
func IsForbidden(err error) bool { return statusIs(err, http.StatusForbidden) }

// IsUnauthorized says that the access token was not accepted, also after it
// was refreshed (401).
func IsUnauthorized(err error) bool { return statusIs(err, http.StatusUnauthorized) }

// IsInvalid says that the server will never accept this as it is (400, 422).
func IsInvalid(err error) bool {
	return statusIs(err, http.StatusBadRequest, http.StatusUnprocessableEntity)
}

// IsTemporary says that the same request may succeed later: no answer, a cut
// one, or 408, 425, 429, 500, 502, 503, 504.
func IsTemporary(err error) bool {
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrCut) || statusIs(err, temporary...)
}

// RetryAfter gives the wait that the server asked for, or 0.
func RetryAfter(err error) time.Duration {
	var e *StatusError
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

// transportError drops the URL that net/http puts into its errors (a search
// may name a patient), keeps a fault that a RoundTripper raised, and lets a
// cancelled context be itself.
func transportError(method string, err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	var f *care.Fault
	if errors.As(err, &f) || errors.Is(err, context.Canceled) {
		return err
	}
	return because(ErrUnreachable, fmt.Errorf("%s: %w", method, err))
}

func (c *Client) statusError(method string, resp *http.Response, body []byte) *StatusError {
	e := &StatusError{Method: method, Status: resp.StatusCode, ServerTime: httpDate(resp.Header.Get("Date"))}
	now := e.ServerTime
	if now.IsZero() {
		now = c.Now()
	}
	e.RetryAfter = parseRetryAfter(resp.Header.Get("Retry-After"), now)
	e.Outcome = outcomeOf(body)
	return e
}

// maxRetryAfter keeps a wrong header from silencing the app for good.
const maxRetryAfter = 24 * time.Hour

// parseRetryAfter reads seconds or an HTTP date (RFC 9110 section 10.2.3),
// between 0 and a day.
func parseRetryAfter(s string, now time.Time) time.Duration {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseUint(s, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		if n > math.MaxInt32 {
			return maxRetryAfter
		}
		return min(time.Duration(n)*time.Second, maxRetryAfter)
	}
	t, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	return max(0, min(t.Sub(now), maxRetryAfter))
}
