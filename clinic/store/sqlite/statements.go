package sqlite

import (
	"context"
	"database/sql/driver"

	sqlite3 "github.com/ncruces/go-sqlite3/driver"
)

// maxStatements is how many prepared statements one connection keeps. Searches
// differ in their text, and are not all worth keeping.
const maxStatements = 100

// conn keeps the statements that it prepared: to read the same SQL anew costs as
// much as to run it. A connection is used by one goroutine at a time.
type conn struct {
	sqlite3.Conn
	idle map[string]driver.Stmt
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query) // it is in use; another of the same text is prepared anew
		return &statement{s.(both), c, query}, nil
	}
	s, err := c.Conn.PrepareContext(ctx, numbered(query))
	if err != nil {
		return nil, err
	}
	if kept, ok := s.(both); ok {
		return &statement{kept, c, query}, nil
	}
	return s, nil
}

// both is what the driver's statements can do.
type both interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

// statement gives itself back when it is closed.
type statement struct {
	both
	conn  *conn
	query string
}

func (s *statement) Close() error {
	if s.conn.idle[s.query] != nil || len(s.conn.idle) >= maxStatements {
		return s.both.Close()
	}
	s.conn.idle[s.query] = s.both
	return nil
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	for query, s := range c.idle {
		_ = s.Close() // the connection is closed with it
		delete(c.idle, query)
	}
	return c.Conn.Close()
}
