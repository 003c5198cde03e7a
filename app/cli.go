//go:build !js

package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"throughline/care"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // it was tried and did not succeed
	exitUsage  = 2 // a wrong flag, or a machine that cannot do it
)

// options are the flags of every command.
type options struct {
	profile    string
	clinic     string
	json       bool
	passphrase string // a file
	pin        string // a file
	file       string // of export-unsent
}

const usage = `Throughline, a companion for an intensive outpatient programme.

  throughline [--profile DIR] [--clinic FHIR_BASE]   open the window
  throughline sign-in [--clinic FHIR_BASE]           print an address to open, and wait
  throughline sync [--json]                          send and fetch once, without a window
  throughline doctor [--json]                        say what works on this machine
  throughline export-unsent FILE                     write what is not sent yet into a new file
  throughline sign-out                               take all data off this device

Flags:
  --profile DIR        folder for this profile (default: the system's settings folder)
  --clinic FHIR_BASE   the clinic's address, such as https://clinic.example/fhir
  --json               print one line of JSON
  --passphrase-file F  for the commands above on a machine without a keyring:
                       the first line of F locks and unlocks what is kept
  --pin-file F         for export-unsent and sign-out where a PIN is set: the
                       first line of F is the PIN
`

// Main runs the command that args ask for and gives the exit code. Whatever
// fails is one clear line on Stderr.
func Main(args []string, sys System) int {
	commands := map[string]func(context.Context, *Client, options, System) error{
		"": runWindow, "sync": runSync, "sign-in": runSignIn, "sign-out": runSignOut, "doctor": runDoctor, "export-unsent": runExport,
	}
	name, o, err := parse(args)
	run, known := commands[name]
	if !known {
		return complain(sys, &care.Fault{Code: "usage", Say: fmt.Sprintf("There is no command %q. Run throughline --help for the list.", name)})
	}
	if errors.Is(err, flag.ErrHelp) {
		_, _ = fmt.Fprint(sys.Stdout, usage)
		return exitOK
	}
	if err != nil {
		return complain(sys, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	useDeviceZone()
	client, err := open(&o, sys)
	if name == "" && errors.Is(err, errFolder) && needDisplay(sys) == nil {
		_ = complain(sys, err)
		client, err = NewWaitingClient(o.profile, clientOptions(sys)), nil
	}
	if err != nil {
		return complain(sys, err)
	}
	defer client.Close()
	if o.passphrase != "" {
		if err := client.unlockFrom(ctx, o.passphrase); err != nil {
			return complain(sys, err)
		}
	}
	return complain(sys, run(ctx, client, o, sys))
}

// parse reads the command's name and the flags, which may stand before it and after it.
func parse(args []string) (command string, o options, err error) {
	fs := flag.NewFlagSet("throughline", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&o.profile, "profile", "", "")
	fs.StringVar(&o.clinic, "clinic", "", "")
	fs.BoolVar(&o.json, "json", false, "")
	fs.StringVar(&o.passphrase, "passphrase-file", "", "")
	fs.StringVar(&o.pin, "pin-file", "", "")
	err = fs.Parse(args)
	if err == nil && fs.NArg() > 0 {
		command = fs.Arg(0)
		err = fs.Parse(fs.Args()[1:])
	}
	switch {
	case err != nil:
	case command == "export-unsent" && fs.NArg() != 1:
		err = errors.New("export-unsent needs the name of one new file, after the flags")
	case command == "export-unsent":
		o.file = fs.Arg(0)
	case fs.NArg() > 0:
		err = fmt.Errorf("unexpected %q", fs.Arg(0))
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		err = &care.Fault{Code: "usage", Say: "That is not understood: " + err.Error() + ". Run throughline --help."}
	}
	return command, o, err
}

func open(o *options, sys System) (*Client, error) {
	if o.profile == "" {
		dir, err := DefaultFolder()
		if err != nil {
			return nil, &care.Fault{Code: "usage", Say: "This machine has no settings folder. Name one with --profile.", Cause: err}
		}
		o.profile = dir
	}
	in, err := OpenInstallation(o.profile)
	if err != nil {
		return nil, err
	}
	return NewClient(in, clientOptions(sys)), nil
}

func clientOptions(sys System) ClientOptions {
	logger := slog.New(slog.NewTextHandler(sys.Stderr, &slog.HandlerOptions{Level: logLevel(sys)}))
	return ClientOptions{Now: sys.Now, Logger: logger, Device: sys.Device}
}

// complain prints what is wrong as one line and gives the exit code.
func complain(sys System, err error) int {
	if err == nil {
		return exitOK
	}
	f := care.AsFault(err)
	_, _ = fmt.Fprintf(sys.Stderr, "throughline: %s (%s)\n", f.Say, f.Code)
	if sys.Env("THROUGHLINE_DEBUG") != "" {
		_, _ = fmt.Fprintf(sys.Stderr, "throughline: cause: %v\n", f.Cause)
	}
	switch f.Code {
	case "usage", "profile-folder", "no-display":
		return exitUsage
	default:
		return exitFailed
	}
}
