package smart_test

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"throughline/care"
	"throughline/sync/smart"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), new(keeper)
	c := s.client()
	c.Language = "es-MX"
	var asked url.Values
	open, page := s.browser(func(request, _ url.Values) { asked = request })
	session, err := c.SignIn(t.Context(), s.discover(), k, open)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "throughline", "aud": s.url + "/fhir", "code_challenge_method": "S256",
		"scope": strings.Join(smart.DefaultScopes(), " "), "ui_locales": "es-MX",
	} {
		if got := asked.Get(name); got != want {
			t.Errorf("asked with %s %q, want %q", name, got, want)
		}
	}
	// rand.Text has 5 bits in a character: 26 of them make 130.
	if len(asked.Get("state")) < 26 || len(asked.Get("nonce")) < 26 || asked.Get("state") == asked.Get("nonce") {
		t.Errorf("state %q and nonce %q", asked.Get("state"), asked.Get("nonce"))
	}
	redirect, err := url.Parse(asked.Get("redirect_uri"))
	if err != nil || redirect.Scheme != "http" || redirect.Hostname() != "127.0.0.1" || redirect.Path != "/callback" {
		t.Errorf("redirect_uri %q", asked.Get("redirect_uri"))
	}
	form := s.forms[0]
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		t.Error("the verifier does not fit the challenge")
	}
	if form.Get("code") != "code-1" || form.Get("client_id") != "throughline" || form.Get("redirect_uri") != asked.Get("redirect_uri") {
		t.Errorf("sent %v", form)
	}
	want := smart.Identity{
		Subject: "u1", FHIRUser: "Patient/p1", Patient: "p1", Name: "Ana", Roles: []string{"front-desk"},
		Scopes: []string{"openid", "fhirUser", "patient/Goal.rs", "offline_access"},
	}
	got := session.Identity()
	if got.Subject != want.Subject || got.FHIRUser != want.FHIRUser || got.Patient != want.Patient || got.Name != want.Name || !slices.Equal(got.Roles, want.Roles) || !slices.Equal(got.Scopes, want.Scopes) {
		t.Errorf("got %+v", got)
	}
	if k.story() != "save refresh-1" {
		t.Errorf("kept: %s", k.story())
	}
	if access, err := session.AccessToken(t.Context()); err != nil || access.Reveal() != "access-1" {
		t.Errorf("access token: %v", err)
	}
	if p := <-page; !strings.Contains(p, "Ya inició sesión") || !strings.Contains(p, `lang="es"`) || strings.Contains(p, "<script") {
		t.Errorf("the page says %s", p)
	}
}

// Other pages on this machine, and any web site, can send a browser to our
// port. They neither end the sign-in nor get into it.
func TestStrayRedirectsChangeNothing(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	open := func(address string) error {
		u, _ := url.Parse(address)
		asked := u.Query()
		s.nonce = asked.Get("nonce")
		redirect := asked.Get("redirect_uri")
		good := url.Values{"code": {"code-1"}, "state": {asked.Get("state")}, "iss": {s.url}}.Encode()
		go func() {
			for _, stray := range []string{
				redirect, redirect + "?code=evil&state=guess", redirect + "?error=access_denied&state=",
				strings.Replace(redirect, "/callback", "/", 1) + "?" + good,
				strings.Replace(redirect, "127.0.0.1", "localhost", 1) + "?" + good, // a name can be rebound
			} {
				if p := s.get(stray); strings.Contains(p, "signed in") {
					t.Errorf("%s was taken", stray)
				}
			}
			if p := s.get(redirect + "?" + good); !strings.Contains(p, "signed in") {
				t.Errorf("the page says %s", p)
			}
		}()
		return nil
	}
	if _, err := s.client().SignIn(t.Context(), s.discover(), new(keeper), open); err != nil {
		t.Fatal(err)
	}
	if len(s.forms) != 1 || s.forms[0].Get("code") != "code-1" {
		t.Errorf("the token endpoint got %v", s.forms)
	}
}

