package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"throughline/clinic"
	"throughline/clinic/auth"
)

// auditYears is how long who did what is kept (45 CFR 164.316(b)(2)(i): six years).
const auditYears = 6

// auditPurge says what it would remove, and removes it when it is told so.
func auditPurge(ctx context.Context, c *call) (err error) {
	var cfg clinic.Config
	c.database(&cfg)
	years := c.flags.Int("audit-years", auditYears, "how many `YEARS` the audit is kept; at least 1")
	yes := c.flags.Bool("yes", false, "remove, and do not only say what would be removed")
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := c.noMore(); err != nil {
		return err
	}
	if *years < 1 {
		return misuse{fmt.Errorf("the audit cannot be kept for %d years", *years)}
	}
	before := d.Now().UTC().AddDate(-*years, 0, 0)
	n, oldest, err := d.DB.AuditBefore(ctx, d.ID, before)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%d events of clinic %s recorded before %s", n, d.ID, before.Format(time.DateOnly))
	if n > 0 {
		what += ", the oldest on " + oldest.Format(time.DateOnly)
	}
	if !*yes {
		_, err := fmt.Fprintf(c.Out, "%s would be removed. Nothing was removed; add --yes to do it.\n", what)
		return err
	}
	if n == 0 {
		_, err := fmt.Fprintf(c.Out, "%s: there is nothing to remove.\n", what)
		return err
	}
	a, err := d.Auth(loopback) //nolint:contextcheck // auth.New takes none
	if err != nil {
		return err
	}
	// What is gone is told in what stays.
	if err := a.RecordOperator(ctx, auth.Event{Kind: auth.EventAuditPurged, Detail: "by the command line: " + what}); err != nil {
		return err
	}
	removed, err := d.DB.PurgeAudit(ctx, d.ID, before)
	if err != nil {
		if strings.HasPrefix(cfg.DB, "postgres") {
			return fmt.Errorf("%w; on PostgreSQL, purge as the role that owns the schema", err)
		}
		return err
	}
	_, err = fmt.Fprintf(c.Out, "%d events were removed.\n", removed)
	return err
}
