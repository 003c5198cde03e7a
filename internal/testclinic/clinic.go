// Package testclinic runs the clinic's server as a process of its own, for proofs that kill it or measure it, and
// signs people in to it by its pages. The process is this program again: its main calls Main first.
package testclinic

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"throughline/clinic/cli"
)

const (
	asClinic = "THROUGHLINE_TEST_AS_CLINICD"
	aheadBy  = "THROUGHLINE_TEST_CLINICD_AHEAD"
	moved    = "clock moved"
)

// Main makes this process a clinicd where it was started as one, and then does not return.
func Main() {
	if os.Getenv(asClinic) == "" {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var ahead atomic.Int64
	if d, err := time.ParseDuration(os.Getenv(aheadBy)); err == nil {
		ahead.Store(int64(d))
	}
	go func() {
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			if d, err := time.ParseDuration(in.Text()); err == nil {
				ahead.Store(int64(d))
				fmt.Println(moved)
			}
		}
		stop() // whoever started it is gone
	}()
	code := cli.Run(ctx, os.Args[1:], cli.IO{
		In: strings.NewReader(""), Out: os.Stdout, Err: os.Stderr, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
	})
	os.Exit(code)
}

// Clinic is a clinicd that runs.
type Clinic struct {
	FHIR string // the base address that it says it has
	PID  int

	cmd   *exec.Cmd
	in    io.WriteCloser
	log   *tail
	moved chan struct{} // its clock is where it was told to be
	done  chan struct{}
	err   error
}

// Start runs `clinicd serve` on an SQLite file. Without --listen among the flags it takes a free port.
func Start(ctx context.Context, db string, flags ...string) (*Clinic, error) {
	return StartOn(ctx, "sqlite:"+db, flags...)
}

// StartOn is Start on a database by its address.
func StartOn(ctx context.Context, dsn string, flags ...string) (*Clinic, error) {
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--db", dsn}, flags...)
	cmd, err := again(ctx, args)
	if err != nil {
		return nil, err
	}
	c := &Clinic{cmd: cmd, log: &tail{}, moved: make(chan struct{}), done: make(chan struct{})}
	cmd.Stderr = c.log
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	c.in = in
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c.PID = cmd.Process.Pid
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	base, ready := strings.CutPrefix(strings.TrimSpace(first), "clinicd ready fhir=")
	go func() {
		for said := bufio.NewScanner(lines); said.Scan(); {
			if said.Text() == moved {
				c.moved <- struct{}{}
			}
		}
		c.err = cmd.Wait()
		close(c.done)
	}()
	if err != nil || !ready {
		c.Kill()
		return nil, fmt.Errorf("clinicd said %q: %s", first, c.log)
	}
	c.FHIR = base
	return c, nil
}

// Ahead has the process's clock be so far ahead of the machine's.
func (c *Clinic) Ahead(d time.Duration) error {
	if _, err := fmt.Fprintln(c.in, d); err != nil {
		return err
	}
	select {
	case <-c.moved:
		return nil
	case <-c.done:
		return fmt.Errorf("clinicd has ended: %s", c.log)
	}
}

// Run runs one command of clinicd to its end.
func Run(ctx context.Context, args ...string) error {
	_, err := Output(ctx, args...)
	return err
}

// Output runs one command of clinicd and gives what it says.
func Output(ctx context.Context, args ...string) (string, error) {
	return OutputAhead(ctx, 0, args...)
}

// OutputAhead is Output by a clock that is so far ahead of the machine's.
func OutputAhead(ctx context.Context, by time.Duration, args ...string) (string, error) {
	cmd, err := again(ctx, args)
	if err != nil {
		return "", err
	}
	cmd.Env = append(cmd.Env, aheadBy+"="+by.String())
	in, err := cmd.StdinPipe() // open until the end: its end would say that whoever started it is gone
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("clinicd %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

func again(ctx context.Context, args []string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), asClinic+"=1")
	return cmd, nil
}

// Kill ends the process by SIGKILL.
func (c *Clinic) Kill() {
	_ = c.cmd.Process.Kill() // it may have ended
	<-c.done
	_ = c.in.Close()
}

// Stop has the process end in order.
func (c *Clinic) Stop() error {
	_ = c.in.Close()
	<-c.done
	if c.err != nil {
		return fmt.Errorf("clinicd: %w: %s", c.err, c.log)
	}
	return nil
}

// Log is the end of what the process logged.
func (c *Clinic) Log() string { return c.log.String() }

// tail keeps the end of what is written.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const kept = 16 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if over := t.buf.Len() - kept; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
