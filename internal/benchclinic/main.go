// Benchclinic measures the clinic's server beside Medplum's router with its repository in memory, on Node, and beside
// plain inserts of the same rows into the same engine. Every server is a process of its own, asked over HTTP by as
// many clients; rounds take turns, and the median is told. `make bench-clinic` runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"throughline/internal/testclinic"
)

type options struct {
	rounds, creates, clients, searches int
	node                               string
}

func main() {
	testclinic.Main()
	var o options
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of each; the median counts")
	flag.IntVar(&o.creates, "creates", 400, "creates of a round")
	flag.IntVar(&o.clients, "clients", 16, "clients that create at a time")
	flag.IntVar(&o.searches, "searches", 4, "searches of a round")
	flag.StringVar(&o.node, "interop", "interop", "the `directory` of the programs of others")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "benchclinic:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stopped
	}
}

// contender is one that is measured.
type contender interface {
	Name() string
	// Begin is called before each round; what it takes is not counted.
	Begin(ctx context.Context, round int) error
	Create(ctx context.Context, n int) error
}

// searcher is a contender that searches the 20 newest of 1,000.
type searcher interface {
	contender
	Fill(ctx context.Context, n int) error
	Search(ctx context.Context) error
}

func run(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "benchclinic")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ours, err := startOurs(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.Stop()) }()
	router, err := startRouter(ctx, o.node)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, router.Stop()) }()
	inserts, err := openPlain(ctx, dir, o.creates)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, inserts.Close()) }()

	fmt.Printf("%d CPUs, %d rounds of %d creates by %d clients, medians\n\n", runtime.NumCPU(), o.rounds, o.creates, o.clients)
	if err := creates(ctx, o, ours, router, inserts); err != nil {
		return err
	}
	return searches(ctx, o, ours, router)
}

func creates(ctx context.Context, o options, all ...contender) error {
	rates := make([][]float64, len(all))
	for round := range o.rounds {
		for i := range all {
			at := (i + round) % len(all) // nobody is always the first
			took, err := createMany(ctx, all[at], round, o)
			if err != nil {
				return fmt.Errorf("%s: %w", all[at].Name(), err)
			}
			rates[at] = append(rates[at], float64(o.creates)/took.Seconds())
		}
	}
	fmt.Println("creates a second")
	own := median(rates[0])
	for i, c := range all {
		fmt.Printf("  %-58s %8.0f   %5.2f of it is ours\n", c.Name(), median(rates[i]), own/median(rates[i]))
	}
	fmt.Println()
	return nil
}

func createMany(ctx context.Context, c contender, round int, o options) (time.Duration, error) {
	if err := c.Begin(ctx, round); err != nil {
		return 0, err
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, o.clients)
	start := time.Now()
	for range o.clients {
		wg.Go(func() {
			for {
				n := int(next.Add(1))
				if n > o.creates {
					return
				}
				if err := c.Create(ctx, round*o.creates+n); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	select {
	case err := <-failed:
		return 0, err
	default:
		return took, nil
	}
}

func searches(ctx context.Context, o options, all ...searcher) error {
	for _, s := range all {
		if err := s.Fill(ctx, 1000); err != nil {
			return fmt.Errorf("%s: %w", s.Name(), err)
		}
	}
	times := make([][]float64, len(all))
	for round := range o.rounds {
		for i := range all {
			at := (i + round) % len(all)
			for range o.searches {
				start := time.Now()
				if err := all[at].Search(ctx); err != nil {
					return fmt.Errorf("%s: %w", all[at].Name(), err)
				}
				times[at] = append(times[at], float64(time.Since(start).Microseconds())/1000)
			}
		}
	}
	fmt.Println("sorted search of 20 of 1,000, milliseconds")
	for i, s := range all {
		fmt.Printf("  %-58s p50 %6.2f   p99 %6.2f\n", s.Name(), median(times[i]), quantile(times[i], 0.99))
	}
	return nil
}

func median(in []float64) float64 { return quantile(in, 0.5) }

func quantile(in []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(in))
	return sorted[min(len(sorted)-1, int(float64(len(sorted))*q))]
}
