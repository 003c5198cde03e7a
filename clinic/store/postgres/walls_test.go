package postgres_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"throughline/clinic/auth"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/store/postgres"
	"throughline/clinic/store/postgres/postgrestest"
	"throughline/clinic/store/sqlstore"
)

// connection opens a plain connection as a role, past the store.
func connection(t *testing.T, dsn string) *sql.Conn {
	t.Helper()
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(); _ = pool.Close() })
	return conn
}

func texts(t *testing.T, conn *sql.Conn, query string, args ...any) (out []string) {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

const tenanted = `SELECT table_name FROM information_schema.columns
	WHERE table_schema = 'public' AND column_name = 'clinic_id' ORDER BY 1`

// A mistake in a statement, such as a forgotten condition, shows no other
// clinic's rows: neither the servers' role nor the tables' owner meets a row of a
// clinic that the transaction is not about.
func TestRowLevelSecurityIsASecondWall(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	dsn := postgrestest.Database(t)
	db, err := postgres.Open(ctx, dsn(postgrestest.App))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	one := "x"
	if err := sqlstore.NewStore(db).Update(ctx, "north", func(w store.Writer) error {
		if _, err := w.AppendAudit(ctx, store.Audit{ID: "e"}); err != nil {
			return err
		}
		return w.Put(ctx, store.Version{Type: "Goal", ID: "g", Version: 1, Method: store.Created, Body: []byte(`{}`)},
			search.Index{Values: []search.Value{{Param: "p", Value: one}}}, []string{"maya"})
	}); err != nil {
		t.Fatal(err)
	}
	if err := sqlstore.NewAuth(db, "north").AddUser(ctx, auth.User{ID: "u", Username: "maya"}); err != nil {
		t.Fatal(err)
	}
	filled := []string{"clinics", "resources", "versions", "memberships", "resource_values", "audit", "auth_users"}
	for _, role := range []string{postgrestest.App, postgrestest.Owner} {
		conn := connection(t, dsn(role))
		for clinic, want := range map[string]string{"": "0", "south": "0", "north": "1"} {
			if _, err := conn.ExecContext(ctx, `SELECT set_config('clinicd.clinic', $1, false)`, clinic); err != nil {
				t.Fatal(err)
			}
			for _, table := range filled {
				if got := texts(t, conn, `SELECT least(count(*), 1)::text FROM `+table); got[0] != want {
					t.Errorf("%s, bound to %q, sees %s rows of %s; want %s", role, clinic, got[0], table, want)
				}
			}
		}
		if _, err := conn.ExecContext(ctx, `RESET clinicd.clinic`); err != nil {
			t.Fatal(err)
		}
		if got := texts(t, conn, `SELECT count(*)::text FROM versions`); got[0] != "0" {
			t.Errorf("%s, bound to nothing, sees %s versions", role, got[0])
		}
		if _, err := conn.ExecContext(ctx, `INSERT INTO clinics (clinic_id, updated) VALUES ('west', 1)`); err == nil || !strings.Contains(err.Error(), "row-level security") {
			t.Errorf("%s wrote another clinic's row: %v", role, err)
		}
	}
}

// Whoever takes over the server's connection cannot change what was said.
func TestTheServersRoleOnlyAddsToHistoryAndAudit(t *testing.T) {
	t.Parallel()
	conn := connection(t, postgrestest.Database(t)(postgrestest.App))
	for _, statement := range []string{
		`UPDATE versions SET body = ''`, `DELETE FROM versions`, `DELETE FROM audit`, `UPDATE audit SET agent = ''`,
		`TRUNCATE versions`, `ALTER TABLE audit DISABLE ROW LEVEL SECURITY`, `DROP POLICY own_clinic ON audit`, `CREATE TABLE x ()`,
	} {
		if _, err := conn.ExecContext(context.Background(), statement); err == nil {
			t.Errorf("%s is allowed", statement)
		}
	}
}

// What a sharding engine asks of a schema is held by every table, those to come
// included.
func TestTheSchemaCanBeSpreadByClinic(t *testing.T) {
	t.Parallel()
	conn := connection(t, postgrestest.Database(t)(postgrestest.Super))
	tables := texts(t, conn, tenanted)
	if len(tables) < 15 {
		t.Fatalf("found only %v", tables)
	}
	if all := texts(t, conn, `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version'`); len(all) != len(tables) {
		t.Errorf("a table has no clinic_id: %v, but %v", all, tables)
	}
	if loose := texts(t, conn, `SELECT relname FROM pg_class WHERE relname = ANY($1) AND relkind = 'r'
		AND NOT (relrowsecurity AND relforcerowsecurity)`, tables); len(loose) > 0 {
		t.Errorf("without forced row-level security: %v", loose)
	}
	if late := texts(t, conn, `SELECT i.indexrelid::regclass::text FROM pg_index i
		JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
		WHERE c.relname = ANY($1) AND a.attname <> 'clinic_id'`, tables); len(late) > 0 {
		t.Errorf("keys and indexes that do not begin with the clinic: %v", late)
	}
	if keyless := texts(t, conn, `SELECT relname FROM pg_class c WHERE relname = ANY($1) AND relkind = 'r'
		AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)`, tables); len(keyless) > 0 {
		t.Errorf("without a primary key: %v", keyless)
	}
	if foreign := texts(t, conn, `SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT EXISTS (
		SELECT 1 FROM pg_attribute a WHERE a.attrelid = conrelid AND a.attnum = ANY(conkey) AND a.attname = 'clinic_id')`); len(foreign) > 0 {
		t.Errorf("foreign keys that leave the clinic: %v", foreign)
	}
	if hot := texts(t, conn, `SELECT s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid
		JOIN pg_class c ON c.oid = d.refobjid WHERE s.relkind = 'S' AND c.relname = ANY($1)
		UNION SELECT relname FROM pg_class WHERE relkind = 'S' AND relname NOT LIKE 'goose%'`, tables); len(hot) > 0 {
		t.Errorf("sequences, for which all clinics would queue: %v", hot)
	}
	if triggers := texts(t, conn, `SELECT tgname FROM pg_trigger WHERE NOT tgisinternal`); len(triggers) > 0 {
		t.Errorf("triggers: %v", triggers)
	}
	if order := texts(t, conn, `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_name = ANY($1) AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`, tables); len(order) > 0 {
		t.Errorf("text that is not in the order of its bytes: %v", order)
	}
}

func TestARoleThatNoWallBindsIsRefused(t *testing.T) {
	t.Parallel()
	if db, err := postgres.Open(t.Context(), postgrestest.Database(t)(postgrestest.Super)); err == nil || !strings.Contains(err.Error(), "superuser") {
		t.Errorf("serves as a superuser: %v, %v", db, err)
	}
}

func TestAServerThatMayNotMigrateSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dsn := postgrestest.Empty(t)
	if _, err := postgres.Open(t.Context(), dsn(postgrestest.App)); err == nil || !strings.Contains(err.Error(), "clinicd migrate") {
		t.Errorf("got %v", err)
	}
	if err := postgres.Migrate(t.Context(), dsn(postgrestest.Owner), postgrestest.App); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), dsn(postgrestest.App))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// Many servers of a new version start at once on an old schema.
func TestOneOfManyServersMigrates(t *testing.T) {
	t.Parallel()
	dsn := postgrestest.Empty(t)
	const servers = 6
	done := make(chan error, servers)
	for range servers {
		go func() {
			db, err := postgres.Open(context.Background(), dsn(postgrestest.Owner))
			if err == nil {
				err = db.Close()
			}
			done <- err
		}()
	}
	for range servers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	conn := connection(t, dsn(postgrestest.Super))
	if twice := texts(t, conn, `SELECT version_id::text FROM goose_db_version GROUP BY version_id HAVING count(*) > 1`); len(twice) > 0 {
		t.Errorf("applied more than once: %v", twice)
	}
}
