// Command benchday measures how a patient's day at the clinic's server feels
// while the clinic grows, and with -load how the server bears many phones for
// minutes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"throughline/internal/testclinic"
)

func main() {
	testclinic.Main()
	engine := flag.String("engine", "sqlite", "sqlite or postgres")
	sizes := flag.String("sizes", "1000,10000,100000", "how many patients, each number a clinic")
	days := flag.Int("days", 12, "days that each of ten phones lives through in each clinic")
	load := flag.Duration("load", 0, "instead, let phones live for so long on a clinic of 1,000 patients")
	phones := flag.Int("phones", 200, "how many phones, with -load")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, *engine, *sizes, *days, *load, *phones)
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchday:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stopped
	}
}

func run(ctx context.Context, engine, sizes string, days int, load time.Duration, phones int) error {
	if load > 0 {
		return bear(ctx, engine, phones, load)
	}
	var n []int
	for s := range strings.SplitSeq(sizes, ",") {
		size, err := strconv.Atoi(s)
		if err != nil {
			return err
		}
		n = append(n, size)
	}
	return grow(ctx, engine, n, days)
}
