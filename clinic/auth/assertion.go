package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// Clients that sign (SMART App Launch 2.2, "Client Authentication: Asymmetric"; RFC 7523).
const (
	assertionType   = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	maxAssertionTTL = 5 * time.Minute
	maxJWKSBytes    = 64 << 10
	clientKeysFresh = 5 * time.Minute
	minRSABits      = 2048
)

var assertionAlgs = []string{"RS384", "ES384"}

// errAssertion is what a client is told, whatever was wrong with what it signed.
func errAssertion(cause error) *Error {
	return &Error{Status: http.StatusUnauthorized, Code: "invalid_client", Say: "The client's assertion is not good.", Cause: cause}
}

// byAssertion tells which client signed the request's client_assertion. What the token says of its
// client is believed only once its signature holds by that client's own keys.
func (s *Server) byAssertion(r *http.Request) (Client, error) {
	form := r.PostForm
	if form.Get("client_assertion_type") != assertionType || form.Has("client_secret") || r.Header.Get("Authorization") != "" {
		return Client{}, invalidClient("client_assertion_type is wrong, or the client names itself in two ways.")
	}
	token := form.Get("client_assertion")
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(token, &claims); err != nil {
		return Client{}, errAssertion(err)
	}
	if id := form.Get("client_id"); id != "" && id != claims.Subject {
		return Client{}, invalidClient("The client is named in two ways that differ.")
	}
	client, err := s.store.Client(r.Context(), claims.Subject)
	if errors.Is(err, ErrNotFound) {
		return Client{}, errAssertion(err)
	}
	if err != nil {
		return Client{}, unavailable(err)
	}
	if err := checkAssertionShape(token, client); err != nil {
		return Client{}, errAssertion(err)
	}
	keys, err := s.clientKeys.of(r.Context(), client, s.now())
	if err != nil {
		return Client{}, errAssertion(err)
	}
	return client, s.checkAssertion(r.Context(), token, client, keys)
}

// checkAssertionShape refuses what checkShape does, but for a jku that is the registered address.
func checkAssertionShape(token string, client Client) error {
	header, err := readShape(token)
	if err != nil {
		return err
	}
	for name, value := range header {
		switch {
		case name == "alg", name == "kid", name == "typ" && value == "JWT":
		case name == "jku" && client.JWKSURI != "" && value == client.JWKSURI:
		default:
			return fmt.Errorf("header %q is not known", name)
		}
	}
	return nil
}

func (s *Server) checkAssertion(ctx context.Context, token string, client Client, keys keyfunc.Keyfunc) error {
	var claims jwt.RegisteredClaims
	parser := jwt.NewParser(
		jwt.WithValidMethods(assertionAlgs), jwt.WithIssuer(client.ID), jwt.WithSubject(client.ID),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(clockLeeway), jwt.WithStrictDecoding(), jwt.WithTimeFunc(s.now),
	)
	if _, err := parser.ParseWithClaims(token, &claims, keys.KeyfuncCtx(ctx)); err != nil {
		return errAssertion(err)
	}
	at := s.now()
	switch {
	case len(claims.Audience) != 1 || (claims.Audience[0] != s.cfg.Issuer+"/token" && claims.Audience[0] != s.cfg.Issuer):
		return errAssertion(errors.New("the audience is not this server's token endpoint"))
	case claims.ExpiresAt.Sub(at) > maxAssertionTTL+clockLeeway:
		return errAssertion(errors.New("it is good for longer than five minutes"))
	case claims.ID == "" || len(claims.ID) > 256:
		return errAssertion(errors.New("jti is missing or too long"))
	}
	err := s.store.UseAssertion(ctx, client.ID, hashToken(claims.ID), claims.ExpiresAt.Add(clockLeeway))
	if errors.Is(err, ErrExists) {
		return errAssertion(errors.New("it was used before"))
	}
	if err != nil {
		return unavailable(err)
	}
	return nil
}

// clientKeys fetches the keys that clients publish, and keeps them for a while.
type clientKeys struct {
	http *http.Client

	mu   sync.Mutex
	read map[string]clientKeySet // by address
}

type clientKeySet struct {
	keys keyfunc.Keyfunc
	at   time.Time
}

func newClientKeys() *clientKeys {
	return &clientKeys{read: map[string]clientKeySet{}, http: &http.Client{
		Timeout: 5 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("a key set does not redirect")
		},
	}}
}

func (k *clientKeys) of(ctx context.Context, client Client, now time.Time) (keyfunc.Keyfunc, error) {
	switch {
	case client.JWKS != "":
		return parseJWKS(ctx, []byte(client.JWKS))
	case client.JWKSURI == "":
		return nil, errors.New("the client has no keys")
	}
	k.mu.Lock()
	set, ok := k.read[client.JWKSURI]
	k.mu.Unlock()
	if ok && now.Sub(set.at) < clientKeysFresh {
		return set.keys, nil
	}
	keys, err := k.fetch(ctx, client.JWKSURI)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	k.read[client.JWKSURI] = clientKeySet{keys, now}
	k.mu.Unlock()
	return keys, nil
}

func (k *clientKeys) fetch(ctx context.Context, address string) (_ keyfunc.Keyfunc, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	res, err := k.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("key set: %s", res.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxJWKSBytes+1))
	if err != nil {
		return nil, err
	}
	return parseJWKS(ctx, raw)
}

// parseJWKS reads a set of public keys, and refuses any other: none is weak, secret or symmetric.
func parseJWKS(ctx context.Context, raw []byte) (keyfunc.Keyfunc, error) {
	if len(raw) > maxJWKSBytes {
		return nil, errors.New("the key set is too long")
	}
	var set struct {
		Keys []map[string]any `json:"keys"`
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		return nil, err
	}
	if len(set.Keys) == 0 {
		return nil, errors.New("the key set is empty")
	}
	for _, key := range set.Keys {
		if _, private := key["d"]; private || key["kty"] == "oct" || key["kid"] == nil {
			return nil, errors.New("the key set has a private or a symmetric key, or one without kid")
		}
	}
	keys, err := keyfunc.NewJWKSetJSON(raw)
	if err != nil {
		return nil, err
	}
	all, err := keys.Storage().KeyReadAll(ctx)
	if err != nil {
		return nil, err
	}
	for _, key := range all {
		switch public := key.Key().(type) {
		case *rsa.PublicKey:
			if public.N.BitLen() < minRSABits {
				return nil, errors.New("the key set has an RSA key of fewer than 2048 bits")
			}
		case *ecdsa.PublicKey:
			if public.Curve != elliptic.P384() {
				return nil, errors.New("the key set has a curve other than P-384")
			}
		default:
			return nil, fmt.Errorf("the key set has a %T", public)
		}
	}
	return keys, nil
}

// checkClientKeys refuses keys that a client must not be registered with.
func checkClientKeys(ctx context.Context, n NewClient) error {
	if n.JWKS != "" && n.JWKSURI != "" || (n.JWKS != "" || n.JWKSURI != "") && n.Secret != "" {
		return errors.New("a client has a secret, a key set or the address of one")
	}
	if n.JWKS != "" {
		_, err := parseJWKS(ctx, []byte(n.JWKS))
		return err
	}
	if n.JWKSURI != "" {
		u, err := url.Parse(n.JWKSURI)
		if err != nil || u.Host == "" || u.User != nil || !slices.Contains([]string{"https", "http"}, u.Scheme) ||
			u.Scheme == "http" && !isLoopback(u.Hostname()) {
			return fmt.Errorf("%q is not an https address", n.JWKSURI)
		}
	}
	return nil
}
