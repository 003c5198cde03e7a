// Package postgrestest starts private PostgreSQL servers for tests: each in a
// folder of its own, reached by a Unix socket there, stopped and deleted when the
// test's process ends, however it ends.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Roles that every cluster has. Owner makes the schema and App serves; neither
// is a superuser. Super is for tests that look behind the walls.
const (
	Super = "postgres"
	Owner = "clinic_owner"
	App   = "clinicd"
)

// Cluster is one PostgreSQL server.
type Cluster struct {
	Dir  string // of the socket; the data is below
	bin  string
	attr *syscall.SysProcAttr
	keep io.Closer
}

// quick is for tests that are not about the disk.
const quick = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\n"

// Start makes a cluster and starts it. settings are lines of postgresql.conf.
func Start(ctx context.Context, settings string) (*Cluster, error) {
	c, err := start(`"$2/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync`, settings)
	if err != nil {
		return nil, err
	}
	for _, role := range []string{Owner, App} {
		if err := c.Exec(ctx, "postgres", `CREATE ROLE `+role+` LOGIN`); err != nil {
			return nil, errors.Join(err, c.Stop())
		}
	}
	return c, nil
}

// Standby makes a copy of c that follows it, and makes every commit wait until
// the copy has it on its disk.
func (c *Cluster) Standby(ctx context.Context) (*Cluster, error) {
	s, err := start(`"$2/pg_basebackup" -h `+c.Dir+` -U postgres -D data -R -c fast`, "")
	if err != nil {
		return nil, err
	}
	for _, statement := range []string{`ALTER SYSTEM SET synchronous_standby_names = '*'`, `SELECT pg_reload_conf()`} {
		if err := c.Exec(ctx, Super, statement); err != nil {
			return nil, errors.Join(err, s.Stop())
		}
	}
	// Until the standby is seen to be synchronous a commit would not wait for it.
	return s, c.Exec(ctx, Super, `DO $$ BEGIN
		FOR i IN 1..600 LOOP
			PERFORM pg_stat_clear_snapshot();
			IF EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync') THEN RETURN; END IF;
			PERFORM pg_sleep(0.05);
		END LOOP;
		RAISE EXCEPTION 'the standby is not synchronous';
	END $$`)
}

// start makes the data by a line of shell and starts the server on it.
func start(data, settings string) (*Cluster, error) {
	bin, err := Binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	c := &Cluster{Dir: dir, bin: bin}
	if c.attr, err = AsServer(dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	conf := "listen_addresses=''\nunix_socket_directories='" + dir + "'\nmax_connections=200\n" + settings
	return c, c.launch(strings.Replace(script, "MAKE", data, 1), conf)
}

// script runs until its standard input ends, which it does at the latest when
// the process that holds the other end is gone.
const script = `set -eu
cd "$1"
MAKE >init.log 2>&1 || { cat init.log; exit 1; }
printf '%s\n' "$3" >>data/postgresql.conf
"$2/pg_ctl" -D data -l log -w -t 60 start >/dev/null || { cat log; exit 1; }
echo started
cat >/dev/null
"$2/pg_ctl" -D data -m immediate -t 20 stop >/dev/null 2>&1 || true
cd /
rm -rf "$1"
`

func (c *Cluster) launch(script, conf string) error {
	cmd := exec.Command("sh", "-c", script, "sh", c.Dir, c.bin, conf)
	cmd.Dir, cmd.SysProcAttr = c.Dir, c.attr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	said := make([]byte, 4096)
	n, err := io.ReadAtLeast(out, said, len("started"))
	if err != nil || !strings.HasPrefix(string(said[:n]), "started") {
		_ = in.Close()
		rest, _ := io.ReadAll(out)
		return errors.Join(fmt.Errorf("PostgreSQL did not start: %s%s", said[:n], rest), cmd.Wait(), os.RemoveAll(c.Dir))
	}
	c.keep = closer(func() error { return errors.Join(in.Close(), cmd.Wait()) })
	return nil
}

// ctl runs pg_ctl on the cluster.
func (c *Cluster) ctl(args ...string) error {
	cmd := exec.Command(filepath.Join(c.bin, "pg_ctl"), append([]string{"-D", filepath.Join(c.Dir, "data"), "-w", "-t", "60"}, args...)...)
	cmd.Dir, cmd.SysProcAttr = c.Dir, c.attr
	if out, err := cmd.CombinedOutput(); err != nil {
		log, _ := os.ReadFile(filepath.Join(c.Dir, "log")) // to say more, where there is more
		return fmt.Errorf("pg_ctl %v: %w: %s%s", args, err, out, log)
	}
	return nil
}

// Halt stops the server at once and keeps its data. Resume starts it again.
func (c *Cluster) Halt() error { return c.ctl("-m", "immediate", "stop") }

// Resume starts the server after Halt or Kill.
func (c *Cluster) Resume() error { return c.ctl("-l", filepath.Join(c.Dir, "log"), "start") }

// Promote makes a standby the primary.
func (c *Cluster) Promote() error { return c.ctl("promote") }

// Kill kills the server's processes, all at once and without notice.
func (c *Cluster) Kill() error {
	if err := Kill(filepath.Join(c.Dir, "data")); err != nil {
		return err
	}
	return os.Remove(filepath.Join(c.Dir, ".s.PGSQL.5432.lock")) // as in Kill
}

// Kill kills the processes of the server on the data.
func Kill(data string) error {
	raw, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		return err
	}
	// Each of its processes has a group of its own and would go on for a moment.
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		return err
	}
	for child := range strings.FieldsSeq(string(children)) {
		if n, bad := strconv.Atoi(child); bad == nil {
			_ = syscall.Kill(n, syscall.SIGKILL) // it may have ended by itself
		}
	}
	// Where nobody collects the dead, their number stays taken, and the next
	// start would believe that the server runs.
	return os.Remove(filepath.Join(data, "postmaster.pid"))
}

type closer func() error

func (c closer) Close() error { return c() }

// Stop ends the server and deletes its data.
func (c *Cluster) Stop() error { return c.keep.Close() }

// DSN is the address of a database for a role.
func (c *Cluster) DSN(database, role string) string { return DSN(database, role, c) }

// DSN is the address of a database on whichever of the clusters takes writes.
func DSN(database, role string, on ...*Cluster) string {
	q := url.Values{}
	for _, c := range on {
		q.Add("host", c.Dir)
	}
	q.Set("host", strings.Join(q["host"], ","))
	if len(on) > 1 {
		q.Set("target_session_attrs", "read-write")
	}
	return (&url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: q.Encode()}).String()
}

// Binaries finds the server's programs, which Debian keeps out of the path.
func Binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		if p, err := exec.LookPath("initdb"); err == nil {
			return filepath.Dir(p), nil
		}
		return "", errors.New("PostgreSQL is not installed: scripts/setup database")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// AsServer lets root run the server as the user postgres: it refuses root.
func AsServer(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, errors.Join(os.Chown(dir, int(uid), int(gid)), os.Chmod(dir, 0o755))
}
