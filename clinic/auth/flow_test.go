package auth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"throughline/clinic/auth"
)

// Maya signs in from the app on her laptop, agrees once, and the app may use her record as her.
func TestPatientSignsIn(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	signIn := a.authorize()
	if signIn.status != http.StatusOK || !strings.Contains(signIn.body, "Sign in") {
		t.Fatalf("sign-in page: %d", signIn.status)
	}
	consent := a.signIn(signIn, " Maya") // as a phone's keyboard writes it
	if !strings.Contains(consent.body, "Maya Lindgren") || !strings.Contains(consent.body, "Your whole record") {
		t.Fatalf("consent page does not say who and what:\n%s", consent.body)
	}
	back := a.submit(consent, map[string]string{"decision": "allow"})
	if back.status != http.StatusSeeOther || !strings.HasPrefix(back.location.String(), callback+"?") {
		t.Fatalf("went to %v with %d", back.location, back.status)
	}
	if q := back.location.Query(); q.Get("state") != "st-1" || q.Get("iss") != c.url+"/auth" {
		t.Fatalf("answer lacks state or iss: %v", q)
	}

	got := a.exchange(back.location.Query().Get("code"))
	if got.Status != http.StatusOK || got.TokenType != "Bearer" || got.Patient != "p1" || got.ExpiresIn != 3600 {
		t.Fatalf("token answer: %+v", got)
	}
	if got.Scope != "fhirUser launch/patient offline_access openid patient/*.cruds" {
		t.Errorf("scope %q", got.Scope)
	}
	if got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Pragma") != "no-cache" {
		t.Errorf("tokens can be cached: %v", got.Header)
	}
	p, err := c.who(got.AccessToken)
	must(t, err)
	want := auth.Principal{
		ClinicID: "north", UserID: c.maya.ID, ClientID: "throughline", GrantID: p.GrantID,
		Role: auth.RolePatient, FHIRUser: "Patient/p1", PatientID: "p1", Scopes: p.Scopes,
	}
	if p.UserID != want.UserID || p.FHIRUser != want.FHIRUser || p.PatientID != want.PatientID || p.Role != want.Role || p.ClientID != want.ClientID || p.ClinicID != want.ClinicID {
		t.Errorf("principal %+v", p)
	}
	if !p.Allows("Goal", 'u') || p.Allows("Goal", 'x') {
		t.Errorf("scopes %s", p.Scopes)
	}
	for _, kind := range []auth.EventKind{auth.EventSignIn, auth.EventConsentGiven, auth.EventTokenIssued} {
		if !c.audit.has(kind, c.maya.ID) {
			t.Errorf("%s is not in the audit record", kind)
		}
	}
}

