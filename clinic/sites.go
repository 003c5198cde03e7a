package clinic

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"throughline/clinic/auth"
	"throughline/clinic/calendar"
	"throughline/clinic/fhirapi"
	"throughline/clinic/store"
)

// place stands in a base URL for the clinic's id.
const place = "{clinic}"

// validID is what fits both a host's label and a path's segment.
var validID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// site is one clinic as a server serves it: its own addresses, keys and tokens.
type site struct {
	store.Profile
	auth    *auth.Server
	handler http.Handler
}

// sites finds the clinic that a request is for, by its host or its path, and
// nothing else that the request says.
type sites struct {
	data *Data
	base *url.URL
	only *site // where there is one clinic

	mu   sync.Mutex
	made map[string]*site
}

// maxSites bounds how many clinics one server holds ready; others are made again
// when somebody asks for them.
const maxSites = 1000

func newSites(d *Data, base string) (*sites, error) {
	// A brace is no character of a host, so a word that is stands there meanwhile.
	u, err := url.Parse(strings.ReplaceAll(base, place, standIn))
	if err != nil || u.Host == "" || u.RawQuery != "" {
		return nil, fmt.Errorf("the base address %q is not of the form https://HOST", base)
	}
	if n := strings.Count(base, place); n > 1 {
		return nil, fmt.Errorf("the base address %q names the clinic %d times", base, n)
	}
	return &sites{data: d, base: u, made: map[string]*site{}}, nil
}

const standIn = "clinic-goes-here"

// AddClinic adds a clinic to those of the database, or changes what people read
// of it.
func (d *Data) AddClinic(ctx context.Context, p store.Profile) error {
	if !validID.MatchString(p.ID) {
		return fmt.Errorf("the clinic's id %q has other than a-z, 0-9 and -, which an address cannot hold", p.ID)
	}
	return d.DB.PutClinic(ctx, p)
}

func (s *sites) many() bool {
	return strings.Contains(s.base.Host+s.base.Path, standIn)
}

// baseOf is the address of one clinic.
func (s *sites) baseOf(id string) string {
	return strings.TrimSuffix(strings.ReplaceAll(s.base.String(), standIn, id), "/")
}

// idOf reads the clinic from a request's host or path, and gives the path below
// the clinic's base.
func (s *sites) idOf(r *http.Request) (id, below string, ok bool) {
	if before, after, inHost := strings.Cut(s.base.Host, standIn); inHost {
		id, ok = between(strings.ToLower(r.Host), before, after)
		return id, s.base.Path, ok && validID.MatchString(id)
	}
	before, after, _ := strings.Cut(s.base.Path, standIn)
	rest, ok := strings.CutPrefix(r.URL.Path, before)
	id, _, _ = strings.Cut(rest, "/")
	return id, before + id + after, ok && validID.MatchString(id)
}

func between(s, before, after string) (string, bool) {
	rest, ok := strings.CutPrefix(s, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(rest, after)
}

func (s *sites) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.only != nil {
		s.only.handler.ServeHTTP(w, r)
		return
	}
	id, base, ok := s.idOf(r)
	if !ok {
		say(w, http.StatusNotFound, "no clinic has this address")
		return
	}
	site, err := s.of(r.Context(), id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		say(w, http.StatusNotFound, "no clinic has this address")
	case err != nil:
		s.data.cfg.Logger.ErrorContext(r.Context(), "a clinic cannot be served", "clinic", id, "error", err)
		w.Header().Set("Retry-After", "5")
		say(w, http.StatusServiceUnavailable, "the clinic's data cannot be read; try again in a moment")
	default:
		http.StripPrefix(strings.TrimSuffix(base, "/"), site.handler).ServeHTTP(w, r)
	}
}

// of gives the site of a clinic that is in the database's list.
func (s *sites) of(ctx context.Context, id string) (*site, error) {
	s.mu.Lock()
	have := s.made[id]
	s.mu.Unlock()
	if have != nil {
		return have, nil
	}
	p, err := s.data.DB.Clinic(ctx, id)
	if err != nil {
		return nil, err
	}
	made, err := s.make(ctx, p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for other := range s.made {
		if len(s.made) < maxSites {
			break
		}
		delete(s.made, other)
	}
	s.made[id] = made
	return made, nil
}

func (s *sites) make(ctx context.Context, p store.Profile) (*site, error) {
	d, base := s.data, s.baseOf(p.ID)
	made := &site{Profile: p}
	var err error
	if made.auth, err = d.authOf(p, base); err != nil { //nolint:contextcheck // auth.New takes none
		return nil, err
	}
	if err := made.auth.AddClient(ctx, app); err != nil {
		return nil, err
	}
	api, err := fhirapi.New(fhirapi.Config{
		Records: d.Records, Authenticate: d.limited(made.auth.Authenticate), Base: base + "/fhir", Software: Version, Logger: d.cfg.Logger,
		SMART: fhirapi.SMART{
			Authorize: base + "/auth/authorize", Token: base + "/auth/token",
			Introspect: base + "/auth/introspect", Revoke: base + "/auth/revoke",
		},
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/fhir/", http.StripPrefix("/fhir", api))
	mux.Handle("/fhir", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context()) // a Bundle is posted to the base without a slash
		r.URL.Path, r.URL.RawPath = "/", ""
		api.ServeHTTP(w, r)
	}))
	mux.HandleFunc("/fhir/.well-known/smart-configuration", made.auth.ServeSMARTConfiguration)
	feeds := calendar.Handler(calendar.Config{
		ClinicID: p.ID, Base: base + "/calendar", Feeds: d.DB, Records: d.Records, Authenticate: d.limited(made.auth.Authenticate),
		Now: d.cfg.Now, Logger: d.cfg.Logger,
	})
	mux.Handle("/calendar", feeds)
	mux.Handle("/calendar/", feeds)
	mux.Handle("/auth/", http.StripPrefix("/auth", made.auth.Routes()))
	made.handler = mux
	return made, d.serveWeb(ctx, mux, made, base)
}

// known gives the sites that this server holds ready.
func (s *sites) known() []*site {
	if s.only != nil {
		return []*site{s.only}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*site, 0, len(s.made))
	for _, site := range s.made {
		all = append(all, site)
	}
	return all
}

// watch drops what another server or a command has changed, until ctx ends.
func (s *sites) watch(ctx context.Context) {
	for c := range s.data.DB.Changes(ctx) {
		for _, site := range s.known() {
			if c.Concerns(site.ID, store.ChangedKeys) {
				site.auth.ForgetKeys()
			}
			if s.only == nil && c.Concerns(site.ID, store.ChangedProfile) {
				s.mu.Lock()
				delete(s.made, site.ID)
				s.mu.Unlock()
			}
		}
	}
}
