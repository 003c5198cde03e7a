package auth_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/clinic/auth"
)

type listed struct {
	ID, Client, Device string
	Current            bool
	SignedIn           time.Time `json:"signed_in_at"`
	LastUsed           time.Time `json:"last_used_at"`
}

// call asks an endpoint for apps with an access token.
func (c *clinic) call(method, address, token string) (int, []byte) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, address, nil)
	must(c.t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	must(c.t, err)
	defer func() { must(c.t, res.Body.Close()) }()
	var body json.RawMessage
	if res.StatusCode != http.StatusNoContent {
		must(c.t, json.NewDecoder(res.Body).Decode(&body))
	}
	return res.StatusCode, body
}

func (c *clinic) sessions(token string) []listed {
	c.t.Helper()
	status, body := c.call(http.MethodGet, c.url+"/auth/sessions", token)
	if status != http.StatusOK {
		c.t.Fatalf("sessions: %d %s", status, body)
	}
	var list struct{ Sessions []listed }
	must(c.t, json.Unmarshal(body, &list))
	return list.Sessions
}

func (c *clinic) endSession(id, token string) int {
	c.t.Helper()
	status, _ := c.call(http.MethodDelete, c.url+"/auth/sessions/"+id, token)
	return status
}

// tokensOn is the whole flow on a device with a name.
func (c *clinic) tokensOn(username, device string) answer {
	c.t.Helper()
	a := c.app()
	a.ask.Set("device_name", device)
	return a.exchange(a.code(username))
}

// Maya lost her phone: on her laptop she sees both, ends the phone's sign-in, and the phone is told
// so that it can forget what it keeps. The laptop stays signed in.
func TestALostPhoneIsRevokedFromAnotherDevice(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	phone := c.tokensOn("maya", "  Maya's\tphone\u0007 ")
	c.clock.Advance(time.Minute)
	laptop := c.tokensOn("maya", strings.Repeat("ñ", 61))
	c.tokensOn("dana", "Dana's desk")

	list := c.sessions(laptop.AccessToken)
	if len(list) != 2 || list[0].Device != strings.Repeat("ñ", 60) || !list[0].Current || list[1].Device != "Maya's phone" || list[1].Current {
		t.Fatalf("sessions %+v", list)
	}
	if list[1].Client != "Throughline" || !list[1].SignedIn.Equal(c.clock.Now().Add(-time.Minute)) || list[1].LastUsed.IsZero() {
		t.Errorf("the phone is listed as %+v", list[1])
	}
	if status := c.endSession(list[1].ID, laptop.AccessToken); status != http.StatusNoContent {
		t.Fatalf("revoke: %d", status)
	}
	if _, err := c.who(phone.AccessToken); err == nil {
		t.Error("the phone's access token is still good")
	}
	got := c.refresh(phone.RefreshToken)
	got.refused(t, http.StatusBadRequest, "invalid_grant")
	if got.Reason != "revoked" {
		t.Errorf("the phone is not told why: %+v", got)
	}
	if list := c.sessions(laptop.AccessToken); len(list) != 1 {
		t.Errorf("the phone is still listed: %+v", list)
	}
	if got := c.refresh(laptop.RefreshToken); got.Status != http.StatusOK {
		t.Errorf("the laptop: %+v", got)
	}
	if !c.audit.has(auth.EventSessionRevoked, c.maya.ID) {
		t.Error("the revocation is not in the audit record")
	}
}

// Nobody ends another person's sign-in, nor learns that there is one; an app that is not the
// clinic's own sees and ends its own sign-ins only, so that it cannot sign a person out elsewhere.
func TestSessionsAreOnesOwn(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	maya, dana := c.tokens("maya"), c.tokens("dana")
	hers := c.sessions(maya.AccessToken)[0].ID
	for _, id := range []string{hers, "no-such-id"} {
		if status := c.endSession(id, dana.AccessToken); status != http.StatusNotFound {
			t.Errorf("%s: %d", id, status)
		}
	}
	must(t, c.auth.AddClient(t.Context(), auth.NewClient{
		ID: "other", Name: "Other", Native: true, RedirectURIs: []string{"http://127.0.0.1/callback"}, Scopes: "openid launch/patient patient/Goal.rs",
	}))
	a := c.app()
	a.ask.Set("client_id", "other")
	form := a.exchangeForm(a.code("maya"))
	form.Set("client_id", "other")
	other := c.post("/auth/token", form)
	if list := c.sessions(other.AccessToken); len(list) != 1 || list[0].Client != "Other" {
		t.Errorf("another app sees %+v", list)
	}
	if status := c.endSession(hers, other.AccessToken); status != http.StatusNotFound {
		t.Errorf("another app signed the person out: %d", status)
	}
	if list := c.sessions(maya.AccessToken); len(list) != 2 {
		t.Errorf("the clinic's app sees %+v", list)
	}
	if status, _ := c.call(http.MethodGet, c.url+"/auth/sessions", "nonsense"); status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", status)
	}
}

