package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"throughline/care"
)

// ExportUnsent writes what is on this device and not at the clinic as JSON, and
// says how many things that are. It needs no network, and works also when the
// sign-in has run out.
func (c *Client) ExportUnsent(ctx context.Context, w io.Writer) (int, error) {
	if err := c.Resume(ctx); err != nil {
		return 0, err
	}
	unsent, err := c.Engine().Unsent(ctx)
	if err != nil {
		return 0, err
	}
	return len(unsent.Entries) + len(unsent.Drafts), unsent.Write(w)
}

// runExport writes into a new file that only this user can read; one that is there
// is never overwritten.
func runExport(ctx context.Context, c *Client, o options, sys System) (err error) {
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