func TestRedirectsThatEndTheSignIn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer func(_, back url.Values)
		want   *care.Fault
	}{
		"another server's iss": {func(_, b url.Values) { b.Set("iss", "https://evil.example") }, smart.ErrMixedUp},
		"no iss":               {func(_, b url.Values) { b.Del("iss") }, smart.ErrMixedUp},
		"two codes":            {func(_, b url.Values) { b.Add("code", "code-2") }, smart.ErrMixedUp},
		"two states":           {func(_, b url.Values) { b.Add("state", "other") }, smart.ErrMixedUp},
		"no code":              {func(_, b url.Values) { b.Del("code") }, smart.ErrMixedUp},
		"refused":              {func(_, b url.Values) { b.Set("error", "access_denied") }, smart.ErrRefused},
		"busy":                 {func(_, b url.Values) { b.Set("error", "temporarily_unavailable") }, smart.ErrBusy},
		"not registered":       {func(_, b url.Values) { b.Set("error", "unauthorized_client") }, smart.ErrNotRegistered},
		"wrong scope":          {func(_, b url.Values) { b.Set("error", "invalid_scope") }, smart.ErrFailed},
		"an error from elsewhere": {func(_, b url.Values) {
			b.Set("error", "access_denied")
			b.Set("iss", "https://evil.example")
		}, smart.ErrMixedUp},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, k := newServer(t), new(keeper)
			open, page := s.browser(tt.answer)
			if _, err := s.client().SignIn(t.Context(), s.discover(), k, open); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if p := <-page; !strings.Contains(p, "did not work") {
				t.Errorf("the page says %s", p)
			}
			if len(s.forms) != 0 || k.story() != "" {
				t.Errorf("the code was used: %v; kept: %s", s.forms, k.story())
			}
		})
	}
}

