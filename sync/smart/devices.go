package smart

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"throughline/care"
)

// maxDevices bounds a list that a person is to read.
const maxDevices = 200

var sessionID = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,128}$`)

// OffersDevices says whether the clinic lets a person see and end the sign-ins of
// their devices: throughline_sessions_endpoint of its SMART configuration, on the
// server that issues the tokens or the one that they are for. Elsewhere the
// feature is hidden.
func (c *Clinic) OffersDevices() bool { return c.trusts(c.Sessions) }

// trusts says whether the access token may be shown to an endpoint that the
// clinic's configuration names.
func (c *Clinic) trusts(address string) bool {
	if address == "" {
		return false
	}
	endpoint, err := url.Parse(address)
	if err != nil || !isSecure(endpoint) || endpoint.User != nil {
		return false
	}
	for _, known := range []string{c.Base, c.Token} {
		if u, err := url.Parse(known); err == nil && sameOrigin(u, endpoint) {
			return true
		}
	}
	return false // the access token is not shown to anybody else
}

// OffersDevices says whether Devices and SignOutDevice can be used here.
func (s *Session) OffersDevices(ctx context.Context) (bool, error) {
	clinic, err := s.discovered(ctx)
	if err != nil {
		return false, err
	}
	return clinic.OffersDevices(), nil
}

// Devices lists where the person is signed in, this device first and then the last
// used first. ErrNoDevices means that the clinic does not offer it.
func (s *Session) Devices(ctx context.Context) ([]care.Device, error) {
	body, err := s.askSessions(ctx, http.MethodGet, "")
	if err != nil {
		return nil, err
	}
	return parseDevices(body)
}

// SignOutDevice ends the sign-in of another device. At its next contact with the
// clinic that device erases itself. One that is gone already is no error.
func (s *Session) SignOutDevice(ctx context.Context, id string) error {
	if !sessionID.MatchString(id) {
		return because(ErrFailed, errors.New("not an id of a sign-in"))
	}
	_, err := s.askSessions(ctx, http.MethodDelete, id)
	var status badStatus
	if errors.As(err, &status) && status == http.StatusNotFound {
		return nil
	}
	return err
}

func parseDevices(body []byte) ([]care.Device, error) {
	var answer struct {
		Sessions []struct {
			ID       string `json:"id"`
			Current  bool   `json:"current"`
			Client   string `json:"client"`
			Device   string `json:"device"`
			SignedIn string `json:"signed_in_at"`
			LastUsed string `json:"last_used_at"`
		} `json:"sessions"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, because(ErrFailed, errors.New("the list of sign-ins cannot be read"))
	}
	var out []care.Device
	for _, x := range answer.Sessions {
		if !sessionID.MatchString(x.ID) || len(out) == maxDevices {
			continue
		}
		d := care.Device{ID: x.ID, Current: x.Current, Name: line(x.Device), App: line(x.Client)}
		d.SignedIn, _ = time.Parse(time.RFC3339, x.SignedIn) // zero where the server says none
		d.LastUsed, _ = time.Parse(time.RFC3339, x.LastUsed)
		out = append(out, d)
	}
	sortDevices(out)
	return out, nil
}

// askSessions makes one request to the sessions endpoint. A 401 refreshes once.
func (s *Session) askSessions(ctx context.Context, method, id string) ([]byte, error) {
	clinic, err := s.discovered(ctx)
	if err != nil {
		return nil, err
	}
	if !clinic.OffersDevices() {
		return nil, ErrNoDevices
	}
	address := clinic.Sessions
	if id != "" {
		address = strings.TrimRight(address, "/") + "/" + url.PathEscape(id)
	}
	return s.askOwn(ctx, method, address)
}

// askOwn makes one request to an endpoint that the clinic trusts.
func (s *Session) askOwn(ctx context.Context, method, address string) ([]byte, error) {
	token, err := s.AccessToken(ctx)
	if err != nil {
		return nil, err
	}
	body, err := s.oneSessionsRequest(ctx, method, address, token)
	var status badStatus
	if errors.As(err, &status) && status == http.StatusUnauthorized {
		if token, err = s.token(ctx, token); err != nil {
			return nil, err
		}
		body, err = s.oneSessionsRequest(ctx, method, address, token)
	}
	return body, err
}

func (s *Session) oneSessionsRequest(ctx context.Context, method, address string, token Secret) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, because(ErrFailed, err)
	}
	req.Header.Set("Accept", "application/json")
	resp, err := s.client.http().Do(withToken(req, token))
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, err
		}
		return nil, because(ErrUnreachable, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests:
		return nil, because(ErrBusy, badStatus(resp.StatusCode))
	case resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNoContent:
		return nil, because(ErrFailed, badStatus(resp.StatusCode))
	case err != nil:
		return nil, because(ErrUnreachable, err)
	case len(body) > maxBody:
		return nil, because(ErrFailed, ErrTooLarge)
	}
	return body, nil
}

// line makes one short line of what a server wrote, for a list.
func line(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if runes := []rune(s); len(runes) > 80 {
		s = string(runes[:80])
	}
	return s
}

// sortDevices puts this device first, then the last used.
func sortDevices(all []care.Device) {
	slices.SortStableFunc(all, func(a, b care.Device) int {
		switch {
		case a.Current != b.Current && a.Current:
			return -1
		case a.Current != b.Current:
			return 1
		}
		return b.LastUsed.Compare(a.LastUsed)
	})
}
