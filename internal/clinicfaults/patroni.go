package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"throughline/clinic/store/postgres"
	"throughline/clinic/store/postgres/postgrestest"
)

// ensemble is three nodes of Patroni in synchronous mode, with etcd.
type ensemble struct {
	dir   string
	etcd  *daemon
	nodes []*node
}

func newEnsemble(ctx context.Context) (e *ensemble, err error) {
	e = &ensemble{}
	if e.dir, err = os.MkdirTemp("", "patroni"); err != nil {
		return nil, err
	}
	if err := os.Chmod(e.dir, 0o755); err != nil { //nolint:gosec // the server's user goes through it
		return nil, err
	}
	if err := e.start(ctx); err != nil {
		said := ""
		for _, n := range e.nodes {
			if n.patroni != nil {
				said += n.name + ": " + n.patroni.last() + "\n"
			}
		}
		return nil, errors.Join(fmt.Errorf("%w\n%s", err, said), e.end())
	}
	return e, nil
}

func (e *ensemble) start(ctx context.Context) error {
	bin, err := postgrestest.Binaries()
	if err != nil {
		return err
	}
	client, err := e.startEtcd(ctx)
	if err != nil {
		return err
	}
	for i := range 3 {
		n := &node{name: fmt.Sprint("node", i+1)}
		n.dir = filepath.Join(e.dir, n.name)
		if n.rest, err = free(ctx); err != nil {
			return err
		}
		if n.pg, err = free(ctx); err != nil {
			return err
		}
		if err := os.Mkdir(n.dir, 0o755); err != nil { //nolint:gosec // as above
			return err
		}
		if err := n.configure(client, bin); err != nil {
			return err
		}
		if err := n.start(); err != nil {
			return err
		}
		e.nodes = append(e.nodes, n)
	}
	_, err = e.whole(ctx, 2*time.Minute)
	return err
}

func (e *ensemble) startEtcd(ctx context.Context) (client int, err error) {
	peer, err := free(ctx)
	if err != nil {
		return 0, err
	}
	if client, err = free(ctx); err != nil {
		return 0, err
	}
	dir := filepath.Join(e.dir, "etcd")
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // as above
		return 0, err
	}
	at, with := fmt.Sprintf("http://127.0.0.1:%d", client), fmt.Sprintf("http://127.0.0.1:%d", peer)
	e.etcd, err = startDaemon(dir, "etcd", "--data-dir", filepath.Join(dir, "data"), "--name", "e",
		"--listen-client-urls", at, "--advertise-client-urls", at, "--listen-peer-urls", with,
		"--initial-advertise-peer-urls", with, "--initial-cluster", "e="+with)
	return client, err
}

func (e *ensemble) end() (err error) {
	for _, n := range e.nodes {
		err = errors.Join(err, n.end())
	}
	if e.etcd != nil {
		err = errors.Join(err, e.etcd.stop())
	}
	return errors.Join(err, os.RemoveAll(e.dir))
}

// whole waits until one node leads, one follows synchronously and all run, and
// gives the leader.
func (e *ensemble) whole(ctx context.Context, patience time.Duration) (*node, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	var last []member
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the cluster is not whole: %v: %w", last, ctx.Err())
		case <-tick.C:
		}
		for _, n := range e.nodes {
			members, err := n.members(ctx)
			if err != nil {
				continue
			}
			last = members
			if leader := e.healthy(members); leader != nil {
				return leader, nil
			}
			break
		}
	}
}

func (e *ensemble) healthy(members []member) *node {
	var leader *node
	standby, running := false, 0
	for _, m := range members {
		if m.State == "running" || m.State == "streaming" {
			running++
		}
		standby = standby || m.Role == "sync_standby"
		for _, n := range e.nodes {
			if m.Role == "leader" && m.Name == n.name {
				leader = n
			}
		}
	}
	if !standby || running != len(e.nodes) {
		return nil
	}
	return leader
}

// dsn finds whichever node takes writes.
func (e *ensemble) dsn(role, database string) string {
	var hosts []string
	for _, n := range e.nodes {
		hosts = append(hosts, fmt.Sprintf("127.0.0.1:%d", n.pg))
	}
	return "postgres://" + url.PathEscape(role) + "@" + strings.Join(hosts, ",") + "/" + database + "?target_session_attrs=read-write"
}

// patroni kills the cluster's primary round by round: PostgreSQL alone, and
// every fourth time the node's Patroni with it, which is what losing a machine
// looks like to the others. The killed node has to be back in the cluster before
// the next round.
func patroni(ctx context.Context, rounds, writes int) (err error) {
	e, err := newEnsemble(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.end()) }()
	if err := e.prepare(ctx); err != nil {
		return err
	}
	dsn := e.dsn(postgrestest.App, "clinic")
	if err := settle(ctx, dsn); err != nil {
		return err
	}
	s, err := newSite(ctx, dsn, 3)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	for round := 1; round <= rounds; round++ {
		if err := e.round(ctx, s, round, writes); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
	}
	if err := s.load.verify(ctx, dsn); err != nil {
		return err
	}
	return s.load.report(fmt.Sprintf("the primary of a Patroni cluster killed %d times", rounds))
}

func (e *ensemble) prepare(ctx context.Context) error {
	for _, statement := range []string{
		`CREATE ROLE ` + postgrestest.Owner + ` LOGIN`, `CREATE ROLE ` + postgrestest.App + ` LOGIN`,
		`CREATE DATABASE clinic OWNER ` + postgrestest.Owner,
	} {
		if err := postgrestest.ExecOn(ctx, e.dsn("postgres", "postgres"), statement); err != nil {
			return err
		}
	}
	// A standby that does not have the database yet says so, and nobody else is
	// asked.
	for _, n := range e.nodes {
		if _, err := backoff.Retry(ctx, func() (bool, error) {
			return true, postgrestest.ExecOn(ctx, fmt.Sprintf("postgres://postgres@127.0.0.1:%d/clinic", n.pg), `SELECT 1`)
		}, backoff.WithMaxElapsedTime(time.Minute)); err != nil {
			return err
		}
	}
	if err := postgrestest.ExecOn(ctx, e.dsn("postgres", "clinic"), `ALTER SCHEMA public OWNER TO `+postgrestest.Owner); err != nil {
		return err
	}
	return postgres.Migrate(ctx, e.dsn(postgrestest.Owner, "clinic"), postgrestest.App)
}

func (e *ensemble) round(ctx context.Context, s *site, round, writes int) error {
	leader, err := e.whole(ctx, 2*time.Minute)
	if err != nil {
		return err
	}
	machine := round%4 == 0
	s.load.startGap()
	if err := s.under(ctx, writes, func() error { return leader.kill(machine) }); err != nil {
		return err
	}
	what := "PostgreSQL"
	if machine {
		what = "PostgreSQL and Patroni"
		if err := leader.patroni.stop(); err != nil {
			return err
		}
		if err := leader.start(); err != nil {
			return err
		}
	}
	next, err := e.whole(ctx, 2*time.Minute)
	if err != nil {
		return err
	}
	fmt.Printf("round %2d: %s of %s killed, %s leads, gap %d ms\n", round, what, leader.name, next.name, s.load.roundGap().Milliseconds())
	return nil
}
