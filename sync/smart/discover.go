package smart

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"throughline/fhir"
)

// Clinic is where and how to sign in to one clinic (SMART App Launch 2.2,
// "Using .well-known").
type Clinic struct {
	Base                string   `json:"-"` // the FHIR base address
	Issuer              string   `json:"issuer"`
	JWKS                string   `json:"jwks_uri"`
	Authorization       string   `json:"authorization_endpoint"`
	Token               string   `json:"token_endpoint"`
	Revocation          string   `json:"revocation_endpoint"`
	DeviceAuthorization string   `json:"device_authorization_endpoint"`
	ChallengeMethods    []string `json:"code_challenge_methods_supported"`
	Capabilities        []string `json:"capabilities"`
	Sessions            string   `json:"throughline_sessions_endpoint"`
	Calendar            string   `json:"throughline_calendar_endpoint"`
	Invitations         string   `json:"throughline_invitations_endpoint"`
	Connections         string   `json:"throughline_connections_endpoint"`
	IssInResponse       bool     `json:"authorization_response_iss_parameter_supported"`
}

// Discover asks the clinic at a FHIR base address how to sign in there. Each
// thing that can be wrong with the address is an error of its own.
func (c *Client) Discover(ctx context.Context, address string) (*Clinic, error) {
	base, err := ParseAddress(address)
	if err != nil {
		return nil, err
	}
	body, err := c.fetch(ctx, base+"/.well-known/smart-configuration")
	var clinic Clinic
	var status badStatus
	switch {
	case errors.As(err, &status):
		return nil, c.whatElse(ctx, base, err)
	case err != nil:
		return nil, addressFault(err)
	case json.Unmarshal(body, &clinic) != nil:
		return nil, c.whatElse(ctx, base, errors.New("the configuration is not JSON"))
	}
	clinic.Base = base
	if err := clinic.check(); err != nil {
		return nil, because(ErrNotSMART, err)
	}
	return &clinic, nil
}

// whatElse tells a FHIR server without SMART from something that is no FHIR
// server at all.
func (c *Client) whatElse(ctx context.Context, base string, cause error) error {
	body, err := c.fetch(ctx, base+"/metadata")
	var status badStatus
	switch {
	case errors.As(err, &status) && (status >= 500 || status == http.StatusTooManyRequests):
		return because(ErrDown, err)
	case err != nil && status == 0:
		return addressFault(err)
	}
	if peek, err := fhir.Peek(body); err == nil && peek.ResourceType == "CapabilityStatement" {
		return because(ErrNotSMART, cause)
	}
	return because(ErrNotFHIR, cause)
}

// check wants what a sign-in needs: secure endpoints and PKCE with S256.
func (c *Clinic) check() error {
	base, err := url.Parse(c.Base)
	if err != nil {
		return err
	}
	for name, endpoint := range map[string]string{"authorization_endpoint": c.Authorization, "token_endpoint": c.Token} {
		if endpoint == "" {
			return fmt.Errorf("%s is missing", name)
		}
	}
	for _, endpoint := range []string{c.Authorization, c.Token, c.Revocation, c.DeviceAuthorization, c.JWKS} {
		if endpoint == "" {
			continue
		}
		// A clinic on the network must not send us to a server of this machine.
		u, err := url.Parse(endpoint)
		if err != nil || u.Host == "" || u.User != nil || !isSecure(u) || (isLoopback(u) && !isLoopback(base)) {
			return errors.New("an endpoint is not a secure address")
		}
	}
	if !slices.Contains(c.ChallengeMethods, "S256") {
		return errors.New("PKCE with S256 is not offered")
	}
	return nil
}

// badStatus is an answer other than 200.
type badStatus int

func (s badStatus) Error() string { return fmt.Sprintf("the server answered %d", int(s)) }

// fetch gets one small JSON document.
func (c *Client) fetch(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json, application/fhir+json;q=0.9")
	resp, err := c.http().Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return nil, ErrMoved
	case resp.StatusCode != http.StatusOK:
		return nil, badStatus(resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		return nil, ErrTooLarge
	}
	return bytes.TrimPrefix(body, byteOrderMark), err
}

// byteOrderMark is what some servers put before JSON (RFC 8259 section 8.1: it may be ignored).
var byteOrderMark = []byte("\xef\xbb\xbf")
