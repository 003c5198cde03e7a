package store

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"errors"
	"time"

	"throughline/fhir"
)

// Tx is one transaction. It is valid only inside the function it was given to.
type Tx struct {
	ctx      context.Context //nolint:containedctx // a Tx lives no longer than the call that owns the context
	tx       *sql.Tx
	aead     cipher.AEAD
	prepared map[string]statement
	box      box
	wrote    bool
	values   []string // the names of the values that were written
	more     bool     // something else was written than values and cursors
}

// Wrote tells what was written so far: the names of values, and whether anything
// else than values and cursors changed. A resource that is stored again as it was is
// no change.
func (t *Tx) Wrote() (values []string, more bool) { return t.values, t.more }

// Resource is one resource as the server last told it.
type Resource struct {
	Type, ID string
	Version  string        // meta.versionId, opaque
	Updated  time.Time     // meta.lastUpdated, the server's clock; to the microsecond
	Deleted  bool          // gone, or no longer this person's to see; Body is empty
	Body     []byte        // as it came
	Read     fhir.Resource // not stored: Body, where it was read already
}

// Put stores r, unless what is stored is newer by the server's clock. changed
// tells whether the stored resource is another one now: by its version, and, for
// servers that keep none or never count it up, by its time or what it says. A
// resource that was set aside earlier no longer is.
func (t *Tx) Put(r Resource) (changed bool, err error) {
	res, err := t.exec(`INSERT INTO resource (type, id, version, updated, deleted, body) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (type, id) DO UPDATE SET version = excluded.version, updated = excluded.updated,
			deleted = excluded.deleted, body = excluded.body
		WHERE excluded.updated >= updated AND (excluded.version <> version OR excluded.deleted <> deleted OR
			excluded.updated > updated OR excluded.version = '' AND excluded.body <> body)`,
		r.Type, r.ID, r.Version, micros(r.Updated), r.Deleted, r.Body)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, err
	}
	res, err = t.exec(`DELETE FROM aside WHERE type = ? AND id = ?`, r.Type, r.ID)
	if err != nil {
		return false, err
	}
	back, err := res.RowsAffected()
	t.more = t.more || n > 0 || back > 0
	return n > 0, err
}

// Get gives a stored resource, a deleted one too; ok is false if there is none.
func (t *Tx) Get(typ, id string) (r Resource, ok bool, err error) {
	row, err := t.row(`SELECT version, updated, deleted, body FROM resource WHERE type = ? AND id = ?`, typ, id)
	if err != nil {
		return r, false, err
	}
	r.Type, r.ID = typ, id
	var updated int64
	err = row.Scan(&r.Version, &updated, &r.Deleted, &r.Body)
	if errors.Is(err, sql.ErrNoRows) {
		return Resource{}, false, nil
	}
	r.Updated = instant(updated)
	return r, err == nil, err
}

// Resources gives fn every resource that is not deleted, by type and id. The
// body is fn's to keep.
func (t *Tx) Resources(fn func(Resource) error) error {
	return t.each(`SELECT type, id, version, updated, body FROM resource WHERE deleted = 0 ORDER BY type, id`,
		func(rows *sql.Rows) error {
			var r Resource
			var updated int64
			if err := rows.Scan(&r.Type, &r.ID, &r.Version, &updated, &r.Body); err != nil {
				return err
			}
			r.Updated = instant(updated)
			return fn(r)
		})
}

// Drop forgets a resource as if it had never been downloaded.
func (t *Tx) Drop(typ, id string) error {
	t.more = true
	_, err := t.exec(`DELETE FROM resource WHERE type = ? AND id = ?`, typ, id)
	return err
}

// SetAside notes a resource that could not be read, by a stable code.
func (t *Tx) SetAside(typ, id, version, code string) error {
	t.more = true
	_, err := t.exec(`INSERT INTO aside (type, id, version, code) VALUES (?, ?, ?, ?)
		ON CONFLICT (type, id) DO UPDATE SET version = excluded.version, code = excluded.code`, typ, id, version, code)
	return err
}

// Asides counts the resources that are set aside.
func (t *Tx) Asides() (n int, err error) {
	row, err := t.row(`SELECT count(*) FROM aside`)
	if err != nil {
		return 0, err
	}
	return n, row.Scan(&n)
}

// Cursor says how far feed was read; empty if never.
func (t *Tx) Cursor(feed string) (string, error) {
	return t.text(`SELECT value FROM cursor WHERE feed = ?`, feed)
}

// SetCursor moves the cursor of feed.
func (t *Tx) SetCursor(feed, value string) error {
	_, err := t.exec(`INSERT INTO cursor (feed, value) VALUES (?, ?)
		ON CONFLICT (feed) DO UPDATE SET value = excluded.value`, feed, value)
	return err
}

// ClearCursors makes the next download start from the beginning.
func (t *Tx) ClearCursors() error {
	_, err := t.exec(`DELETE FROM cursor`)
	return err
}

// Meta reads a named value; empty if it was never set.
func (t *Tx) Meta(name string) (string, error) {
	return t.text(`SELECT value FROM meta WHERE name = ?`, name)
}

// SetMeta sets a named value.
func (t *Tx) SetMeta(name, value string) error {
	t.values = append(t.values, name)
	_, err := t.exec(`INSERT INTO meta (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// DropMeta removes the named values whose names begin with prefix.
func (t *Tx) DropMeta(prefix string) error {
	t.values = append(t.values, prefix)
	_, err := t.exec(`DELETE FROM meta WHERE substr(name, 1, length(?)) = ?`, prefix, prefix)
	return err
}

func (t *Tx) text(query, arg string) (value string, err error) {
	row, err := t.row(query, arg)
	if err != nil {
		return "", err
	}
	err = row.Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func (t *Tx) exec(query string, args ...any) (sql.Result, error) {
	t.wrote = true
	stmt, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(t.ctx, args...)
}

func (t *Tx) row(query string, args ...any) (*sql.Row, error) {
	stmt, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryRowContext(t.ctx, args...), nil
}

func (t *Tx) each(query string, fn func(*sql.Rows) error, args ...any) (err error) {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// statement is a *sql.Stmt that the transaction closes.
type statement interface {
	ExecContext(context.Context, ...any) (sql.Result, error)
	QueryContext(context.Context, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, ...any) *sql.Row
}

// stmt prepares a statement once in a transaction.
func (t *Tx) stmt(query string) (statement, error) {
	if s, ok := t.prepared[query]; ok {
		return s, nil
	}
	s, err := t.tx.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	t.prepared[query] = s
	return s, nil
}

// micros and instant keep the zero time zero.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
