package web

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Dana sits at a laptop that is not hers. She reaches all by keys alone, turns to another window and back, and loads the page again:
// all is gone, the page says so, and her sign-in at the clinic is over. All the while the page talked to the clinic's address and to no other, and
// nothing was against its content security policy.
func TestAReloadKeepsNothingAndThePageIsUsedByKeysAlone(t *testing.T) {
	clinic := startClinic(t)
	dana := openBrowser(t).at(1280, 800)
	broken := dana.breaches()
	dana.do(chromedp.Navigate(clinic.base + "/app/"))
	dana.sees("Nothing is kept on this device")
	dana.shoot("laptop-sign-in")
	signIn := dana.opensTab("/auth/", func() { dana.entersByKey("Open the sign-in page") })
	signIn.signIn("dana")
	dana.sees("Urgent first")
	dana.shoot("laptop-review")
	dana.entersByKey("Patients")
	dana.sees("Search by name")
	dana.shoot("laptop-patients")
	if other := ask[string](dana, `performance.getEntriesByType("resource").map((e) => e.name).filter((n) => !n.startsWith(location.origin) && !n.startsWith("data:") && !n.startsWith("blob:")).join(" ")`); other != "" {
		t.Errorf("it talked to %s", other)
	}

	dana.do(chromedp.Reload())
	dana.sees("Nothing is kept on this device")
	if s := dana.screen(); strings.Contains(s.Words, "Maya") || strings.Contains(s.Words, "Urgent") {
		t.Errorf("after a reload it says %s", s.Words)
	}
	dana.shoot("laptop-after-reload")
	clinic.hasSignedOut(t, "dana")
	for _, b := range broken() {
		t.Errorf("against the policy: %s", b)
	}
}

// A phone that is turned gets the page for it, and the page for an upright one when it is turned back.
func TestATurnedPhoneInABrowser(t *testing.T) {
	clinic := startClinic(t)
	maya := openBrowser(t).open(clinic, "/app/", 1)
	signIn := maya.opensTab("/auth/", func() { maya.taps("Open the sign-in page") })
	signIn.signIn("maya")
	maya.sees("Hello, Maya")
	maya.shoot("phone-today")
	you := func(x, y float64) func(screen) bool {
		return func(s screen) bool {
			i := slices.IndexFunc(s.Controls, func(c control) bool { return c.Name == "You" || strings.HasPrefix(c.Name, "You,") })
			return i >= 0 && (s.Controls[i].X < x) == (x == 100) && s.Controls[i].Y > y
		}
	}
	maya.do(chromedp.EmulateViewport(844, 390, chromedp.EmulateScale(1), chromedp.EmulateMobile, chromedp.EmulateTouch))
	maya.until("the places at the left", you(100, 200))
	maya.shoot("turned-today")
	maya.taps("You")
	maya.sees("Sign out")
	maya.shoot("turned-you")
	maya.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(1), chromedp.EmulateMobile, chromedp.EmulateTouch))
	maya.until("the places below", you(300, 700))
	maya.shoot("phone-you")
}

// Where the app cannot run the page says why, and Help is there all the same.
func TestWhereTheAppCannotRunThePageSaysSoAndHelps(t *testing.T) {
	clinic := startClinic(t)
	for _, c := range []struct{ name, script, says string }{
		{"no-webassembly", `delete globalThis.WebAssembly`, "too old to run the app"},
		{"no-webgl", `HTMLCanvasElement.prototype.getContext = () => null`, "can't draw the app"},
		{"no-script", "", "JavaScript, which is off"},
	} {
		p := openBrowser(t).at(390, 844)
		if c.script == "" {
			p.call(func(ctx context.Context) error {
				_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
				return err
			})
		} else {
			p.call(func(ctx context.Context) error {
				_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: c.script})
				return err
			})
		}
		p.do(chromedp.Navigate(clinic.base + "/app/"))
		text := func() string { return ask[string](p, `document.body.innerText`) }
		wait(t, c.name, func() bool { return strings.Contains(text(), c.says) }, text)
		p.pageSays("tel:988", "sms:988", "tel:911", "tel:3125550100")
		p.shoot(c.name)
	}
}

// at is a page in a window of that size, with a mouse and keys where it is a laptop's.
func (b *browser) at(width, height int64) *tab {
	b.t.Helper()
	p := attach(b.ctx, b.t)
	p.watch()
	p.do(chromedp.EmulateViewport(width, height, chromedp.EmulateScale(1)))
	return p
}

func (p *tab) call(do func(context.Context) error) {
	p.t.Helper()
	if err := do(p.ctx); err != nil {
		p.t.Fatal(err)
	}
}

// breaches collects what the page's policy refused, from its very first line.
func (p *tab) breaches() func() []string {
	p.t.Helper()
	p.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `globalThis.breaches = []; addEventListener("securitypolicyviolation", (e) => breaches.push(e.violatedDirective + " " + e.blockedURI))`,
		})
		return err
	})
	return func() []string { return ask[[]string](p, `breaches`) }
}

// entersByKey goes on with Tab until the control of that name has the focus, which the accessibility of a picture cannot tell: webdrive does. Then it hits Enter.
func (p *tab) entersByKey(name string) {
	p.t.Helper()
	p.until("something named "+name, func(s screen) bool {
		return slices.ContainsFunc(s.Controls, func(c control) bool { return strings.HasPrefix(c.Name, name) })
	})
	for range 60 {
		if strings.HasPrefix(p.screen().Focus, name) {
			p.do(chromedp.KeyEvent(kb.Enter))
			return
		}
		before := p.screen().Focus
		p.do(chromedp.KeyEvent(kb.Tab))
		p.until("Tab to lead on from "+before, func(s screen) bool { return s.Focus != before })
	}
	p.t.Fatalf("no Tab leads to %q", name)
}
