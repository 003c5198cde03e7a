package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"throughline/clinic/auth"
)

// jwkSet is the public half of keys as a client publishes it.
func jwkSet(t *testing.T, keys map[string]any) string {
	t.Helper()
	b64 := base64.RawURLEncoding.EncodeToString
	set := map[string][]map[string]any{}
	for id, key := range keys {
		jwk := map[string]any{"kid": id, "use": "sig"}
		switch k := key.(type) {
		case *rsa.PrivateKey:
			jwk["kty"], jwk["alg"], jwk["n"], jwk["e"] = "RSA", "RS384", b64(k.N.Bytes()), "AQAB"
		case *ecdsa.PrivateKey:
			point, err := k.PublicKey.Bytes()
			must(t, err)
			half := (len(point) - 1) / 2
			jwk["kty"], jwk["crv"], jwk["x"], jwk["y"] = "EC", k.Curve.Params().Name, b64(point[1:1+half]), b64(point[1+half:])
		case []byte:
			jwk["kty"], jwk["k"] = "oct", b64(k)
		}
		set["keys"] = append(set["keys"], jwk)
	}
	raw, err := json.Marshal(set)
	must(t, err)
	return string(raw)
}

func ecKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	must(t, err)
	return key
}

// lab is a confidential client that signs.
type lab struct {
	c   *clinic
	key *ecdsa.PrivateKey
}

func (c *clinic) lab(change ...func(*auth.NewClient)) lab {
	c.t.Helper()
	l := lab{c, ecKey(c.t, elliptic.P384())}
	n := auth.NewClient{
		ID: "lab", Name: "Lab", RedirectURIs: []string{"https://lab.example/back"}, Scopes: "openid launch/patient patient/*.rs offline_access",
		JWKS: jwkSet(c.t, map[string]any{"k1": l.key}),
	}
	for _, f := range change {
		f(&n)
	}
	must(c.t, c.auth.AddClient(c.t.Context(), n))
	return l
}

func (l lab) claims() jwt.MapClaims {
	now := l.c.clock.Now()
	return jwt.MapClaims{
		"iss": "lab", "sub": "lab", "aud": l.c.url + "/auth/token", "exp": now.Add(4 * time.Minute).Unix(), "iat": now.Unix(), "jti": rand.Text(),
	}
}

func (l lab) sign(method jwt.SigningMethod, key any, claims jwt.MapClaims, header map[string]any) string {
	l.c.t.Helper()
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = "k1"
	maps.Copy(token.Header, header)
	text, err := token.SignedString(key)
	must(l.c.t, err)
	return text
}

// introspect is the simplest thing for which a client must say who it is.
func (l lab) introspect(assertion string, more ...string) answer {
	l.c.t.Helper()
	form := url.Values{
		"token": {"x"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return l.c.post("/auth/introspect", form)
}

// A client that signs gets tokens for a code, and none without its signature.
func TestClientThatSigns(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	l := c.lab()
	a := c.app()
	a.ask.Set("client_id", "lab")
	a.ask.Set("redirect_uri", "https://lab.example/back")
	form := a.exchangeForm(a.code("maya"))
	form.Set("client_id", "lab")
	c.post("/auth/token", form).refused(t, http.StatusUnauthorized, "invalid_client")
	form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	form.Set("client_assertion", l.sign(jwt.SigningMethodES384, l.key, l.claims(), nil))
	got := c.post("/auth/token", form)
	if got.Status != http.StatusOK || got.RefreshToken == "" {
		t.Fatalf("tokens: %+v", got)
	}
	c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.RefreshToken}}).
		refused(t, http.StatusUnauthorized, "invalid_client")
}

