package postgrestest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"throughline/clinic/store/postgres"
)

// Exec runs a statement as the superuser.
func (c *Cluster) Exec(ctx context.Context, database, statement string) error {
	return ExecOn(ctx, c.DSN(database, Super), statement)
}

// ExecOn runs a statement on a database by its address.
func ExecOn(ctx context.Context, dsn, statement string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, statement)
	return errors.Join(err, db.Close())
}

// template is a database that is brought up to date once and then copied.
const template = "fresh"

var shared = sync.OnceValues(func() (*Cluster, error) {
	c, err := Start(context.Background(), quick)
	if err != nil {
		return nil, err
	}
	if err := c.Create(context.Background(), template); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	if err := postgres.Migrate(context.Background(), c.DSN(template, Owner), App); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
})

// Create makes an empty database whose schema belongs to Owner.
func (c *Cluster) Create(ctx context.Context, name string) error {
	return errors.Join(
		c.Exec(ctx, Super, `CREATE DATABASE `+name+` OWNER `+Owner),
		c.Exec(ctx, name, `ALTER SCHEMA public OWNER TO `+Owner),
	)
}

var number atomic.Int64

// Database makes a database that is up to date and empty, on the cluster that
// the tests of one process share. It gives the address for a role.
func Database(t testing.TB) func(role string) string {
	t.Helper()
	return database(t, `TEMPLATE `+template)
}

// Empty makes a database with nothing in it.
func Empty(t testing.TB) func(role string) string {
	t.Helper()
	return database(t, `TEMPLATE template1`)
}

func database(t testing.TB, from string) func(role string) string {
	t.Helper()
	c, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context()) // the cleanup comes after its end
	name := fmt.Sprintf("t%d", number.Add(1))
	err = c.Exec(ctx, Super, `CREATE DATABASE `+name+` OWNER `+Owner+` `+from)
	if err == nil {
		err = c.Exec(ctx, name, `ALTER SCHEMA public OWNER TO `+Owner)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Exec(ctx, Super, `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return func(role string) string { return c.DSN(name, role) }
}
