// Package clinic is the clinic's server put together: the FHIR API at /fhir, the
// SMART authorization server at /auth, and one database behind both.
package clinic

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"throughline/clinic/audit"
	"throughline/clinic/auth"
	"throughline/clinic/gate"
	"throughline/clinic/programme"
	"throughline/clinic/records"
	"throughline/clinic/store"
	"throughline/clinic/store/engines"
	"throughline/clinic/store/sqlstore"
	"throughline/clinic/webapp"
)

// Version is what the server says that it is. The linker sets it in a release.
var Version = "0.1.0-dev"

// Config is what a Server is made of. DB is required.
type Config struct {
	Listen string // host:port; port 0 takes a free one
	// BaseURL is how clients reach the server, where that is not http://Listen.
	// With "{clinic}" in its host or path, the server serves every clinic of the
	// database, each at its own address.
	BaseURL string
	DB      string // sqlite:FILE or postgres://USER@HOST/NAME

	ID    string // of the clinic, in every row; default "main"
	Name  string // as people read it
	Phone string // shown under Help; may be empty

	// StaffSecondFactor asks a second step at sign-in of everybody who works at the clinic.
	StaffSecondFactor bool

	TLSCert, TLSKey string         // files; without them the server speaks plain HTTP
	TrustedProxies  []netip.Prefix // whose X-Forwarded-For is believed
	Limits          gate.Limits    // of how often callers may ask; none by default
	MetricsListen   string         // host:port for Prometheus; not served by default
	Web             string         // the folder with the app for browsers, served at /app/; none by default

	Now    func() time.Time // default time.Now
	Logger *slog.Logger     // default slog.Default

	hourly <-chan time.Time // when to tidy up; default time.Tick
	jobs   <-chan time.Time // when to look for the programme's jobs; default time.Tick
}

func (cfg *Config) setDefaults() {
	if cfg.ID == "" {
		cfg.ID = "main"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.jobs == nil {
		cfg.jobs = time.Tick(programme.EscalateEvery / 2)
	}
	if cfg.hourly == nil {
		cfg.hourly = time.Tick(time.Hour)
	}
}

// Data is an open database with what works on it, without the network.
type Data struct {
	Records *records.Service
	ID      string
	DB      *sqlstore.DB
	cfg     Config
	metrics *gate.Metrics
	limiter *gate.Limiter
	web     *webapp.Files // nil where the app is not served to browsers
}

// OpenData opens the database and brings its schema up to date.
func OpenData(ctx context.Context, cfg Config) (*Data, error) {
	cfg.setDefaults()
	db, err := engines.Open(ctx, cfg.DB)
	if err != nil {
		return nil, err
	}
	var web *webapp.Files
	if cfg.Web != "" {
		if web, err = webapp.Open(cfg.Web); err != nil {
			return nil, errors.Join(fmt.Errorf("the app for browsers: %w", err), db.Close())
		}
	}
	st := sqlstore.NewStore(db)
	st.Now = cfg.Now
	metrics := gate.NewMetrics(Version)
	return &Data{
		Records: &records.Service{Store: st, Audit: audit.NewRecorder(st), Now: cfg.Now},
		ID:      cfg.ID, DB: db, cfg: cfg,
		metrics: metrics, limiter: gate.NewLimiter(cfg.Limits, cfg.Now, metrics.Limited), web: web,
	}, nil
}

// Auth gives the authorization server of the clinic, reached below base.
func (d *Data) Auth(base string) (*auth.Server, error) {
	return d.authOf(store.Profile{ID: d.ID, Name: d.cfg.Name, Phone: d.cfg.Phone}, base)
}

func (d *Data) authOf(p store.Profile, base string) (*auth.Server, error) {
	return auth.New(auth.Config{
		Store: sqlstore.NewAuth(d.DB, p.ID), ClinicID: p.ID, Issuer: base + "/auth", FHIRBase: base + "/fhir",
		ClinicName: p.Name, ClinicPhone: p.Phone, StaffSecondFactor: d.cfg.StaffSecondFactor, Now: d.cfg.Now, Logger: d.cfg.Logger,
		Audit: signIns{d.Records.Audit, d.metrics}, Directory: directory{d.Records.Store, p.ID}, Family: family{d.Records, p.ID},
	})
}

// Now is the server's clock.
func (d *Data) Now() time.Time { return d.cfg.Now() }

// Close closes the database.
func (d *Data) Close() error { return errors.Join(d.DB.Close(), d.web.Close()) }

// Server is a clinic's server that has its port and its database, or the server
// of many clinics. Serve makes it answer.
type Server struct {
	*Data
	Auth     *auth.Server // nil where it serves many clinics
	listener net.Listener
	watched  net.Listener // for Prometheus, or nil
	cert     *gate.Certificate
	draining atomic.Bool
	base     string
	sites    *sites
}

// The client ids of this product's app: where it is installed, and in a browser.
const (
	AppID    = "throughline"
	WebAppID = "throughline-web"
)

// The app of this product, which every clinic's server knows.
var app = auth.NewClient{
	ID: AppID, Name: "Throughline", RedirectURIs: []string{"http://127.0.0.1/callback", "http://[::1]/callback"},
	Scopes: "openid fhirUser offline_access launch/patient patient/*.cruds user/*.cruds", Native: true, Device: true, Trusted: true,
}

// New opens the database and takes the port. Connections wait until Serve.
func New(ctx context.Context, cfg Config) (*Server, error) {
	d, err := OpenData(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s := &Server{Data: d}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	var err error
	scheme := "http://"
	if s.cfg.TLSCert != "" || s.cfg.TLSKey != "" {
		scheme = "https://"
		if s.cert, err = gate.LoadCertificate(s.cfg.TLSCert, s.cfg.TLSKey, time.Now, s.cfg.Logger); err != nil {
			return err
		}
	}
	if s.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", s.cfg.Listen); err != nil {
		return err
	}
	if s.cfg.MetricsListen != "" {
		if s.watched, err = (&net.ListenConfig{}).Listen(ctx, "tcp", s.cfg.MetricsListen); err != nil {
			return errors.Join(err, s.listener.Close())
		}
	}
	s.base = strings.TrimSuffix(s.cfg.BaseURL, "/")
	if s.base == "" {
		if tcp, ok := s.listener.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
			return fmt.Errorf("listening on %s needs the address by which clients reach it (--base-url)", s.listener.Addr())
		}
		s.base = scheme + s.listener.Addr().String()
	}
	if s.sites, err = newSites(s.Data, s.base); err != nil || s.sites.many() {
		return err
	}
	only, err := s.sites.make(ctx, store.Profile{ID: s.ID, Name: s.cfg.Name, Phone: s.cfg.Phone})
	if err != nil {
		return err
	}
	s.sites.only, s.Auth = only, only.auth
	return nil
}

