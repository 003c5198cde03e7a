// Package migrations holds the schema of the clinic's database as goose
// migrations.
//
// The SQL is the part that SQLite and PostgreSQL have in common: text and
// bigint columns, no AUTOINCREMENT, no engine's own functions. The clinic's id
// is first in every key, so that a sharding engine can take the schema as it
// is. Times are milliseconds since 1970 in UTC.
//
// Numbers 0001-0099 belong to resources and audit, 0100-0199 to sign-in, 0200-0299
// to the programme's rules.
//
// On PostgreSQL row-level security comes to each table by itself
// (clinic/store/postgres), and migrations run before it: an UPDATE in one sees
// the rows of all clinics.
package migrations

import "embed"

// FS holds the migrations, one file each, in goose's format.
//
//go:embed *.sql
var FS embed.FS
