package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/clinic/auth"
)

// A code that is used twice was stolen: the second use ends what the first one got.
func TestCodeReplay(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	code := a.code("maya")
	first := a.exchange(code)
	if first.Status != http.StatusOK {
		t.Fatalf("first use: %+v", first)
	}
	a.exchange(code).refused(t, http.StatusBadRequest, "invalid_grant")
	if _, err := c.who(first.AccessToken); err == nil {
		t.Error("the tokens of a stolen code are still good")
	}
	c.refresh(first.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
	if !c.audit.has(auth.EventCodeReplay, c.maya.ID) {
		t.Error("the replay is not in the audit record")
	}
}

// Of many exchanges of one code at once at most one gets tokens.
func TestCodeRace(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	form := a.exchangeForm(a.code("maya"))
	var mu sync.Mutex
	var got int
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if c.post("/auth/token", form).Status == http.StatusOK {
				mu.Lock()
				got++
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if got > 1 {
		t.Errorf("one code gave tokens %d times", got)
	}
}

// A code works only with its own verifier, redirect and client, in time, and one bad try uses it up.
func TestCodeIsBound(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*clinic, url.Values){
		"verifier missing":   func(_ *clinic, f url.Values) { f.Del("code_verifier") },
		"verifier of others": func(_ *clinic, f url.Values) { f.Set("code_verifier", strings.Repeat("a", 43)) },
		"challenge as verifier": func(_ *clinic, f url.Values) { // what a plain server would take
			f.Set("code_verifier", f.Get("challenge"))
		},
		"redirect of others": func(_ *clinic, f url.Values) { f.Set("redirect_uri", "http://127.0.0.1:1/callback") },
		"redirect missing":   func(_ *clinic, f url.Values) { f.Del("redirect_uri") },
		"another client": func(_ *clinic, f url.Values) {
			f.Set("client_id", "pharmacy")
			f.Set("client_secret", clientSecret)
		},
		"too late": func(c *clinic, _ url.Values) { c.clock.Advance(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			a := c.app()
			form := a.exchangeForm(a.code("maya"))
			form.Set("challenge", a.ask.Get("code_challenge"))
			good := url.Values{}
			for k, v := range form {
				good[k] = v
			}
			spoil(c, form)
			c.post("/auth/token", form).refused(t, http.StatusBadRequest, "invalid_grant")
			c.post("/auth/token", good).refused(t, http.StatusBadRequest, "invalid_grant")
		})
	}
}

// Requests that would weaken the flow go back to the app as errors, with iss and state, and no page
// asks for a password.
func TestWeakRequestsAreRefused(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for name, x := range map[string]struct {
		spoil func(url.Values)
		code  string
	}{
		"no PKCE":              {func(q url.Values) { q.Del("code_challenge"); q.Del("code_challenge_method") }, "invalid_request"},
		"plain PKCE":           {func(q url.Values) { q.Set("code_challenge_method", "plain") }, "invalid_request"},
		"PKCE without method":  {func(q url.Values) { q.Del("code_challenge_method") }, "invalid_request"},
		"short challenge":      {func(q url.Values) { q.Set("code_challenge", "abc") }, "invalid_request"},
		"no aud":               {func(q url.Values) { q.Del("aud") }, "invalid_request"},
		"aud of others":        {func(q url.Values) { q.Set("aud", "https://other.example/fhir") }, "invalid_request"},
		"no state":             {func(q url.Values) { q.Del("state") }, "invalid_request"},
		"state twice":          {func(q url.Values) { q.Add("state", "other") }, "invalid_request"},
		"implicit":             {func(q url.Values) { q.Set("response_type", "token") }, "unsupported_response_type"},
		"fragment":             {func(q url.Values) { q.Set("response_mode", "fragment") }, "invalid_request"},
		"request object":       {func(q url.Values) { q.Set("request", "eyJ") }, "request_not_supported"},
		"no known scope":       {func(q url.Values) { q.Set("scope", "everything") }, "invalid_scope"},
		"silent authorization": {func(q url.Values) { q.Set("prompt", "none") }, "interaction_required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.app()
			x.spoil(a.ask)
			p := a.authorize()
			if p.location == nil || !strings.HasPrefix(p.location.String(), callback+"?") {
				t.Fatalf("went to %v with %d", p.location, p.status)
			}
			q := p.location.Query()
			if q.Get("error") != x.code || q.Get("iss") != c.url+"/auth" || q.Get("state") != a.ask.Get("state") {
				t.Errorf("answer %v", q)
			}
		})
	}
}

