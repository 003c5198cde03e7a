package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"throughline/clinic/store/postgres/postgrestest"
)

// daemon is a program that runs as the user postgres, and no longer than this
// process.
type daemon struct {
	dir  string
	pid  int
	stop func() error
}

// keep runs a program until its standard input ends, and says its number. What
// Patroni has started would outlive it.
const keep = `cd "$1"; shift
"$@" >>output 2>&1 &
echo $!
cat >/dev/null
kill -9 $! 2>/dev/null || true
[ ! -f data/postmaster.pid ] || kill -QUIT "$(head -n 1 data/postmaster.pid)" 2>/dev/null || true
`

func startDaemon(dir string, args ...string) (*daemon, error) {
	attr, err := postgrestest.AsServer(dir)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", append([]string{"-c", keep, "sh", dir}, args...)...) //nolint:gosec // the script is above
	cmd.Dir, cmd.SysProcAttr = dir, attr
	// What this user sets for their own psql is not meant for the cluster.
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + dir, "LC_ALL=C.UTF-8", "ETCD_UNSUPPORTED_ARCH=arm64"}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(err, in.Close(), cmd.Wait())
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	return &daemon{dir: dir, pid: pid, stop: func() error { return errors.Join(in.Close(), cmd.Wait()) }}, err
}

// last is the end of what the daemon wrote, to say with an error.
func (d *daemon) last() string {
	raw, _ := os.ReadFile(filepath.Join(d.dir, "output")) // it is only to say more
	return string(raw[max(0, len(raw)-2000):])
}

// free gives a loopback port that nobody has.
func free(ctx context.Context) (int, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	tcp, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.Join(errors.New("not a TCP port"), l.Close())
	}
	return tcp.Port, l.Close()
}

// node is one member of the cluster: Patroni, and the PostgreSQL that it runs.
type node struct {
	name     string
	dir      string
	rest, pg int
	patroni  *daemon
}

func (n *node) data() string { return filepath.Join(n.dir, "data") }

// configure writes the node's file. Times are the shortest that Patroni takes;
// docs/operations.md says what to choose where machines are apart.
func (n *node) configure(etcd int, bin string) error {
	text := fmt.Sprintf(`
scope: clinic
name: %[1]s
restapi: {listen: "127.0.0.1:%[2]d", connect_address: "127.0.0.1:%[2]d"}
etcd3: {host: "127.0.0.1:%[3]d"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    primary_start_timeout: 0
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 100, wal_log_hints: "on", max_wal_senders: 10}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
  pg_hba: ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
postgresql:
  listen: "127.0.0.1:%[4]d"
  connect_address: "127.0.0.1:%[4]d"
  data_dir: %[5]s
  bin_dir: %[6]s
  pgpass: %[7]s/pgpass
  authentication:
    superuser: {username: postgres}
    replication: {username: replicator}
    rewind: {username: postgres}
  parameters: {unix_socket_directories: "%[7]s"}
`, n.name, n.rest, etcd, n.pg, n.data(), bin, n.dir)
	return os.WriteFile(filepath.Join(n.dir, "patroni.yml"), []byte(text), 0o644) //nolint:gosec // the server's user reads it
}

func (n *node) start() (err error) {
	n.patroni, err = startDaemon(n.dir, "patroni", filepath.Join(n.dir, "patroni.yml"))
	return err
}

// kill kills the node's PostgreSQL, and with whole its Patroni before it.
func (n *node) kill(whole bool) error {
	if whole {
		if err := syscall.Kill(n.patroni.pid, syscall.SIGKILL); err != nil {
			return err
		}
	}
	return postgrestest.Kill(n.data())
}

// end stops everything, at the end of all rounds.
func (n *node) end() error {
	if n.patroni == nil {
		return nil
	}
	return n.patroni.stop()
}

// member is a node as Patroni's /cluster shows it.
type member struct {
	Name, Role, State string
}

// members asks one node of all.
func (n *node) members(ctx context.Context) ([]member, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/cluster", n.rest), nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var c struct{ Members []member }
	return c.Members, json.Unmarshal(raw, &c)
}
