// Package engines opens a database of whichever kind its address names.
package engines

import (
	"context"
	"fmt"
	"strings"

	"throughline/clinic/store/postgres"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
)

// Open opens sqlite:FILE or postgres://USER@HOST/NAME and brings its schema up
// to date where it may.
func Open(ctx context.Context, dsn string) (*sqlstore.DB, error) {
	switch scheme, _, _ := strings.Cut(dsn, ":"); scheme {
	case "sqlite":
		return sqlite.Open(ctx, dsn)
	case "postgres", "postgresql":
		return postgres.Open(ctx, dsn)
	}
	return nil, fmt.Errorf("the database %q is not of the form sqlite:FILE or postgres://USER@HOST/NAME", redacted(dsn))
}

// Migrate brings the schema up to date. On PostgreSQL it lets the role app use
// it, where one is named.
func Migrate(ctx context.Context, dsn, app string) error {
	if strings.HasPrefix(dsn, "postgres") {
		return postgres.Migrate(ctx, dsn, app)
	}
	db, err := Open(ctx, dsn)
	if err != nil {
		return err
	}
	return db.Close()
}

// redacted leaves out what may be a password.
func redacted(dsn string) string {
	if at := strings.LastIndexByte(dsn, '@'); at >= 0 {
		return "..." + dsn[at:]
	}
	return dsn
}
