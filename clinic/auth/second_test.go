package auth_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"throughline/clinic/auth"
)

// phone is an authenticator app.
type phone struct {
	c      *clinic
	secret string
}

func (p phone) code() string {
	p.c.t.Helper()
	code, err := totp.GenerateCode(p.secret, p.c.clock.Now())
	must(p.c.t, err)
	return code
}

// next is a code that was not used yet.
func (p phone) next() string { p.c.clock.Advance(30 * time.Second); return p.code() }

var recoveryCode = regexp.MustCompile(`<li>([B-Z]{5}-[B-Z]{5})</li>`)

// setUp goes through the page that sets a second step up, from its first page on.
func (a *app) setUp(p page) (phone, []string, page) {
	a.c.t.Helper()
	secret := strings.ReplaceAll(regexpFirst(a.c.t, p.body, `class="secret">([A-Z2-7 ]+)<`), " ", "")
	uri := regexpFirst(a.c.t, p.body, `href="(otpauth://[^"]+)"`)
	if !strings.Contains(uri, "secret="+secret) || !strings.Contains(uri, "North%20Clinic") || !strings.Contains(p.body, `src="data:image/png;base64,`) {
		a.c.t.Fatalf("the picture, the link and the text do not agree: %s\n%s", uri, p.body)
	}
	ph := phone{a.c, secret}
	p = a.submit(p, map[string]string{"code": ph.next()})
	var codes []string
	for _, m := range recoveryCode.FindAllStringSubmatch(p.body, -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != 10 {
		a.c.t.Fatalf("recovery codes:\n%s", p.body)
	}
	return ph, codes, p
}

// security signs in on the page about the second step.
func (c *clinic) security(username string) (*app, page) {
	a := c.app()
	return a, a.signIn(a.get(c.url+"/auth/security"), username)
}

// Maya sets a second step up by herself. Then her password alone opens nothing, her password and a
// code do, and a code is taken once.
func TestSecondStep(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a, p := c.security("maya")
	if !strings.Contains(p.body, "password only") {
		t.Fatalf("security page:\n%s", p.body)
	}
	ph, _, p := a.setUp(a.get(c.url + regexpFirst(t, p.body, `href="([^"]*/second/setup[^"]*)"`)))
	if p = a.get(c.url + regexpFirst(t, p.body, `class="button primary" href="([^"]+)"`)); !strings.Contains(p.body, "asks for a code") {
		t.Fatalf("after it:\n%s", p.body)
	}
	if !c.audit.has(auth.EventSecondFactorAdded, c.maya.ID) {
		t.Error("setting it up is not in the audit record")
	}

	b := c.app()
	p = b.signIn(b.authorize(), "maya")
	if p.location != nil || !strings.Contains(p.body, "One more step") || strings.Contains(p.body, "Maya") {
		t.Fatalf("after the password:\n%s", p.body)
	}
	if q := b.authorize(); !strings.Contains(q.body, `autocomplete="current-password"`) {
		t.Errorf("the password alone signed the browser in:\n%s", q.body)
	}
	if q := b.submit(p, map[string]string{"code": "000000"}); !strings.Contains(q.body, "does not match") {
		t.Errorf("a wrong code:\n%s", q.body)
	}
	code := ph.next()
	if p = b.submit(p, map[string]string{"code": code[:3] + " " + code[3:]}); !strings.Contains(p.body, "Maya Lindgren") {
		t.Fatalf("after the code:\n%s", p.body)
	}
	if p = b.submit(p, map[string]string{"decision": "allow"}); p.location == nil || p.location.Query().Get("code") == "" {
		t.Errorf("no code for the app: %v", p.location)
	}
	thief := c.app()
	if p := thief.submit(thief.signIn(thief.authorize(), "maya"), map[string]string{"code": code}); !strings.Contains(p.body, "does not match") {
		t.Errorf("a code was taken twice:\n%s", p.body)
	}
	if !c.audit.has(auth.EventSecondFactorFailed, c.maya.ID) {
		t.Error("the failures are not in the audit record")
	}
}

// A recovery code opens the sign-in once; new ones end the old ones; and the step can be turned off.
func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a, p := c.security("maya")
	_, codes, _ := a.setUp(a.get(c.url + regexpFirst(t, p.body, `href="([^"]*/second/setup[^"]*)"`)))
	try := func(code string) bool {
		b := c.app()
		return strings.Contains(b.submit(b.signIn(b.authorize(), "maya"), map[string]string{"code": code}).body, "Maya Lindgren")
	}
	if !try(strings.ToLower(codes[0])) || try(codes[0]) || !try(strings.ReplaceAll(codes[1], "-", " ")) {
		t.Error("a recovery code must open once")
	}
	if !c.audit.has(auth.EventRecoveryCodeUsed, c.maya.ID) {
		t.Error("its use is not in the audit record")
	}
	p = a.submit(a.get(c.url+"/auth/security?for=security"), map[string]string{"action": "codes"})
	fresh := recoveryCode.FindStringSubmatch(p.body)
	if fresh == nil || try(codes[2]) || !try(fresh[1]) {
		t.Error("new codes must end the old ones")
	}
	p = a.submit(a.get(c.url+"/auth/security?for=security"), map[string]string{"action": "remove"})
	if !strings.Contains(p.body, "password only") || !c.audit.has(auth.EventSecondFactorRemoved, c.maya.ID) {
		t.Errorf("turned off:\n%s", p.body)
	}
	if b := c.app(); !strings.Contains(b.signIn(b.authorize(), "maya").body, "Maya Lindgren") {
		t.Error("it is still asked for")
	}
	if p := a.submit(a.get(c.url+"/auth/security?for=security"), map[string]string{"action": "leave"}); !strings.Contains(p.body, "You are signed out") {
		t.Errorf("signing out:\n%s", p.body)
	}
}

