package auth_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/clinic/auth"
)

// A form that another site sends, or that carries another browser's token, signs nobody in and
// agrees to nothing.
func TestCSRF(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	fields := map[string]string{"username": "maya", "password": password}
	for name, spoil := range map[string]func(*http.Request){
		"cross-site":            func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another site's origin": func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
	} {
		a := c.app()
		r := a.formRequest(a.authorize(), fields)
		spoil(r)
		if p := a.do(r); p.location != nil || strings.Contains(p.body, "Maya Lindgren") {
			t.Errorf("%s was taken", name)
		}
	}
	a, b := c.app(), c.app()
	for name, token := range map[string]string{"none": "", "another browser's": formTokenOf(b.authorize())} {
		p := a.authorize()
		p.body = formToken.ReplaceAllString(p.body, `name="csrf" value="`+token+` "`)
		if p := a.submit(p, fields); p.location != nil || strings.Contains(p.body, "Maya Lindgren") || !strings.Contains(p.body, "allow cookies") {
			t.Errorf("the token %s was taken:\n%s", name, p.body)
		}
	}
	consent := a.signIn(a.authorize(), "maya")
	consent.body = formToken.ReplaceAllString(consent.body, `name="csrf" value="forged"`)
	if p := a.submit(consent, map[string]string{"decision": "allow"}); p.location != nil || !strings.Contains(p.body, "allow cookies") {
		t.Errorf("consent was forged: %v\n%s", p.location, p.body)
	}
}

func formTokenOf(p page) string { return formToken.FindStringSubmatch(p.body)[1] }

// A cookie planted before the sign-in is not the session after it.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	p := a.authorize()
	at, err := url.Parse(c.url)
	must(t, err)
	before := a.browser.Jar.Cookies(at)
	if len(before) != 1 {
		t.Fatalf("cookies %v", before)
	}
	a.signIn(p, "maya")
	after := a.browser.Jar.Cookies(at)
	if len(after) != 1 || after[0].Value == before[0].Value {
		t.Fatal("the cookie is the same after sign-in")
	}
	thief := c.app()
	thief.browser.Jar.SetCookies(at, before)
	if p := thief.authorize(); strings.Contains(p.body, "Maya Lindgren") {
		t.Error("the planted cookie is signed in")
	}
}

// The session of the pages ends when the app has its code, and by itself after a while.
func TestPageSessionEnds(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	a.code("maya")
	if p := a.authorize(); !strings.Contains(p.body, `autocomplete="current-password"`) {
		t.Error("the next person at this computer is signed in")
	}
	b := c.app()
	consent := b.signIn(b.authorize(), "dana")
	c.clock.Advance(16 * time.Minute)
	if p := b.submit(consent, map[string]string{"decision": "allow"}); p.location != nil || !strings.Contains(p.body, `autocomplete="current-password"`) {
		t.Errorf("a forgotten page still agrees: %v", p.location)
	}
}

// A name that nobody has looks the same as a wrong password: the answer, its status, its headers,
// and the wait after many tries.
func TestUserEnumeration(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	tokens := regexp.MustCompile(`value="[^"]*"|action="[^"]*"|href="[^"]*"`)
	try := func(username string) (page, string) {
		a := c.app()
		p := a.submit(a.authorize(), map[string]string{"username": username, "password": "not the password"})
		return p, tokens.ReplaceAllString(p.body, "")
	}
	for n := range 7 {
		known, knownBody := try("maya")
		unknown, unknownBody := try("nobody")
		if known.status != unknown.status || knownBody != unknownBody {
			t.Fatalf("try %d tells them apart: %d and %d\n%s\n%s", n+1, known.status, unknown.status, knownBody, unknownBody)
		}
		if locked := strings.Contains(knownBody, "Too many tries"); locked != (n >= 5) {
			t.Fatalf("try %d: locked is %v", n+1, locked)
		}
	}
	must(t, c.auth.SetDisabled(t.Context(), c.pam.ID, true))
	a := c.app()
	disabled := a.signIn(a.authorize(), "pam")
	if _, wrong := try("somebody"); tokens.ReplaceAllString(disabled.body, "") != wrong {
		t.Error("a disabled account with its right password tells that it exists")
	}
	if !c.audit.has(auth.EventSignInFailed, c.maya.ID) || !c.audit.has(auth.EventSignInLocked, c.maya.ID) || !c.audit.has(auth.EventSignInFailed, "") {
		t.Error("the failures are not in the audit record")
	}
}

