package e2e

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
)

// Whoever has a code makes an account with it, on a phone and on a laptop, in English and in Spanish: by keyboard, in a
// browser that runs no script. They mistype the code first.
func TestTheJoinPageWorksByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	clinic := startClinic(t, "--demo", "--phone", "(314) 555-0100")
	browser := startBrowser(t)
	for i, x := range []struct {
		size                          screen
		language, title, wrong, ready string
	}{
		{phone, "en-US", "Make your account", "This code does not work.", "Your account is ready"},
		{laptop, "es-MX", "Cree su cuenta", "Este código no funciona.", "Su cuenta está lista"},
	} {
		code := invitedAt(t, clinic, []string{"Walter", "Andre"}[i])
		t.Run(x.size.name, func(t *testing.T) {
			b := browser.tab(t, x.size)
			b.do(command("Network.setExtraHTTPHeaders", map[string]any{"headers": map[string]string{"Accept-Language": x.language}}))
			b.do(chromedp.Navigate(strings.TrimSuffix(clinic.fhir, "/fhir") + "/auth/join"))
			if h1 := b.text("h1"); h1 != x.title {
				t.Errorf("the page is called %q", h1)
			}
			b.looksRight("join-" + x.language)
			b.findHelp()
			fill := func(code string) {
				t.Helper()
				for _, field := range [][2]string{{"code", code}, {"username", "jonas" + strconv.Itoa(i)}, {"password", "three tin kettles"}, {"again", "three tin kettles"}} {
					b.reach("#" + field[0])
					b.press(kb.End + strings.Repeat(kb.Backspace, 40) + field[1])
				}
				b.enter()
			}
			fill("BCDF-GHJK-LMNP")
			b.looksRight("join-wrong-" + x.language)
			if got := b.text("#code-error"); !strings.HasPrefix(got, x.wrong) {
				t.Errorf("of a wrong code the page says %q", got)
			}
			b.isBeside("#code-error", "#code")
			fill(strings.ToLower(code))
			b.looksRight("joined-" + x.language)
			if h1 := b.text("h1"); h1 != x.ready {
				t.Errorf("afterwards the page says %q", h1)
			}
		})
	}
}

// invitedAt has whoever runs the clinic make a code for somebody in its records.
func invitedAt(t *testing.T, clinic *clinicServer, given string) (code string) {
	t.Helper()
	session, err := testclinic.SignIn(t.Context(), clinic.fhir, "dana", new(testclinic.Keeper))
	if err != nil {
		t.Fatal(err)
	}
	remote, err := fhirhttp.New(clinic.fhir, session.HTTPClient())
	if err != nil {
		t.Fatal(err)
	}
	err = remote.Search(t.Context(), "Patient", url.Values{"given": {given}}, func(p fhirhttp.Page) error {
		for _, e := range p.Entries {
			out, errs, _ := clinicd(t, "invite", "--fhir-user", e.Ref(), "--db", "sqlite:"+clinic.db)
			if _, rest, ok := strings.Cut(out, "code "); ok {
				code = strings.Fields(rest)[0]
			} else {
				t.Fatalf("clinicd invite: %s", errs)
			}
		}
		return nil
	})
	if err != nil || code == "" {
		t.Fatalf("nobody called %s was invited: %v", given, err)
	}
	return code
}
