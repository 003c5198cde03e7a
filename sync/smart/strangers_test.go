package smart_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// A server that says which patient, and not who signed in, or that says less of its token.
func TestATokenThatSaysLittle(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), new(keeper)
	delete(s.claims, "fhirUser")
	delete(s.claims, "name")
	delete(s.claims, "roles")
	for _, name := range []string{"expires_in", "refresh_token", "scope"} {
		delete(s.tokens, name)
	}
	open, _ := s.browser(nil)
	session, err := s.client().SignIn(t.Context(), s.discover(), k, open)
	if err != nil {
		t.Fatal(err)
	}
	if id := session.Identity(); id.FHIRUser != "Patient/p1" || id.Subject != "u1" || !id.Allows("Goal", 'u') {
		t.Errorf("got %+v", id)
	}
	if access, err := session.AccessToken(t.Context()); err != nil || access.Reveal() != "access-1" {
		t.Errorf("access token: %v", err)
	}
}

// Keys of all kinds that id_tokens are signed with, beside one that nobody knows.
func TestKeysOfManyKinds(t *testing.T) {
	t.Parallel()
	text := base64.RawURLEncoding.EncodeToString
	edPublic, edPrivate, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	type kind struct {
		method jwt.SigningMethod
		key    any
		public map[string]any
	}
	kinds := []kind{{jwt.SigningMethodEdDSA, edPrivate, map[string]any{"kty": "OKP", "crv": "Ed25519", "x": text(edPublic)}}}
	for _, c := range []struct {
		method *jwt.SigningMethodECDSA
		curve  elliptic.Curve
	}{{jwt.SigningMethodES256, elliptic.P256()}, {jwt.SigningMethodES384, elliptic.P384()}, {jwt.SigningMethodES512, elliptic.P521()}} {
		key, err := ecdsa.GenerateKey(c.curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		n := (c.curve.Params().BitSize + 7) / 8
		kinds = append(kinds, kind{c.method, key, map[string]any{
			"kty": "EC", "crv": c.curve.Params().Name, "x": text(key.X.FillBytes(make([]byte, n))), "y": text(key.Y.FillBytes(make([]byte, n))),
		}})
	}
	for _, x := range kinds {
		for _, named := range []bool{true, false} {
			t.Run(fmt.Sprint(x.method.Alg(), ", key named: ", named), func(t *testing.T) {
				t.Parallel()
				s := newServer(t)
				public := maps.Clone(x.public)
				if public["alg"] = x.method.Alg(); named {
					public["kid"] = "k1"
				}
				s.on("/jwks", func(w http.ResponseWriter, _ *http.Request) {
					writeJSON(w, 200, map[string]any{"keys": []any{map[string]any{"kty": "new"}, public}})
				})
				s.on("/token", func(w http.ResponseWriter, _ *http.Request) {
					if !named {
						s.header = map[string]any{"kid": nil}
					}
					s.tokens["id_token"] = s.idToken(x.method, x.key)
					writeJSON(w, 200, s.tokens)
				})
				open, _ := s.browser(nil)
				if _, err := s.client().SignIn(t.Context(), s.discover(), new(keeper), open); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// A server without OpenID Connect still lets a patient in.
func TestAServerWithoutOpenID(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "from-before"}
	for _, name := range []string{"issuer", "jwks_uri", "authorization_response_iss_parameter_supported"} {
		delete(s.config, name)
	}
	s.tokens = map[string]any{
		"access_token": "a", "token_type": "Bearer", "expires_in": 3600, "patient": "p1", "scope": "patient/Goal.rs", "id_token": "",
	}
	open, _ := s.browser(func(_, back url.Values) { back.Del("iss") })
	session, err := s.client().SignIn(t.Context(), s.discover(), k, open)
	if err != nil {
		t.Fatal(err)
	}
	if id := session.Identity(); id.Patient != "p1" || id.FHIRUser != "Patient/p1" {
		t.Errorf("got %+v", id)
	}
	if k.story() != "delete" {
		t.Errorf("no refresh token came, and the old one stays: %s", k.story())
	}
}
