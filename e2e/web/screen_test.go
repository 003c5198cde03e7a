package web

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"throughline/internal/testclinic"
)

// control is something on the app's screen (e2e/webdrive).
type control struct {
	Name          string
	X, Y          float64
	Width, Height float64
	Seen          bool
}

type screen struct {
	Words    string
	Focus    string // the name of the control that has it
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
	tick := time.NewTicker(look)
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

func (p *tab) touch(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
		p.t.Fatal(err)
	}
}

// finger moves down or up the page, and stays on it.
func (p *tab) finger(from, to float64) {
	p.t.Helper()
	p.touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: 100, Y: from})
	for i := range 10 {
		p.touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: 100, Y: from + (to-from)*float64(i+1)/10})
	}
}

// drawsDown draws the page down beyond its top, reads what it says, and lets go: the clinic is asked.
func (p *tab) drawsDown() {
	p.t.Helper()
	p.finger(300, 550)
	p.sees("Let go to update")
	asked := `performance.getEntriesByType("resource").filter((e) => e.name.includes("/fhir/")).length`
	p.do(chromedp.Evaluate[chromedp.Void](`performance.setResourceTimingBufferSize(5000)`))
	before := ask[int](p, asked)
	p.touch(input.DispatchTouchEventTypeTouchEnd)
	wait(p.t, "the clinic to be asked", func() bool { return ask[int](p, asked) > before })
	p.until("nothing over the page", func(s screen) bool {
		return !strings.Contains(s.Words, "Let go") && !strings.Contains(s.Words, "Updating")
	})
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
	p.finger(600, 350)
	p.touch(input.DispatchTouchEventTypeTouchEnd)
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
