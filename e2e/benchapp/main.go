// Benchapp measures the app beside an empty Fyne window, on one virtual screen, in
// turn: from the start of the process to the picture that stands, memory, and what
// either does while nobody touches it. `make bench-app` builds and runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"throughline/internal/testclinic"
)

func main() {
	testclinic.Main()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "benchapp:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	rounds := flag.Int("rounds", 5, "launches of each")
	idle := flag.Duration("idle", time.Minute, "how long each is left alone")
	app := flag.String("app", "bin/throughline", "the app")
	empty := flag.String("empty", "build/emptywindow", "a program that opens an empty window")
	flag.Parse()
	if os.Getenv(inside) == "" {
		return onBus(ctx)
	}
	dir, err := os.MkdirTemp("", "benchapp")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	d, err := newDesktop(ctx, dir)
	if d != nil {
		defer d.close()
	}
	if err != nil {
		return err
	}
	clinic, err := testclinic.Start(ctx, filepath.Join(dir, "clinic.db"), "--demo")
	if err != nil {
		return err
	}
	defer clinic.Kill()
	profile := filepath.Join(dir, "profile")
	if err := fill(ctx, d, *app, profile, clinic.FHIR); err != nil {
		return err
	}
	b := &bench{desktop: d, programs: []program{{"empty window", []string{*empty}}, {"app at Today", []string{*app, "--profile", profile}}}}
	return b.all(ctx, *rounds, *idle)
}

// fill signs the demo patient of a twelve-week stay in and fetches the record.
func fill(ctx context.Context, d *desktop, app, profile, fhir string) error {
	cmd := d.command(ctx, app, "sign-in", "--profile", profile, "--clinic", fhir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	text := make([]byte, 4096)
	for said := ""; ; {
		n, err := out.Read(text)
		said += string(text[:n])
		if i := strings.Index(said, "http"); i >= 0 && strings.Contains(said[i:], "\n") {
			if err := testclinic.Browse(ctx, strings.Fields(said[i:])[0], "marcus"); err != nil {
				return err
			}
			break
		}
		if err != nil {
			return fmt.Errorf("sign-in said %q: %w", said, err)
		}
	}
	if err := cmd.Wait(); err != nil {
		return err
	}
	if raw, err := d.command(ctx, app, "sync", "--profile", profile).CombinedOutput(); err != nil {
		return fmt.Errorf("sync: %w: %s", err, raw)
	}
	return nil
}

type program struct {
	name string
	args []string
}

type bench struct {
	*desktop
	programs []program
}

// reading is what was measured of one launch.
type reading struct {
	first, whole time.Duration
	memory       int // KiB
	work         time.Duration
}

func (b *bench) all(ctx context.Context, rounds int, idle time.Duration) error {
	readings := make([][]reading, len(b.programs))
	for i := range rounds {
		for k, p := range b.programs {
			long := time.Duration(0)
			if i == rounds-1 {
				long = idle
			}
			r, err := b.launch(ctx, p, long)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			readings[k] = append(readings[k], r)
		}
	}
	median := func(k int, of func(reading) float64) float64 {
		var all []float64
		for _, r := range readings[k] {
			all = append(all, of(r))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	fmt.Printf("%-34s %14s %14s %7s\n", "", b.programs[0].name, b.programs[1].name, "ratio")
	row := func(name, unit string, of func(reading) float64) {
		x, y := median(0, of), median(1, of)
		fmt.Printf("%-34s %11.0f %-2s %11.0f %-2s %7.2f\n", name, x, unit, y, unit, y/max(x, 1))
	}
	row("start to first pixels", "ms", func(r reading) float64 { return float64(r.first.Milliseconds()) })
	row("start to the picture that stands", "ms", func(r reading) float64 { return float64(r.whole.Milliseconds()) })
	row("memory (PSS)", "MB", func(r reading) float64 { return float64(r.memory) / 1024 })
	last := func(k int) float64 { return float64(readings[k][rounds-1].work.Milliseconds()) }
	fmt.Printf("%-34s %11.0f ms %11.0f ms %7.2f\n", fmt.Sprintf("processor in %v left alone", idle), last(0), last(1), last(1)/max(last(0), 10))
	return nil
}

// launch starts a program on an empty screen, waits for what stands, and ends it.
func (b *bench) launch(ctx context.Context, p program, idle time.Duration) (reading, error) {
	before, err := b.screen.take(make([]byte, b.screen.stride*b.screen.height))
	if err != nil {
		return reading{}, err
	}
	cmd := b.command(ctx, p.args[0], p.args[1:]...)
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return reading{}, err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // it was told to end
		b.untilEmpty(before)
	}()
	first, whole, err := b.screen.watch(before, 2*time.Second)
	if err != nil {
		return reading{}, err
	}
	r := reading{first: first.Sub(started), whole: whole.Sub(started)}
	var err1, err2, err3 error
	r.memory, err1 = memory(cmd.Process.Pid)
	if idle > 0 {
		var from, to time.Duration
		from, err2 = work(cmd.Process.Pid)
		time.Sleep(idle)
		to, err3 = work(cmd.Process.Pid)
		r.work = to - from
	}
	return r, errors.Join(err1, err2, err3)
}

func (b *bench) untilEmpty(before shot) {
	buffer := make([]byte, b.screen.stride*b.screen.height)
	for range 500 {
		if now, err := b.screen.take(buffer); err != nil || same(before, now) > 0.999 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
