package sqlstore

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"throughline/clinic/store"
)

// CheckBackup reads a backup to its end and holds it against its checksum.
func CheckBackup(from io.Reader) (Backup, error) {
	return readBackup(from, func(backupTable, []any) error { return nil })
}

// ErrNotEmpty is a database that a backup would be mixed into.
var ErrNotEmpty = errors.New("the database is not empty")

// Restore fills an empty database from a backup, whole or not at all, and then
// reads it back: the rows in the database have the backup's checksum.
func (db *DB) Restore(ctx context.Context, from io.ReadSeeker) (Backup, error) {
	b, err := CheckBackup(from) // before anything is written
	if err != nil {
		return b, err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return b, err
	}
	if have, err := db.Clinics(ctx); err != nil || len(have) > 0 {
		return b, errors.Join(ErrNotEmpty, err)
	}
	tables, err := db.Tables(ctx)
	if err != nil {
		return b, err
	}
	if err := db.Write(ctx, registry, func(tx *Tx) error {
		in := &loader{db: db, tx: tx, tables: tables}
		if _, err := readBackup(from, func(t backupTable, row []any) error { return in.take(ctx, t, row) }); err != nil {
			return err
		}
		return in.flush(ctx)
	}); err != nil {
		return b, err
	}
	out := &lines{to: bufio.NewWriter(io.Discard), sum: sha256.New(), rows: map[string]int64{}}
	if _, err := db.dump(ctx, out); err != nil {
		return b, err
	}
	if got := hex.EncodeToString(out.sum.Sum(nil)); got != b.SHA256 {
		return b, fmt.Errorf("what was restored differs from the backup: its checksum is %s and not %s", got, b.SHA256)
	}
	return b, db.Check(ctx)
}

// loader inserts rows, many at a time.
type loader struct {
	db     *DB
	tx     *Tx
	tables []Table
	clinic string
	into   insert
}

// maxArgs bounds one statement.
const maxArgs = 4000

func (l *loader) take(ctx context.Context, t backupTable, row []any) error {
	if row == nil {
		if err := l.flush(ctx); err != nil {
			return err
		}
		i := slices.IndexFunc(l.tables, func(have Table) bool { return have.Name == t.Table })
		if i < 0 || !l.tables[i].has(t.Columns) {
			return errBackup
		}
		if t.Clinic != l.clinic {
			l.clinic = t.Clinic
			l.tx.Changed(t.Clinic, store.ChangedProfile)
			if err := l.db.Bind(ctx, l.tx, t.Clinic); err != nil {
				return err
			}
		}
		l.into = insert{table: t.Table, columns: strings.Join(t.Columns, ", ")}
		return nil
	}
	l.into.add(row...)
	if len(l.into.args) >= maxArgs {
		return l.flush(ctx)
	}
	return nil
}

func (l *loader) flush(ctx context.Context) error {
	if err := l.into.run(ctx, l.tx); err != nil {
		return fmt.Errorf("restore %s: %w", l.into.table, err)
	}
	l.into.rows, l.into.args = nil, nil
	return nil
}
