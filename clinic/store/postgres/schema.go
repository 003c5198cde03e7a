package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"

	"throughline/clinic/store/migrations"
)

// migrating is the key of the advisory lock under which one server migrates.
const migrating = 0x636c696e696364 // "clinicd"

// ready brings the schema up to date if the role may, and says what stands in
// the way of serving.
func (e *engine) ready(ctx context.Context) error {
	var unbound, owns bool
	if err := e.pool.QueryRowContext(ctx, `SELECT rolsuper OR rolbypassrls, has_schema_privilege(current_schema(), 'CREATE')
		FROM pg_roles WHERE rolname = current_user`).Scan(&unbound, &owns); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if unbound {
		return errors.New("the database's role is a superuser or bypasses row-level security, which keeps clinics apart; " +
			"serve as an ordinary role")
	}
	if owns {
		return e.migrate(ctx, "")
	}
	p, err := e.provider()
	if err != nil {
		return err
	}
	behind, err := p.HasPending(ctx)
	if err != nil || behind {
		return errors.Join(errors.New("the database's schema is behind this server: run clinicd migrate as the role that owns it"), err)
	}
	return nil
}

// Migrate brings the schema up to date, as the role that owns it, and lets the
// role app use it where one is named.
func Migrate(ctx context.Context, dsn, app string) error {
	e, err := connect(dsn)
	if err != nil {
		return err
	}
	return errors.Join(e.migrate(ctx, app), e.Close())
}

func (e *engine) provider() (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectPostgres, e.pool, collated{migrations.FS}, goose.WithAllowOutofOrder(true))
}

// collated is the migrations with every text column in the order of its bytes,
// as SQLite has it. The database's own order may be any language's, in which
// "a" to "b" leaves out what begins with "a".
type collated struct{ fs.FS }

func (c collated) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	raw = bytes.ReplaceAll(raw, []byte(" text NOT NULL"), []byte(` text COLLATE "C" NOT NULL`))
	return collatedFile{f, bytes.NewReader(raw)}, nil
}

type collatedFile struct {
	fs.File
	text *bytes.Reader
}

func (f collatedFile) Read(b []byte) (int, error) { return f.text.Read(b) }

func (e *engine) migrate(ctx context.Context, app string) (err error) {
	conn, err := e.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, migrating); err != nil {
		return err
	}
	defer func() {
		_, unlock := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, migrating)
		err = errors.Join(err, unlock)
	}()
	p, err := e.provider()
	if err != nil {
		return err
	}
	behind, err := p.HasPending(ctx)
	if err != nil {
		return err
	}
	if behind {
		// A migration changes the rows of all clinics at once.
		if err := e.forced(ctx, conn, false); err != nil {
			return err
		}
		if _, err := p.Up(ctx); err != nil {
			return errors.Join(err, e.forced(ctx, conn, true))
		}
		if err := foretell(ctx, conn); err != nil {
			return err
		}
	}
	if behind || app != "" {
		return e.secure(ctx, conn, app)
	}
	return nil
}

// tenanted lists the tables whose rows belong to a clinic.
func tenanted(ctx context.Context, conn *sql.Conn) (tables []string, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT table_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND column_name = 'clinic_id' ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		tables = append(tables, name)
	}
	return tables, rows.Err()
}

func (e *engine) forced(ctx context.Context, conn *sql.Conn, on bool) error {
	tables, err := tenanted(ctx, conn)
	force := `NO FORCE`
	if on {
		force = `FORCE`
	}
	for _, t := range tables {
		if _, e := conn.ExecContext(ctx, `ALTER TABLE `+quote(t)+` `+force+` ROW LEVEL SECURITY`); e != nil {
			err = errors.Join(err, e)
		}
	}
	return err
}

// Tables to which the server only adds: its role cannot change what is in them.
var appendOnly = map[string]bool{"versions": true, "memberships": true, "audit": true}

// Tables that a transaction of any clinic may read.
var public = map[string]bool{"clinic_profiles": true}

// secure puts every table that has a clinic_id behind row-level security and
// lets the servers' roles use it: app, and those that could before.
func (e *engine) secure(ctx context.Context, conn *sql.Conn, app string) error {
	tables, err := tenanted(ctx, conn)
	if err != nil {
		return err
	}
	roles, err := users(ctx, conn, app)
	if err != nil {
		return err
	}
	var todo []string
	for _, name := range tables {
		t := quote(name)
		todo = append(
			todo,
			`ALTER TABLE `+t+` ENABLE ROW LEVEL SECURITY`,
			`ALTER TABLE `+t+` FORCE ROW LEVEL SECURITY`,
			`DROP POLICY IF EXISTS own_clinic ON `+t,
			`CREATE POLICY own_clinic ON `+t+` USING (clinic_id = current_setting('clinicd.clinic', true))`,
		)
		if public[name] {
			todo = append(todo, `DROP POLICY IF EXISTS any_clinic ON `+t, `CREATE POLICY any_clinic ON `+t+` FOR SELECT USING (true)`)
		}
		rights := `SELECT, INSERT, UPDATE, DELETE`
		if appendOnly[name] {
			rights = `SELECT, INSERT`
		}
		for _, r := range roles {
			todo = append(todo, `GRANT `+rights+` ON `+t+` TO `+quote(r))
		}
	}
	for _, r := range roles {
		todo = append(todo, `GRANT SELECT ON goose_db_version TO `+quote(r))
	}
	_, err = conn.ExecContext(ctx, strings.Join(todo, ";\n"))
	return err
}

// users lists app and the roles other than the owner that read the clinics'
// table already.
func users(ctx context.Context, conn *sql.Conn, app string) (roles []string, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT DISTINCT grantee FROM information_schema.role_table_grants
		WHERE table_schema = current_schema() AND table_name = 'clinics' AND privilege_type = 'INSERT'
		AND grantee <> current_user AND grantee <> $1`, app)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if app != "" {
		roles = append(roles, app)
	}
	for rows.Next() {
		var r string
		if err := rows.Scan(&r); err != nil {
			return nil, err
		}
		roles = append(roles, r)
	}
	return roles, rows.Err()
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
