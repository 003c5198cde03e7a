package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"throughline/clinic/clinictest"
)

// bear lets phones live day after day, with pauses, for as long as asked, and
// then looks at what they wrote, what was refused and how much memory the server
// has.
func bear(ctx context.Context, engine string, phones int, long time.Duration) (err error) {
	p, err := newPlace(ctx, engine, 1000, phones)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	until, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	var wg sync.WaitGroup
	var took times
	var lived, failed atomic.Int64
	var first atomic.Pointer[error]
	for _, phone := range p.phones {
		wg.Go(func() {
			for until.Err() == nil {
				pause(until)
				one, err := live(ctx, phone) // a day that began is lived to its end
				took.add(one)
				if err != nil {
					failed.Add(1)
					first.CompareAndSwap(nil, &err)
					continue
				}
				lived.Add(1)
			}
		})
	}
	memory := watch(until, p.server.PID)
	wg.Wait()
	if failed.Load() > 0 {
		return fmt.Errorf("%d days did not end well, the first: %w", failed.Load(), *first.Load())
	}
	lost, err := missing(ctx, p.phones[:accounts], lived.Load())
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d phones for %s: %d requests, %.0f a second, p50 %s p99 %s, every status as expected, %d of %d days' answers missing\n",
		engine, phones, long, len(took.all), float64(len(took.all))/long.Seconds(), ms(rank(took.all, 50)), ms(rank(took.all, 99)), lost, lived.Load())
	fmt.Printf("%s: memory of the server by fifths of the time, MB: %v\n", engine, memory)
	if lost != 0 {
		return errors.New("answers are missing")
	}
	return nil
}

// pause is up to ten seconds, in which a person reads.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(rand.N(10 * time.Second)): //nolint:gosec // not a secret
	}
}

// missing counts the completed answers that the server does not have.
func missing(ctx context.Context, people []*clinictest.Phone, days int64) (int64, error) {
	for _, p := range people {
		got, err := p.Do(ctx, http.MethodGet, "QuestionnaireResponse?status=completed&_summary=count", "")
		if err != nil {
			return 0, err
		}
		_, rest, _ := strings.Cut(string(got.Body), `"total":`)
		n, err := strconv.ParseInt(strings.TrimRight(rest[:strings.IndexAny(rest, ",}")], " "), 10, 64)
		if err != nil {
			return 0, err
		}
		days -= n
	}
	return days, nil
}

// watch gives the server's resident memory at the end of each fifth.
func watch(ctx context.Context, pid int) (mb []int) {
	deadline, _ := ctx.Deadline()
	step := time.Until(deadline) / 5
	tick := time.NewTicker(step)
	defer tick.Stop()
	for range 5 {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		if err != nil {
			return mb
		}
		if fields := strings.Fields(string(raw)); len(fields) > 1 {
			pages, _ := strconv.Atoi(fields[1]) // the kernel writes numbers
			mb = append(mb, pages*os.Getpagesize()>>20)
		}
	}
	return mb
}
