// Package smart signs a person in to a clinic by SMART App Launch 2.2 and
// keeps them signed in: discovery (discover.go), the system's browser with a
// loopback redirect (signin.go, loopback.go) or the device grant (device.go),
// the id_token (idtoken.go), refresh and sign-out (session.go), and the
// access token on each request (transport.go).
//
// The access token lives in memory alone. Where the refresh token is kept is
// the caller's part, through TokenKeeper.
package smart

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// Client is this app as the clinic's authorization server knows it: a public
// native client.
type Client struct {
	ID       string           // client_id
	Scopes   []string         // what to ask for; DefaultScopes has all that the app uses
	Port     int              // of the loopback redirect; 0 takes a free one. A browser has none
	Language string           // BCP 47, for the clinic's page and the closing one
	Device   string           // how this device is called in the person's list of sign-ins: "Linux computer"
	HTTP     *http.Client     // nil: http.DefaultClient
	Now      func() time.Time // nil: time.Now
	// Waits returns when the clinic may be asked again while a person signs in with a
	// code: on a phone, when the app is in front. nil: at any time.
	Waits func(context.Context) error
}

// TokenKeeper keeps the refresh token of one sign-in.
type TokenKeeper interface {
	// Load gives the token, or the zero Secret and no error where there is none.
	Load(ctx context.Context) (Secret, error)
	// Save puts the token in the place of the one before. After it returns,
	// the token outlives the process as far as the person has chosen so.
	Save(ctx context.Context, token Secret) error
	// Delete removes the token; none is no error.
	Delete(ctx context.Context) error
}

// limits on the authorization server.
const (
	requestLimit = 20 * time.Second
	maxBody      = 1 << 20
)

func (c *Client) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// http gives a client that follows no redirect: at these endpoints one would
// carry a code or a token to an address that nobody checked.
func (c *Client) http() *http.Client {
	own := *http.DefaultClient
	if c.HTTP != nil {
		own = *c.HTTP
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Timeout = requestLimit
	return &own
}

// oauth gives the configuration for golang.org/x/oauth2, and a context that
// makes it use our http.Client.
func (c *Client) oauth(ctx context.Context, clinic *Clinic) (context.Context, *oauth2.Config) {
	return context.WithValue(ctx, oauth2.HTTPClient, c.http()), &oauth2.Config{
		ClientID: c.ID, Scopes: c.Scopes,
		Endpoint: oauth2.Endpoint{
			AuthURL: clinic.Authorization, TokenURL: clinic.Token, DeviceAuthURL: clinic.DeviceAuthorization,
			// A public client has nothing to authenticate with: client_id goes
			// into the body, at a refresh too.
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}
