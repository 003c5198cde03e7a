package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
)

// patience bounds each wait; nothing here takes as long on a slow machine.
const patience = 90 * time.Second

// site is the folder for browsers with the app that can be driven, made once.
var site = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "throughline-web-")
	if err != nil {
		return "", err
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return "", err
	}
	run := func(env string, args ...string) (string, error) {
		cmd := exec.CommandContext(context.Background(), "go", args...)
		cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
		cmd.Env = append(cmd.Env, strings.Fields(env)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out)), err
	}
	wasm, icons, out := filepath.Join(dir, "app.wasm"), filepath.Join(dir, "icons"), filepath.Join(dir, "web")
	if _, err := run("GOOS=js GOARCH=wasm", "build", "-tags", "migrated_fynedo,no_emoji", "-ldflags", "-s -w", "-o", wasm, "./e2e/webdrive"); err != nil {
		return dir, err
	}
	if _, err := run("", "run", "./scripts/icon", "assets/mark.svg", icons, "32", "180", "192", "512"); err != nil {
		return dir, err
	}
	goroot, err := run("", "env", "GOROOT")
	if err != nil {
		return dir, err
	}
	_, err = run("", "run", "./scripts/web", "-wasm", wasm, "-runtime", filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"), "-icons", icons, "-out", out, "-pack=false")
	return dir, err
})

// clinicServer is clinicd with the demo programme and the folder for browsers.
type clinicServer struct {
	*testclinic.Clinic
	base, db string
	gone     bool
}

func startClinic(t testing.TB) *clinicServer {
	t.Helper()
	dir, err := site()
	if err != nil {
		t.Fatal(err)
	}
	c := &clinicServer{db: filepath.Join(t.TempDir(), "clinic.db")}
	c.Clinic, err = testclinic.Start(context.WithoutCancel(t.Context()), c.db, "--demo", "--phone", "(312) 555-0100", "--web", filepath.Join(dir, "web"))
	if err != nil {
		t.Fatal(err)
	}
	c.base = strings.TrimSuffix(c.FHIR, "/fhir")
	t.Cleanup(func() {
		if c.gone {
			return
		}
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// goes ends the server at once, as a network does that is lost.
func (c *clinicServer) goes() {
	c.gone = true
	c.Kill()
}

// has waits until a therapist finds an answer to a session at the clinic.
func (c *clinicServer) has(t testing.TB, what string, is func(resource string) bool) {
	t.Helper()
	client := &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes()}
	session, err := testclinic.SignInBy(t.Context(), client, c.FHIR, "dana", new(testclinic.Keeper))
	if err != nil {
		t.Fatal(err)
	}
	remote, err := fhirhttp.New(c.FHIR, session.HTTPClient())
	if err != nil {
		t.Fatal(err)
	}
	wait(t, "an answer that is "+what+" at the clinic", func() bool {
		found := false
		err := remote.Search(t.Context(), "AppointmentResponse", url.Values{}, func(p fhirhttp.Page) error {
			for _, e := range p.Entries {
				found = found || strings.Contains(string(e.Resource), "RelatedPerson/") && is(string(e.Resource))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	})
}

// hasSignedOut waits until the person has no sign-in any more.
func (c *clinicServer) hasSignedOut(t testing.TB, user string) {
	t.Helper()
	wait(t, user+" to be signed out", func() bool {
		out, err := testclinic.Output(t.Context(), "user", "sessions", "list", user, "--db", "sqlite:"+c.db)
		if err != nil {
			t.Fatal(err)
		}
		return !strings.Contains(out, "throughline-web")
	})
}

// wait asks again and again, as a person would look: what it waits for is in other processes.
func wait(t testing.TB, what string, ok func() bool, why ...func() string) {
	t.Helper()
	limit := time.After(patience)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-limit:
			for _, w := range why {
				t.Log(w())
			}
			t.Fatalf("waited for %s", what)
		case <-tick.C:
		}
	}
}

// browser is a Chromium with an empty profile, on a phone's screen.
type browser struct {
	t   testing.TB
	ctx context.Context
}

func openBrowser(t testing.TB) *browser {
	t.Helper()
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(
		chromedp.NoSandbox, // Chromium refuses its sandbox to root, which is who runs in a container
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("enable-unsafe-swiftshader", true), // WebGL by software: there is no graphics card
	))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return &browser{t, ctx}
}

// tab is one page.
type tab struct {
	t       testing.TB
	ctx     context.Context
	browser context.Context
}

func attach(browser context.Context, t testing.TB, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, options...)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // what comes first is bound to its context, so that must last
		t.Fatal(err)
	}
	return &tab{t, ctx, browser}
}

