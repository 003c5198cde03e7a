package clinic

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/outcome"
	"throughline/clinic/records"
)

// family lets patients of a clinic name loved ones.
type family struct {
	records *records.Service
	clinic  string
}

func (f family) Name(r *http.Request, p auth.Principal, person, consent json.RawMessage) (string, error) {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	ref, err := f.records.NameLovedOne(r.Context(), records.Call{Principal: p, Address: address}, person, consent)
	var refused *outcome.Error
	if errors.As(err, &refused) {
		return "", &auth.Error{Status: refused.Status, Code: "invalid_request", Say: refused.Say, Cause: err}
	}
	return ref, err
}

func (f family) Invited(ctx context.Context, fhirUser string, until time.Time) error {
	return f.records.LovedOneInvited(ctx, f.clinic, fhirUser, until)
}

func (f family) Joined(ctx context.Context, fhirUser string, at time.Time) error {
	return f.records.LovedOneJoined(ctx, f.clinic, fhirUser, at)
}

func (f family) Expected(ctx context.Context, fhirUser string) (bool, error) {
	return f.records.LovedOneExpected(ctx, f.clinic, fhirUser)
}
