// Package cli is the command line of clinicd.
package cli

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"throughline/clinic"
)

// IO is the process as the commands see it.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Now      func() time.Time // nil: the machine's clock
}

// Exit codes.
const (
	ok     = 0
	failed = 1
	usage  = 2 // the command, a flag or the database cannot be used
)

type command struct {
	name, about string
	run         func(ctx context.Context, c *call) error
}

var commands []command

func init() {
	commands = []command{
		{"serve", "run the clinic's server", serve},
		{"import", "load FILE... (Bundles or NDJSON) into the database", importFiles},
		{"programme import", "take a table FILE.csv of staff, patients and group series, whole or not at all", programmeImport},
		{"programme template", "print the table that programme import takes", programmeTemplate},
		{"migrate", "bring the database's schema up to date", migrate},
		{"backup", "write all clinics' data to FILE while the server goes on, and read it back", backup},
		{"restore", "fill an empty database from the backup FILE, and read it back", restore},
		{"clinic add", "add a clinic to a database of many, or change what people read of it", clinicAdd},
		{"clinic list", "list the clinics of a database of many", clinicList},
		{"demo-accounts", "list the sign-ins of the demo programme", demoAccounts},
		{"user add", "let a person sign in; the password is read from standard input", userAdd},
		{"user list", "list who can sign in", userList},
		{"user disable", "NAME...: shut people out; it holds at once", userDisable},
		{"user enable", "NAME...: let people sign in again", userEnable},
		{"user reset-password", "NAME: give a new password, read from standard input, and end all sign-ins", userResetPassword},
		{"user reset-second-factor", "NAME...: let people sign in without a second step, as when a phone is lost", userResetSecond},
		{"user sessions list", "NAME: list what a person is signed in with", sessionsList},
		{"user sessions revoke", "NAME [ID]: end all of a person's sign-ins, or one, as when a phone is lost", sessionsRevoke},
		{"invite", "make a one-time code by which somebody makes an account", invite},
		{"client add", "register an app, or change one", clientAdd},
		{"client list", "list the registered apps", clientList},
		{"client remove", "ID...: forget apps and end every sign-in with them", clientRemove},
		{"audit purge", "say what of the audit is older than it is kept, and with --yes remove it", auditPurge},
		{"keys list", "list the keys that sign tokens", keysList},
		{"keys rotate", "make a new signing key; nobody is signed out", keysRotate},
	}
}

// call is one run of one command.
type call struct {
	IO
	flags *flag.FlagSet
	args  []string

	before []string // the arguments before the flags
}

// misuse is an error of whoever called: exit 2.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// Run does one command and gives the process's exit code. What is wrong is said
// in one line.
func Run(ctx context.Context, args []string, with IO) int {
	cmd, rest, found := find(args)
	if !found {
		if len(args) > 0 && (args[0] == "help" || args[0] == "-h" || args[0] == "--help") {
			help(with.Out)
			return ok
		}
		fmt.Fprintf(with.Err, "clinicd: no such command %q; try clinicd help\n", strings.Join(args, " "))
		return usage
	}
	c := &call{IO: with, flags: flag.NewFlagSet(cmd.name, flag.ContinueOnError), args: rest}
	c.flags.SetOutput(io.Discard)
	err := cmd.run(ctx, c)
	var m misuse
	switch {
	case err == nil:
		return ok
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(with.Out, "clinicd %s: %s\n", cmd.name, cmd.about)
		c.flags.SetOutput(with.Out)
		c.flags.PrintDefaults()
		return ok
	}
	fmt.Fprintf(with.Err, "clinicd %s: %s\n", cmd.name, oneLine(err))
	if errors.As(err, &m) {
		return usage
	}
	return failed
}

func find(args []string) (command, []string, bool) {
	for _, c := range commands {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c, args[len(words):], true
		}
	}
	return command{}, nil, false
}

func help(to io.Writer) {
	fmt.Fprintln(to, "clinicd is the clinic's server. Its commands:")
	for _, c := range commands {
		fmt.Fprintf(to, "  %-27s%s\n", c.name, c.about)
	}
	fmt.Fprintln(to, `"clinicd COMMAND --help" lists a command's flags. Each can be given in the environment too: --base-url as CLINICD_BASE_URL.`)
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// parse reads the flags, with the environment for those that are not given.
func (c *call) parse() error {
	if err := c.flags.Parse(c.args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return misuse{err}
	}
	given := map[string]bool{}
	c.flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var err error
	c.flags.VisitAll(func(f *flag.Flag) {
		name := "CLINICD_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		v := c.Getenv(name)
		if v == "" || given[f.Name] || err != nil {
			return
		}
		if e := f.Value.Set(v); e != nil {
			err = misuse{fmt.Errorf("invalid value %q for %s: %w", v, name, e)}
		}
	})
	c.args = c.flags.Args()
	return err
}

// positional lets arguments stand before the flags too: "user disable ana --db sqlite:c.db".
func (c *call) positional() { c.before = c.interspersed() }

func (c *call) takePositional() { c.args = append(c.before, c.args...) }

// wants refuses too few arguments or too many.
func (c *call) wants(least, most int) error {
	switch {
	case len(c.args) < least:
		return misuse{errors.New("a name is missing")}
	case len(c.args) > most:
		return misuse{fmt.Errorf("unexpected argument %q", c.args[most])}
	}
	return nil
}

// noMore refuses arguments after the flags.
func (c *call) noMore() error {
	if len(c.args) > 0 {
		return misuse{fmt.Errorf("unexpected argument %q", c.args[0])}
	}
	return nil
}

func (c *call) database(cfg *clinic.Config) {
	c.flags.StringVar(&cfg.DB, "db", "sqlite:clinic.db", "the database, sqlite:`FILE` or postgres://USER@HOST/NAME")
	c.flags.StringVar(&cfg.ID, "clinic", "main", "the clinic's `ID` in the database")
	cfg.Logger, cfg.Now = slog.New(slog.NewJSONHandler(c.Err, nil)), c.Now
}

// open parses the flags and opens the database.
func (c *call) open(ctx context.Context, cfg *clinic.Config) (*clinic.Data, error) {
	if err := c.parse(); err != nil {
		return nil, err
	}
	d, err := clinic.OpenData(ctx, *cfg)
	if err != nil {
		return nil, misuse{err}
	}
	return d, nil
}

// line reads one line, such as a password.
func (c *call) line() (string, error) {
	s, err := bufio.NewReader(c.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(s, "\r\n"), nil
}
