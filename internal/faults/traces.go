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
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// allTraces is how many random traces run, unless THROUGHLINE_TRACES says otherwise.
const allTraces = 100_000

// traces runs the random traces of the engine's test, in a process for each processor: one keeps one processor busy.
// Each process prints its seed, and shrinks and keeps under sync/engine/testdata/rapid what fails.
func traces(ctx context.Context, _ options) error {
	total := allTraces
	if asked := os.Getenv("THROUGHLINE_TRACES"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 1 {
			return fmt.Errorf("THROUGHLINE_TRACES is %q, not a number of traces", asked)
		}
		total = n
	}
	dir, err := os.MkdirTemp("", "throughline-traces-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary := filepath.Join(dir, "engine.test")
	if err := goCommand(ctx, nil, "test", "-c", "-tags", tags, "-o", binary, "./sync/engine"); err != nil {
		return err
	}
	processes := min(runtime.NumCPU(), total)
	each := (total + processes - 1) / processes
	fmt.Printf("%d traces: %d processes with %d each\n", each*processes, processes, each)
	failures := make([]error, processes)
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() {
			if err := oneOf(ctx, binary, fmt.Sprintf("%d: ", i+1), each); err != nil {
				failures[i] = fmt.Errorf("process %d: %w", i+1, err)
			}
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

// oneOf runs one process, with a name before each line that it prints.
func oneOf(ctx context.Context, binary, name string, n int) error {
	cmd := exec.CommandContext(ctx, binary, "-test.v", "-test.run", "^TestTraces$", "-test.timeout", "6h")
	cmd.Dir = filepath.Join("sync", "engine") // where what fails is kept
	cmd.Env = append(os.Environ(), fmt.Sprint("THROUGHLINE_TRACES=", n), "GOMAXPROCS=1")
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	printed := make(chan struct{})
	go func() {
		defer close(printed)
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			if line != "" {
				fmt.Println(name + strings.TrimSuffix(line, "\n"))
			}
			if err != nil { // the end
				return
			}
		}
	}()
	err := cmd.Run()
	_ = in.Close()
	<-printed
	return err
}
