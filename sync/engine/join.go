package engine

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/fhirhttp"
)

var (
	errNoLink   = &care.Fault{Code: "join-no-link", Say: "Your clinic has not opened this session yet. Try again in a minute, or call your clinic."}
	errJoinLost = &care.Fault{Code: "join-unreachable", Say: "We can't get the link without a signal. Try again, or call your clinic."}
)

// JoinLink asks the clinic for the link of a session's video room. It is not
// read from this device: a link that is kept may be the one from before a
// change.
func (e *Engine) JoinLink(ctx context.Context, session string) (string, error) {
	typ, id, ok := strings.Cut(session, "/")
	if !ok || typ != "Appointment" {
		return "", errNoLink
	}
	got, err := e.remote.Read(ctx, typ, id)
	var refused *fhirhttp.StatusError
	switch {
	case errors.Is(err, fhirhttp.ErrUnreachable):
		return "", &care.Fault{Code: errJoinLost.Code, Say: errJoinLost.Say, Cause: err}
	case errors.As(err, &refused) && (refused.Status == http.StatusNotFound || refused.Status == http.StatusForbidden || refused.Status == http.StatusGone):
		return "", &care.Fault{Code: errNoLink.Code, Say: errNoLink.Say, Cause: err}
	case err != nil:
		return "", err
	}
	r, err := fhir.Decode(got.Raw)
	if err != nil {
		return "", err
	}
	a, ok := r.(*fhir.Appointment)
	if !ok || a.Status == "cancelled" {
		return "", errNoLink
	}
	x, ok := fhir.FindExtension(a.Extension, profile.ExtJoinURL)
	if link, err := url.Parse(x.ValueURL); !ok || err != nil || link.Scheme != "https" || link.Host == "" {
		return "", errNoLink
	}
	return x.ValueURL, nil
}
