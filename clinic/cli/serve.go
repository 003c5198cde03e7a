package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"throughline/clinic"
	"throughline/clinic/demo"
	"throughline/clinic/forms"
	"throughline/clinic/gate"
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
	c.flags.StringVar(&cfg.TLSCert, "tls-cert", "", "a `FILE` with the server's certificate; without it the server speaks plain HTTP, as behind a proxy")
	c.flags.StringVar(&cfg.TLSKey, "tls-key", "", "a `FILE` with the certificate's key; both files are read anew when they change and at SIGHUP")
	c.flags.StringVar(&cfg.MetricsListen, "metrics-listen", "", "`HOST:PORT` to serve Prometheus at /metrics, such as 127.0.0.1:9100; not served by default")
	c.flags.StringVar(&cfg.Web, "web", "", "a `FOLDER` with the app for browsers, as make web makes it; served at /app/, and not by default")
	c.flags.Func("trusted-proxy", "the `ADDRESS` or network of a proxy whose X-Forwarded-For is believed; several with commas", func(v string) (err error) {
		cfg.TrustedProxies, err = gate.ParseProxies(v)
		return err
	})
	cfg.Limits = gate.DefaultLimits
	c.flags.Float64Var(&cfg.Limits.Address.PerSecond, "rate-address", cfg.Limits.Address.PerSecond, "requests a `SECOND` of one address, ten times as many at once; 0 for no limit")
	c.flags.Float64Var(&cfg.Limits.SignIn.PerSecond, "rate-sign-in", cfg.Limits.SignIn.PerSecond, "passwords, codes and tokens a `SECOND` of one address, thirty times as many at once; 0 for no limit")
	c.flags.Float64Var(&cfg.Limits.Person.PerSecond, "rate-person", cfg.Limits.Person.PerSecond, "requests a `SECOND` of one sign-in, ten times as many at once; 0 for no limit")
	withDemo := c.flags.Bool("demo", false, "load the demo programme, anchored to today")
	if err := c.parse(); err != nil {
		return err
	}
	if err := c.noMore(); err != nil {
		return err
	}
	cfg.Limits = cfg.Limits.WithBursts()
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
	if err := loadForms(ctx, s); err != nil {
		return fmt.Errorf("the forms: %w", err)
	}
	// The port is open since New: whoever reads this line can connect.
	if _, err := fmt.Fprintf(c.Out, "clinicd ready fhir=%s\n", s.FHIR()); err != nil {
		return err
	}
	if cfg.Web != "" {
		if _, err := fmt.Fprintf(c.Out, "clinicd web=%s\n", s.Web()); err != nil {
			return err
		}
	}
	stop := onHangup(ctx, cfg.Logger, s)
	defer stop()
	return s.Serve(ctx)
}

// loadForms gives every clinic the forms that the product ships.
func loadForms(ctx context.Context, s *clinic.Server) error {
	if s.Auth != nil {
		return forms.Load(ctx, s.Records, s.ID)
	}
	all, err := s.DB.Clinics(ctx)
	for _, p := range all {
		err = errors.Join(err, forms.Load(ctx, s.Records, p.ID))
	}
	return err
}

// onHangup reads the certificate anew at SIGHUP, until it is stopped.
func onHangup(ctx context.Context, logger *slog.Logger, s *clinic.Server) (stop func()) {
	hangup, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangup, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-hangup:
				if err := s.ReloadCertificate(); err != nil {
					logger.ErrorContext(ctx, "the certificate was not read anew", "error", err)
				}
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(hangup); close(done) }
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
