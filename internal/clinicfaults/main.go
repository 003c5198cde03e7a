// Command clinicfaults breaks what the clinic's server stands on while phones
// write to it, and then counts: of all that was acknowledged nothing may be
// missing, and of all that was sent again nothing may be there twice.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	if code, is := clinicd(); is {
		os.Exit(code)
	}
	killed := flag.Int("kills", 100, "how often to kill -9 a server on SQLite")
	rounds := flag.Int("rounds", 20, "how often to kill -9 the primary of a Patroni cluster")
	pairs := flag.Int("pairs", 1, "how often to kill -9 the primary of a plain pair")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, *killed, *pairs, *rounds)
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1) //nolint:gocritic // nothing waits for stop
	}
}

func run(ctx context.Context, killed, pairs, rounds int) error {
	for range pairs {
		if err := failover(ctx, 200); err != nil {
			return err
		}
	}
	if killed > 0 {
		if err := kills(ctx, killed-1, 20); err != nil {
			return err
		}
	}
	if rounds > 0 {
		return patroni(ctx, rounds, 100)
	}
	return nil
}
