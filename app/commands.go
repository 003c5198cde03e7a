//go:build !js

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"throughline/care"
	"throughline/sync/engine"
)

// syncReport is what `throughline sync --json` prints. Its names are a promise
// to scripts.
type syncReport struct {
	Pulled      int    `json:"pulled"`
	Pushed      int    `json:"pushed"`
	Pending     int    `json:"pending"`
	Conflicts   int    `json:"conflicts"`
	Quarantined int    `json:"quarantined"`
	AsOf        string `json:"as_of"` // RFC 3339; empty if there was no whole sync yet
}

func runSync(ctx context.Context, c *Client, o options, sys System) error {
	if err := c.Resume(ctx); err != nil {
		return err
	}
	report, err := c.Sync(ctx)
	if printed := printSync(sys.Stdout, report, o.json); err == nil {
		err = printed
	}
	if err != nil {
		return err
	}
	if report.Pending > 0 {
		return &care.Fault{Code: "not-sent", Say: "Some of what is on this device could not be sent yet. It is kept. Run sync again."}
	}
	return nil
}

func printSync(w io.Writer, r engine.Report, asJSON bool) error {
	out := syncReport{Pulled: r.Pulled, Pushed: r.Pushed, Pending: r.Pending, Conflicts: r.Conflicts, Quarantined: r.Quarantined}
	if !r.AsOf.IsZero() {
		out.AsOf = r.AsOf.UTC().Format(time.RFC3339)
	}
	if asJSON {
		return json.NewEncoder(w).Encode(out)
	}
	_, err := fmt.Fprintf(w, "pulled %d, pushed %d, pending %d, conflicts %d, set aside %d, as of %s\n",
		out.Pulled, out.Pushed, out.Pending, out.Conflicts, out.Quarantined, out.AsOf)
	return err
}

func runSignIn(ctx context.Context, c *Client, o options, sys System) error {
	if o.clinic != "" {
		if err := c.Connect(ctx, o.clinic); err != nil {
			return err
		}
	}
	if c.Clinic() == "" {
		return &care.Fault{Code: "usage", Say: "Which clinic? Give its address with --clinic."}
	}
	if err := c.OpenSecrets(ctx); err != nil {
		return err
	}
	err := c.SignIn(ctx, func(address string) {
		_, _ = fmt.Fprintf(sys.Stdout, "Open this address in a browser on this machine:\n%s\n", address)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(sys.Stdout, "Signed in.")
	return err
}

func runSignOut(ctx context.Context, c *Client, o options, sys System) error {
	if err := c.passLock(ctx, o.pin); err != nil {
		return err
	}
	unsent, err := c.SignOut(ctx, false)
	if err != nil {
		return err
	}
	if unsent > 0 {
		return &care.Fault{Code: "unsent", Say: fmt.Sprintf("%d things on this device were not sent yet. Run sync first, or sign out in the app, which asks.", unsent)}
	}
	_, err = fmt.Fprintln(sys.Stdout, "Signed out. This device keeps nothing.")
	return err
}

// runExport writes into a new file that only this user can read; one that is there
// is never overwritten.
func runExport(ctx context.Context, c *Client, o options, sys System) (err error) {
	if err := c.passLock(ctx, o.pin); err != nil {
		return err
	}
	f, err := os.OpenFile(o.file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &care.Fault{Code: "usage", Say: "There is a file of that name already. Choose another name."}
	}
	if err != nil {
		return &care.Fault{Code: "usage", Say: "That file can't be written.", Cause: err}
	}
	n, err := c.ExportUnsent(ctx, f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(o.file))
	}
	_, err = fmt.Fprintf(sys.Stdout, "%d things that are not sent yet are in the file. It is not encrypted: keep it safe.\n", n)
	return err
}

func runWindow(ctx context.Context, c *Client, o options, sys System) error {
	if o.clinic != "" {
		c.Point(o.clinic)
	}
	if err := needDisplay(sys); err != nil {
		return err
	}
	kept := make(chan error, 1) // what this device keeps is opened while the window is made
	go func() { kept <- c.Resume(ctx) }()
	before := newBeforehand()
	w, err := NewWindow(ctx, c, sys, sys.NewUI(), before.hop)
	if err != nil {
		return err
	}
	w.atOnce, w.door.kept = o.clinic != "", kept
	w.Start() //nolint:contextcheck // the window has its own, from ctx
	limit := firstPicture
	if w.phone() {
		limit = 0 // the Keystore answers once the app runs
	}
	before.until(func() bool { return w.stands }, limit)
	w.win.ShowAndRun()
	return nil
}
