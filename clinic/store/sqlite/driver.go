package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	sqlite3 "github.com/ncruces/go-sqlite3/driver"
)

// open opens a pool on which $1, $2 mean the first and the second argument, as
// they do in PostgreSQL. To SQLite alone they are names, numbered by where they
// first stand in the text.
func open(source string) (*sql.DB, error) {
	c, err := (&sqlite3.SQLite{}).OpenConnector(source)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{c}), nil
}

type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{inner.(sqlite3.Conn), map[string]driver.Stmt{}}, nil
}

// numbered turns $1 into SQLite's ?1, outside of quotes.
func numbered(query string) string {
	var b strings.Builder
	quoted := false
	for i := range len(query) {
		c := query[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c == '$' && !quoted && i+1 < len(query) && '0' <= query[i+1] && query[i+1] <= '9' {
			c = '?'
		}
		b.WriteByte(c)
	}
	return b.String()
}
