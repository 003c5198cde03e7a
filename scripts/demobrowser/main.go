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
	"os"
	"os/signal"

	"throughline/internal/demobrowser"
)

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
	return demobrowser.SignIn(ctx, address, who.User, who.Password)
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
