package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/store"
	"throughline/clinic/store/postgres"
	"throughline/clinic/store/postgres/postgrestest"
	"throughline/clinic/store/sqlstore"
)

// alone starts a cluster that belongs to the test, with an empty database.
func alone(t *testing.T, settings string) *postgrestest.Cluster {
	t.Helper()
	c, err := postgrestest.Start(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	if err := c.Create(t.Context(), "clinic"); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Migrate(t.Context(), c.DSN("clinic", postgrestest.Owner), postgrestest.App); err != nil {
		t.Fatal(err)
	}
	return c
}

func write(ctx context.Context, s *sqlstore.Store, id string) error {
	return s.Update(ctx, "c", func(w store.Writer) error {
		_, err := w.AppendAudit(ctx, store.Audit{ID: id, Recorded: time.Unix(1, 0)})
		return err
	})
}

// A database that is gone is unavailable, in every way of asking and in the
// middle of a transaction, and when it is back nothing has to be restarted.
func TestALostDatabaseIsUnavailableAndComesBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	c := alone(t, "")
	db, err := postgres.Open(ctx, c.DSN("clinic", postgrestest.App))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := sqlstore.NewStore(db)
	for round, end := range []func() error{c.Halt, c.Kill} {
		if err := write(ctx, s, fmt.Sprint("before", round)); err != nil {
			t.Fatal(err)
		}
		if err := s.Update(ctx, "c", func(w store.Writer) error {
			if _, err := w.Get(ctx, "Goal", "a"); !errors.Is(err, store.ErrNotFound) {
				t.Error(err)
			}
			if err := end(); err != nil {
				t.Error(err)
			}
			_, err := w.Get(ctx, "Goal", "a")
			return err
		}); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("in the middle of a transaction: %v", err)
		}
		if err := write(ctx, s, "while"); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("a write: %v", err)
		}
		if err := s.View(ctx, "c", func(r store.Reader) error { _, err := r.Get(ctx, "Goal", "a"); return err }); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("a read: %v", err)
		}
		if _, err := sqlstore.NewAuth(db, "c").User(ctx, "u"); !errors.Is(err, store.ErrUnavailable) || errors.Is(err, auth.ErrNotFound) {
			t.Errorf("sign-in: %v", err)
		}
		if err := db.Ping(ctx); err == nil {
			t.Error("it is ready")
		}
		if err := c.Resume(); err != nil {
			t.Fatal(err)
		}
		for range 20 { // as many as the pool can have connections that are cut
			if err := write(ctx, s, fmt.Sprint("after", round)); err != nil {
				t.Errorf("after it came back: %v", err)
			}
		}
		if err := db.Ping(ctx); err != nil {
			t.Error(err)
		}
	}
}

// A primary that has become a standby still answers, and refuses every write:
// the connection to it is given up and the new primary is looked for.
func TestAServerLeavesAPrimaryThatBecameAStandby(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	c := alone(t, "")
	db, err := postgres.Open(ctx, c.DSN("clinic", postgrestest.App))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := sqlstore.NewStore(db)
	if err := c.Exec(ctx, "clinic", `ALTER DATABASE clinic SET default_transaction_read_only = on`); err != nil {
		t.Fatal(err)
	}
	if err := c.Exec(ctx, "clinic", `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clinicd'`); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := write(ctx, s, "a"); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if err := c.Exec(ctx, "postgres", `ALTER DATABASE clinic SET default_transaction_read_only = off`); err != nil {
		t.Fatal(err)
	}
	if err := write(ctx, s, "a"); err != nil {
		t.Errorf("connections to the old state are kept: %v", err)
	}
}

// What a full disk says goes away when there is room again; what a mistake says
// does not.
func TestOnlyWhatGoesAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := open(t)
	for code, want := range map[string]bool{"53100": true, "53300": true, "57P01": true, "08006": true, "40001": true, "42601": false, "22003": false} {
		err := db.Write(ctx, "c", func(tx *sqlstore.Tx) error {
			_, err := tx.ExecContext(ctx, `DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '`+code+`'; END $$`)
			return err
		})
		if err == nil || errors.Is(err, store.ErrUnavailable) != want {
			t.Errorf("%s: %v", code, err)
		}
	}
}
