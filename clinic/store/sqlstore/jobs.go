package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Claim takes a clinic's job if it is due at now, and sets when it is due again.
// Of several servers that ask at once one is told true. A server that dies after
// that leaves the work for the next time.
func (db *DB) Claim(ctx context.Context, clinic, job string, now, next time.Time) (claimed bool, err error) {
	err = db.Write(ctx, clinic, func(tx *Tx) error {
		var at int64
		err := tx.QueryRowContext(ctx, `INSERT INTO jobs (clinic_id, job, next_at) VALUES ($1, $2, $3)
			ON CONFLICT (clinic_id, job) DO UPDATE SET next_at = excluded.next_at WHERE jobs.next_at <= $4
			RETURNING next_at`, clinic, job, next.UnixMilli(), now.UnixMilli()).Scan(&at)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return fmt.Errorf("claim %s: %w", job, err)
		}
		claimed = true
		return nil
	})
	return claimed && err == nil, err
}
