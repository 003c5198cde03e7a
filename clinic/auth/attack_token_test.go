package auth_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"throughline/clinic/auth"
)

// forgery is an access token made by hand: the header and body of a good one, to be spoilt.
type forgery struct {
	header, claims map[string]any
	rawHeader      string // used instead of header where set
	rawClaims      string
	key            any // *rsa.PrivateKey, []byte for HMAC, or nil for an empty signature
}

func (f forgery) token(t *testing.T) string {
	t.Helper()
	encode := func(raw string, v map[string]any) string {
		if raw == "" {
			b, err := json.Marshal(v)
			must(t, err)
			raw = string(b)
		}
		return base64.RawURLEncoding.EncodeToString([]byte(raw))
	}
	text := encode(f.rawHeader, f.header) + "." + encode(f.rawClaims, f.claims)
	var signature []byte
	switch key := f.key.(type) {
	case *rsa.PrivateKey:
		method := jwt.GetSigningMethod("RS256")
		if alg, ok := f.header["alg"].(string); ok && (strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS")) {
			method = jwt.GetSigningMethod(alg)
		}
		var err error
		signature, err = method.Sign(text, key)
		must(t, err)
	case []byte:
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		signature = mac.Sum(nil)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// Every forged or misused access token is refused with 401 and a challenge. Each case spoils one
// thing in a token that is good otherwise, and the unspoilt one is accepted.
func TestForgedAccessTokens(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	real := c.tokens("maya")
	parsed, _, err := jwt.NewParser().ParseUnverified(real.AccessToken, jwt.MapClaims{})
	must(t, err)
	good := func() forgery {
		claims := map[string]any{}
		maps.Copy(claims, parsed.Claims.(jwt.MapClaims))
		return forgery{header: map[string]any{"alg": "RS256", "typ": "at+jwt", "kid": kid}, claims: claims, key: signingKey()}
	}
	if _, err := c.who(good().token(t)); err != nil {
		t.Fatalf("the unspoilt token is refused, so nothing below would prove a thing: %v", err)
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	public, err := x509.MarshalPKIXPublicKey(&signingKey().PublicKey)
	must(t, err)
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	now := c.clock.Now()
	header := func(name string, value any) func(*forgery) { return func(f *forgery) { f.header[name] = value } }
	claim := func(name string, value any) func(*forgery) { return func(f *forgery) { f.claims[name] = value } }
	without := func(name string) func(*forgery) { return func(f *forgery) { delete(f.claims, name) } }
	own := map[string]any{"kty": "RSA", "alg": "RS256", "n": base64.RawURLEncoding.EncodeToString(stranger.N.Bytes()), "e": "AQAB"}
	twice := func(raw string) string { return strings.Replace(raw, "{", `{"sub":"somebody else",`, 1) }
	text := func(v any) string { b, err := json.Marshal(v); must(t, err); return string(b) }

	for name, spoil := range map[string]func(*forgery){
		"alg none":                  func(f *forgery) { f.header["alg"], f.key = "none", nil },
		"alg None":                  func(f *forgery) { f.header["alg"], f.key = "None", nil },
		"alg missing":               func(f *forgery) { delete(f.header, "alg") },
		"signature stripped":        func(f *forgery) { f.key = nil },
		"HS256 by the public PEM":   func(f *forgery) { f.header["alg"], f.key = "HS256", publicPEM },
		"HS256 by the public DER":   func(f *forgery) { f.header["alg"], f.key = "HS256", public },
		"RS512":                     header("alg", "RS512"),
		"PS256":                     header("alg", "PS256"),
		"another key":               func(f *forgery) { f.key = stranger },
		"kid unknown":               header("kid", "other"),
		"kid missing":               func(f *forgery) { delete(f.header, "kid") },
		"kid of a path":             header("kid", "../../../../dev/null"),
		"kid of a query":            header("kid", "x' UNION SELECT 'key"),
		"kid of an address":         header("kid", "https://evil.example/key"),
		"kid not text":              header("kid", []string{kid}),
		"jku":                       header("jku", "https://evil.example/jwks"),
		"x5u":                       header("x5u", "https://evil.example/cert"),
		"x5c":                       header("x5c", "MIIB"),
		"jwk with its own key":      func(f *forgery) { f.header["jwk"], f.key = own, stranger },
		"jwk as text":               header("jwk", text(own)),
		"crit unknown":              func(f *forgery) { f.header["crit"], f.header["exp2"] = []string{"exp2"}, "1" },
		"crit as text":              header("crit", "b64"),
		"typ JWT":                   header("typ", "JWT"),
		"typ missing":               func(f *forgery) { delete(f.header, "typ") },
		"aud of another server":     claim("aud", "https://other.example/fhir"),
		"aud of two servers":        claim("aud", []string{c.url + "/fhir", "https://other.example/fhir"}),
		"aud of the client":         claim("aud", "throughline"),
		"aud missing":               without("aud"),
		"iss of another server":     claim("iss", "https://other.example/auth"),
		"iss missing":               without("iss"),
		"expired":                   claim("exp", now.Add(-time.Minute).Unix()),
		"exp missing":               without("exp"),
		"exp as text":               claim("exp", "tomorrow"),
		"issued tomorrow":           claim("iat", now.Add(24*time.Hour).Unix()),
		"not yet valid":             claim("nbf", now.Add(time.Hour).Unix()),
		"grant missing":             without("sid"),
		"grant unknown":             claim("sid", "another"),
		"another subject":           claim("sub", c.dana.ID),
		"another client":            claim("client_id", "pharmacy"),
		"a claim given twice":       func(f *forgery) { f.rawClaims = twice(text(f.claims)) },
		"a claim twice, other case": func(f *forgery) { f.rawClaims = strings.Replace(text(f.claims), "{", `{"SUB":"x",`, 1) },
		"a header given twice":      func(f *forgery) { f.rawHeader = strings.Replace(text(f.header), "{", `{"alg":"none",`, 1) },
		"not JSON":                  func(f *forgery) { f.rawClaims = "hello" },
		"two documents":             func(f *forgery) { f.rawClaims = text(f.claims) + "{}" },
		"too long":                  claim("scope", strings.Repeat("patient/Goal.rs ", 1000)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := good()
			spoil(&f)
			_, err := c.who(f.token(t))
			var refusal *auth.Error
			if !errors.As(err, &refusal) || refusal.Status != http.StatusUnauthorized || refusal.Code != "invalid_token" {
				t.Fatalf("got %v", err)
			}
			if challenge := refusal.Challenge(); !strings.HasPrefix(challenge, `Bearer realm="fhir", error="invalid_token"`) {
				t.Errorf("challenge %q", challenge)
			}
		})
	}
}

// Other things that are tokens, but not access tokens, open nothing.
func TestOtherTokensAreNotAccessTokens(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	real := c.tokens("maya")
	for name, token := range map[string]string{
		"id_token": real.IDToken, "refresh token": real.RefreshToken, "padding": real.AccessToken + "=",
		"a fourth part": real.AccessToken + ".x", "lower case": strings.ToLower(real.AccessToken), "empty parts": "..",
	} {
		if _, err := c.who(token); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// A token counts in one place only: the Authorization header, once.
func TestWhereATokenMayStand(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	token := c.tokens("maya").AccessToken
	ask := func(address string, values ...string) error {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		for _, v := range values {
			r.Header.Add("Authorization", v)
		}
		_, err := c.auth.Authenticate(r)
		return err
	}
	if err := ask("/fhir", "bearer "+token); err != nil {
		t.Errorf("the scheme's case matters: %v", err)
	}
	for name, err := range map[string]error{
		"in the address": ask("/fhir?access_token=" + token),
		"twice":          ask("/fhir", "Bearer "+token, "Bearer "+token),
		"as Basic":       ask("/fhir", "Basic "+token),
		"bare":           ask("/fhir", token),
	} {
		if err == nil {
			t.Errorf("a token %s was taken", name)
		}
	}
	var refusal *auth.Error
	if !errors.As(ask("/fhir"), &refusal) || refusal.Challenge() != `Bearer realm="fhir"` {
		t.Errorf("without a token: %v", refusal)
	}
}
