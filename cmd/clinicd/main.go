// Command clinicd is the clinic's server. "clinicd help" lists what it does.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"throughline/clinic/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Run(ctx, os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}))
}
