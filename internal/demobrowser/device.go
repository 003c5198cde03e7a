package demobrowser

import (
	"context"
	"fmt"

	"github.com/chromedp/chromedp"
)

// AnswerDevice opens the page of a code with which a device wants to sign in (RFC 8628), signs in
// there, and allows it or says no. It gives what the consent page says of the code.
func AnswerDevice(ctx context.Context, address, user, password string, allow bool) (said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ctx, cancel = Context(ctx)
	defer cancel()
	if err := chromedp.Do(ctx,
		chromedp.Navigate(address),
		chromedp.SendKeys(chromedp.CSS(`input[autocomplete="username"]`), user),
		chromedp.SendKeys(chromedp.CSS(`input[type="password"]`), password),
	); err != nil {
		return "", fmt.Errorf("on the sign-in page: %w", err)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(`form button.primary[type="submit"]`))); err != nil {
		return "", fmt.Errorf("after signing in: %w", err)
	}
	if said, err = chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("main").innerText`)); err != nil {
		return "", fmt.Errorf("on the consent page: %w", err)
	}
	answer := `button[value="deny"]`
	if allow {
		answer = `button[value="allow"]`
	}
	page, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(answer)))
	if err == nil && page != nil && page.Status >= 400 {
		err = fmt.Errorf("the answer was answered with %d", page.Status)
	}
	return said, err
}
