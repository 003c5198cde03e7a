package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"throughline/internal/testclinic"
)

// Aims of the ratios.
const (
	aimPouch = 0.5
	aimFloor = 1.5
	repeats  = 20 // of a sync with nothing new, in one measurement
)

// job is one thing that is measured, in all three.
type job struct {
	name  string
	ours  func() (time.Duration, []noted, error)
	pouch func() (time.Duration, error)
	floor func([]noted) (time.Duration, error)

	requests int // that ours makes, if that is known
}

// speed measures in rounds, one after the other in each, and prints medians.
func speed(ctx context.Context, rounds int, only string) (err error) {
	dir, err := os.MkdirTemp("", "throughline-speed-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := newStand(ctx, dir, only)
	if err != nil {
		return err
	}
	// First, while this process holds little else: how much garbage may lie about follows from what is held.
	if asks("memory", only) {
		if err := s.memory(ctx); err != nil {
			return err
		}
	}
	pushes := []*pushed{{name: "session answers alone", does: answersAlone}, {name: "a mix", does: aDay}}
	pushes = slices.DeleteFunc(pushes, func(p *pushed) bool { return !asks(p.job(), only) })
	if err := s.offline(ctx, pushes...); err != nil {
		return err
	}
	p, err := startPouch(ctx)
	if err != nil {
		return err
	}
	jobs, err := s.jobs(ctx, p, pushes, only)
	if err != nil {
		return err
	}
	jobs = slices.DeleteFunc(jobs, func(j job) bool { return !asks(j.name, only) })
	for _, p := range pushes {
		fmt.Printf("%s: %d changes of %d resources, %s\n", p.job(), p.count, len(p.bodies), counted(p.what))
	}
	fmt.Printf("speed: medians of %d rounds, interleaved; %s, %d processors\n", rounds, runtime.Version(), runtime.NumCPU())
	took := map[string][3][]time.Duration{}
	requests := map[string]int{}
	for range rounds {
		for _, j := range jobs {
			all := took[j.name]
			ours, made, err := j.ours()
			if err != nil {
				return fmt.Errorf("%s, ours: %w", j.name, err)
			}
			if j.requests > 0 && len(made) != j.requests {
				return fmt.Errorf("%s took %d requests instead of %d", j.name, len(made), j.requests)
			}
			pouch, err := j.pouch()
			if err != nil {
				return fmt.Errorf("%s, PouchDB: %w", j.name, err)
			}
			floor, err := j.floor(made)
			if err != nil {
				return fmt.Errorf("%s, floor: %w", j.name, err)
			}
			for i, d := range []time.Duration{ours, pouch, floor} {
				all[i] = append(all[i], d)
			}
			took[j.name], requests[j.name] = all, len(made)
		}
	}
	report(jobs, took, requests)
	for name := range s.running {
		err = errors.Join(err, s.stop(name))
	}
	return errors.Join(err, p.stop())
}

func report(jobs []job, took map[string][3][]time.Duration, requests map[string]int) {
	fmt.Printf("  %-36s %10s %10s %10s %14s %14s %9s\n", "", "ours", "PouchDB", "floor", "ours/PouchDB", "ours/floor", "requests")
	for _, j := range jobs {
		ours, pouch, floor := median(took[j.name][0]), median(took[j.name][1]), median(took[j.name][2])
		fmt.Printf("  %-36s %10s %10s %10s %14s %14s %9d\n", j.name, short(ours), short(pouch), short(floor),
			ratio(ours, pouch, aimPouch), ratio(ours, floor, aimFloor), requests[j.name])
	}
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func short(d time.Duration) string {
	if d < 100*time.Millisecond {
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(time.Millisecond).String()
}

// ratio marks what misses its aim.
func ratio(a, b time.Duration, aim float64) string {
	r := float64(a) / float64(b)
	text := fmt.Sprintf("%.2f", r)
	if r > aim {
		text += fmt.Sprintf(" (aim %.1f)", aim)
	}
	return text
}

// newStand makes the sets, each a clinic's database with its server, and signs in at one.
func newStand(ctx context.Context, dir, only string) (*stand, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &stand{dir: dir, base: "http://" + l.Addr().String(), dial: map[string]string{}, running: map[string]*testclinic.Clinic{}}
	if err := l.Close(); err != nil {
		return nil, err
	}
	// The first server has the sign-ins; the others are copies of it with other records, so that one token opens all.
	if err := database(ctx, s.file("few"), s.base, set(few)); err != nil {
		return nil, err
	}
	first, err := testclinic.Start(ctx, s.file("few"), "--listen", strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		return nil, err
	}
	if s.session, err = testclinic.SignIn(ctx, first.FHIR, "maya", new(testclinic.Keeper)); err != nil {
		return nil, err
	}
	if err := first.Stop(); err != nil {
		return nil, err
	}
	for name, make := range map[string]func() [][]byte{"many": func() [][]byte { return set(many) }, "schedule": schedule} {
		if name == "many" && !asks("memory", only) && !asks(pullOf(many), only) {
			continue
		}
		if err := copyFile(s.file(name), s.file("few")); err != nil {
			return nil, err
		}
		if err := refill(ctx, s.file(name), make()); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"few", "many", "schedule"} {
		if _, err := os.Stat(s.file(name)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := s.serve(ctx, name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// asks says whether something is to be measured.
func asks(name, only string) bool { return strings.Contains(name, only) }

func pullOf(n int) string { return fmt.Sprintf("first pull of %d", n) }

func (p *pushed) job() string { return fmt.Sprintf("push of %d, %s", changes, p.name) }

// counted says what an outbox holds, most first.
func counted(what map[string]int) string {
	types := slices.SortedFunc(maps.Keys(what), func(a, b string) int { return cmp.Or(what[b]-what[a], strings.Compare(a, b)) })
	for i, typ := range types {
		types[i] = fmt.Sprintf("%d %s", what[typ], typ)
	}
	return strings.Join(types, ", ")
}

func (s *stand) jobs(ctx context.Context, p *pouch, pushes []*pushed, only string) ([]job, error) {
	files := map[string][][]byte{"few": set(few), "many": set(many), "schedule": schedule()}
	for _, of := range pushes {
		files[of.name] = of.bodies
	}
	for name, bodies := range files {
		if err := documents(filepath.Join(s.dir, name+".ndjson"), bodies); err != nil {
			return nil, err
		}
	}
	file := func(name string) string { return filepath.Join(s.dir, name+".ndjson") }
	for _, name := range []string{"few", "many"} {
		if name == "many" && !asks(pullOf(many), only) {
			continue
		}
		if err := p.fill(name, file(name)); err != nil {
			return nil, err
		}
	}
	var all []job
	for _, set := range []struct {
		name string
		n    int
	}{{"few", few}, {"many", many}} {
		rows := rowsOf(files[set.name])
		all = append(all, job{
			name:  pullOf(set.n),
			ours:  func() (time.Duration, []noted, error) { return s.pull(ctx, set.name, set.n) },
			pouch: func() (time.Duration, error) { return p.run("pull", set.name, "", 0, set.n) },
			floor: func(made []noted) (time.Duration, error) { return s.floor(ctx, set.name, made, rows, 1000) },
		})
	}
	for _, of := range pushes {
		all = append(all, s.pushJob(ctx, p, of, file))
	}
	return append(all, job{
		name: "sync with nothing new", requests: repeats,
		ours:  func() (time.Duration, []noted, error) { return s.nothing(ctx, "few", repeats) },
		pouch: func() (time.Duration, error) { return p.run("nothing", "few", "", repeats, 0) },
		floor: func(made []noted) (time.Duration, error) {
			took, err := s.floor(ctx, "few", made, nil, 1)
			return took / repeats, err
		},
	}), nil
}

func (s *stand) pushJob(ctx context.Context, p *pouch, of *pushed, file func(string) string) job {
	n := 0
	return job{
		name: of.job(),
		ours: func() (time.Duration, []noted, error) { return s.push(ctx, of) },
		pouch: func() (time.Duration, error) {
			n++
			name := fmt.Sprintf("push-%d-%d", len(of.name), n)
			if err := p.fill(name, file("schedule")); err != nil {
				return 0, err
			}
			return p.run("push", name, file(of.name), 0, len(of.bodies))
		},
		floor: func(made []noted) (time.Duration, error) {
			if _, err := s.copies(ctx, "push", of.name); err != nil {
				return 0, err
			}
			writes := 0
			for _, one := range made {
				if one.method != "GET" {
					writes++
				}
			}
			took, err := s.floor(ctx, "push", made, rowsOf(of.bodies), (len(of.bodies)+writes-1)/max(writes, 1))
			return took, errors.Join(err, s.stop("push"))
		},
	}
}

func rowsOf(bodies [][]byte) []row {
	rows := make([]row, len(bodies))
	for i, body := range bodies {
		var r struct{ ResourceType, ID string }
		if err := json.Unmarshal(body, &r); err != nil {
			panic(err) // made here
		}
		rows[i] = row{r.ResourceType, r.ID, body}
	}
	return rows
}