// The device's name can come with the token request, and a refresh can change it; a device that
// signs in by a code tells it when it asks for the code. The list says when each was last used.
func TestDevicesHaveNames(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	form := a.exchangeForm(a.code("maya"))
	form.Set("device_name", "Phone")
	first := c.post("/auth/token", form)
	if list := c.sessions(first.AccessToken); list[0].Device != "Phone" {
		t.Errorf("named with the code: %+v", list)
	}
	c.clock.Advance(30 * time.Minute)
	if list := c.sessions(first.AccessToken); !list[0].LastUsed.Equal(c.clock.Now()) {
		t.Errorf("last used: %+v", list)
	}
	second := c.post("/auth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {first.RefreshToken}, "device_name": {"Old phone"}})
	if list := c.sessions(second.AccessToken); list[0].Device != "Old phone" {
		t.Errorf("named with the refresh: %+v", list)
	}
	d := c.device()
	web := c.app()
	web.submit(web.signIn(web.get(d.Complete), "maya"), map[string]string{"decision": "allow"})
	if list := c.sessions(d.poll().AccessToken); len(list) != 2 || list[0].Device != "Waiting room" {
		t.Errorf("named with the device code: %+v", list)
	}
}

// A sign-in that can get no more tokens is not listed: its code was never used, it had no refresh
// token and its hour is over, or its refresh token ran out.
func TestEndedSignInsAreNotListed(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.app().code("maya") // and the app never came back
	online := c.app()
	online.ask.Set("scope", "openid launch/patient patient/*.rs")
	online.exchange(online.code("maya"))
	phone := c.tokens("maya")
	if list := c.sessions(phone.AccessToken); len(list) != 2 {
		t.Errorf("at first %+v", list)
	}
	c.clock.Advance(2 * time.Hour)
	phone = c.refresh(phone.RefreshToken)
	if list := c.sessions(phone.AccessToken); len(list) != 1 {
		t.Errorf("two hours later %+v", list)
	}
}

// What the app is told of a sign-in that ended: "revoked" makes its device forget, "reuse" speaks of
// a copied token, and where signing in again is all there is to do nothing is said.
func TestWhyARefreshIsRefused(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		user, reason string
		end          func(c *clinic, got answer)
	}{
		"revoked by staff": {"maya", "revoked", func(c *clinic, _ answer) { must(c.t, c.auth.RevokeUser(c.t.Context(), c.maya.ID, "lost phone")) }},
		"password changed": {"maya", "", func(c *clinic, _ answer) {
			must(c.t, c.auth.SetPassword(c.t.Context(), c.maya.ID, "another long walk"))
		}},
		"a patient is disabled": {"maya", "", func(c *clinic, _ answer) { must(c.t, c.auth.SetDisabled(c.t.Context(), c.maya.ID, true)) }},
		"a loved one is":        {"pam", "revoked", func(c *clinic, _ answer) { must(c.t, c.auth.SetDisabled(c.t.Context(), c.pam.ID, true)) }},
		"signed out in the app": {"maya", "", func(c *clinic, got answer) { c.post("/auth/revoke", url.Values{"token": {got.RefreshToken}}) }},
		"a token was used twice": {"maya", "reuse", func(c *clinic, got answer) {
			c.refresh(c.refresh(got.RefreshToken).RefreshToken)
			c.refresh(got.RefreshToken)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			got := c.tokens(x.user)
			x.end(c, got)
			refused := c.refresh(got.RefreshToken)
			refused.refused(t, http.StatusBadRequest, "invalid_grant")
			if refused.Reason != x.reason {
				t.Errorf("reason %q, want %q", refused.Reason, x.reason)
			}
		})
	}
}
