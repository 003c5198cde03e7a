package smart

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"slices"

	"golang.org/x/oauth2"
)

// SignIn signs a person in by the system's browser (RFC 8252): open is given
// the address of the clinic's page, and SignIn waits for the redirect until
// ctx ends: on this machine's loopback (loopback.go), or, where the app itself
// runs in a browser, from a page of its own (page_js.go). The refresh token is with the keeper before SignIn returns.
func (c *Client) SignIn(ctx context.Context, clinic *Clinic, keeper TokenKeeper, open func(url string) error) (*Session, error) {
	a := attempt{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
	to, err := listen(ctx, c.Port, a.state, c.Language)
	if err != nil {
		return nil, because(ErrNoPort, err)
	}
	defer to.close(ctx)
	a.redirect = to.redirect
	if err := open(c.authorizeURL(clinic, a)); err != nil {
		return nil, because(ErrNoBrowser, err)
	}
	back, err := to.wait(ctx)
	if err != nil {
		return nil, err
	}
	session, err := c.finish(ctx, clinic, keeper, a, back.query)
	// The browser's page tells how it went, so it is answered last.
	back.outcome <- err == nil
	return session, err
}

// redirected is the redirect that carries our state. Its page is answered with
// the outcome.
type redirected struct {
	query   url.Values
	outcome chan<- bool
}

func (lo *receiver) wait(ctx context.Context) (redirected, error) {
	select {
	case back := <-lo.back:
		return back, nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return redirected{}, because(ErrExpired, ctx.Err())
		}
		return redirected{}, ctx.Err()
	}
}

// deviceParam names the device at sign-in. It is this product's own; a server that
// does not know it ignores it (RFC 6749 section 3.1).
const deviceParam = "device_name"

// attempt is what ties an answer to one sign-in. The random values have 128
// bits or more.
type attempt struct {
	state    string // against another site's redirect (RFC 6749 section 10.12)
	nonce    string // ties the id_token to this attempt
	verifier string // PKCE (RFC 7636)
	redirect string
}

func (c *Client) authorizeURL(clinic *Clinic, a attempt) string {
	_, conf := c.oauth(context.Background(), clinic)
	conf.RedirectURL = a.redirect
	options := []oauth2.AuthCodeOption{
		oauth2.S256ChallengeOption(a.verifier),
		oauth2.SetAuthURLParam("aud", clinic.Base), // SMART: the FHIR server that the token is for
		oauth2.SetAuthURLParam("nonce", a.nonce),
	}
	if slices.Contains(c.Scopes, "offline_access") {
		// A server of OpenID Connect ignores offline_access without it (Core section 11).
		options = append(options, oauth2.SetAuthURLParam("prompt", "consent"))
	}
	if c.Language != "" {
		options = append(options, oauth2.SetAuthURLParam("ui_locales", c.Language))
	}
	if c.Device != "" {
		options = append(options, oauth2.SetAuthURLParam(deviceParam, c.Device))
	}
	return conf.AuthCodeURL(a.state, options...)
}

// finish checks the redirect, whose state is known to fit, and trades its code.
func (c *Client) finish(ctx context.Context, clinic *Clinic, keeper TokenKeeper, a attempt, query url.Values) (*Session, error) {
	code, err := checkRedirect(clinic, query)
	if err != nil {
		return nil, err
	}
	g, err := c.exchange(ctx, clinic, code, a.verifier, a.redirect)
	if err != nil {
		return nil, err
	}
	return c.begin(ctx, clinic, keeper, g, a.nonce)
}

// checkRedirect gives the code of an authorization response (RFC 6749 section
// 4.1.2) that came from this clinic's server and no other (RFC 9207).
func checkRedirect(clinic *Clinic, query url.Values) (code string, err error) {
	for _, name := range []string{"code", "state", "iss", "error"} {
		if len(query[name]) > 1 {
			return "", because(ErrMixedUp, errors.New(name+" is given more than once"))
		}
	}
	iss, expected := query.Get("iss"), clinic.Issuer
	switch {
	case iss == "" && clinic.IssInResponse:
		return "", because(ErrMixedUp, errors.New("iss is missing"))
	case iss != "" && expected != "" && iss != expected:
		return "", because(ErrMixedUp, errors.New("iss is another server's"))
	case query.Has("error"):
		return "", refusalFault(&refused{code: query.Get("error")})
	case query.Get("code") == "":
		return "", because(ErrMixedUp, errors.New("neither a code nor an error came"))
	}
	return query.Get("code"), nil
}

// begin makes a session of a first grant: who it is, then the refresh token
// kept, and only then is the access token there to be used.
func (c *Client) begin(ctx context.Context, clinic *Clinic, keeper TokenKeeper, g grant, nonce string) (*Session, error) {
	id, err := c.identify(ctx, clinic, g, nonce)
	if err != nil {
		return nil, err
	}
	if g.refresh.Empty() { // no offline_access: nothing to keep, and nothing old either
		err = keeper.Delete(ctx)
	} else {
		err = keeper.Save(ctx, g.refresh)
	}
	if err != nil {
		return nil, err
	}
	s := c.Resume(clinic.Base, id, keeper)
	s.clinic, s.access, s.renewAt = clinic, g.access, g.renewAt
	return s, nil
}