// How long an answer takes tells nothing either: a wrong password, a name that nobody has and a
// disabled account with its right password cost one hash each, and a locked name costs none, be
// it somebody's or not. So too at the page for codes: what is no good costs none.
func TestUserEnumerationByTime(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	must(t, c.auth.SetDisabled(t.Context(), c.pam.ID, true))
	work := func(do func()) int64 {
		before := c.auth.HashWork()
		do()
		return c.auth.HashWork() - before
	}
	try := func(username, pass string) int64 {
		a := c.app()
		p := a.authorize()
		return work(func() { a.submit(p, map[string]string{"username": username, "password": pass}) })
	}
	for n := range 7 {
		want := int64(1)
		if n >= 5 {
			want = 0
		}
		for _, x := range [][2]string{{"maya", "not the password"}, {"nobody", "not the password"}, {"pam", password}} {
			if got := try(x[0], x[1]); got != want {
				t.Errorf("try %d as %s costs %d hashes, want %d", n+1, x[0], got, want)
			}
		}
	}
	a := c.app()
	p := a.get(c.url + "/auth/join")
	for _, code := range []string{"BCDF-GHJK-LMNP", "CCDF-GHJK-LMNP"} {
		if got := work(func() { a.submit(p, joining(code, "maya")) }); got != 0 {
			t.Errorf("a code that is no good costs %d hashes", got)
		}
	}
}

// Each failure after the fourth doubles the wait; the right password does not get past it; after
// it, or after a success, the count starts anew.
func TestLockout(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	try := func(pass string) string {
		a := c.app()
		p := a.submit(a.authorize(), map[string]string{"username": "maya", "password": pass})
		switch {
		case strings.Contains(p.body, "Maya Lindgren"):
			return "in"
		case strings.Contains(p.body, "Too many tries"):
			return "locked"
		}
		return "wrong"
	}
	for range 5 {
		if got := try("wrong-wrong"); got != "wrong" {
			t.Fatal(got)
		}
	}
	if got := try(password); got != "locked" {
		t.Fatalf("right password while locked: %s", got)
	}
	c.clock.Advance(30 * time.Second)
	if got := try("wrong-wrong"); got != "wrong" {
		t.Fatalf("after the wait: %s", got)
	}
	c.clock.Advance(59 * time.Second)
	if got := try(password); got != "locked" {
		t.Fatalf("the wait did not double: %s", got)
	}
	c.clock.Advance(time.Second)
	if got := try(password); got != "in" {
		t.Fatalf("after the wait: %s", got)
	}
	if got := try("wrong-wrong"); got != "wrong" {
		t.Fatalf("after a success: %s", got)
	}
}

// Guesses sent all at once are counted before any is tried.
func TestLockoutUnderLoad(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	var mu sync.Mutex
	tried := 0
	var wait sync.WaitGroup
	for range 24 {
		wait.Go(func() {
			a := c.app()
			p := a.submit(a.authorize(), map[string]string{"username": "maya", "password": "wrong-wrong"})
			mu.Lock()
			defer mu.Unlock()
			if !strings.Contains(p.body, "Too many tries") {
				tried++
			}
		})
	}
	wait.Wait()
	if tried != 5 {
		t.Errorf("%d guesses were tried, want 5", tried)
	}
}

// Every page refuses frames, scripts, sniffing and caching, and lets a form end at the app's address.
func TestPageHeaders(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	bad := c.app()
	bad.ask.Set("client_id", "nobody")
	for name, p := range map[string]page{"sign-in": a.authorize(), "error": bad.authorize(), "device": a.get(c.url + "/auth/device"), "none": a.get(c.url + "/auth/nowhere")} {
		policy := p.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "script") {
			t.Errorf("%s: policy %q", name, policy)
		}
		if name == "sign-in" && !strings.Contains(policy, "form-action 'self' http://127.0.0.1:40123;") {
			t.Errorf("a browser would stop the redirect to the app: %q", policy)
		}
		if p.header.Get("X-Content-Type-Options") != "nosniff" || p.header.Get("Referrer-Policy") != "same-origin" || p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", name, p.header)
		}
		if strings.Contains(p.body, "<script") || strings.Contains(p.body, "style=") || strings.Contains(p.body, "onclick") {
			t.Errorf("%s has something that the policy would block", name)
		}
	}
	cookie := a.authorize().header.Get("Set-Cookie")
	if cookie == "" {
		cookie = c.app().authorize().header.Get("Set-Cookie")
	}
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") || strings.Contains(cookie, "Secure") {
		t.Errorf("cookie %q", cookie)
	}
}

// What a stranger puts into the address or the form is shown as text, never as markup.
func TestPagesEscape(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	a.ask.Set("state", `"><script>alert(1)</script>`)
	p := a.submit(a.authorize(), map[string]string{"username": `"><img src=x onerror=alert(1)>`, "password": "wrong-wrong"})
	device := a.get(c.url + "/auth/device?user_code=%22%3E%3Cscript%3E")
	for _, body := range []string{p.body, device.body} {
		if strings.Contains(body, "<script") || strings.Contains(body, "<img") {
			t.Errorf("markup got through:\n%s", body)
		}
	}
}
