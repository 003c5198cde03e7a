package e2e

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
)

// Screens on which a page is zoomed: what is left of a laptop's and a phone's width at twice the size (WCAG 2.2, 1.4.4 and
// 1.4.10).
var (
	zoomedLaptop = screen{"laptop-200", 640, 400, false}
	zoomedPhone  = screen{"phone-wide-text", 320, 568, true}
)

// A second step is set up at the page about security, asked for at the next sign-in, got wrong once, and ended: by keyboard,
// without scripts, in both languages, on every screen. Each page has a name for all that can be reached.
func TestThePagesOfTheSecondStepWorkByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	for _, x := range []struct {
		on       screen
		language string
	}{{phone, "es-MX"}, {zoomedLaptop, "en-US"}, {zoomedPhone, "es-MX"}} {
		t.Run(x.on.name, func(t *testing.T) {
			t.Parallel()
			clinic := startClinic(t, "--demo", "--phone", "(314) 555-0100")
			who := demoAccount(t, "patient")
			b := browser.tab(t, x.on)
			b.speaks(x.language)
			b.do(chromedp.Navigate(strings.TrimSuffix(clinic.fhir, "/fhir") + "/auth/security"))
			signIn := func() {
				b.reach("#username")
				b.press(who.User)
				b.reach("#password")
				b.press(who.Password)
				b.enter()
			}
			b.fits("security-sign-in")
			signIn()
			b.fits("security-off")
			b.reach(`a[href*="setup"]`)
			b.enter()
			b.fits("setup")
			secret := strings.Join(strings.Fields(b.text(".secret")), "")
			b.reach("#code")
			b.press("000000")
			b.enter()
			b.fits("setup-wrong")
			b.reach("#code")
			b.press(codeNow(t, secret))
			b.enter()
			b.fits("recovery")
			b.do(chromedp.Navigate(strings.TrimSuffix(clinic.fhir, "/fhir") + "/auth/security"))
			b.fits("security-on")
			b.reach(`button[value="leave"]`)
			b.enter()
			b.fits("left")
			b.do(chromedp.Navigate(strings.TrimSuffix(clinic.fhir, "/fhir") + "/auth/security"))
			signIn()
			b.fits("second")
			b.reach("#code")
			b.press("000000")
			b.enter()
			b.fits("second-wrong")
			if got := b.text("#code-error"); got == "" {
				t.Error("nothing is said of a wrong code")
			}
			b.isBeside("#code-error", "#code")
		})
	}
}

// codeNow is the code of the second step that comes after the one that was used last: one works once.
func codeNow(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Elena is there for Maya, and another patient's code came to her: she adds it to the account that she has, and says at each
// sign-in for whom she comes. A page that is not there says so, and Help stands on each.
func TestALovedOneOfTwoChoosesForWhomByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	for _, x := range []struct {
		on       screen
		language string
	}{{phone, "en-US"}, {laptop, "es-MX"}, {zoomedLaptop, "es-MX"}, {zoomedPhone, "en-US"}} {
		t.Run(x.on.name, func(t *testing.T) {
			t.Parallel()
			clinic := startClinic(t, "--demo", "--phone", "(314) 555-0100")
			elena := testclinic.Account("elena")
			code := clinic.alsoFor(t, "marcus", "elena-and-marcus")
			base := strings.TrimSuffix(clinic.fhir, "/fhir") + "/auth"
			b := browser.tab(t, x.on)
			b.speaks(x.language)
			signIn := func() {
				b.reach("#username")
				b.press(elena.User)
				b.reach("#password")
				b.press(elena.Password)
				b.enter()
			}
			b.do(chromedp.Navigate(base + "/join/account?code=" + code))
			b.fits("account")
			signIn()
			b.fits("connected")
			session := b.signIn(clinic, func() {
				signIn()
				b.fits("choose")
				if who := b.text(".thread .done"); !strings.Contains(who, elena.Name) {
					t.Errorf("it says %q: whose account this is, it does not", who)
				}
				b.findHelp()
				if n := b.ask(`String(document.querySelectorAll('button[name="connection"]').length)`); n != "2" {
					t.Errorf("%s choices", n)
				}
				b.reach(`button[value="RelatedPerson/elena-and-marcus"]`)
				b.enter()
				b.fits("choose-consent")
				b.reach(`button[value="allow"]`)
				b.enter()
			})
			if id := session.Identity(); !strings.HasSuffix(id.FHIRUser, "RelatedPerson/elena-and-marcus") {
				t.Errorf("she came for %+v", id)
			}
			b.do(chromedp.Navigate(base + "/no-such-page"))
			b.fits("no-page")
			b.do(chromedp.Navigate(base + "/choose"))
			b.fits("choose-alone")
		})
	}
}

