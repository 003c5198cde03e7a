package interop

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/smart"
)

var signInPeer = sync.OnceValues(func() (string, error) {
	config, err := json.Marshal(map[string]any{
		"scopes": smart.DefaultScopes(),
		"accounts": map[string]any{
			"maya":   map[string]string{"fhirUser": "Patient/p1", "name": "Maya Rivera"},
			"marcus": map[string]string{"fhirUser": "Patient/p2", "name": "Marcus Bell"},
		},
	})
	if err != nil {
		return "", err
	}
	return start("oidc.mjs", string(config))
})

// desk is a device on which somebody signs in at oidc-provider.
type desk struct {
	*testing.T
	client *smart.Client
	clinic *smart.Clinic
	keeper *keeper
	late   atomic.Int64 // how far its clock is ahead
}

// keeper keeps the refresh token and notes how often it changed.
type keeper struct {
	mu     sync.Mutex
	token  smart.Secret
	saved  int
	erased bool
}

func (k *keeper) Load(context.Context) (smart.Secret, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.token, nil
}

func (k *keeper) Save(_ context.Context, token smart.Secret) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.token, k.erased = token, false
	k.saved++
	return nil
}

func (k *keeper) Delete(context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.token, k.erased = smart.Secret{}, true
	return nil
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	needNode(t)
	address, err := signInPeer()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, keeper: new(keeper)}
	d.client = &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes(), Now: func() time.Time {
		return time.Now().Add(time.Duration(d.late.Load()))
	}}
	if d.clinic, err = d.client.Discover(t.Context(), address+"/fhir"); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) signIn(as string) *smart.Session {
	d.Helper()
	s, page, err := d.tries(as)
	if err != nil || !strings.Contains(page, "You&#39;re signed in") && !strings.Contains(page, "You're signed in") {
		d.Fatalf("%v; the page says %s", err, page)
	}
	return s
}

// tries signs in by the pages of oidc-provider, as a browser does, and gives the last page.
func (d *desk) tries(as string) (*smart.Session, string, error) {
	d.Helper()
	page := make(chan string, 1)
	s, err := d.client.SignIn(d.Context(), d.clinic, d.keeper, func(address string) error {
		go func() { page <- browse(d.T, address, as) }()
		return nil
	})
	return s, <-page, err
}

var formAction = regexp.MustCompile(`<form[^>]* action="([^"]+)"`)

// browse follows the pages from the first address to the one that has no form.
func browse(t *testing.T, address, as string) string {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	browser := &http.Client{Jar: jar}
	resp, err := browser.Get(address)
	for range 5 {
		if err != nil {
			t.Error(err)
			return ""
		}
		text, readErr := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if readErr != nil {
			t.Error(readErr)
			return ""
		}
		form := formAction.FindStringSubmatch(string(text))
		if form == nil {
			return string(text)
		}
		fields := url.Values{"prompt": {"consent"}}
		if strings.Contains(string(text), `name="login"`) {
			fields = url.Values{"prompt": {"login"}, "login": {as}, "password": {"any"}}
		}
		action, parseErr := resp.Request.URL.Parse(form[1])
		if parseErr != nil {
			t.Error(parseErr)
			return ""
		}
		resp, err = browser.PostForm(action.String(), fields)
	}
	t.Error("the pages asked again and again")
	return ""
}