// Nothing is ever sent to an address that the client did not register: the error stays here.
func TestRedirectMismatchAndOpenRedirect(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for _, redirect := range []string{
		"", "https://evil.example/callback", "http://127.0.0.1:40123/callback/../evil", "http://127.0.0.1:40123/callback2",
		"http://127.0.0.1:40123/callback?next=x", "http://127.0.0.1:40123/callback#x", "http://127.0.0.1:40123/Callback",
		"http://127.0.0.1:40123@evil.example/callback", "http://127.0.0.1.evil.example/callback", "http://user@127.0.0.1:40123/callback",
		"https://127.0.0.1:40123/callback", "http://localhost:40123/callback", "http://[::1]:40123/callback", "http://127.0.0.2:40123/callback",
		"http://127.0.0.1:0/callback", "http://127.0.0.1:99999/callback", "http://127.0.0.1:40123/%63allback", "http://127.0.0.1:40123\\@evil.example/callback",
		"//evil.example/callback", "javascript:alert(1)", "/callback", "HTTP://127.0.0.1:40123/callback", "http://127.0.0.1:40123/callback?", "http://127.0.0.1:/callback",
	} {
		a := c.app()
		a.ask.Set("redirect_uri", redirect)
		if p := a.authorize(); p.location != nil || p.status != http.StatusBadRequest || !strings.Contains(p.body, "This link does not work") {
			t.Errorf("%q: %d to %v", redirect, p.status, p.location)
		}
	}
	a := c.app()
	a.ask.Add("redirect_uri", "https://evil.example/callback")
	if p := a.authorize(); p.location != nil || p.status != http.StatusBadRequest {
		t.Errorf("two redirects: %d to %v", p.status, p.location)
	}
	a = c.app()
	a.ask.Set("client_id", "nobody")
	if p := a.authorize(); p.location != nil || p.status != http.StatusBadRequest {
		t.Errorf("unknown client: %d to %v", p.status, p.location)
	}
	for _, port := range []string{"", ":1", ":65535"} {
		a := c.app()
		a.ask.Set("redirect_uri", "http://127.0.0.1"+port+"/callback")
		if p := a.authorize(); p.status != http.StatusOK {
			t.Errorf("a native app's port %q: %d", port, p.status)
		}
	}
}

// The forms' own addresses cannot be bent to send a person, or a code, elsewhere.
func TestFormsAreNotOpenRedirects(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	p := a.authorize()
	r := a.formRequest(p, map[string]string{"username": "maya", "password": password})
	query := r.URL.Query()
	query.Set("redirect_uri", "https://evil.example/callback")
	query.Set("next", "https://evil.example/")
	r.URL.RawQuery = query.Encode()
	if p := a.do(r); p.location != nil || p.status != http.StatusBadRequest {
		t.Errorf("sign-in went to %v with %d", p.location, p.status)
	}
}

// A stolen refresh token is used after the app has used it: the whole family ends, and the theft is
// in the record. So it does where the thief is first.
func TestRefreshReplay(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]time.Duration{"long after": time.Hour / 2, "just after the grace": 10*time.Second + time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			first := c.tokens("maya")
			second := c.refresh(first.RefreshToken)
			c.clock.Advance(late)
			c.refresh(first.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
			c.refresh(second.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
			if _, err := c.who(second.AccessToken); err == nil {
				t.Error("the family's access token is still good")
			}
			if !c.audit.has(auth.EventRefreshReplay, c.maya.ID) {
				t.Error("the replay is not in the audit record")
			}
		})
	}
}

