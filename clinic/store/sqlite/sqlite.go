// Package sqlite keeps the clinic's data in one SQLite file.
//
// The file is in WAL mode with synchronous=FULL: a write that was acknowledged
// is on the disk. One connection writes, a pool of others reads, so that
// readers never wait for a writer and writers never meet SQLITE_BUSY within a
// process.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"

	"throughline/clinic/store"
	"throughline/clinic/store/migrations"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	path  string
	write *sql.DB
	read  *sql.DB
}

// Open opens or makes the database and brings its schema up to date. dsn is a
// file's path, with or without the prefix "sqlite:".
func Open(ctx context.Context, dsn string) (*DB, error) {
	path := strings.TrimPrefix(dsn, "sqlite:")
	if path == "" {
		return nil, errors.New("the database has no file name")
	}
	db := &DB{path: path}
	var err error
	if db.write, err = open(source(path, "immediate", "")); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.write.SetMaxOpenConns(1)
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.write.Close())
	}
	if db.read, err = open(source(path, "deferred", "query_only(1)")); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.write.Close())
	}
	readers := max(4, 2*runtime.NumCPU())
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	return db, nil
}

func source(path, lock, extra string) string {
	q := url.Values{
		"_txlock": {lock},
		"_pragma": {
			"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)",
		},
	}
	if extra != "" {
		q.Add("_pragma", extra)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func (db *DB) migrate(ctx context.Context) error {
	// Two owners number their migrations in ranges of their own, so a lower
	// number may arrive after a higher one.
	p, err := goose.NewProvider(goose.DialectSQLite3, db.write, migrations.FS, goose.WithAllowOutofOrder(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// Write runs fn in the one write transaction that there can be at a time. It
// commits when fn returns nil, and otherwise leaves no trace.
func (db *DB) Write(ctx context.Context, fn func(*sql.Tx) error) error {
	return within(ctx, db.write, fn)
}

// Read runs fn in a transaction that sees one state of the database and cannot
// change it.
func (db *DB) Read(ctx context.Context, fn func(*sql.Tx) error) error {
	return within(ctx, db.read, fn)
}

func within(ctx context.Context, pool *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return unavailable("begin", err)
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return unavailable("commit", err)
	}
	return nil
}

// unavailable marks a failure to begin or to commit, apart from that of a
// caller who went away: a full disk, a lock that is not given back.
func unavailable(doing string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, store.ErrUnavailable, err)
}

// Ping says whether the database can be read.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Close waits for running transactions and closes the file.
func (db *DB) Close() error { return errors.Join(db.read.Close(), db.write.Close()) }