// FHIR is the address of the FHIR API.
func (s *Server) FHIR() string { return s.base + "/fhir" }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if s.draining.Load() {
			say(w, http.StatusServiceUnavailable, "the server is stopping")
			return
		}
		if err := s.DB.Ping(r.Context()); err != nil {
			s.cfg.Logger.ErrorContext(r.Context(), "not ready", "error", err)
			say(w, http.StatusServiceUnavailable, "the database does not answer")
			return
		}
		say(w, http.StatusOK, "ready")
	})
	mux.Handle("/", s.sites)
	handler := http.MaxBytesHandler(mux, maxBody)
	handler = s.limiter.PerAddress(handler, tooMany)
	return gate.BehindProxy(s.cfg.TrustedProxies, s.metrics.Observe(gate.Dated(s.cfg.Now, handler)))
}

// maxBody bounds every body; the handlers have smaller bounds of their own.
const maxBody = 4 << 20

// tooMany answers who asks too often, in the form of whatever was asked.
func tooMany(w http.ResponseWriter, r *http.Request) {
	const sorry = "Too many requests. Wait a little, then try again."
	if !strings.Contains(r.URL.Path, "/fhir") {
		say(w, http.StatusTooManyRequests, sorry)
		return
	}
	w.Header().Set("Content-Type", "application/fhir+json; charset=utf-8")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Expose-Headers", "Retry-After")
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = w.Write([]byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"throttled","diagnostics":"` + sorry + `"}]}`))
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // the caller has gone; there is nobody to tell
}

// drain is how long running requests get to finish.
const drain = 20 * time.Second

// Serve answers requests until ctx ends, lets those that run finish, and closes
// the database. Once an hour it forgets sign-ins that ended.
func (s *Server) Serve(ctx context.Context) error {
	srv := &http.Server{
		Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.cfg.Logger.Handler(), slog.LevelWarn),
	}
	if s.cert != nil {
		srv.TLSConfig = s.cert.Config()
	}
	ctx, stop := context.WithCancel(ctx)
	var tidying sync.WaitGroup
	tidying.Go(func() { s.tidy(ctx) })
	tidying.Go(func() { s.sites.watch(ctx) })
	tidying.Go(func() { s.programme(ctx) })
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		s.draining.Store(true)
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		defer cancel()
		stopped <- srv.Shutdown(wait)
	}()
	tidying.Go(func() { s.serveMetrics(ctx) })
	err := s.serveOn(srv)
	stop()
	tidying.Wait() // it uses the database
	if !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, s.Close())
	}
	return errors.Join(<-stopped, s.Close())
}

func (s *Server) serveOn(srv *http.Server) error {
	if s.cert != nil {
		return srv.ServeTLS(s.listener, "", "")
	}
	return srv.Serve(s.listener)
}

// serveMetrics answers Prometheus until ctx ends.
func (s *Server) serveMetrics(ctx context.Context) {
	if s.watched == nil {
		return
	}
	srv := &http.Server{Handler: s.metrics.Handler(), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() }) // what is half read there is no loss
	defer stop()
	if err := srv.Serve(s.watched); !errors.Is(err, http.ErrServerClosed) {
		s.cfg.Logger.ErrorContext(ctx, "metrics are not served", "error", err)
	}
}

// Metrics is the address where Prometheus reads, or "".
func (s *Server) Metrics() string {
	if s.watched == nil {
		return ""
	}
	return "http://" + s.watched.Addr().String() + "/metrics"
}

// ReloadCertificate reads the files of the certificate anew.
func (s *Server) ReloadCertificate() error {
	if s.cert == nil {
		return nil
	}
	return s.cert.Reload()
}

// tidy removes, hour by hour until ctx ends, what the authorization server no longer needs.
func (s *Server) tidy(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.cfg.hourly:
			for _, site := range s.sites.known() {
				if err := site.auth.Purge(ctx); err != nil && ctx.Err() == nil {
					s.cfg.Logger.ErrorContext(ctx, "ended sign-ins were not removed", "clinic", site.ID, "error", err)
				}
			}
		}
	}
}