// Within the grace a token whose successor was used already is no lost answer.
func TestRefreshReplayAfterSuccessor(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	first := c.tokens("maya")
	second := c.refresh(first.RefreshToken)
	third := c.refresh(second.RefreshToken)
	c.refresh(first.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
	c.refresh(third.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
}

// Two refreshes at once, as from a phone that repeats a request, both get the same new token.
func TestRefreshRace(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	first := c.tokens("maya")
	answers := make([]answer, 6)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i] = c.refresh(first.RefreshToken) })
	}
	wait.Wait()
	for _, a := range answers {
		if a.Status != http.StatusOK || a.RefreshToken != answers[0].RefreshToken {
			t.Errorf("got %+v", a)
		}
	}
	if next := c.refresh(answers[0].RefreshToken); next.Status != http.StatusOK {
		t.Errorf("after the race: %+v", next)
	}
}

// A refresh token is of use to its own client alone, and for as long as it lives.
func TestRefreshIsBound(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	first := c.tokens("maya")
	c.post("/auth/token", url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {first.RefreshToken}, "client_id": {"pharmacy"}, "client_secret": {clientSecret},
	}).refused(t, http.StatusBadRequest, "invalid_grant")
	c.refresh("unknown").refused(t, http.StatusBadRequest, "invalid_grant")
	c.refresh(first.AccessToken).refused(t, http.StatusBadRequest, "invalid_grant")
	c.clock.Advance(61 * 24 * time.Hour)
	c.refresh(first.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
}

// A page in a browser keeps a sign-in for a day at most, however often it refreshes, and for four hours where it does
// nothing; and each refresh token works once.
func TestAPagesSignInIsShort(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	const back = "https://north.example/app/callback"
	must(t, c.auth.AddClient(t.Context(), auth.NewClient{ID: "page", Name: "Page", RedirectURIs: []string{back}, Scopes: scopes}))
	signIn := func() string {
		a := c.app()
		a.ask.Set("client_id", "page")
		a.ask.Set("redirect_uri", back)
		form := a.exchangeForm(a.code("pam"))
		form.Set("client_id", "page")
		return c.post("/auth/token", form).RefreshToken
	}
	refresh := func(token string) answer {
		return c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {"page"}})
	}
	idle := signIn()
	c.clock.Advance(4 * time.Hour)
	refresh(idle).refused(t, http.StatusBadRequest, "invalid_grant")

	token := signIn()
	for range 7 {
		c.clock.Advance(3 * time.Hour)
		got := refresh(token)
		if got.Status != http.StatusOK || got.RefreshToken == token || got.RefreshToken == "" {
			t.Fatalf("a refresh within the day: %+v", got)
		}
		token = got.RefreshToken
	}
	c.clock.Advance(3 * time.Hour)
	refresh(token).refused(t, http.StatusBadRequest, "invalid_grant")
}

// No step can widen what was granted: not the refresh, not the client's limits, not the role's.
func TestScopeWidening(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	a.ask.Set("scope", "openid offline_access patient/Goal.rs patient/Observation.rs?category=vital-signs system/*.rs user/*.cruds launch")
	got := a.exchange(a.code("maya"))
	if got.Scope != "offline_access openid patient/Goal.rs" {
		t.Fatalf("granted %q", got.Scope)
	}
	for _, wider := range []string{"patient/Goal.cruds", "patient/*.rs", "patient/Goal.rs fhirUser", "user/Goal.rs", "nonsense"} {
		c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.RefreshToken}, "scope": {wider}}).
			refused(t, http.StatusBadRequest, "invalid_scope")
	}
	p, err := c.who(got.AccessToken)
	must(t, err)
	if p.Allows("Goal", 'u') || p.Allows("Observation", 'r') || !p.Allows("Goal", 's') {
		t.Errorf("scopes %s", p.Scopes)
	}
}