func (b *browser) open(c *clinicServer, path string) *tab {
	b.t.Helper()
	p := attach(b.ctx, b.t)
	p.watch()
	p.do(
		chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch),
		chromedp.Navigate(c.base+path),
	)
	return p
}

// watch passes on what the page logs, where it ends badly.
func (p *tab) watch() {
	go func() {
		for m := range chromedp.Console(p.ctx) {
			p.t.Logf("console: %v", m)
		}
	}()
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.shoot("failed")
		p.t.Fatal(err)
	}
}

func ask[T any](p *tab, expression string) T {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// pageSays looks for words and links in the page's own text, which is there without the app.
func (p *tab) pageSays(words ...string) {
	p.t.Helper()
	said := strings.ToLower(ask[string](p, `document.getElementById("page").outerHTML`))
	for _, w := range words {
		if !strings.Contains(said, strings.ToLower(w)) {
			p.t.Errorf("the page does not say %q:\n%s", w, said)
		}
	}
}

// control is something on the app's screen (e2e/webdrive).
type control struct {
	Name          string
	X, Y          float64
	Width, Height float64
	Seen          bool
}

type screen struct {
	Words    string
	Controls []control
}

func (p *tab) screen() screen {
	p.t.Helper()
	var s screen
	if raw := ask[string](p, `globalThis.throughline?.screen ?? ""`); raw != "" {
		if err := json.Unmarshal([]byte(raw), &s); err != nil {
			p.t.Fatal(err)
		}
	}
	return s
}

// sees waits until the app's screen has the words, or a control of that name.
func (p *tab) sees(words string) {
	p.t.Helper()
	began := time.Now()
	defer func() { p.t.Logf("saw %q after %s", words, time.Since(began).Round(10*time.Millisecond)) }()
	p.until(words, func(s screen) bool {
		for _, c := range s.Controls {
			if strings.Contains(c.Name, words) {
				return true
			}
		}
		return strings.Contains(s.Words, words)
	})
}

func (p *tab) until(what string, ok func(screen) bool) {
	p.t.Helper()
	limit := time.After(patience)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		s := p.screen()
		if ok(s) {
			return
		}
		select {
		case <-limit:
			p.shoot("failed")
			p.t.Fatalf("waited for %q; the screen says %+v", what, s)
		case <-tick.C:
		}
	}
}

// taps waits for a control that stands still, and taps its middle with a finger.
func (p *tab) taps(name string) {
	p.t.Helper()
	var at control
	p.until("something to tap named "+name, func(s screen) bool {
		for _, c := range s.Controls {
			if strings.HasPrefix(c.Name, name) && c.Seen {
				still := c == at
				at = c
				return still
			}
		}
		return false
	})
	p.do(chromedp.TapXY(at.X, at.Y))
}

// opensTab does something that opens another tab, and gives that once it shows a page.
func (p *tab) opensTab(address string, act func()) *tab {
	p.t.Helper()
	act()
	var id target.ID
	wait(p.t, "a tab at "+address, func() bool {
		all, err := chromedp.Targets(p.browser)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, i := range all {
			if i.Type == "page" && strings.Contains(i.URL, address) {
				id = i.TargetID
			}
		}
		return id != ""
	})
	return attach(p.browser, p.t, chromedp.WithTargetID(id))
}

// signIn fills in the clinic's page and agrees. The tab closes by itself at the end.
func (p *tab) signIn(user string) {
	p.t.Helper()
	const main = chromedp.CSS(`form button.primary[type="submit"]`)
	who := testclinic.Account(user)
	p.do(
		chromedp.SendKeys(chromedp.CSS(`input[autocomplete="username"]`), who.User),
		chromedp.SendKeys(chromedp.CSS(`input[type="password"]`), who.Password),
		chromedp.Click(main),
		chromedp.WaitVisible(chromedp.CSS(`button[value="allow"]`)),
	)
	p.endsBy(chromedp.Click(chromedp.CSS(`button[value="allow"]`)))
}

