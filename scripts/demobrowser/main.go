// Command demobrowser stands in for a person and their browser where there is no desktop. It opens one
// address in headless Chromium, signs in on the page that comes, agrees to what the app asks for, and
// ends when the browser has been sent back to the app.
//
// The app starts it as $BROWSER with the address as the only argument. DEMO_ACCOUNTS names a file with
// what "clinicd demo-accounts --json" printed; its first patient signs in. DEMO_LOG names the file that
// gets a line at the start and one at the end.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long the whole sign-in may take; a slow machine needs some seconds to start Chromium.
const patience = 90 * time.Second

func main() {
	if len(os.Args) != 2 {
		slog.Error("usage: demobrowser ADDRESS")
		os.Exit(2)
	}
	file, err := os.OpenFile(os.Getenv("DEMO_LOG"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		slog.Error("DEMO_LOG must name a file that can be written", "cause", err)
		os.Exit(2)
	}
	log := slog.New(slog.NewTextHandler(file, nil))
	log.Info("opened")
	if err := run(os.Args[1], os.Getenv("DEMO_ACCOUNTS")); err != nil {
		log.Error("the demo sign-in did not get through", "cause", err)
		os.Exit(1)
	}
	log.Info("signed in")
}

func run(address, accounts string) error {
	who, err := firstPatient(accounts)
	if err != nil {
		return fmt.Errorf("reading DEMO_ACCOUNTS: %w", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()

	profile, err := os.MkdirTemp("", "demobrowser-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)

	// A new empty profile, and none of the traffic of its own that a browser sends at its start.
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.UserDataDir(profile),
		chromedp.NoSandbox, // Chromium refuses its sandbox to root, which is who runs in a container
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()

	if err := chromedp.Do(ctx,
		chromedp.Navigate(address),
		chromedp.SendKeys(chromedp.CSS(`input[autocomplete="username"]`), who.User),
		chromedp.SendKeys(chromedp.CSS(`input[type="password"]`), who.Password),
	); err != nil {
		return fmt.Errorf("on the sign-in page: %w", err)
	}
	return untilSentBack(ctx)
}

type account struct{ Role, User, Password string }

func firstPatient(file string) (account, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return account{}, err
	}
	var accounts []account
	if err := json.Unmarshal(text, &accounts); err != nil {
		return account{}, err
	}
	for _, a := range accounts {
		if a.Role == "patient" {
			return a, nil
		}
	}
	return account{}, errors.New("there is no patient in it")
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
