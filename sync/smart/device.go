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

// askDevice asks for a code. x/oauth2 has this too, but its request takes no
// context.
func (c *Client) askDevice(ctx context.Context, clinic *Clinic) (DeviceCode, *oauth2.DeviceAuthResponse, error) {
	form := url.Values{"client_id": {c.ID}, "scope": {strings.Join(c.Scopes, " ")}}
	if c.Device != "" {
		form.Set(deviceParam, c.Device)
	}
	resp, err := c.post(ctx, clinic.DeviceAuthorization, form)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return DeviceCode{}, nil, err
		}
		return DeviceCode{}, nil, because(ErrUnreachable, err)
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
		return DeviceCode{}, nil, refusalFault(&refused{status: resp.StatusCode, code: answer.Error})
	}
	if err != nil || answer.DeviceCode == "" || answer.UserCode == "" || !isPage(answer.Page) || (answer.FullPage != "" && !isPage(answer.FullPage)) {
		return DeviceCode{}, nil, because(ErrFailed, errors.New("the device authorization answer cannot be used"))
	}
	code := DeviceCode{UserCode: answer.UserCode, Page: answer.Page, FullPage: answer.FullPage, Lifetime: unknownDeviceLifetime}
	if s := answer.ExpiresIn; s > 0 && s < int64(24*time.Hour/time.Second) {
		code.Lifetime = time.Duration(s) * time.Second
	}
	interval := max(0, min(answer.Interval, int64(maxPollInterval/time.Second)))
	return code, &oauth2.DeviceAuthResponse{DeviceCode: answer.DeviceCode, Interval: interval}, nil
}

// isPage says that a system's browser may be sent there.
func isPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && u.User == nil && isSecure(u)
}

// poll asks until there is a token. A network that comes and goes, as on a
// phone, does not end it; it asks half as often from then on (RFC 8628 section
// 3.5).
func (c *Client) poll(ctx context.Context, clinic *Clinic, asked *oauth2.DeviceAuthResponse) (*oauth2.Token, error) {
	octx, conf := c.oauth(ctx, clinic)
	for {
		tok, err := conf.DeviceAccessToken(octx, asked)
		if err == nil || ctx.Err() != nil || !isPassing(err) {
			return tok, err
		}
		asked.Interval = min(2*max(asked.Interval, 5), int64(maxPollInterval/time.Second))
	}
}

// isPassing says that the token endpoint may answer the next time.
func isPassing(err error) bool {
	var (
		network *url.Error
		refusal *oauth2.RetrieveError
	)
	return errors.As(err, &network) || errors.As(err, &refusal) && refusal.ErrorCode == "" && refusal.Response.StatusCode >= 500
}
