// Package postgrestest starts private PostgreSQL servers for tests: each in a
// folder of its own, reached by a Unix socket there, stopped and deleted when the
// test's process ends, however it ends.
package postgrestest

import (
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
	keep io.Closer
}

// initial is what a cluster says at first; the tests are not about the disk.
const quick = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\n"

// Start makes a cluster and starts it. settings are lines of postgresql.conf.
func Start(settings string) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	attr, err := unprivileged(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	conf := "listen_addresses=''\nunix_socket_directories='" + dir + "'\nmax_connections=200\n" + settings
	c := &Cluster{Dir: dir}
	if err := c.launch(bin, conf, attr); err != nil {
		return nil, err
	}
	for _, role := range []string{Owner, App} {
		if err := c.Exec("postgres", `CREATE ROLE `+role+` LOGIN`); err != nil {
			return nil, errors.Join(err, c.Stop())
		}
	}
	return c, nil
}

// script runs until its standard input ends, which it does at the latest when
// the process that holds the other end is gone.
const script = `set -eu
cd "$1"
"$2/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >init.log 2>&1 || { cat init.log; exit 1; }
printf '%s\n' "$3" >>data/postgresql.conf
"$2/pg_ctl" -D data -l log -w -t 60 start >/dev/null || { cat log; exit 1; }
echo started
cat >/dev/null
"$2/pg_ctl" -D data -m immediate -t 20 stop >/dev/null 2>&1 || true
cd /
rm -rf "$1"
`

func (c *Cluster) launch(bin, conf string, attr *syscall.SysProcAttr) error {
	cmd := exec.Command("sh", "-c", script, "sh", c.Dir, bin, conf)
	cmd.Dir, cmd.SysProcAttr = c.Dir, attr
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

type closer func() error

func (c closer) Close() error { return c() }

// Stop ends the server and deletes its data.
func (c *Cluster) Stop() error { return c.keep.Close() }

// DSN is the address of a database for a role.
func (c *Cluster) DSN(database, role string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: url.Values{"host": {c.Dir}}.Encode()}
	return u.String()
}

// binaries finds the server's programs, which Debian keeps out of the path.
func binaries() (string, error) {
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

// unprivileged lets root run the server as the user postgres: it refuses root.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
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
