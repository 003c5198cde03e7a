package sqlstore

import (
	"context"
	"fmt"
	"time"
)

// purgeBatch is how many events go in one transaction, so that nobody waits for long.
const purgeBatch = 5000

// AuditBefore counts a clinic's events recorded before a time, and says when the oldest was.
func (db *DB) AuditBefore(ctx context.Context, clinic string, before time.Time) (n int64, oldest time.Time, err error) {
	err = db.Read(ctx, clinic, func(tx *Tx) error {
		var first int64
		err := tx.QueryRowContext(ctx, `SELECT count(*), coalesce(min(recorded), 0) FROM audit WHERE clinic_id = $1 AND recorded < $2`,
			clinic, millis(before)).Scan(&n, &first)
		oldest = fromMillis(first)
		return err
	})
	return n, oldest, err
}

// PurgeAudit removes a clinic's events recorded before a time, and says how many. On PostgreSQL the
// servers' role may not: it takes the role that owns the schema.
func (db *DB) PurgeAudit(ctx context.Context, clinic string, before time.Time) (removed int64, err error) {
	for {
		var n int64
		err := db.Write(ctx, clinic, func(tx *Tx) error {
			done, err := tx.ExecContext(ctx, `DELETE FROM audit WHERE clinic_id = $1 AND audit_id IN (
				SELECT audit_id FROM audit WHERE clinic_id = $1 AND recorded < $2 ORDER BY recorded, audit_id LIMIT $3)`,
				clinic, millis(before), purgeBatch)
			if err != nil {
				return fmt.Errorf("purge audit: %w", err)
			}
			n, err = done.RowsAffected()
			return err
		})
		removed += n
		if err != nil || n < purgeBatch {
			return removed, err
		}
	}
}