// The id_token tells the app who signed in, and its signature holds against the published keys.
func TestIDToken(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	got := c.tokens("maya")
	res, err := http.Get(c.url + "/auth/jwks")
	must(t, err)
	defer func() { must(t, res.Body.Close()) }()
	var set struct{ Keys []auth.JWK }
	must(t, json.NewDecoder(res.Body).Decode(&set))
	if len(set.Keys) != 1 || set.Keys[0].KeyID != kid || set.Keys[0].Algorithm != "RS256" {
		t.Fatalf("keys %+v", set)
	}
	claims := jwt.MapClaims{}
	token, err := jwt.ParseWithClaims(got.IDToken, claims, func(*jwt.Token) (any, error) { return &signingKey().PublicKey, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithAudience("throughline"), jwt.WithIssuer(c.url+"/auth"),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(c.clock.Now))
	must(t, err)
	if roles, _ := claims["roles"].([]any); len(roles) != 1 || roles[0] != "patient" {
		t.Errorf("the id_token's roles are %v", claims["roles"])
	}
	if claims["name"] != "Maya Lindgren" {
		t.Errorf("the id_token's name is %v", claims["name"])
	}
	if token.Header["kid"] != kid || claims["sub"] != c.maya.ID || claims["nonce"] != "n-1" || claims["fhirUser"] != c.url+"/fhir/Patient/p1" {
		t.Errorf("header %v claims %v", token.Header, claims)
	}
}

// Who has agreed is not asked again for the same scopes, and is for others.
func TestConsentIsAskedOncePerScopeSet(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.tokens("maya")
	again := c.app()
	if p := again.signIn(again.authorize(), "maya"); p.location == nil {
		t.Errorf("asked again:\n%s", p.body)
	}
	other := c.app()
	other.ask.Set("scope", "openid patient/Goal.rs")
	if p := other.signIn(other.authorize(), "maya"); p.location != nil || !strings.Contains(p.body, "Treatment plan and goals") {
		t.Errorf("not asked for another set: %v\n%s", p.location, p.body)
	}
}

// Who says no goes back to the app with nothing.
func TestConsentRefused(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	p := a.submit(a.signIn(a.authorize(), "maya"), map[string]string{"decision": "deny"})
	if p.location == nil || p.location.Query().Get("error") != "access_denied" || p.location.Query().Has("code") || p.location.Query().Get("iss") == "" {
		t.Fatalf("went to %v", p.location)
	}
	if !c.audit.has(auth.EventConsentRefused, c.maya.ID) {
		t.Error("the refusal is not in the audit record")
	}
	if p := a.authorize(); !strings.Contains(p.body, `autocomplete="current-password"`) {
		t.Error("the browser is still signed in")
	}
}

// Each role gets what it may and no more, whatever was asked.
func TestScopesByRole(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for user, want := range map[string]string{
		"dana": "fhirUser offline_access openid user/*.cruds",
		"pam":  "fhirUser launch/patient offline_access openid patient/*.rs patient/AppointmentResponse.cruds patient/RelatedPerson.u",
	} {
		got := c.tokens(user)
		if got.Scope != want {
			t.Errorf("%s: %q, want %q", user, got.Scope, want)
		}
		if user == "dana" && got.Patient != "" {
			t.Errorf("staff got the patient %q", got.Patient)
		}
	}
}

// SMART lets an app send its request as a form.
func TestAuthorizeByPost(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/auth/authorize", strings.NewReader(a.ask.Encode()))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://another.example")
	p := a.do(r)
	if p.status != http.StatusOK || !strings.Contains(p.body, "Sign in") || p.url.Path != "/auth/authorize" {
		t.Fatalf("%d at %s", p.status, p.url)
	}
	if p = a.signIn(p, "maya"); !strings.Contains(p.body, "Maya Lindgren") {
		t.Errorf("sign-in after a post: %s", p.body)
	}
}

// A refresh gives new tokens, also to a client that leaves out who it is; each is used once.
func TestRefreshRotates(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	first := c.tokens("maya")
	c.clock.Advance(time.Hour)
	second := c.refresh(first.RefreshToken)
	if second.Status != http.StatusOK || second.RefreshToken == first.RefreshToken || second.Patient != "p1" || second.Scope != first.Scope {
		t.Fatalf("refresh: %+v", second)
	}
	third := c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {second.RefreshToken}})
	if third.Status != http.StatusOK {
		t.Fatalf("refresh without client_id: %+v", third)
	}
	narrow := c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {third.RefreshToken}, "scope": {"patient/Goal.rs"}})
	if narrow.Status != http.StatusOK || narrow.Scope != "patient/Goal.rs" {
		t.Fatalf("narrower refresh: %+v", narrow)
	}
	if _, err := c.who(third.AccessToken); err != nil {
		t.Errorf("an access token from before the rotation: %v", err)
	}
}

// The answer to a refresh was lost on the way: the same try again gets the same refresh token.
func TestRefreshRetryAfterLostAnswer(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	first := c.tokens("maya")
	lost := c.refresh(first.RefreshToken)
	c.clock.Advance(10 * time.Second)
	again := c.refresh(first.RefreshToken)
	if again.Status != http.StatusOK || again.RefreshToken != lost.RefreshToken {
		t.Fatalf("retry: %+v", again)
	}
	if next := c.refresh(again.RefreshToken); next.Status != http.StatusOK {
		t.Errorf("after the retry: %+v", next)
	}
}