// alsoFor has a therapist put a relative of a patient into the records, and whoever runs the clinic make a code for them.
func (c *clinicServer) alsoFor(t *testing.T, patient, id string) (code string) {
	t.Helper()
	session, err := testclinic.SignIn(t.Context(), c.fhir, "dana", new(testclinic.Keeper))
	if err != nil {
		t.Fatal(err)
	}
	remote, err := fhirhttp.New(c.fhir, session.HTTPClient())
	if err != nil {
		t.Fatal(err)
	}
	who := testclinic.Account(patient)
	body := `{"resourceType":"RelatedPerson","id":"` + id + `","active":true,"patient":{"reference":"` + who.FHIRUser + `"},"name":[{"text":"Elena Rivera"}]}`
	if _, err := remote.Update(t.Context(), "RelatedPerson", id, []byte(body), fhirhttp.IfAbsent()); err != nil {
		t.Fatal(err)
	}
	out, errs, _ := clinicd(t, "invite", "--fhir-user", "RelatedPerson/"+id, "--db", "sqlite:"+c.db)
	_, rest, ok := strings.Cut(out, "code ")
	if !ok {
		t.Fatalf("clinicd invite: %s", errs)
	}
	return strings.Fields(rest)[0]
}

// speaks has the browser prefer a language.
func (b *tab) speaks(language string) {
	b.t.Helper()
	b.do(command("Network.setExtraHTTPHeaders", map[string]any{"headers": map[string]string{"Accept-Language": language}}))
}

// fits is looksRight, and what a screen reader needs: one heading, a language, a title, and a name for all that takes the focus.
func (b *tab) fits(page string) {
	b.t.Helper()
	b.looksRight(page)
	for what, js := range map[string]string{
		"one heading": `document.querySelectorAll("h1").length === 1`, "a language": `["en","es"].includes(document.documentElement.lang)`,
		"a title": `document.title.trim() !== ""`, "Help": `document.querySelector(".help summary").checkVisibility()`,
		"no script": `document.querySelectorAll("script").length === 0`,
	} {
		if !b.is(js) {
			b.t.Errorf("%s %s lacks %s", b.name, page, what)
		}
	}
	for _, n := range b.readers() {
		if role := n.Role.Value; (role == "textbox" || role == "button" || role == "link" || role == "image") && !n.Ignored && strings.TrimSpace(n.Name.Value) == "" {
			b.t.Errorf("%s %s has a %s without a name", b.name, page, role)
		}
	}
}

// readerNode is what a screen reader is told of an element.
type readerNode struct {
	Ignored    bool
	Role, Name struct{ Value string }
}

func (b *tab) readers() []readerNode {
	b.t.Helper()
	var raw struct {
		Nodes []json.RawMessage `json:"nodes"`
	}
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		return target.Call(ctx, "Accessibility.getFullAXTree", map[string]any{}, &raw)
	}))
	var out []readerNode
	for _, one := range raw.Nodes {
		var n readerNode
		if json.Unmarshal(one, &n) == nil { // a name may be no text: then there is none
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		b.t.Error("a screen reader is told nothing")
	}
	return out
}