// A confidential client gets no more than it is registered for, and its refresh token is of no use to
// somebody who does not have its secret.
func TestConfidentialClientIsBound(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	a.ask.Set("client_id", "pharmacy")
	a.ask.Set("redirect_uri", "https://pharmacy.example/back")
	form := a.exchangeForm(a.code("maya"))
	form.Set("client_id", "pharmacy")
	secret := func(r *http.Request) { r.SetBasicAuth("pharmacy", clientSecret) }
	got := c.post("/auth/token", form, secret)
	if got.Scope != "launch/patient offline_access openid patient/MedicationRequest.rs" {
		t.Fatalf("granted %q: %+v", got.Scope, got)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.RefreshToken}}
	c.post("/auth/token", refresh).refused(t, http.StatusUnauthorized, "invalid_client")
	if got := c.post("/auth/token", refresh, secret); got.Status != http.StatusOK {
		t.Errorf("with its secret: %+v", got)
	}
}

// A confidential client must show its secret, and only where secrets belong.
func TestConfidentialClient(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	form := url.Values{"grant_type": {"authorization_code"}, "code": {"x"}, "client_id": {"pharmacy"}}
	c.post("/auth/token", form).refused(t, http.StatusUnauthorized, "invalid_client")
	form.Set("client_secret", "wrong")
	c.post("/auth/token", form).refused(t, http.StatusUnauthorized, "invalid_client")
	c.post("/auth/token?client_secret="+clientSecret, url.Values{"grant_type": {"authorization_code"}, "code": {"x"}, "client_id": {"pharmacy"}}).
		refused(t, http.StatusUnauthorized, "invalid_client")
	form.Set("client_secret", clientSecret)
	c.post("/auth/token", form).refused(t, http.StatusBadRequest, "invalid_grant") // the secret is right, the code is not
	form.Add("client_secret", clientSecret)
	c.post("/auth/token", form).refused(t, http.StatusBadRequest, "invalid_request")
}

// Malformed calls of the token endpoint are told apart as RFC 6749 says.
func TestTokenEndpointErrors(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.post("/auth/token", url.Values{"grant_type": {"password"}, "client_id": {"throughline"}}).refused(t, http.StatusBadRequest, "unsupported_grant_type")
	c.post("/auth/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {"nobody"}}).refused(t, http.StatusUnauthorized, "invalid_client")
	c.post("/auth/token", url.Values{"grant_type": {"authorization_code"}}).refused(t, http.StatusUnauthorized, "invalid_client")
	c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}}).refused(t, http.StatusBadRequest, "invalid_request")
	c.post("/auth/token", url.Values{"x": {strings.Repeat("a", 40<<10)}}).refused(t, http.StatusRequestEntityTooLarge, "invalid_request")
	c.post("/auth/token", url.Values{}, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }).
		refused(t, http.StatusBadRequest, "invalid_request")
}

// Whatever token request is refused is in the audit record, and nothing that a stranger typed is.
func TestRefusedTokensAreRecorded(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for name, form := range map[string]url.Values{
		"an unknown code":          {"grant_type": {"authorization_code"}, "client_id": {"throughline"}, "code": {"typed-1"}},
		"an unknown refresh token": {"grant_type": {"refresh_token"}, "client_id": {"throughline"}, "refresh_token": {"typed-2"}},
		"an unknown client":        {"grant_type": {"refresh_token"}, "client_id": {"typed-3"}, "refresh_token": {"typed-4"}},
		"a wrong secret":           {"grant_type": {"refresh_token"}, "client_id": {"pharmacy"}, "client_secret": {"typed-5"}, "refresh_token": {"typed-6"}},
		"an unknown device":        {"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "client_id": {"throughline"}, "device_code": {"typed-7"}},
	} {
		before := c.audit.count(auth.EventTokenRefused)
		c.post("/auth/token", form)
		if got := c.audit.count(auth.EventTokenRefused) - before; got != 1 {
			t.Errorf("%s is recorded %d times", name, got)
		}
	}
	if text := c.audit.text(); strings.Contains(text, "typed") {
		t.Errorf("what was typed is in the record: %s", text)
	}
}
