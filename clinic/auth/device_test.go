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

// device is what a device without a browser holds (RFC 8628).
type device struct {
	c        *clinic
	Code     string `json:"device_code"`
	UserCode string `json:"user_code"`
	URI      string `json:"verification_uri"`
	Complete string `json:"verification_uri_complete"`
	Interval int    `json:"interval"`
}

func (c *clinic) device() device {
	c.t.Helper()
	res, err := http.PostForm(c.url+"/auth/device_authorization", url.Values{"client_id": {"throughline"}, "scope": {scopes}, "device_name": {"Waiting room"}})
	must(c.t, err)
	defer func() { must(c.t, res.Body.Close()) }()
	d := device{c: c}
	must(c.t, json.NewDecoder(res.Body).Decode(&d))
	if d.Code == "" || d.UserCode == "" || d.URI != c.url+"/auth/device" {
		c.t.Fatalf("device authorization: %d %+v", res.StatusCode, d)
	}
	return d
}

func (d device) poll() answer {
	d.c.t.Helper()
	return d.c.post("/auth/token", url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {d.Code}, "client_id": {"throughline"},
	})
}

// Maya connects a tablet in the waiting room by typing its code on her phone.
func TestDeviceGrant(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	d := c.device()
	d.poll().refused(t, http.StatusBadRequest, "authorization_pending")
	d.poll().refused(t, http.StatusBadRequest, "slow_down")
	c.clock.Advance(9 * time.Second)
	d.poll().refused(t, http.StatusBadRequest, "slow_down") // ten seconds are due by now
	c.clock.Advance(15 * time.Second)
	d.poll().refused(t, http.StatusBadRequest, "authorization_pending")

	a := c.app()
	if p := a.get(d.URI); !strings.Contains(p.body, "Type the code") {
		t.Fatalf("device page:\n%s", p.body)
	}
	typed := strings.ToLower(strings.ReplaceAll(d.UserCode, "-", " "))
	p := a.signIn(a.get(d.URI+"?user_code="+url.QueryEscape(typed)), "maya")
	if !strings.Contains(p.body, d.UserCode) || !strings.Contains(p.body, "Throughline") {
		t.Fatalf("consent for the device:\n%s", p.body)
	}
	if p = a.submit(p, map[string]string{"decision": "allow"}); !strings.Contains(p.body, "You can go back to the app") {
		t.Fatalf("end:\n%s", p.body)
	}
	got := d.poll()
	if got.Status != http.StatusOK || got.Patient != "p1" || got.RefreshToken == "" || got.IDToken == "" {
		t.Fatalf("tokens: %+v", got)
	}
	if _, err := c.who(got.AccessToken); err != nil {
		t.Error(err)
	}
	d.poll().refused(t, http.StatusBadRequest, "invalid_grant")
	if !c.audit.has(auth.EventConsentGiven, c.maya.ID) {
		t.Error("the consent is not in the audit record")
	}
}

// A device that nobody allows gets nothing, and its code dies.
func TestDeviceRefused(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	d := c.device()
	a := c.app()
	p := a.submit(a.signIn(a.get(d.Complete), "maya"), map[string]string{"decision": "deny"})
	if !strings.Contains(p.body, "Nothing was shared") {
		t.Errorf("end:\n%s", p.body)
	}
	d.poll().refused(t, http.StatusBadRequest, "access_denied")

	late := c.device()
	c.clock.Advance(16 * time.Minute)
	late.poll().refused(t, http.StatusBadRequest, "expired_token")
	if p := a.signIn(a.get(late.Complete), "maya"); !strings.Contains(p.body, "This code does not work") {
		t.Errorf("an old code:\n%s", p.body)
	}
}

// Codes cannot be guessed without a sign-in: a right one and a wrong one look the same before it.
func TestDeviceCodesCannotBeProbed(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	d := c.device()
	hide := strings.NewReplacer(d.UserCode, "CODE", "BCDF-GHJK", "CODE")
	right := hide.Replace(formToken.ReplaceAllString(c.app().get(d.Complete).body, ""))
	wrong := hide.Replace(formToken.ReplaceAllString(c.app().get(d.URI+"?user_code=BCDF-GHJK").body, ""))
	if right != wrong {
		t.Errorf("they differ:\n%s\n%s", right, wrong)
	}
}

// Only clients that are registered for it may use the device grant, each with its own codes.
func TestDeviceClient(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.post("/auth/device_authorization", url.Values{"client_id": {"pharmacy"}, "client_secret": {clientSecret}}).
		refused(t, http.StatusBadRequest, "unauthorized_client")
	c.post("/auth/device_authorization", url.Values{}).refused(t, http.StatusUnauthorized, "invalid_client")
	c.post("/auth/device_authorization", url.Values{"client_id": {"throughline"}}).refused(t, http.StatusBadRequest, "invalid_scope")
	d := c.device()
	c.post("/auth/token", url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {d.Code}, "client_id": {"pharmacy"}, "client_secret": {clientSecret},
	}).refused(t, http.StatusBadRequest, "invalid_grant")
}