// Signing out in the app ends every token of that sign-in at once, and no other's.
func TestRevocation(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	phone, laptop := c.tokens("maya"), c.tokens("maya")
	if got := c.post("/auth/revoke", url.Values{"token": {phone.RefreshToken}, "client_id": {"throughline"}}); got.Status != http.StatusOK {
		t.Fatalf("revoke: %+v", got)
	}
	if _, err := c.who(phone.AccessToken); err == nil {
		t.Error("the access token outlived its sign-out")
	}
	c.refresh(phone.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
	if _, err := c.who(laptop.AccessToken); err != nil {
		t.Errorf("the other device was signed out: %v", err)
	}
	if got := c.post("/auth/revoke", url.Values{"token": {"unknown"}}); got.Status != http.StatusOK {
		t.Errorf("an unknown token: %+v", got)
	}
	c.post("/auth/revoke", url.Values{"token": {laptop.AccessToken}, "client_id": {"pharmacy"}, "client_secret": {clientSecret}}).
		refused(t, http.StatusBadRequest, "invalid_grant")
}

// A lost phone, a changed password and a disabled account hold from the next request on.
func TestSignInsEndAtOnce(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*clinic) error{
		"lost phone":       func(c *clinic) error { return c.auth.RevokeUser(c.t.Context(), c.maya.ID, "lost phone") },
		"changed password": func(c *clinic) error { return c.auth.SetPassword(c.t.Context(), c.maya.ID, "another long walk") },
		"disabled":         func(c *clinic) error { return c.auth.SetDisabled(c.t.Context(), c.maya.ID, true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			got := c.tokens("maya")
			must(t, end(c))
			if _, err := c.who(got.AccessToken); err == nil {
				t.Error("the access token is still good")
			}
			c.refresh(got.RefreshToken).refused(t, http.StatusBadRequest, "invalid_grant")
		})
	}
}

// A confidential client may ask about any token, a person's token about that person's, nobody else.
func TestIntrospection(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	maya, dana := c.tokens("maya"), c.tokens("dana")
	secret := func(r *http.Request) { r.SetBasicAuth("pharmacy", clientSecret) }
	bearer := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+maya.AccessToken) }
	about := func(token string) url.Values { return url.Values{"token": {token}} }

	if got := c.post("/auth/introspect", about(maya.AccessToken), secret); !got.Active || got.Subject != c.maya.ID || got.Patient != "p1" {
		t.Errorf("access token: %+v", got)
	}
	if got := c.post("/auth/introspect", about(maya.RefreshToken), secret); !got.Active || got.Scope != maya.Scope {
		t.Errorf("refresh token: %+v", got)
	}
	if got := c.post("/auth/introspect", about(maya.RefreshToken), bearer); !got.Active {
		t.Errorf("own token: %+v", got)
	}
	if got := c.post("/auth/introspect", about(dana.AccessToken), bearer); got.Active || got.Subject != "" {
		t.Errorf("somebody else's token: %+v", got)
	}
	if got := c.post("/auth/introspect", about("nonsense"), secret); got.Active || got.Status != http.StatusOK {
		t.Errorf("nonsense: %+v", got)
	}
	c.post("/auth/introspect", about(maya.AccessToken)).refused(t, http.StatusUnauthorized, "invalid_client")
	c.post("/auth/introspect", about(maya.AccessToken), func(r *http.Request) { r.SetBasicAuth("pharmacy", "wrong") }).
		refused(t, http.StatusUnauthorized, "invalid_client")
	must(t, c.auth.RevokeUser(t.Context(), c.maya.ID, "lost phone"))
	if got := c.post("/auth/introspect", about(maya.AccessToken), secret); got.Active {
		t.Error("a revoked token is active")
	}
}