// Each case spoils one thing in an assertion that is good otherwise.
func TestForgedAssertions(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	l := c.lab()
	if got := l.introspect(l.sign(jwt.SigningMethodES384, l.key, l.claims(), nil)); got.Status != http.StatusOK {
		t.Fatalf("the unspoilt one is refused: %+v", got)
	}
	es := func(claims jwt.MapClaims, header map[string]any) string {
		return l.sign(jwt.SigningMethodES384, l.key, claims, header)
	}
	with := func(name string, value any) string {
		claims := l.claims()
		claims[name] = value
		if value == nil {
			delete(claims, name)
		}
		return es(claims, nil)
	}
	stranger, small := ecKey(t, elliptic.P384()), ecKey(t, elliptic.P256())
	now := c.clock.Now()
	good := es(l.claims(), nil)
	if got := l.introspect(good); got.Status != http.StatusOK {
		t.Fatalf("%+v", got)
	}
	for name, assertion := range map[string]string{
		"used before":        good,
		"another key":        l.sign(jwt.SigningMethodES384, stranger, l.claims(), nil),
		"ES256":              l.sign(jwt.SigningMethodES256, small, l.claims(), nil),
		"HS384 by the set":   l.sign(jwt.SigningMethodHS384, []byte(jwkSet(t, map[string]any{"k1": l.key})), l.claims(), nil),
		"none":               l.sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, l.claims(), nil),
		"RS384 by ours":      l.sign(jwt.SigningMethodRS384, signingKey(), l.claims(), nil),
		"kid unknown":        es(l.claims(), map[string]any{"kid": "k2"}),
		"jku":                es(l.claims(), map[string]any{"jku": "https://evil.example/jwks"}),
		"crit":               es(l.claims(), map[string]any{"crit": []string{"exp"}}),
		"typ of a token":     es(l.claims(), map[string]any{"typ": "at+jwt"}),
		"iss":                with("iss", "pharmacy"),
		"sub":                with("sub", "pharmacy"),
		"sub unknown":        with("sub", "nobody"),
		"aud of another":     with("aud", "https://other.example/token"),
		"two audiences":      with("aud", []string{c.url + "/auth/token", "https://other.example"}),
		"expired":            with("exp", now.Add(-time.Minute).Unix()),
		"no exp":             with("exp", nil),
		"good for an hour":   with("exp", now.Add(time.Hour).Unix()),
		"no jti":             with("jti", nil),
		"not yet":            with("nbf", now.Add(time.Hour).Unix()),
		"not a token":        "x.y.z",
		"empty":              "",
		"empty parts":        strings.Join([]string{"e30", "e30", "e30"}, "."),
		"of an access token": c.tokens("maya").AccessToken,
		"too long":           with("pad", strings.Repeat("x", 9000)),
	} {
		if got := l.introspect(assertion); got.Status != http.StatusUnauthorized || got.Error != "invalid_client" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	l.introspect(es(l.claims(), nil), "client_id", "pharmacy").refused(t, http.StatusUnauthorized, "invalid_client")
	l.introspect(es(l.claims(), nil), "client_secret", clientSecret).refused(t, http.StatusUnauthorized, "invalid_client")
	l.introspect(es(l.claims(), nil), "client_assertion_type", "jwt").refused(t, http.StatusUnauthorized, "invalid_client")
}

// A client's published keys are fetched, and looked at anew after five minutes, so that it can change them.
func TestPublishedKeysOfAClient(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	var published atomic.Value
	var fetched atomic.Int32
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fetched.Add(1)
		_, _ = w.Write([]byte(published.Load().(string)))
	}))
	defer web.Close()
	l := c.lab(func(n *auth.NewClient) { n.JWKS, n.JWKSURI = "", web.URL+"/jwks" })
	published.Store(jwkSet(t, map[string]any{"k1": l.key}))
	sign := func(key *ecdsa.PrivateKey) answer {
		return l.introspect(l.sign(jwt.SigningMethodES384, key, l.claims(), map[string]any{"jku": web.URL + "/jwks"}))
	}
	for range 2 {
		if got := sign(l.key); got.Status != http.StatusOK {
			t.Fatalf("%+v", got)
		}
	}
	if n := fetched.Load(); n != 1 {
		t.Errorf("the keys were fetched %d times", n)
	}
	next := ecKey(t, elliptic.P384())
	published.Store(jwkSet(t, map[string]any{"k1": next}))
	c.clock.Advance(5 * time.Minute)
	if got := sign(next); got.Status != http.StatusOK {
		t.Errorf("the new key: %+v", got)
	}
	sign(l.key).refused(t, http.StatusUnauthorized, "invalid_client")
}

// What a client must not be registered with.
func TestClientKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	set := jwkSet(t, map[string]any{"k": ecKey(t, elliptic.P384())})
	for name, change := range map[string]func(*auth.NewClient){
		"not JSON":          func(n *auth.NewClient) { n.JWKS = "x" },
		"no keys":           func(n *auth.NewClient) { n.JWKS = `{"keys":[]}` },
		"symmetric":         func(n *auth.NewClient) { n.JWKS = jwkSet(t, map[string]any{"k": []byte("0123456789abcdef")}) },
		"private":           func(n *auth.NewClient) { n.JWKS = strings.Replace(set, `"kid"`, `"d":"AQAB","kid"`, 1) },
		"no kid":            func(n *auth.NewClient) { n.JWKS = strings.Replace(set, `"kid"`, `"id"`, 1) },
		"weak RSA":          func(n *auth.NewClient) { n.JWKS = jwkSet(t, map[string]any{"k": weak}) },
		"P-256":             func(n *auth.NewClient) { n.JWKS = jwkSet(t, map[string]any{"k": ecKey(t, elliptic.P256())}) },
		"plain http":        func(n *auth.NewClient) { n.JWKSURI = "http://app.example/jwks" },
		"no address":        func(n *auth.NewClient) { n.JWKSURI = "jwks" },
		"both":              func(n *auth.NewClient) { n.JWKS, n.JWKSURI = set, "https://app.example/jwks" },
		"keys and a secret": func(n *auth.NewClient) { n.JWKS, n.Secret = set, clientSecret },
	} {
		n := auth.NewClient{ID: "x", Name: "X", RedirectURIs: []string{"https://x.example/cb"}, Scopes: "openid"}
		change(&n)
		if err := c.auth.AddClient(t.Context(), n); err == nil {
			t.Errorf("%s was registered", name)
		}
	}
}
