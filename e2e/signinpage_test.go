package e2e

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"throughline/internal/demobrowser"
	"throughline/sync/smart"
)

// The clinic's sign-in page as a person meets it: in a real browser that runs no script, with a
// keyboard and nothing else, on a phone and on a laptop. They mistype the password, find Help,
// read what the app wants to see, allow it, and the app knows who they are.
func TestTheSignInPageWorksByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	who := demoAccount(t, "patient")
	browser := startBrowser(t)
	for _, size := range []screen{phone, laptop} {
		t.Run(size.name, func(t *testing.T) {
			t.Parallel()
			clinic := startClinic(t, "--demo", "--phone", "(314) 555-0100") // of its own: consent is asked once
			b := browser.tab(t, size)
			session := b.signIn(clinic, func() {
				b.looksRight("sign-in")
				b.findHelp()

				b.reach("#username")
				b.press(who.User)
				b.reach("#password")
				b.press("not the password")
				b.enter()
				b.looksRight("wrong-password")
				if got := b.text("#password-error"); !strings.Contains(got, "do not match") {
					t.Errorf("the page says %q of a wrong password", got)
				}
				if got := b.ask(`document.querySelector("#password").getAttribute("aria-describedby")`); got != "password-error" {
					t.Errorf("a screen reader is not told: the field is described by %q", got)
				}
				b.isBeside("#password-error", "#password")
				if got := b.ask(`document.querySelector("#username").value`); got != who.User {
					t.Errorf("the user name became %q", got)
				}
				if got := b.ask(`document.activeElement.id`); got != "password" {
					t.Errorf("the person is put at %q to try again", got)
				}
				b.reach("#password")
				b.press(who.Password)
				b.enter()
				b.looksRight("consent")
				said := b.text("main")
				for _, words := range []string{who.Name, "Throughline", "Schedule and sessions", "Check-ins, answers and practice", "Treatment plan and goals", "Medications", "Messages and reviews", "Who changed what", "See and change", "Stay signed in", "Don't allow"} {
					if !strings.Contains(said, words) {
						t.Errorf("consent does not say %q:\n%s", words, said)
					}
				}
				for _, jargon := range []string{"patient/", "cruds", ".rs", "QuestionnaireResponse", "Provenance", "scope"} {
					if strings.Contains(said, jargon) {
						t.Errorf("consent says %q:\n%s", jargon, said)
					}
				}
				b.reach(`button[value="allow"]`)
				b.enter()
			})
			if id := session.Identity(); id.Name != who.Name || !strings.HasPrefix(id.FHIRUser, "Patient/") {
				t.Errorf("the app thinks that this is %+v", id)
			}
		})
	}
}

// A browser that prefers Spanish gets every word in Spanish.
func TestTheSignInPageSpeaksSpanish(t *testing.T) {
	t.Parallel()
	who := demoAccount(t, "patient")
	browser := startBrowser(t)
	for _, size := range []screen{phone, laptop} {
		t.Run(size.name, func(t *testing.T) {
			t.Parallel()
			clinic := startClinic(t, "--demo", "--phone", "(314) 555-0100") // of its own: consent is asked once
			b := browser.tab(t, size)
			b.do(command("Network.setExtraHTTPHeaders", map[string]any{"headers": map[string]string{"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}}))
			b.signIn(clinic, func() {
				b.looksRight("sign-in-es")
				if lang, h1 := b.ask(`document.documentElement.lang`), b.text("h1"); lang != "es" || h1 != "Iniciar sesión" {
					t.Errorf("the page is in %q: %q", lang, h1)
				}
				b.press(who.User)
				b.reach("#password")
				b.press(who.Password)
				b.enter()
				b.looksRight("consent-es")
				if said := b.text("main"); !strings.Contains(said, "Plan de tratamiento y metas") || strings.Contains(said, "plan and goals") || strings.Contains(b.text("body"), "Your clinic") {
					t.Errorf("consent says:\n%s", said)
				}
				b.reach(`button[value="allow"]`)
				b.enter()
			})
		})
	}
}

// screen is what a page is shown on.
type screen struct {
	name          string
	width, height int64
	mobile        bool
}

var (
	phone  = screen{"phone", 390, 844, true}
	laptop = screen{"laptop", 1280, 800, false}
)

// browser is a real Chromium; its tabs share nothing.
type browser struct{ ctx context.Context }

func startBrowser(t *testing.T) browser {
	t.Helper()
	ctx, cancel := demobrowser.Context(t.Context())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return browser{ctx}
}

// tab is a page in the browser. What fails in it fails the test.
type tab struct {
	t   *testing.T
	ctx context.Context
	screen
}

func (b browser) tab(t *testing.T, on screen) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	limited, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of its first action
		t.Fatal(err)
	}
	tab := &tab{t: t, ctx: limited, screen: on}
	view := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if on.mobile {
		view = []chromedp.EmulateViewportOption{chromedp.EmulateScale(2), chromedp.EmulatePortrait, chromedp.EmulateMobile, chromedp.EmulateTouch}
	}
	tab.do(
		chromedp.EmulateViewport(on.width, on.height, view...),
		command("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}),
		command("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}), // each tab is in front
	)
	return tab
}

// command is one of the DevTools protocol's own.
func command(method string, params map[string]any) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		return target.Call(ctx, method, params, &struct{}{})
	})
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// signIn is the app's own sign-in; person does what somebody does in the browser, from the first
// page on until the browser is sent back.
func (b *tab) signIn(clinic *clinicServer, person func()) *smart.Session {
	b.t.Helper()
	client := &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes()}
	found, err := client.Discover(b.ctx, clinic.fhir)
	if err != nil {
		b.t.Fatal(err)
	}
	type outcome struct {
		session *smart.Session
		err     error
	}
	address, done := make(chan string, 1), make(chan outcome, 1)
	go func() {
		session, err := client.SignIn(b.ctx, found, &memoryKeeper{}, func(at string) error { address <- at; return nil })
		done <- outcome{session, err}
	}()
	b.do(chromedp.Navigate(<-address))
	person()
	got := <-done
	if got.err != nil {
		b.t.Fatal(got.err)
	}
	return got.session
}

func (b *tab) press(keys string) { b.t.Helper(); b.do(chromedp.KeyEvent(keys)) }

// enter presses Enter and waits for the page that comes of it.
func (b *tab) enter() {
	b.t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		b.t.Fatal(err)
	}
}

