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
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/pressly/goose/v3"

	"throughline/clinic/store/migrations"
	"throughline/clinic/store/sqlstore"
)

type engine struct {
	path  string
	write *sql.DB
	read  *sql.DB
	group *sqlstore.Group
}

// Group has the writers of a file share their commits.
func (e *engine) Group() *sqlstore.Group { return e.group }

var _ sqlstore.Engine = (*engine)(nil)

// Open opens or makes the database and brings its schema up to date. dsn is a
// file's path, with or without the prefix "sqlite:".
func Open(ctx context.Context, dsn string) (*sqlstore.DB, error) {
	e, err := openFile(ctx, dsn)
	if err != nil {
		return nil, err
	}
	return sqlstore.NewDB(ctx, e), nil
}

func openFile(ctx context.Context, dsn string) (*engine, error) {
	path := strings.TrimPrefix(dsn, "sqlite:")
	if path == "" {
		return nil, errors.New("the database has no file name")
	}
	e := &engine{path: path}
	var err error
	if e.write, err = open(source(path, "immediate", "")); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	e.write.SetMaxOpenConns(1)
	e.group = sqlstore.NewGroup(e.write)
	if err := e.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), e.write.Close())
	}
	if e.read, err = open(source(path, "deferred", "query_only(1)")); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), e.write.Close())
	}
	readers := max(4, 2*runtime.NumCPU())
	e.read.SetMaxOpenConns(readers)
	e.read.SetMaxIdleConns(readers)
	return e, nil
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

func (e *engine) migrate(ctx context.Context) error {
	// Two owners number their migrations in ranges of their own, so a lower
	// number may arrive after a higher one.
	p, err := goose.NewProvider(goose.DialectSQLite3, e.write, migrations.FS, goose.WithAllowOutofOrder(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// Begin implements sqlstore.Engine. The clinic is in the conditions of every
// statement; a file has no second wall.
func (e *engine) Begin(ctx context.Context, _ string, write bool) (*sqlstore.Tx, error) {
	pool := e.read
	if write {
		pool = e.write
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return sqlstore.NewTx(tx, nil), nil
}

// Lock implements sqlstore.Engine: there is one writer at a time.
func (e *engine) Lock(context.Context, *sqlstore.Tx, string) error { return nil }

// Bind implements sqlstore.Engine.
func (e *engine) Bind(context.Context, *sqlstore.Tx, string) error { return nil }

// Check implements sqlstore.Engine.
func (e *engine) Check(ctx context.Context) error {
	var says string
	if err := e.read.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&says); err != nil {
		return err
	}
	if says != "ok" {
		return fmt.Errorf("the database is damaged: %s", says)
	}
	return nil
}

// Tables implements sqlstore.Engine.
func (e *engine) Tables(ctx context.Context) ([]sqlstore.Table, error) {
	return sqlstore.ReadTables(ctx, e.read, `SELECT m.name, c.name, c.pk FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) k WHERE k.name = 'clinic_id')
		ORDER BY m.name, c.pk = 0, c.pk, c.name`)
}

// Unavailable implements sqlstore.Engine.
func (e *engine) Unavailable(err error) bool {
	var code sqlite3.ErrorCode
	return errors.As(err, &code) && slices.Contains([]sqlite3.ErrorCode{
		sqlite3.BUSY, sqlite3.LOCKED, sqlite3.FULL, sqlite3.IOERR, sqlite3.CANTOPEN, sqlite3.READONLY, sqlite3.NOMEM,
	}, code)
}

// Ping implements sqlstore.Engine.
func (e *engine) Ping(ctx context.Context) error { return e.read.PingContext(ctx) }

// Close waits for running transactions and closes the file.
func (e *engine) Close() error { return errors.Join(e.read.Close(), e.write.Close()) }
