package app

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/fhirhttp"
)

// accessMost is how many looks are shown: the latest.
const accessMost = 200

var errEnough = errors.New("enough")

// AccessLog asks the clinic who looked at the patient's record, the latest first.
// It is not kept on this device.
func (c *Client) AccessLog(ctx context.Context) ([]care.Access, error) {
	c.mu.Lock()
	session, remote := c.session, c.remote
	c.mu.Unlock()
	if session == nil || remote == nil {
		return nil, ErrSignedOut
	}
	patient := session.Identity().Patient
	if patient == "" {
		patient = strings.TrimPrefix(session.Identity().FHIRUser, "Patient/")
	}
	var out []care.Access
	err := remote.Search(ctx, "AuditEvent", url.Values{"patient": {"Patient/" + patient}, "_sort": {"-date"}, "_count": {"100"}}, func(p fhirhttp.Page) error {
		for _, entry := range p.Entries {
			if a, ok := profile.AccessOf(entry.Resource); ok {
				out = append(out, a)
			}
		}
		if len(out) >= accessMost {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, c.heed(ctx, err)
	}
	return out, nil
}
