package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"

	"throughline/clinic/cli"
)

// asClinicd in the environment makes this program be clinicd, so that servers
// are processes that can be killed, of the code as it stands.
const asClinicd = "FAULTS_AS_CLINICD"

func clinicd() (code int, is bool) {
	if os.Getenv(asClinicd) == "" {
		return 0, false
	}
	return cli.Run(context.Background(), os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}), true
}

// base is the address that all servers have in common, as behind a proxy.
const base = "http://clinic.test"

// server is one clinicd process.
type server struct {
	address string // 127.0.0.1:PORT
	dsn     string
	cmd     *exec.Cmd
}

func newServer(ctx context.Context, dsn string) (*server, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &server{address: l.Addr().String(), dsn: dsn}, l.Close()
}

// start returns when the server answers.
func (s *server) start() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	s.cmd = exec.Command(self, "serve", "--listen", s.address, "--base-url", base, "--db", s.dsn)
	s.cmd.Env = append(os.Environ(), asClinicd+"=1")
	var errs strings.Builder
	s.cmd.Stderr = &tail{to: &errs}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "clinicd ready") {
		return fmt.Errorf("clinicd did not start: %s: %w", errs.String(), errors.Join(err, s.kill()))
	}
	return nil
}

// kill is kill -9.
func (s *server) kill() error {
	err := s.cmd.Process.Kill()
	_ = s.cmd.Wait() // says that it was killed
	return err
}

// tail keeps the first of what a server says, for when it does not start.
type tail struct {
	to *strings.Builder
}

func (t *tail) Write(b []byte) (int, error) {
	if t.to.Len() < 4096 {
		t.to.Write(b)
	}
	return len(b), nil
}

// balancer sends each request to the next server, as a proxy before them would.
type balancer struct {
	servers []*server
	next    atomic.Int64
	*http.Transport
}

func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	s := b.servers[int(b.next.Add(1))%len(b.servers)]
	r = r.Clone(r.Context())
	r.Host, r.URL.Host = r.URL.Host, s.address
	return b.Transport.RoundTrip(r)
}
