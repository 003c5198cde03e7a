package smart_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"throughline/sync/smart"
)

// server answers as a test tells it to: it is how hostile answers are made.
// The whole flow against the real server is e2e's part.
type server struct {
	t   *testing.T
	url string

	mu     sync.Mutex
	handle map[string]http.HandlerFunc // by path, instead of the default
	config map[string]any
	claims jwt.MapClaims  // of the id_token; nonce is filled in where it is nil
	header map[string]any // added to the id_token's
	tokens map[string]any // the first token answer, less the id_token
	nonce  string
	forms  []url.Values // what the token endpoint got
}

var (
	signingKey = sync.OnceValue(newKey)
	otherKey   = sync.OnceValue(newKey)
)

func newKey() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
}

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, handle: map[string]http.HandlerFunc{}, header: map[string]any{}}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	s.url = srv.URL
	s.config = map[string]any{
		"issuer": s.url, "jwks_uri": s.url + "/jwks", "authorization_endpoint": s.url + "/authorize",
		"token_endpoint": s.url + "/token", "revocation_endpoint": s.url + "/revoke",
		"device_authorization_endpoint":    s.url + "/device",
		"code_challenge_methods_supported": []string{"S256"}, "capabilities": []string{"launch-standalone"},
		"authorization_response_iss_parameter_supported": true,
	}
	s.claims = jwt.MapClaims{
		"iss": s.url, "aud": "throughline", "sub": "u1", "name": "Ana", "roles": []string{"front-desk"}, "fhirUser": s.url + "/fhir/Patient/p1",
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	s.tokens = map[string]any{
		"access_token": "access-1", "token_type": "bearer", "expires_in": 3600, "patient": "p1",
		"refresh_token": "refresh-1", "scope": "openid fhirUser patient/Goal.rs offline_access",
	}
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	h := s.handle[r.URL.Path]
	s.mu.Unlock()
	switch {
	case h != nil:
		h(w, r)
	case r.URL.Path == "/fhir/.well-known/smart-configuration":
		writeJSON(w, 200, s.config)
	case r.URL.Path == "/jwks":
		pub := signingKey().PublicKey
		writeJSON(w, 200, map[string]any{"keys": []any{map[string]any{"kty": "OKP", "crv": "Ed448", "kid": "of-another-kind", "x": "AA"}, map[string]any{
			"kty": "RSA", "kid": "k1", "use": "sig", // no alg: which are taken is the client's to say
			"n": base64.RawURLEncoding.EncodeToString(pub.N.Bytes()),
			"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(pub.E)).Bytes()),
		}}})
	case r.URL.Path == "/token":
		s.token(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (s *server) on(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handle[path] = h
}

func (s *server) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.t.Error(err)
	}
	s.mu.Lock()
	s.forms = append(s.forms, r.PostForm)
	answer := map[string]any{}
	for k, v := range s.tokens {
		answer[k] = v
	}
	s.mu.Unlock()
	if _, set := answer["id_token"]; !set {
		answer["id_token"] = s.idToken(jwt.SigningMethodRS256, signingKey())
	}
	writeJSON(w, 200, answer)
}

func (s *server) idToken(method jwt.SigningMethod, key any) string {
	if _, set := s.claims["nonce"]; !set {
		s.claims["nonce"] = s.nonce
	}
	tok := jwt.NewWithClaims(method, s.claims)
	tok.Header["kid"] = "k1"
	for k, v := range s.header {
		if tok.Header[k] = v; v == nil {
			delete(tok.Header, k)
		}
	}
	out, err := tok.SignedString(key)
	if err != nil {
		s.t.Error(err)
	}
	return out
}

func (s *server) client() *smart.Client {
	return &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes(), Now: func() time.Time { return now }}
}

func (s *server) discover() *smart.Clinic {
	s.t.Helper()
	clinic, err := s.client().Discover(s.t.Context(), s.url+"/fhir")
	if err != nil {
		s.t.Fatal(err)
	}
	return clinic
}

// browser stands for the person's: it takes the authorization request and
// sends the redirect that answer makes of it. What the page said, or "", comes
// from the channel.
func (s *server) browser(answer func(request, back url.Values)) (open func(string) error, page <-chan string) {
	pages := make(chan string, 1)
	return func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		asked := u.Query()
		s.nonce = asked.Get("nonce")
		back := url.Values{"code": {"code-1"}, "state": {asked.Get("state")}, "iss": {s.url}}
		if answer != nil {
			answer(asked, back)
		}
		go func() { pages <- s.get(asked.Get("redirect_uri") + "?" + back.Encode()) }()
		return nil
	}, pages
}

func (s *server) get(address string) string {
	resp, err := http.Get(address)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return string(body)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func writeError(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, map[string]string{"error": code})
}

// keeper keeps the token in memory and tells what was done, in order.
type keeper struct {
	mu    sync.Mutex
	token string
	did   []string
	fail  error // of Save
}

func (k *keeper) Load(context.Context) (smart.Secret, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return smart.NewSecret(k.token), nil
}

func (k *keeper) Save(_ context.Context, token smart.Secret) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fail != nil {
		return k.fail
	}
	k.token = token.Reveal()
	k.did = append(k.did, "save "+k.token)
	return nil
}

func (k *keeper) Delete(context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.token = ""
	k.did = append(k.did, "delete")
	return nil
}

func (k *keeper) note(s string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.did = append(k.did, s)
}

func (k *keeper) story() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return strings.Join(k.did, ", ")
}
