package smart

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// leeway is how far the clinic's clock may be from this device's.
const leeway = 5 * time.Minute

// idClaims is the body of an id_token (OpenID Connect Core section 2, with
// SMART's fhirUser).
type idClaims struct {
	jwt.RegisteredClaims
	AuthorizedParty string `json:"azp"`
	Nonce           string `json:"nonce"`
	Name            string `json:"name"`
	FHIRUser        string `json:"fhirUser"`
	Roles           roles  `json:"roles"`
}

// roles is what the clinic says that a person is to it (RFC 9068 section 2.2.3.1): a list of words, or
// with some servers one. Other forms say nothing to us and spoil nothing.
type roles []string

// UnmarshalJSON never fails.
func (r *roles) UnmarshalJSON(raw []byte) error {
	var list []string
	var one string
	switch {
	case json.Unmarshal(raw, &list) == nil:
		*r = list
	case json.Unmarshal(raw, &one) == nil:
		*r = strings.Fields(one)
	}
	return nil
}

// verify checks an id_token (OpenID Connect Core section 3.1.3.7) with the
// clinic's own keys. An empty nonce was not sent and is not looked for.
func (c *Client) verify(ctx context.Context, clinic *Clinic, token, nonce string) (idClaims, error) {
	if clinic.Issuer == "" || clinic.JWKS == "" {
		return idClaims{}, because(ErrMixedUp, errors.New("an id_token came, and nothing to check it with"))
	}
	raw, err := c.fetch(ctx, clinic.JWKS)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return idClaims{}, err
		}
		return idClaims{}, because(ErrUnreachable, fmt.Errorf("the clinic's keys: %w", err))
	}
	keys, err := keySet(ctx, raw)
	if err != nil {
		return idClaims{}, because(ErrMixedUp, fmt.Errorf("the clinic's keys: %w", err))
	}
	claims, err := c.parse(token, clinic.Issuer, nonce, keys)
	if err != nil {
		return idClaims{}, because(ErrMixedUp, err)
	}
	return claims, nil
}

// keySet takes the keys that it understands; others are no concern of ours (RFC 7517
// section 5). A token that names none is tried with each.
func keySet(ctx context.Context, raw []byte) (jwt.Keyfunc, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		return nil, err
	}
	alone := func(keys ...json.RawMessage) (keyfunc.Keyfunc, error) {
		text, err := json.Marshal(map[string]any{"keys": keys})
		if err != nil {
			return nil, err
		}
		return keyfunc.NewJWKSetJSON(text)
	}
	var why error
	set.Keys = slices.DeleteFunc(set.Keys, func(key json.RawMessage) bool {
		_, err := alone(key)
		why = errors.Join(why, err)
		return err != nil
	})
	if len(set.Keys) == 0 {
		return nil, errors.Join(errors.New("there is none that this app understands"), why)
	}
	known, err := alone(set.Keys...)
	if err != nil {
		return nil, err
	}
	return known.KeyfuncCtx(ctx), nil
}

func (c *Client) parse(token, issuer, nonce string, keys jwt.Keyfunc) (idClaims, error) {
	var claims idClaims
	parsed, err := jwt.NewParser(
		// SMART's two (App Launch 2.2, "id_token"), their kin and RFC 8037's, and no HMAC or none.
		jwt.WithValidMethods([]string{"RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"}),
		jwt.WithIssuer(issuer), jwt.WithAudience(c.ID), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithLeeway(leeway), jwt.WithStrictDecoding(), jwt.WithTimeFunc(c.now),
	).ParseWithClaims(token, &claims, keys)
	if err != nil {
		return idClaims{}, err
	}
	// What golang-jwt lets pass.
	parts := strings.Split(token, ".")
	for _, part := range parts[:2] {
		if err := uniqueNames(part); err != nil {
			return idClaims{}, err
		}
	}
	typ, _ := parsed.Header["typ"].(string)
	switch _, crit := parsed.Header["crit"]; {
	case crit: // RFC 7515 section 4.1.11: we understand no extension
		return idClaims{}, errors.New("the id_token has an unknown crit")
	case typ != "" && !strings.EqualFold(typ, "JWT"):
		return idClaims{}, errors.New("the token's typ is not an id_token's")
	case claims.Subject == "":
		return idClaims{}, errors.New("the id_token has no sub")
	case len(claims.Audience) > 1 && claims.AuthorizedParty != c.ID, claims.AuthorizedParty != "" && claims.AuthorizedParty != c.ID:
		return idClaims{}, errors.New("the id_token is for another client")
	case nonce != "" && subtle.ConstantTimeCompare([]byte(claims.Nonce), []byte(nonce)) != 1:
		return idClaims{}, errors.New("the id_token has another nonce")
	}
	return claims, nil
}

// uniqueNames refuses a part whose object names a member twice (RFC 7519
// section 4): two readers could take different ones.
func uniqueNames(part string) error {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("a part of the id_token is not an object")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		// encoding/json, which golang-jwt uses, matches names by any case.
		name := strings.ToLower(fmt.Sprint(t))
		if seen[name] {
			return errors.New("a member of the id_token is given twice")
		}
		seen[name] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
	}
	return nil
}