// reach goes by Tab to an element, and fails where no Tab leads to it or nothing shows the focus.
func (b *tab) reach(css string, with ...chromedp.KeyOption) {
	b.t.Helper()
	for range 30 {
		if b.is(`document.activeElement.matches(` + strconv.Quote(css) + `)`) {
			if !b.is(`parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2 && getComputedStyle(document.activeElement).outlineStyle != "none"`) {
				b.t.Errorf("%s: nothing shows that %s has the focus", b.name, css)
			}
			return
		}
		b.do(chromedp.KeyEvent(kb.Tab, with...))
	}
	b.t.Fatalf("%s: no Tab leads to %s", b.name, css)
}

// findHelp opens Help, calls nobody, and closes it again.
func (b *tab) findHelp() {
	b.t.Helper()
	b.reach(".help summary")
	b.press(kb.Enter)
	if !b.is(`document.querySelector(".help").open`) {
		b.t.Fatal("Enter does not open Help")
	}
	b.looksRight("help")
	for _, href := range []string{"tel:988", "sms:988", "tel:911", "tel:3145550100"} {
		b.reach(`a[href="` + href + `"]`)
	}
	b.isNotCovered(`a[href="tel:988"]`)
	b.reach(".help summary", chromedp.KeyModifiers(chromedp.ModifierShift))
	b.press(kb.Enter)
	if b.is(`document.querySelector(".help").open`) {
		b.t.Error("Enter does not close Help")
	}
}

// looksRight holds in light and in dark: nothing is wider than the screen, what can be tapped is
// large enough, and the picture is not blank. The pictures are kept by go test -artifacts.
func (b *tab) looksRight(page string) {
	b.t.Helper()
	if wide := b.ask(`[...document.querySelectorAll("body *:not(.hidden)")].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + .5).map(e => e.outerHTML.slice(0, 80)).join("\n")`); wide != "" {
		b.t.Errorf("%s %s is wider than the screen:\n%s", b.name, page, wide)
	}
	if !b.is(`document.scrollingElement.scrollWidth <= innerWidth`) || b.ask(`String(innerWidth)`) != strconv.FormatInt(b.width, 10) {
		b.t.Errorf("%s %s scrolls sideways", b.name, page)
	}
	if small := b.ask(`[...document.querySelectorAll("a, button, input:not([type=hidden]), summary")].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80)).join("\n")`); small != "" {
		b.t.Errorf("%s %s has what is too small to tap:\n%s", b.name, page, small)
	}
	for _, scheme := range []string{"light", "dark"} {
		b.do(command("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}))
		raw, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			b.t.Fatal(err)
		}
		file := filepath.Join(b.t.ArtifactDir(), page+"-"+b.name+"-"+scheme+".png")
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			b.t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			b.t.Fatal(err)
		}
		if colors := colorsIn(picture); colors < 20 {
			b.t.Errorf("%s is nearly blank: %d colors", filepath.Base(file), colors)
		}
	}
}

// colorsIn counts the colors of a picture, up to where it cannot be blank.
func colorsIn(p image.Image) int {
	seen := map[[3]uint32]bool{}
	at := p.Bounds()
	for y := at.Min.Y; y < at.Max.Y; y += 2 {
		for x := at.Min.X; x < at.Max.X && len(seen) < 256; x++ {
			r, g, b, _ := p.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// isBeside fails unless one element stands right below another.
func (b *tab) isBeside(below, above string) {
	b.t.Helper()
	if !b.is(`(() => { const a = document.querySelector(` + strconv.Quote(above) + `).getBoundingClientRect(), b = document.querySelector(` + strconv.Quote(below) +
		`).getBoundingClientRect(); return b.top >= a.bottom && b.top - a.bottom < 16 && b.left >= a.left - 1 && b.height > 0 })()`) {
		b.t.Errorf("%s: %s is not right below %s", b.name, below, above)
	}
}

// isNotCovered fails where a tap in the middle of an element would meet another.
func (b *tab) isNotCovered(css string) {
	b.t.Helper()
	if !b.is(`(() => { const e = document.querySelector(` + strconv.Quote(css) + `), r = e.getBoundingClientRect(); return e.contains(document.elementFromPoint(r.x + r.width/2, r.y + r.height/2)) })()`) {
		b.t.Errorf("%s: %s is covered", b.name, css)
	}
}

// text is what a person reads in an element.
func (b *tab) text(css string) string {
	b.t.Helper()
	return b.ask(`document.querySelector(` + strconv.Quote(css) + `).innerText`)
}

// ask looks into the page from outside, as DevTools may also where the page runs no script.
func (b *tab) ask(js string) string {
	b.t.Helper()
	said, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](js))
	if err != nil {
		b.t.Fatalf("%s: %v", js, err)
	}
	return said
}

func (b *tab) is(js string) bool {
	b.t.Helper()
	return b.ask("String("+js+")") == "true"
}
