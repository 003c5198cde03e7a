package app

import (
	"context"
	"io"
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
