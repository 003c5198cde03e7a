// Package sqlstore is the clinic's store in SQL that SQLite and PostgreSQL
// share. What the two do differently is behind Engine, and nowhere else.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"

	"throughline/clinic/store"
)

// Engine is one database of one kind.
type Engine interface {
	// Begin starts a transaction in which the rows of one clinic can be met. One
	// that does not write sees one state of the database.
	Begin(ctx context.Context, clinic string, write bool) (*Tx, error)
	// Lock waits until no other transaction of the clinic that took the lock is
	// open. What is read afterwards is what those left behind.
	Lock(ctx context.Context, tx *Tx, clinic string) error
	// Bind turns an open transaction to another clinic's rows.
	Bind(ctx context.Context, tx *Tx, clinic string) error
	// Tables lists the tables whose rows belong to a clinic.
	Tables(ctx context.Context) ([]Table, error)
	// Check looks for damage, as far as the engine can be asked.
	Check(ctx context.Context) error
	// Unavailable tells an error of a database that cannot be reached, is full, or
	// has lost its place to another, from a mistake in what it was asked.
	Unavailable(err error) bool
	// Ping says whether the database can be read and written.
	Ping(ctx context.Context) error
	// Notify tells other servers of changes. Listen delivers what they tell, until
	// ctx ends, and the zero Change where something may have been missed.
	Notify(ctx context.Context, changes []store.Change) error
	Listen(ctx context.Context, deliver func(store.Change))
	Close() error
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	Engine
	hub hub
	// listed are the clinics that this process has put into the list of clinics.
	listed sync.Map
}

// NewDB gives the database of an engine. ctx lends its values only: Close ends
// what runs.
func NewDB(ctx context.Context, e Engine) *DB {
	db := &DB{Engine: e, hub: hub{subs: map[*subscriber]struct{}{}}}
	db.hub.ctx, db.hub.stop = context.WithCancel(context.WithoutCancel(ctx))
	return db
}

// Tx is one transaction.
type Tx struct {
	tx *sql.Tx
	// release gives the connection back after the end; err is what ended it.
	release func(err error)
	shared  bool // with other writers, whom the end of one's context must not touch
	changes map[store.Change]struct{}
	listed  string // the clinic that the transaction puts into the list
}

// Changed notes what the transaction changes, to be told when it has committed.
func (t *Tx) Changed(clinic, topic string) {
	if t.changes == nil {
		t.changes = map[store.Change]struct{}{}
	}
	t.changes[store.Change{Clinic: clinic, Topic: topic}] = struct{}{}
}

// NewTx wraps a transaction. release may be nil.
func NewTx(tx *sql.Tx, release func(err error)) *Tx { return &Tx{tx: tx, release: release} }

// End rolls the transaction back unless it has committed, and gives its
// connection back. err is what happened in it.
func (t *Tx) End(err error) {
	_ = t.tx.Rollback() // after a commit there is nothing to roll back
	if t.release != nil {
		t.release(err)
	}
}

// lasting takes the end off the context of a shared transaction.
func (t *Tx) lasting(ctx context.Context) context.Context {
	if t.shared {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// ExecContext changes rows.
func (t *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(t.lasting(ctx), query, clean(args)...)
}

// QueryContext reads rows.
func (t *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(t.lasting(ctx), query, clean(args)...)
}

// QueryRowContext reads one row.
func (t *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(t.lasting(ctx), query, clean(args)...)
}

// clean makes text that every engine takes: PostgreSQL keeps neither a zero byte
// nor what is not UTF-8, and somebody may search for either.
func clean(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
		}
	}
	return args
}

// Write runs fn in a transaction on the clinic's rows. It commits when fn
// returns nil, and otherwise leaves no trace.
func (db *DB) Write(ctx context.Context, clinic string, fn func(*Tx) error) error {
	if e, ok := db.Engine.(grouped); ok {
		return db.together(ctx, e.Group(), fn)
	}
	return db.within(ctx, clinic, true, fn)
}

// SharesCommits says whether writers that come at the same time share a commit, so
// that many small changes are better asked for at once.
func (db *DB) SharesCommits() bool {
	_, ok := db.Engine.(grouped)
	return ok
}

// Read runs fn in a transaction that sees one state of the clinic's rows and
// cannot change it.
func (db *DB) Read(ctx context.Context, clinic string, fn func(*Tx) error) error {
	return db.within(ctx, clinic, false, fn)
}

func (db *DB) within(ctx context.Context, clinic string, write bool, fn func(*Tx) error) (err error) {
	tx, err := db.Begin(ctx, clinic, write)
	if err != nil {
		return db.failed(ctx, "begin", err)
	}
	defer func() { tx.End(err) }()
	if err := fn(tx); err != nil {
		if db.Unavailable(err) {
			err = db.failed(ctx, "transaction", err)
		}
		return err
	}
	if err := tx.tx.Commit(); err != nil {
		return db.failed(ctx, "commit", err)
	}
	if tx.listed != "" {
		db.listed.Store(tx.listed, true)
	}
	db.committed(tx.changes) //nolint:contextcheck // telling goes on when the transaction's context ends
	return nil
}

// together is within for an engine whose writers share their commits.
func (db *DB) together(ctx context.Context, g *Group, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, lost, err := g.write(ctx, fn)
	switch {
	case err == nil:
		db.committed(tx.changes) //nolint:contextcheck // telling goes on when the transaction's context ends
		return nil
	case lost || db.Unavailable(err):
		return db.failed(ctx, "transaction", err)
	}
	return err
}

// failed marks a failure of the database, apart from that of a caller who went
// away. A transaction that cannot begin or commit is the database's failure
// whatever it says.
func (db *DB) failed(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, store.ErrUnavailable, err)
}