// endsBy does something that closes the tab, and waits until the browser has no such tab.
func (p *tab) endsBy(act chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	id := chromedp.FromContext(p.ctx).Target.TargetID
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	go func() { _ = chromedp.Do(ctx, act) }() // the tab may be gone before it answers
	wait(p.t, "the tab to close", func() bool {
		all, err := chromedp.Targets(p.browser)
		if err != nil {
			p.t.Fatal(err)
		}
		return !slices.ContainsFunc(all, func(i *target.Info) bool { return i.TargetID == id })
	}, p.addresses)
}

// keepsNothing looks at what the page could reach of this browser's storage.
func (p *tab) keepsNothing() {
	p.t.Helper()
	if got := ask[string](p, `document.cookie`); got != "" {
		p.t.Errorf("the page has cookies: %q", got)
	}
}

// addresses are those of all tabs.
func (p *tab) addresses() string {
	var out []string
	all, _ := chromedp.Targets(p.browser)
	for _, i := range all {
		out = append(out, i.Type+" "+i.URL)
	}
	return strings.Join(out, "\n")
}

// waits until so many things wait to be sent, as the page knows it.
func (p *tab) waits(n int) {
	p.t.Helper()
	wait(p.t, fmt.Sprintf("%d things to wait", n), func() bool { return ask[int](p, `throughline.unsent`) == n })
}

// types puts words into the field that has the focus, as a phone's keyboard does: what was
// typed is told, and not which keys.
func (p *tab) types(words string) {
	p.t.Helper()
	wait(p.t, "the page's field to take what is typed", func() bool { return ask[string](p, `document.activeElement.id`) == "dummyEntry" })
	if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: words}); err != nil {
		p.t.Fatal(err)
	}
}

// scrollsByFinger moves a finger up the page, which goes with it, until a control is in sight.
func (p *tab) scrollsByFinger(name string) {
	p.t.Helper()
	find := func() (c control) {
		for _, c = range p.screen().Controls {
			if strings.HasPrefix(c.Name, name) {
				return c
			}
		}
		return control{}
	}
	var before control
	wait(p.t, "the page to stand still", func() bool {
		last := before
		before = find()
		return before.Name != "" && before == last
	}, func() string { return fmt.Sprint(p.screen()) })
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		p.t.Helper()
		if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
			p.t.Fatal(err)
		}
	}
	const from, to = 600., 350.
	touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: 100, Y: from})
	for i := range 10 {
		touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: 100, Y: from + (to-from)*float64(i+1)/10})
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
	wait(p.t, "the page to have gone up", func() bool { c := find(); return c.Seen && c.Y < before.Y }, func() string { return fmt.Sprint(before, p.screen()) })
}

// isAskedBeforeLeaving closes the tab and waits for the browser's question.
func (p *tab) isAskedBeforeLeaving() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	asked, err := chromedp.Run(ctx, chromedp.WaitEvent(page.JavascriptDialogOpening, nil,
		chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			go func() { _, _ = chromedp.Call(ctx, page.Close, cdp.Empty{}) }() // ends with the answer
			return nil
		})))
	if err != nil {
		p.t.Fatalf("the browser did not ask: %v", err)
	}
	if asked.Type != "beforeunload" {
		p.t.Errorf("it asked something else: %+v", asked)
	}
	if _, err := chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}); err != nil {
		p.t.Fatal(err)
	}
}

// leaves closes the tab as a person does, and waits until it is gone.
func (p *tab) leaves() {
	p.t.Helper()
	p.endsBy(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.Close, cdp.Empty{}) // as the tab's own cross does: what the page does last is done
		return err
	}))
}

// holdsNothing looks from outside at all that the browser has of the clinic's address.
func (b *browser) holdsNothing(c *clinicServer) {
	b.t.Helper()
	cookies, err := chromedp.Call(b.ctx, storage.GetCookies, storage.GetCookiesParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, k := range cookies.Cookies {
		b.t.Errorf("a cookie is left: %s at %s", k.Name, k.Domain)
	}
	used, err := chromedp.Call(b.ctx, storage.GetUsageAndQuota, storage.GetUsageAndQuotaParams{Origin: c.base})
	if err != nil {
		b.t.Fatal(err)
	}
	if used.Usage != 0 {
		b.t.Errorf("%.0f bytes are left", used.Usage)
	}
	for _, u := range used.UsageBreakdown {
		if u.Usage != 0 {
			b.t.Errorf("%.0f bytes are left in %s", u.Usage, u.StorageType)
		}
	}
}

// shoot keeps a picture of the page, to look at.
func (p *tab) shoot(name string) {
	p.t.Helper()
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		p.t.Log(err)
	}
}
