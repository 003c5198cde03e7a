//go:build pins

// Package pins holds the version of a module that is decided before its first
// user is there: the PostgreSQL store will speak through pgx.
package pins

import _ "github.com/jackc/pgx/v5/stdlib"