// Codes cannot be guessed: wrong ones are counted as wrong passwords are, and the right one does
// not get past the wait.
func TestSecondStepCannotBeGuessed(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a, p := c.security("maya")
	ph, _, _ := a.setUp(a.get(c.url + regexpFirst(t, p.body, `href="([^"]*/second/setup[^"]*)"`)))
	b := c.app()
	p = b.signIn(b.authorize(), "maya")
	for range 5 {
		if q := b.submit(p, map[string]string{"code": "000000"}); !strings.Contains(q.body, "does not match") {
			t.Fatalf("a wrong code:\n%s", q.body)
		}
	}
	if q := b.submit(p, map[string]string{"code": ph.code()}); !strings.Contains(q.body, "Too many tries") {
		t.Errorf("the right code got past the wait:\n%s", q.body)
	}
	if q := b.submit(p, map[string]string{"code": ph.next()}); !strings.Contains(q.body, "Maya Lindgren") {
		t.Errorf("after the wait:\n%s", q.body)
	}
}

// Where the clinic asks it of staff, a therapist sets it up at the next sign-in before anything
// else, cannot turn it off, and nobody who has the password alone can put another phone in its
// place. Patients are not asked.
func TestStaffNeedASecondStep(t *testing.T) {
	t.Parallel()
	c := newClinic(t, func(cfg *auth.Config) { cfg.StaffSecondFactor = true })
	if b := c.app(); !strings.Contains(b.signIn(b.authorize(), "maya").body, "Maya Lindgren") {
		t.Error("a patient is asked")
	}
	a := c.app()
	p := a.signIn(a.authorize(), "dana")
	if !strings.Contains(p.body, "Your clinic asks a second step") {
		t.Fatalf("after the password:\n%s", p.body)
	}
	if q := a.get(c.url + "/auth/authorize?" + a.ask.Encode()); !strings.Contains(q.body, `autocomplete="current-password"`) {
		t.Errorf("the step was skipped:\n%s", q.body)
	}
	ph, _, p := a.setUp(p)
	p = a.get(c.url + regexpFirst(t, p.body, `class="button primary" href="([^"]+)"`))
	if p = a.submit(p, map[string]string{"decision": "allow"}); p.location == nil {
		t.Fatalf("no code for the app:\n%s", p.body)
	}
	thief := c.app()
	q := thief.signIn(thief.authorize(), "dana")
	if q := thief.get(strings.Replace(q.url.String(), "/second", "/second/setup", 1)); q.status < 400 || strings.Contains(q.body, "otpauth") {
		t.Errorf("the password alone shows the secret: %d\n%s", q.status, q.body)
	}
	b, p := c.security("dana")
	p = b.submit(p, map[string]string{"code": ph.next()})
	if strings.Contains(p.body, `value="remove"`) {
		t.Errorf("staff can turn it off:\n%s", p.body)
	}
	if q := b.submit(p, map[string]string{"action": "remove"}); q.status < 400 {
		t.Errorf("staff turned it off: %d", q.status)
	}
	must(t, c.auth.RemoveSecondFactor(t.Context(), c.dana.ID))
	if d := c.app(); !strings.Contains(d.signIn(d.authorize(), "dana").body, "Your clinic asks") {
		t.Error("after a reset it is not set up anew")
	}
}