// A rotation on one server reaches another: the new key is published for two minutes before it signs, so
// that a token signed by it is never met by a server, or an app, that does not know it. A key that
// became known to somebody is dropped at once; apps go on by their refresh tokens.
func TestKeyRotationReachesEveryServer(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	other, err := auth.New(auth.Config{
		Store: c.store, ClinicID: "north", Issuer: c.url + "/auth", FHIRBase: c.url + "/fhir", Now: c.clock.Now,
		Password: auth.PasswordParams{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	must(t, err)
	atOther := func(token string) error {
		r := httptest.NewRequest(http.MethodGet, "/fhir/Patient/p1", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		_, err := other.Authenticate(r)
		return err
	}
	c.clock.Advance(time.Hour)
	got := c.tokens("maya")
	must(t, atOther(got.AccessToken))
	must(t, c.auth.RotateKeys(t.Context()))
	kids := map[any]bool{}
	for range 30 { // ten minutes, each token shown at once at the other server
		got = c.refresh(got.RefreshToken)
		if err := atOther(got.AccessToken); err != nil {
			t.Fatalf("a token was refused elsewhere: %v", err)
		}
		parsed, _, err := jwt.NewParser().ParseUnverified(got.AccessToken, jwt.MapClaims{})
		must(t, err)
		kids[parsed.Header["kid"]] = true
		c.clock.Advance(20 * time.Second)
	}
	if len(kids) != 2 {
		t.Errorf("keys that signed: %v", kids)
	}
	must(t, c.auth.ReplaceKeys(t.Context()))
	if _, err := c.who(got.AccessToken); err == nil {
		t.Error("a token of the dropped key is good")
	}
	fresh := c.refresh(got.RefreshToken)
	if _, err := c.who(fresh.AccessToken); err != nil {
		t.Errorf("after that: %v", err)
	}
	must(t, atOther(fresh.AccessToken)) // it looks at the store where it does not know a key
}

// A new signing key breaks nobody's session; the old one goes when no token of it can be good.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	before := c.tokens("maya")
	must(t, c.auth.RotateKeys(t.Context()))
	if _, err := c.who(before.AccessToken); err != nil {
		t.Fatalf("a token of the old key: %v", err)
	}
	c.clock.Advance(30 * time.Minute)
	after := c.refresh(before.RefreshToken)
	parsed, _, err := jwt.NewParser().ParseUnverified(after.AccessToken, jwt.MapClaims{})
	must(t, err)
	if parsed.Header["kid"] == kid {
		t.Error("the old key still signs")
	}
	if _, err := c.who(after.AccessToken); err != nil {
		t.Errorf("a token of the new key: %v", err)
	}
	c.clock.Advance(time.Hour)
	res, err := http.Get(c.url + "/auth/jwks")
	must(t, err)
	defer func() { must(t, res.Body.Close()) }()
	var set struct{ Keys []auth.JWK }
	must(t, json.NewDecoder(res.Body).Decode(&set))
	if len(set.Keys) != 1 || set.Keys[0].KeyID == kid {
		t.Errorf("keys after an hour: %+v", set.Keys)
	}
}

// What discovery says is there, for any origin.
func TestDiscovery(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	res, err := http.Get(c.url + "/fhir/.well-known/smart-configuration")
	must(t, err)
	defer func() { must(t, res.Body.Close()) }()
	var doc map[string]any
	must(t, json.NewDecoder(res.Body).Decode(&doc))
	if res.Header.Get("Access-Control-Allow-Origin") != "*" || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", res.Header)
	}
	if doc["issuer"] != c.url+"/auth" || doc["authorization_response_iss_parameter_supported"] != true {
		t.Errorf("document %v", doc)
	}
	methods, _ := doc["code_challenge_methods_supported"].([]any)
	if !slices.Equal(methods, []any{"S256"}) {
		t.Errorf("PKCE methods %v", methods)
	}
	for _, name := range []string{"token_endpoint", "introspection_endpoint", "revocation_endpoint", "device_authorization_endpoint", "jwks_uri"} {
		address, _ := doc[name].(string)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, address, nil)
		must(t, err)
		r.Header.Set("Origin", "https://app.example")
		r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		preflight, err := http.DefaultClient.Do(r)
		must(t, err)
		must(t, preflight.Body.Close())
		if preflight.StatusCode != http.StatusNoContent || preflight.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", name, preflight.StatusCode, preflight.Header)
		}
	}
	if got := c.post("/auth/token", url.Values{}); got.Error != "invalid_request" {
		t.Errorf("token endpoint: %+v", got)
	}
}

// Without an audit record nobody signs in, and no token is given.
func TestNothingHappensUnseen(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	tokens := c.tokens("maya")
	c.audit.mu.Lock()
	c.audit.broken = http.ErrHandlerTimeout
	c.audit.mu.Unlock()
	c.refresh(tokens.RefreshToken).refused(t, http.StatusServiceUnavailable, "temporarily_unavailable")
	a := c.app()
	if p := a.signIn(a.authorize(), "maya"); p.status != http.StatusServiceUnavailable || p.location != nil {
		t.Errorf("signed in unseen: %d", p.status)
	}
	c.audit.mu.Lock()
	c.audit.broken = nil
	c.audit.mu.Unlock()
	if got := c.refresh(tokens.RefreshToken); got.Status != http.StatusOK {
		t.Errorf("the refresh token was lost with the record: %+v", got)
	}
}
