package web

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// patience bounds each wait. A machine with twenty other things to do has been seen to take a minute for what it
// else does in two seconds; what is broken is waited for once.
const patience = 4 * time.Minute

// look is how often is looked for what is waited for.
const look = 150 * time.Millisecond

// wait asks again and again, as a person would look: what it waits for is in other processes.
func wait(t testing.TB, what string, ok func() bool, why ...func() string) {
	t.Helper()
	limit := time.After(patience)
	tick := time.NewTicker(look)
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

// chromium is started once: what it compiled to draw by software serves both tests.
var chromium = sync.OnceValues(func() (context.Context, error) {
	ctx, _ := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(
		chromedp.NoSandbox, // Chromium refuses its sandbox to root, which is who runs in a container
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("enable-unsafe-swiftshader", true), // WebGL by software: there is no graphics card
	))
	atEnd = append(atEnd, func() { _ = chromedp.Cancel(ctx) })
	return ctx, chromedp.Do(ctx)
})

// browser is a Chromium that knows nothing yet, on a phone's screen.
type browser struct {
	t   testing.TB
	ctx context.Context
}

func openBrowser(t testing.TB) *browser {
	t.Helper()
	shared, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(shared, chromedp.WithNewBrowserContext())
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

// open shows a page on a screen of so many pixels to a point: four times the pixels cost four times the drawing.
func (b *browser) open(c *clinicServer, path string, density float64) *tab {
	b.t.Helper()
	p := attach(b.ctx, b.t)
	p.watch()
	p.do(
		chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(density), chromedp.EmulateMobile, chromedp.EmulateTouch),
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
