// Package postgres keeps the clinics' data in PostgreSQL, for any number of
// servers.
//
// Row-level security is a second wall between clinics: a transaction is told at
// its start whose rows it may meet, and meets no others, whatever it asks. The
// server's role must be one that row-level security binds; Open refuses others.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"throughline/clinic/store/sqlstore"
)

type engine struct {
	pool   *sql.DB
	config *pgx.ConnConfig
	id     string // of this server among those that tell each other of changes
}

var _ sqlstore.Engine = (*engine)(nil)

// Open opens the database. dsn is a connection string of libpq's form, which may
// name several hosts: with target_session_attrs=read-write the one that takes
// writes is found among them, again after a failover. pool_max_conns bounds the
// connections.
//
// A schema that is behind is brought up to date where the role owns it, by one
// server while the others wait. Otherwise that is an error which says so.
func Open(ctx context.Context, dsn string) (*sqlstore.DB, error) {
	e, err := connect(dsn)
	if err != nil {
		return nil, err
	}
	if err := e.ready(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return sqlstore.NewDB(ctx, e), nil
}

func connect(dsn string) (*engine, error) {
	dsn, conns, err := poolSize(dsn)
	if err != nil {
		return nil, err
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the database's address: %w", err) // pgx leaves the password out
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 3 * time.Second
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "clinicd"
	}
	config.DialFunc = dial
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &engine{pool: pool, config: config, id: uuid.NewString()}, nil
}

// poolSize takes pool_max_conns out of the address; pgx would send it on. The
// rest is pgx's to read: several hosts are no URL.
func poolSize(dsn string) (string, int, error) {
	conns := max(8, 4*runtime.NumCPU())
	address, query, _ := strings.Cut(dsn, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		return "", 0, errors.New("the parameters in the database's address cannot be read")
	}
	if given := q.Get("pool_max_conns"); given != "" {
		if conns, err = strconv.Atoi(given); err != nil || conns < 2 {
			return "", 0, fmt.Errorf("pool_max_conns is %q and not a number from 2", given)
		}
		q.Del("pool_max_conns")
		query = q.Encode()
	}
	return address + "?" + query, conns, nil
}

// bind tells row-level security whose rows the transaction may meet.
const bind = `SELECT set_config('clinicd.clinic', $1, true)`

// Begin implements sqlstore.Engine.
func (e *engine) Begin(ctx context.Context, clinic string, write bool) (*sqlstore.Tx, error) {
	if clinic == "" {
		return nil, errors.New("a transaction without a clinic")
	}
	conn, err := e.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	release := func(err error) {
		if lost(err) {
			_ = conn.Raw(discard)
		}
		_ = conn.Close() // gives it back; a discarded one is closed already
	}
	// A writer takes the clinic's lock before it reads and then wants what the
	// one before it left, which a snapshot from the start would not have.
	options := sql.TxOptions{Isolation: sql.LevelReadCommitted}
	if !write {
		options = sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := conn.BeginTx(ctx, &options)
	if err != nil {
		release(err)
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, bind, clinic); err != nil {
		_ = tx.Rollback()
		release(err)
		return nil, err
	}
	return sqlstore.NewTx(tx, release), nil
}

// Lock implements sqlstore.Engine by the lock of the clinic's own row, which
// holds across servers and is nobody else's.
func (e *engine) Lock(ctx context.Context, tx *sqlstore.Tx, clinic string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO clinics (clinic_id, updated) VALUES ($1, 0)
		ON CONFLICT (clinic_id) DO UPDATE SET updated = clinics.updated`, clinic)
	return err
}

// Bind implements sqlstore.Engine.
func (e *engine) Bind(ctx context.Context, tx *sqlstore.Tx, clinic string) error {
	_, err := tx.ExecContext(ctx, bind, clinic)
	return err
}

// Check implements sqlstore.Engine. PostgreSQL's own checks (amcheck, data
// checksums) are its operator's.
func (e *engine) Check(context.Context) error { return nil }

// Tables implements sqlstore.Engine.
func (e *engine) Tables(ctx context.Context) ([]sqlstore.Table, error) {
	return sqlstore.ReadTables(ctx, e.pool, `SELECT * FROM (
		SELECT c.relname, a.attname, coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
		AND EXISTS (SELECT 1 FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attname = 'clinic_id')
	) t (name, field, place) ORDER BY name, place = 0, place, field`)
}

// Ping implements sqlstore.Engine: a standby does not count.
func (e *engine) Ping(ctx context.Context) error {
	tx, err := e.Begin(ctx, "ping", true)
	if err != nil {
		return err
	}
	var standby bool
	err = tx.QueryRowContext(ctx, `SELECT pg_is_in_recovery()`).Scan(&standby)
	if err == nil && standby {
		err = errStandby
	}
	tx.End(err)
	return err
}

// Close implements sqlstore.Engine.
func (e *engine) Close() error { return e.pool.Close() }