// userinfo says what oidc-provider itself answers to an access token.
func (d *desk) userinfo(token smart.Secret) int {
	d.Helper()
	req, err := http.NewRequestWithContext(d.Context(), http.MethodGet, strings.TrimSuffix(d.clinic.Issuer, "/")+"/me", nil)
	if err != nil {
		d.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		d.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func (d *desk) token(s *smart.Session) smart.Secret {
	d.Helper()
	token, err := s.AccessToken(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return token
}

func TestWhoSignedInElsewhereIsKnown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if !d.clinic.IssInResponse || d.clinic.Issuer == "" || d.clinic.JWKS == "" || d.clinic.Revocation == "" {
		t.Errorf("found %+v", d.clinic)
	}
	s := d.signIn("maya")
	if id := s.Identity(); id.Subject != "maya" || id.FHIRUser != "Patient/p1" || id.Patient != "p1" || id.Name != "Maya Rivera" || !id.Allows("Goal", 'u') {
		t.Errorf("signed in as %+v", id)
	}
	if d.keeper.saved != 1 || d.keeper.token.Empty() {
		t.Error("there is no refresh token")
	}
	if got := d.userinfo(d.token(s)); got != http.StatusOK {
		t.Errorf("the access token is answered with %d", got)
	}
}

func TestARefreshTokenFromElsewhereIsRotated(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.token(d.signIn("maya"))
	kept := d.keeper.token
	s := d.client.Resume(d.clinic.Base, smart.Identity{Patient: "p1"}, d.keeper) // the app was closed and opened
	second := d.token(s)
	if second == first || d.keeper.token == kept || d.keeper.saved != 2 {
		t.Errorf("after a restart: a new access token %v, a new refresh token %v, saved %d times", second != first, d.keeper.token != kept, d.keeper.saved)
	}
	d.late.Store(int64(2 * time.Hour))
	third := d.token(s)
	if third == second || d.keeper.saved != 3 {
		t.Errorf("after two hours: a new access token %v, saved %d times", third != second, d.keeper.saved)
	}
	if got := d.userinfo(third); got != http.StatusOK {
		t.Errorf("the access token is answered with %d", got)
	}
}

// Somebody has copied the refresh token before it was rotated, and uses it.
func TestAStolenRefreshTokenEndsTheSignInElsewhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.signIn("maya")
	stolen := d.keeper.token
	s := d.client.Resume(d.clinic.Base, smart.Identity{Patient: "p1"}, d.keeper)
	access := d.token(s)

	thief := d.client.Resume(d.clinic.Base, smart.Identity{Patient: "p1"}, &keeper{token: stolen})
	if _, err := thief.AccessToken(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("the thief got %v", err)
	}
	d.late.Store(int64(2 * time.Hour))
	if _, err := s.AccessToken(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("the person got %v", err)
	}
	if !d.keeper.erased {
		t.Error("the worthless token is kept")
	}
	if got := d.userinfo(access); got == http.StatusOK {
		t.Error("the access token is still good")
	}
	d.late.Store(0)
	d.signIn("maya")
}

func TestSignOutIsToldElsewhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.signIn("maya")
	access, kept := d.token(s), d.keeper.token
	if err := s.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !d.keeper.erased {
		t.Error("the token is kept")
	}
	again := d.client.Resume(d.clinic.Base, smart.Identity{Patient: "p1"}, &keeper{token: kept})
	if _, err := again.AccessToken(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("the old token gives %v", err)
	}
	if got := d.userinfo(access); got == http.StatusOK {
		t.Error("the access token is still good")
	}
}

// The same answers, but from a server that is not the one that was asked for (RFC 9207, OpenID Connect Core
// 3.1.3.7).
func TestAnAnswerOfAnotherIssuerIsNotUsed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*smart.Clinic){
		"another issuer": func(c *smart.Clinic) { c.Issuer = "https://clinic.example" },
		"another's keys": func(c *smart.Clinic) { c.JWKS = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			change(d.clinic)
			_, page, err := d.tries("maya")
			var f *care.Fault
			if !errors.As(err, &f) || !errors.Is(err, smart.ErrMixedUp) {
				t.Errorf("got %v", err)
			}
			if !strings.Contains(page, "did not work") {
				t.Errorf("the page says %s", page)
			}
			if d.keeper.saved != 0 {
				t.Error("a token was kept")
			}
		})
	}
}

// A refresh that is answered for another person must not show them somebody else's record.
func TestARefreshForAnotherPersonIsNotUsed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.signIn("marcus")
	s := d.client.Resume(d.clinic.Base, smart.Identity{Patient: "p1"}, d.keeper)
	if _, err := s.AccessToken(t.Context()); !errors.Is(err, smart.ErrOtherPerson) {
		t.Errorf("got %v", err)
	}
}
