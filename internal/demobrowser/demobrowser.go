// Package demobrowser stands in for a person and their browser: it signs in on
// a clinic's page in headless Chromium. Only tests and the demo use it.
package demobrowser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long the whole sign-in may take; a slow machine needs some seconds to start Chromium.
const patience = 90 * time.Second

// Context is for chromedp's actions: the first one starts a headless Chromium with a new empty
// profile and none of the traffic of its own that a browser sends at its start. Cancel ends it.
func Context(ctx context.Context) (context.Context, context.CancelFunc) {
	return chromedp.NewContext(ctx, chromedp.WithAllocatorOptions(
		chromedp.NoSandbox, // Chromium refuses its sandbox to root, which is who runs in a container
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	))
}

// SignIn opens the address, signs in on the page that comes, agrees to what the
// app asks for, and returns when the browser has been sent back to the app.
func SignIn(ctx context.Context, address, user, password string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()

	ctx, cancel = Context(ctx)
	defer cancel()
	if err := chromedp.Do(ctx,
		chromedp.Navigate(address),
		chromedp.SendKeys(chromedp.CSS(`input[autocomplete="username"]`), user),
		chromedp.SendKeys(chromedp.CSS(`input[type="password"]`), password),
	); err != nil {
		return fmt.Errorf("on the sign-in page: %w", err)
	}
	return untilSentBack(ctx)
}

// untilSentBack presses the page's main button, page after page, until the app's own page is there.
func untilSentBack(ctx context.Context) error {
	const main = chromedp.CSS(`form button.primary[type="submit"]`)
	for range 3 { // sign-in, consent, and one to spare
		page, err := chromedp.RunResponse(ctx, chromedp.Click(main))
		if err != nil {
			return fmt.Errorf("after pressing the page's button: %w", err)
		}
		if page == nil {
			return errors.New("the page's button led nowhere")
		}
		at, err := url.Parse(page.URL)
		if err != nil {
			return err
		}
		switch {
		case strings.HasSuffix(at.Path, "/callback"):
			return nil
		case page.Status >= 400:
			return fmt.Errorf("%s answered %d", at.Path, page.Status)
		}
	}
	return errors.New("the clinic asked again and again")
}
