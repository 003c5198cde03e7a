// Benchsync races this product's sync against two others over the same recorded edits, and measures how fast it is
// beside PouchDB and beside the least that the same work can cost. `make bench-sync` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"

	"throughline/internal/testclinic"
)

func main() {
	testclinic.Main()
	traces := flag.Int("traces", 1000, "recorded traces to race; 0 leaves the race out")
	first := flag.Uint64("seed", 1, "seed of the first trace; the others follow")
	rounds := flag.Int("rounds", 5, "rounds of the speed test; 0 leaves it out")
	only := flag.String("only", "", "measure only what has `WORDS` in its name, such as push")
	profile := flag.String("cpuprofile", "", "write a profile of this process to a `FILE`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := profiled(*profile, func() error { return run(ctx, *traces, *first, *rounds, *only) })
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchsync:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stopped
	}
}

// profiled runs fn, with a profile into a file if one is named.
func profiled(file string, fn func() error) error {
	if file == "" {
		return fn()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return fn()
}

func run(ctx context.Context, traces int, first uint64, rounds int, only string) error {
	if traces > 0 {
		if err := race(ctx, traces, first); err != nil {
			return err
		}
	}
	if rounds > 0 {
		return speed(ctx, rounds, only)
	}
	return nil
}

// race prints what became of each edit in each system.
func race(ctx context.Context, n int, first uint64) error {
	dir, err := os.MkdirTemp("", "throughline-race-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	traces := make([]trace, n)
	for i := range traces {
		traces[i] = record(first + uint64(i))
	}
	fmt.Printf("the race: %d traces of two devices and a clinician, seeds %d to %d\n", n, first, traces[n-1].Seed)

	total := map[string]verdict{}
	judge := func(name string, t trace, o outcome) {
		v, lost := t.judge(o)
		sum := total[name]
		sum.add(v)
		total[name] = sum
		if name == "Throughline" && len(lost) > 0 {
			fmt.Printf("  seed %d lost %+v\n", t.Seed, lost)
		}
	}
	for _, t := range traces {
		judge("last write wins", t, upsert(t))
	}
	pouch, err := pouchRace(ctx, dir, traces)
	if err != nil {
		return err
	}
	for i, t := range traces {
		judge("PouchDB", t, pouch[i])
	}
	if err := raceOurs(ctx, dir, traces, judge); err != nil {
		return err
	}
	fmt.Printf("  %-16s %8s %8s %12s %15s %24s\n", "", "edits", "asked", "conflicts", "silently lost", "of these still stored")
	for _, name := range []string{"last write wins", "PouchDB", "Throughline"} {
		v := total[name]
		fmt.Printf("  %-16s %8d %8d %12d %15d %24d\n", name, v.edits, v.asked, v.conflicts, v.lost, v.hidden)
	}
	if total["Throughline"].lost > 0 {
		return fmt.Errorf("%d edits are lost", total["Throughline"].lost)
	}
	return nil
}

// raceOurs runs the traces on as many servers at once as there are processors.
func raceOurs(ctx context.Context, dir string, traces []trace, judge func(string, trace, outcome)) error {
	var mu sync.Mutex
	var all sync.WaitGroup
	var failed error
	next := 0
	for w := range runtime.NumCPU() {
		own := filepath.Join(dir, fmt.Sprint("ours", w))
		if err := os.Mkdir(own, 0o700); err != nil {
			return err
		}
		o, err := newOurs(ctx, own)
		if err != nil {
			return err
		}
		all.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= len(traces) {
					return
				}
				out, err := o.run(ctx, traces[i])
				mu.Lock()
				if err != nil {
					failed = fmt.Errorf("seed %d: %w", traces[i].Seed, err)
					next = len(traces)
				} else {
					judge("Throughline", traces[i], out)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return failed
}
