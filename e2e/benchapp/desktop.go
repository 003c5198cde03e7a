package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// inside says that this process runs on a message bus of its own.
const inside = "THROUGHLINE_BENCH_INSIDE"

// onBus runs this program again on a message bus of its own, so that the keyring is
// not the one of whoever runs it.
func onBus(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "dbus-run-session", append([]string{"--", os.Args[0]}, os.Args[1:]...)...) //nolint:gosec // this program itself
	cmd.Env = append(os.Environ(), inside+"=1", "TZ=America/Chicago", "LANG=en_US.UTF-8")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// desktop is a virtual screen with a window manager, and a keyring.
type desktop struct {
	env     []string
	screen  *screen
	started []*exec.Cmd
}

func newDesktop(ctx context.Context, dir string) (*desktop, error) {
	d := &desktop{}
	for _, name := range []string{"XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
		at := filepath.Join(dir, strings.ToLower(name))
		if err := os.MkdirAll(at, 0o700); err != nil {
			return nil, err
		}
		d.env = append(d.env, name+"="+at)
	}
	shots := filepath.Join(dir, "screen")
	if err := os.MkdirAll(shots, 0o700); err != nil {
		return nil, err
	}
	number, err := d.start(ctx, "Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-fbdir", shots)
	if err != nil {
		return d, err
	}
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		return d, fmt.Errorf("the virtual screen: %w", err)
	}
	d.env = append(d.env, "DISPLAY=:"+strings.TrimSpace(line))
	if _, err := d.start(ctx, "openbox"); err != nil {
		return d, err
	}
	unlock := exec.CommandContext(ctx, "gnome-keyring-daemon", "--unlock", "--components=secrets")
	unlock.Env, unlock.Stdin = append(os.Environ(), d.env...), strings.NewReader("bench")
	if err := unlock.Run(); err != nil {
		return d, fmt.Errorf("the keyring: %w", err)
	}
	d.screen, err = openScreen(shots)
	return d, err
}

func (d *desktop) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), d.env...)
	return cmd
}

func (d *desktop) start(ctx context.Context, name string, args ...string) (io.Reader, error) {
	cmd := d.command(ctx, name, args...)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, err
	}
	d.started = append(d.started, cmd)
	return out, nil
}

func (d *desktop) close() {
	for i := len(d.started) - 1; i >= 0; i-- {
		_ = d.started[i].Process.Kill() // it may have ended
		_ = d.started[i].Wait()
	}
}

// memory is the proportional set size of a process in KiB (proc(5), smaps_rollup).
func memory(pid int) (int, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "Pss:" {
			return strconv.Atoi(f[1])
		}
	}
	return 0, errors.New("no Pss in smaps_rollup")
}

// work is the processor time that a process has used (proc(5), stat), to a hundredth
// of a second.
func work(pid int) (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, errors.New("stat is too short")
	}
	user, err1 := strconv.Atoi(f[11])
	system, err2 := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}