// The answers of a token endpoint that is broken, or somebody else's.
func TestTokenAnswersThatAreRefused(t *testing.T) {
	t.Parallel()
	reply := func(h http.HandlerFunc) func(*server) { return func(s *server) { s.on("/token", h) } }
	for name, tt := range map[string]struct {
		set  func(*server)
		want *care.Fault
	}{
		"leads elsewhere": {reply(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/stolen", http.StatusTemporaryRedirect)
		}), smart.ErrFailed},
		"too large": {reply(func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, 200, map[string]string{"access_token": "a", "token_type": "bearer", "x": strings.Repeat("x", 2<<20)})
		}), smart.ErrFailed},
		"not JSON": {reply(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"access_token":`))
		}), smart.ErrFailed},
		"cut": {reply(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "500")
			_, _ = w.Write([]byte(`{"access_token":"a"`))
		}), smart.ErrFailed},
		"no token":       {func(s *server) { s.tokens = map[string]any{"token_type": "bearer"} }, smart.ErrFailed},
		"another kind":   {func(s *server) { s.tokens["token_type"] = "mac" }, smart.ErrFailed},
		"patient is odd": {func(s *server) { s.tokens["patient"] = "../Patient" }, smart.ErrFailed},
		"code used":      {reply(func(w http.ResponseWriter, _ *http.Request) { writeError(w, 400, "invalid_grant") }), smart.ErrFailed},
		"not registered": {reply(func(w http.ResponseWriter, _ *http.Request) { writeError(w, 401, "invalid_client") }), smart.ErrNotRegistered},
		"busy":           {reply(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }), smart.ErrBusy},
		"no id_token":    {func(s *server) { s.tokens["id_token"] = "" }, smart.ErrMixedUp},
		"keys are HTML": {func(s *server) {
			s.on("/jwks", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) })
		}, smart.ErrMixedUp},
		"no key that we understand": {func(s *server) {
			s.on("/jwks", func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(`{"keys":[{"kty":"OKP","crv":"Ed448","kid":"k1","x":"AA"}]}`))
			})
		}, smart.ErrMixedUp},
		"keys are away":                      {func(s *server) { s.on("/jwks", http.NotFound) }, smart.ErrUnreachable},
		"nothing to check the id_token with": {func(s *server) { delete(s.config, "jwks_uri") }, smart.ErrMixedUp},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, k := newServer(t), new(keeper)
			s.on("/stolen", func(http.ResponseWriter, *http.Request) { t.Error("the code went elsewhere") })
			tt.set(s)
			open, page := s.browser(nil)
			_, err := s.client().SignIn(t.Context(), s.discover(), k, open)
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if k.story() != "" {
				t.Errorf("kept: %s", k.story())
			}
			if p := <-page; !strings.Contains(p, "did not work") {
				t.Errorf("the page says %s", p)
			}
		})
	}
}

// golang-jwt's defaults take most of these.
func TestIDTokensThatAreRefused(t *testing.T) {
	t.Parallel()
	claim := func(name string, value any) func(*server) { return func(s *server) { s.claims[name] = value } }
	header := func(name string, value any) func(*server) { return func(s *server) { s.header[name] = value } }
	// twice writes one member of a part a second time, signed as it is.
	twice := func(inHeader bool) func(*server) {
		return func(s *server) {
			s.on("/token", func(w http.ResponseWriter, _ *http.Request) {
				s.claims["nonce"] = s.nonce
				h, body := `{"alg":"RS256","kid":"k1"}`, mustJSON(s.claims)
				if inHeader {
					h = `{"alg":"RS256","kid":"k1","Kid":"k1"}`
				} else {
					body = strings.Replace(body, "{", `{"sub":"someone-else",`, 1)
				}
				signed := base64.RawURLEncoding.EncodeToString([]byte(h)) + "." + base64.RawURLEncoding.EncodeToString([]byte(body))
				sig, err := jwt.SigningMethodRS256.Sign(signed, signingKey())
				if err != nil {
					t.Error(err)
				}
				s.tokens["id_token"] = signed + "." + base64.RawURLEncoding.EncodeToString(sig)
				writeJSON(w, 200, s.tokens)
			})
		}
	}
	signed := func(method jwt.SigningMethod, key any) func(*server) {
		return func(s *server) {
			s.on("/token", func(w http.ResponseWriter, _ *http.Request) {
				s.tokens["id_token"] = s.idToken(method, key)
				writeJSON(w, 200, s.tokens)
			})
		}
	}
	public, err := x509.MarshalPKIXPublicKey(&signingKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	for name, set := range map[string]func(*server){
		"alg none":                 signed(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"HMAC with the public key": signed(jwt.SigningMethodHS256, publicPEM),
		"PS256":                    signed(jwt.SigningMethodPS256, signingKey()),
		"another key":              signed(jwt.SigningMethodRS256, otherKey()),
		"unknown kid":              header("kid", "k2"),
		"another issuer":           claim("iss", "https://evil.example"),
		"another client":           claim("aud", "someone"),
		"two audiences":            claim("aud", []string{"throughline", "someone"}),
		"another party":            claim("azp", "someone"),
		"expired":                  claim("exp", now.Add(-6*time.Minute).Unix()),
		"no exp":                   claim("exp", nil),
		"from the future":          claim("iat", now.Add(6*time.Minute).Unix()),
		"another nonce":            claim("nonce", "guess"),
		"no nonce":                 claim("nonce", ""),
		"no sub":                   claim("sub", ""),
		"unknown crit":             header("crit", []string{"b64"}),
		"empty crit":               header("crit", []string{}),
		"an access token":          header("typ", "at+jwt"),
		"a claim twice":            twice(false),
		"a header twice":           twice(true),
		"not a token":              func(s *server) { s.tokens["id_token"] = "a.b.c" },
		"two parts":                func(s *server) { s.tokens["id_token"] = "a.b" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, k := newServer(t), new(keeper)
			set(s)
			open, _ := s.browser(nil)
			if _, err := s.client().SignIn(t.Context(), s.discover(), k, open); !errors.Is(err, smart.ErrMixedUp) {
				t.Errorf("got %v", err)
			}
			if k.story() != "" {
				t.Errorf("kept: %s", k.story())
			}
		})
	}
}

func TestAClockThatIsALittleOffIsForgiven(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]time.Duration{"behind": -4 * time.Minute, "ahead": time.Hour + 4*time.Minute} {
		s := newServer(t)
		c := s.client()
		c.Now = func() time.Time { return now.Add(at) }
		open, _ := s.browser(nil)
		if _, err := c.SignIn(t.Context(), s.discover(), new(keeper), open); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASignInThatIsGivenUp(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var redirect string
	opened := make(chan struct{}, 1)
	open := func(address string) error {
		u, _ := url.Parse(address)
		redirect = u.Query().Get("redirect_uri")
		opened <- struct{}{}
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-opened; cancel() }()
	if _, err := s.client().SignIn(ctx, s.discover(), new(keeper), open); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if s.get(redirect) != "" {
		t.Error("the port is still open")
	}
	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := s.client().SignIn(ctx, s.discover(), new(keeper), open); !errors.Is(err, smart.ErrExpired) {
		t.Errorf("out of time: %v", err)
	}
	<-opened
	noBrowser := errors.New("no browser")
	_, err := s.client().SignIn(t.Context(), s.discover(), new(keeper), func(string) error { return noBrowser })
	if !errors.Is(err, smart.ErrNoBrowser) || !errors.Is(err, noBrowser) {
		t.Errorf("no browser: %v", err)
	}
}

func TestAFixedPort(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	s := newServer(t)
	c := s.client()
	if c.Port, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	open, _ := s.browser(func(asked, _ url.Values) {
		if want := "http://127.0.0.1:" + port + "/callback"; asked.Get("redirect_uri") != want {
			t.Errorf("redirect_uri %s, want %s", asked.Get("redirect_uri"), want)
		}
	})
	if _, err := c.SignIn(t.Context(), s.discover(), new(keeper), open); !errors.Is(err, smart.ErrNoPort) {
		t.Errorf("taken: %v", err)
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SignIn(t.Context(), s.discover(), new(keeper), open); err != nil {
		t.Errorf("free: %v", err)
	}
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
