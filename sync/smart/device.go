package smart

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// DeviceCode is what a person types, or opens, to sign in on another page
// (RFC 8628 section 3.2).
type DeviceCode struct {
	UserCode string        // to show large
	Page     string        // to open, and type the code there
	FullPage string        // the page with the code filled in; may be empty
	Lifetime time.Duration // how long the code is good for
}

const (
	pollInterval          = 5 * time.Second // where the server names none, and what slow_down adds (RFC 8628 section 3.5)
	slowDown              = 5 * time.Second
	maxPollInterval       = time.Minute
	unknownDeviceLifetime = 10 * time.Minute
)

// SignInDevice signs a person in by the device authorization grant (RFC 8628),
// for machines that no redirect reaches. It gives show the code and then polls
// until the person has signed in, ctx ends or the code expires.
func (c *Client) SignInDevice(ctx context.Context, clinic *Clinic, keeper TokenKeeper, show func(DeviceCode) error) (*Session, error) {
	if clinic.DeviceAuthorization == "" {
		return nil, because(ErrNotSMART, errors.New("no device grant"))
	}
	code, asked, err := c.askDevice(ctx, clinic)
	if err != nil {
		return nil, err
	}
	if err := show(code); err != nil {
		return nil, because(ErrNoBrowser, err)
	}
	waiting, cancel := context.WithTimeout(ctx, code.Lifetime)
	defer cancel()
	tok, err := c.poll(waiting, clinic, asked)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && waiting.Err() != nil:
		return nil, because(ErrExpired, waiting.Err())
	case err != nil:
		return nil, tokenFault(err)
	}
	g, err := c.grant(tok)
	if err != nil {
		return nil, err
	}
	return c.begin(ctx, clinic, keeper, g, "")
}

// deviceAsked is what the app polls with.
type deviceAsked struct {
	code     string
	interval time.Duration
}

// askDevice asks for a code.
func (c *Client) askDevice(ctx context.Context, clinic *Clinic) (DeviceCode, deviceAsked, error) {
	form := url.Values{"client_id": {c.ID}, "scope": {strings.Join(c.Scopes, " ")}}
	if c.Device != "" {
		form.Set(deviceParam, c.Device)
	}
	resp, err := c.post(ctx, clinic.DeviceAuthorization, form)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return DeviceCode{}, deviceAsked{}, err
		}
		return DeviceCode{}, deviceAsked{}, because(ErrUnreachable, err)
	}
	defer resp.Body.Close()
	var answer struct {
		DeviceCode string `json:"device_code"`
		UserCode   string `json:"user_code"`
		Page       string `json:"verification_uri"`
		FullPage   string `json:"verification_uri_complete"`
		ExpiresIn  int64  `json:"expires_in"`
		Interval   int64  `json:"interval"`
		Error      string `json:"error"`
	}
	raw, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(raw, &answer)
	}
	if resp.StatusCode != http.StatusOK {
		return DeviceCode{}, deviceAsked{}, refusalFault(&refused{status: resp.StatusCode, code: answer.Error})
	}
	if err != nil || answer.DeviceCode == "" || answer.UserCode == "" || !isPage(answer.Page) || (answer.FullPage != "" && !isPage(answer.FullPage)) {
		return DeviceCode{}, deviceAsked{}, because(ErrFailed, errors.New("the device authorization answer cannot be used"))
	}
	code := DeviceCode{UserCode: answer.UserCode, Page: answer.Page, FullPage: answer.FullPage, Lifetime: unknownDeviceLifetime}
	if s := answer.ExpiresIn; s > 0 && s < int64(24*time.Hour/time.Second) {
		code.Lifetime = time.Duration(s) * time.Second
	}
	interval := pollInterval
	if answer.Interval > 0 {
		interval = time.Duration(min(answer.Interval, int64(maxPollInterval/time.Second))) * time.Second
	}
	return code, deviceAsked{answer.DeviceCode, interval}, nil
}

// isPage says that a system's browser may be sent there.
func isPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && u.User == nil && isSecure(u)
}

// poll asks until there is a token, as often as the server says (RFC 8628 section
// 3.5). A network that comes and goes, as on a phone, does not end it; it asks half as
// often from then on. Where Waits says so it asks nothing until the app is in front.
func (c *Client) poll(ctx context.Context, clinic *Clinic, asked deviceAsked) (*oauth2.Token, error) {
	interval := asked.interval
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-timer.C:
		}
		if c.Waits != nil {
			if err := c.Waits(ctx); err != nil {
				return nil, err
			}
		}
		tok, err := c.askToken(ctx, clinic, asked.code)
		var refusal *oauth2.RetrieveError
		errors.As(err, &refusal)
		switch {
		case err == nil || ctx.Err() != nil:
			return tok, err
		case refusal != nil && refusal.ErrorCode == "authorization_pending":
		case refusal != nil && refusal.ErrorCode == "slow_down":
			interval += slowDown
		case isPassing(err):
			interval = min(2*interval, maxPollInterval)
		default:
			return nil, err
		}
		timer.Reset(interval)
	}
}

// askToken asks once for the token of a device code (RFC 8628 section 3.4).
func (c *Client) askToken(ctx context.Context, clinic *Clinic, code string) (*oauth2.Token, error) {
	resp, err := c.post(ctx, clinic.Token, url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {code}, "client_id": {c.ID},
	})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, &url.Error{Op: http.MethodPost, Err: err}
	}
	if resp.StatusCode != http.StatusOK {
		var refusal struct {
			Code string `json:"error"`
		}
		_ = json.Unmarshal(raw, &refusal) // else it has none
		return nil, &oauth2.RetrieveError{Response: resp, Body: raw, ErrorCode: refusal.Code}
	}
	var tok oauth2.Token
	extra := map[string]any{}
	if err := errors.Join(json.Unmarshal(raw, &tok), json.Unmarshal(raw, &extra)); err != nil || tok.AccessToken == "" {
		return nil, because(ErrFailed, errors.New("the token endpoint's answer cannot be read"))
	}
	return tok.WithExtra(extra), nil
}

// isPassing says that the token endpoint may answer the next time.
func isPassing(err error) bool {
	var (
		network *url.Error
		refusal *oauth2.RetrieveError
	)
	return errors.As(err, &network) || errors.As(err, &refusal) && refusal.ErrorCode == "" && refusal.Response.StatusCode >= 500
}
