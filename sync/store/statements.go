package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	sqlite "github.com/ncruces/go-sqlite3/driver"
)

// connector opens connections that keep the statements that they prepared: to read
// the same SQL anew in each transaction costs as much as to run it. The texts are
// those of this package, so that there are few.
type connector struct {
	driver.Connector
	pragmas string
}

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn := &conn{inner.(sqlite.Conn), map[string]prepared{}} //nolint:forcetypeassert // the driver says so
	if err := conn.Raw().Exec(c.pragmas); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// conn is used by one goroutine at a time.
type conn struct {
	sqlite.Conn
	idle map[string]prepared
}

// prepared is what the driver's statements can do.
type prepared interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
	Reset() error
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query) // it is in use; another of the same text is prepared anew
		return &kept{s, c, query}, nil
	}
	s, err := c.Conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if p, ok := s.(prepared); ok {
		return &kept{p, c, query}, nil
	}
	return s, nil
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	for _, s := range c.idle {
		_ = s.Close() // the connection is closed with it
	}
	clear(c.idle)
	return c.Conn.Close()
}

// kept gives itself back when it is closed.
type kept struct {
	prepared
	conn  *conn
	query string
}

// Close implements driver.Stmt. One that cannot be set back, as after an error, is
// not kept.
func (k *kept) Close() error {
	if k.conn.idle[k.query] != nil || k.Reset() != nil {
		return k.prepared.Close()
	}
	k.conn.idle[k.query] = k.prepared
	return nil
}

// execute runs statements that are not kept, many in one text.
func execute(ctx context.Context, db *sql.DB, text string) (err error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	return c.Raw(func(raw any) error { return raw.(sqlite.Conn).Raw().Exec(text) }) //nolint:forcetypeassert // all are
}
