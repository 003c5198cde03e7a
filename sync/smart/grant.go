package smart

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// grant is one answer of the token endpoint (RFC 6749 section 5.1, with
// SMART's launch context).
type grant struct {
	access  Secret
	refresh Secret // empty where the server gave none
	idToken string
	renewAt time.Time
	scopes  []string // nil where the server repeated none: as asked
	patient string
}

const (
	// unknownLifetime is for an answer without expires_in.
	unknownLifetime = 5 * time.Minute
	renewBefore     = 30 * time.Second
)

var idForm = regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`)

func (c *Client) grant(tok *oauth2.Token) (grant, error) {
	if !strings.EqualFold(tok.TokenType, "bearer") {
		return grant{}, because(ErrFailed, errors.New("the token is not a bearer token"))
	}
	text := func(name string) string {
		s, _ := tok.Extra(name).(string)
		return s
	}
	lifetime := time.Duration(tok.ExpiresIn) * time.Second
	if lifetime <= 0 {
		lifetime = unknownLifetime
	}
	g := grant{
		access: NewSecret(tok.AccessToken), refresh: NewSecret(tok.RefreshToken), idToken: text("id_token"),
		renewAt: c.now().Add(lifetime - min(renewBefore, lifetime/4)), patient: text("patient"),
	}
	if scope := text("scope"); scope != "" {
		g.scopes = strings.Fields(scope)
	}
	if g.patient != "" && !idForm.MatchString(g.patient) {
		return grant{}, because(ErrFailed, errors.New("the patient in context is not an id"))
	}
	return g, nil
}

// exchange gives the grant for an authorization code.
func (c *Client) exchange(ctx context.Context, clinic *Clinic, code, verifier, redirect string) (grant, error) {
	ctx, conf := c.oauth(ctx, clinic)
	conf.RedirectURL = redirect
	options := []oauth2.AuthCodeOption{oauth2.VerifierOption(verifier)}
	if c.Device != "" {
		options = append(options, oauth2.SetAuthURLParam(deviceParam, c.Device))
	}
	tok, err := conf.Exchange(ctx, code, options...)
	if err != nil {
		return grant{}, tokenFault(err)
	}
	return c.grant(tok)
}

// refresh gives the grant for a refresh token. A server that does not rotate
// gives the same refresh token back. ErrSignInAgain means that this token is
// worth nothing any more.
func (c *Client) refresh(ctx context.Context, clinic *Clinic, token Secret) (grant, error) {
	ctx, conf := c.oauth(ctx, clinic)
	tok, err := conf.TokenSource(ctx, &oauth2.Token{RefreshToken: token.Reveal()}).Token()
	if err != nil {
		err = tokenFault(err)
		var r *refused
		if errors.As(err, &r) && r.code == "invalid_grant" {
			return grant{}, r.ended()
		}
		return grant{}, err
	}
	return c.grant(tok)
}

// identify makes the identity of a first grant. An id_token is checked where
// there is one, and must be there where openid was granted.
func (c *Client) identify(ctx context.Context, clinic *Clinic, g grant, nonce string) (Identity, error) {
	id := Identity{Patient: g.patient, Scopes: g.scopes}
	if id.Scopes == nil {
		id.Scopes = c.Scopes
	}
	if g.idToken == "" {
		for _, scope := range id.Scopes {
			if scope == "openid" {
				return Identity{}, because(ErrMixedUp, errors.New("openid was granted, and no id_token came"))
			}
		}
		return id.orPatient(), nil
	}
	claims, err := c.verify(ctx, clinic, g.idToken, nonce)
	if err != nil {
		return Identity{}, err
	}
	id.Subject, id.Name, id.Roles = claims.Subject, claims.Name, claims.Roles
	id.FHIRUser = strings.TrimPrefix(claims.FHIRUser, clinic.Base+"/")
	return id.orPatient(), nil
}
