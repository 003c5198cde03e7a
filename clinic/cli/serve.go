package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"throughline/clinic"
	"throughline/clinic/demo"
	"throughline/clinic/store/engines"
)

func serve(ctx context.Context, c *call) error {
	var cfg clinic.Config
	c.database(&cfg)
	c.flags.StringVar(&cfg.Listen, "listen", "127.0.0.1:8080", "`HOST:PORT` to listen on; port 0 takes a free one")
	c.flags.StringVar(&cfg.BaseURL, "base-url", "", "the `ADDRESS` by which clients reach the server, such as https://clinic.example; with {clinic} in it, all clinics are served")
	c.flags.StringVar(&cfg.Name, "name", "", "the clinic's `NAME` as people read it")
	c.flags.StringVar(&cfg.Phone, "phone", "", "the clinic's `NUMBER`, shown under Help")
	c.flags.BoolVar(&cfg.StaffSecondFactor, "staff-second-factor", false, "ask a second step at sign-in of everybody who works at the clinic")
	withDemo := c.flags.Bool("demo", false, "load the demo programme, anchored to today")
	if err := c.parse(); err != nil {
		return err
	}
	if err := c.noMore(); err != nil {
		return err
	}
	if *withDemo {
		cfg.Name, cfg.Phone = cmp.Or(cfg.Name, demo.ClinicName), cmp.Or(cfg.Phone, demo.ClinicPhone)
	}
	s, err := clinic.New(ctx, cfg)
	if err != nil {
		return misuse{err}
	}
	if *withDemo && s.Auth == nil {
		return misuse{errors.Join(errors.New("the demo programme is one clinic's, and the base address is of many"), s.Close())}
	}
	if *withDemo {
		if err := loadDemo(ctx, s); err != nil {
			return fmt.Errorf("the demo programme: %w", err)
		}
	}
	// The port is open since New: whoever reads this line can connect.
	if _, err := fmt.Fprintf(c.Out, "clinicd ready fhir=%s\n", s.FHIR()); err != nil {
		return err
	}
	return s.Serve(ctx)
}

func migrate(ctx context.Context, c *call) error {
	var cfg clinic.Config
	c.database(&cfg)
	app := c.flags.String("app-role", "", "on PostgreSQL, the `ROLE` as which servers connect and which may use the schema")
	if err := c.parse(); err != nil {
		return err
	}
	if err := c.noMore(); err != nil {
		return err
	}
	if err := engines.Migrate(ctx, cfg.DB, *app); err != nil {
		return misuse{err}
	}
	_, err := fmt.Fprintln(c.Out, "The database is up to date.")
	return err
}
