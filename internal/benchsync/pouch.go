package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// node is the Node that npm has installed, pinned as the packages are, or the system's.
func node() string {
	if pinned, _ := filepath.Glob("interop/node_modules/node-linux-*/bin/node"); len(pinned) > 0 {
		return pinned[0]
	}
	return "node"
}

// pouchRace runs the traces through PouchDB.
func pouchRace(ctx context.Context, dir string, traces []trace) ([]outcome, error) {
	from, to := filepath.Join(dir, "traces.json"), filepath.Join(dir, "outcomes.json")
	if err := os.WriteFile(from, encode(traces), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, node(), "interop/pouch-race.mjs", from, to) //nolint:gosec // our own script
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("PouchDB: %w", err)
	}
	text, err := os.ReadFile(to)
	if err != nil {
		return nil, err
	}
	var all []outcome
	return all, json.Unmarshal(text, &all)
}

// script is a Node program that answers a line for each line that it is given.
type script struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Reader
}

func startScript(ctx context.Context, name string) (*script, error) {
	cmd := exec.CommandContext(ctx, node(), name) //nolint:gosec // our own script
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return &script{cmd: cmd, in: in, lines: bufio.NewReader(out)}, cmd.Start()
}

func (s *script) ask(command, answer any) error {
	text, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := s.in.Write(append(text, '\n')); err != nil {
		return err
	}
	return s.read(answer)
}

func (s *script) read(answer any) error {
	line, err := s.lines.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("a Node program ended: %w", err)
	}
	return json.Unmarshal(line, answer)
}

func (s *script) stop() error {
	return errors.Join(s.in.Close(), s.cmd.Wait())
}

// pouch is PouchDB as the speed test uses it: a server and a device, each a process that stays warm.
type pouch struct {
	server, device *script
	url            string
}

func startPouch(ctx context.Context) (*pouch, error) {
	p := new(pouch)
	var err error
	if p.server, err = startScript(ctx, "interop/pouch-server.mjs"); err != nil {
		return nil, err
	}
	var ready struct{ URL string }
	if err := p.server.read(&ready); err != nil {
		return nil, err
	}
	p.url = ready.URL
	p.device, err = startScript(ctx, "interop/pouch-device.mjs")
	return p, err
}

// fill gives the server a database with documents.
func (p *pouch) fill(name, file string) error {
	var answer struct{ Count int }
	return p.server.ask(map[string]any{"do": "fill", "name": name, "file": file}, &answer)
}

func (p *pouch) run(do, name, file string, times, want int) (time.Duration, error) {
	var answer struct {
		MS    float64
		Count int
	}
	err := p.device.ask(map[string]any{"do": do, "from": p.url + "/" + name, "file": file, "times": times}, &answer)
	if err == nil && answer.Count != want {
		err = fmt.Errorf("PouchDB did %d of %d", answer.Count, want)
	}
	return time.Duration(answer.MS * float64(time.Millisecond)), err
}

func (p *pouch) stop() error { return errors.Join(p.device.stop(), p.server.stop()) }
