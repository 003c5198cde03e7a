// Faults runs the long proofs, each a campaign with a name. `make faults` runs all of them, `make faults
// ONLY=app-kills,fuzz` some. Each campaign is a test that also runs in `make test`, there for a short while.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// tags are those of the Makefile, so that nothing is compiled twice.
const tags = "gles,migrated_fynedo"

// campaign is one long proof. Its test reads the environment for how much it is to do.
type campaign struct {
	name  string
	about string
	env   []string
	test  []string // of `go test -v -count=1`: package and -run
	run   func(ctx context.Context, o options) error
}

type options struct {
	fuzz     time.Duration
	packages []string // whose fuzz targets run
	clinic   []string // flags of the clinic's campaign: what stands after --
}

// campaigns are the list: add yours here.
var campaigns = []campaign{
	{
		name: "traces", about: "100,000 random traces of two devices, a clinician and a bad network, killed between any two steps",
		run: traces,
	},
	{
		name: "app-kills", about: "500 SIGKILLs of the app and 100 of the clinic's server, over a bad network",
		env: []string{"THROUGHLINE_KILLS=500", "THROUGHLINE_CLINIC_KILLS=100"}, test: []string{"./e2e/kills"},
	},
	{
		name: "urgent", about: "200 deaths of the app between the tap on an urgent answer and the clinic's word: one alert each",
		env: []string{"THROUGHLINE_URGENT_KILLS=200"}, test: []string{"./e2e/killed"},
	},
	{
		name: "clinic", about: "the clinic's server on SQLite, and the primary of a database cluster, killed under load",
		run: func(ctx context.Context, o options) error {
			return goCommand(ctx, nil, append([]string{"run", "./internal/clinicfaults"}, o.clinic...)...)
		},
	},
	{name: "fuzz", about: "each fuzz target of the module for a while (-fuzztime)", run: fuzz},
}

func main() {
	names := make([]string, len(campaigns))
	for i, c := range campaigns {
		names[i] = c.name
	}
	only := flag.String("only", "", "`NAMES` of campaigns, with commas; all if it is empty: "+strings.Join(names, ", "))
	var o options
	flag.DurationVar(&o.fuzz, "fuzztime", time.Minute, "how long each fuzz target runs")
	packages := flag.String("fuzz", "./...", "`PACKAGES` whose fuzz targets run, with commas")
	flag.Parse()
	o.packages = strings.Split(*packages, ",")
	o.clinic = flag.Args()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var wanted []string
	if *only != "" {
		wanted = strings.Split(*only, ",")
	}
	for _, name := range wanted {
		if !slices.Contains(names, name) {
			fmt.Fprintf(os.Stderr, "faults: there is no campaign %q; there are %s\n", name, strings.Join(names, ", "))
			stop()
			os.Exit(2) //nolint:gocritic // stopped
		}
	}
	if failed := all(ctx, wanted, o); len(failed) > 0 {
		fmt.Fprintf(os.Stderr, "faults: failed: %s\n", strings.Join(failed, ", "))
		stop()
		os.Exit(1)
	}
}

// all runs the campaigns that are wanted, also after one has failed.
func all(ctx context.Context, wanted []string, o options) (failed []string) {
	for _, c := range campaigns {
		if len(wanted) > 0 && !slices.Contains(wanted, c.name) || ctx.Err() != nil {
			continue
		}
		fmt.Printf("== %s: %s\n", c.name, c.about)
		began := time.Now()
		var err error
		if c.run != nil {
			err = c.run(ctx, o)
		} else {
			err = goCommand(ctx, c.env, append([]string{"test", "-tags", tags, "-count=1", "-v", "-timeout=6h"}, c.test...)...)
		}
		took := time.Since(began).Round(time.Second)
		if err != nil {
			fmt.Printf("== %s failed after %s: %v\n", c.name, took, err)
			failed = append(failed, c.name)
			continue
		}
		fmt.Printf("== %s passed in %s\n", c.name, took)
	}
	return failed
}

// goCommand runs the go command, with what the environment asks for already before what the campaign asks for.
func goCommand(ctx context.Context, env []string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(slices.Clone(env), os.Environ()...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}
