// Package fhirapi is the FHIR R4 REST interface of the clinic's server: it turns
// HTTP into the interactions of package records and back.
package fhirapi

import (
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/records"
)

// Limits of one request.
const (
	MaxBody    = 1 << 20 // bytes
	MaxEntries = 200     // of a Bundle
)

// SMART is where an app finds the authorization server.
type SMART struct{ Authorize, Token, Introspect, Revoke string }

// Config is what an API is made of. All of it is required.
type Config struct {
	Records      *records.Service
	Authenticate func(*http.Request) (auth.Principal, error)
	Base         string // the absolute address, without a slash at its end
	SMART        SMART
	Software     string // the version in the CapabilityStatement
	Logger       *slog.Logger
}

// API serves FHIR below Config.Base.
type API struct {
	Config
	router     chi.Router
	capability []byte
}

// New makes the API. Mount it at the base's path with the prefix stripped.
func New(cfg Config) (*API, error) {
	a := &API{Config: cfg}
	var err error
	if a.capability, err = a.capabilityStatement(); err != nil {
		return nil, err
	}
	a.router = a.routes()
	return a, nil
}

// ServeHTTP implements http.Handler. A HEAD is a GET whose body the HTTP server
// leaves out.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		r = r.Clone(r.Context())
		r.Method = http.MethodGet
	}
	a.router.ServeHTTP(w, r)
}

func (a *API) routes() chi.Router {
	r := chi.NewRouter()
	r.Use(a.observe, cors, a.negotiate)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, outcome.Of(http.StatusNotFound, "not-found", "There is nothing at this address."))
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Allow", strings.Join(allowed(r, req.URL.Path), ", "))
		a.fail(w, req, outcome.Of(http.StatusMethodNotAllowed, "not-supported", "This cannot be done at this address."))
	})
	r.Get("/metadata", a.metadata)
	r.Post("/", a.signedIn(a.bundle))
	r.Get("/_history", a.signedIn(a.history))
	r.Route("/{type}", func(r chi.Router) {
		r.Get("/", a.typed(a.search))
		r.Post("/", a.typed(a.create))
		r.Put("/", a.typed(a.updateWhere))
		r.Post("/_search", a.typed(a.search))
		r.Get("/_history", a.typed(a.history))
		r.Post("/$validate", a.typed(a.check))
		r.Get("/$everything", a.typed(a.everything))
		r.Post("/$everything", a.typed(a.everything))
		r.Route("/{id}", func(r chi.Router) {
			r.Get("/$everything", a.typed(a.everything))
			r.Post("/$everything", a.typed(a.everything))
			r.Get("/", a.typed(a.read))
			r.Put("/", a.typed(a.update))
			r.Patch("/", a.typed(a.patch))
			r.Delete("/", a.typed(a.remove))
			r.Get("/_history", a.typed(a.history))
			r.Get("/_history/{version}", a.typed(a.vread))
			r.Get("/$validate", a.typed(a.check))
			r.Post("/$validate", a.typed(a.check))
		})
	})
	return r
}

func allowed(r chi.Router, path string) []string {
	var out []string
	for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if r.Match(chi.NewRouteContext(), m, path) {
			out = append(out, m)
		}
	}
	return out
}

// request is what a handler works with.
type request struct {
	*http.Request
	records.Call
	typ, id string
}

type handler func(w http.ResponseWriter, r request) error

// signedIn lets only those with a good token through.
func (a *API) signedIn(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, ok := principalOf(r.Context())
		if !ok {
			var err error
			if p, err = a.Authenticate(r); err != nil {
				a.unauthenticated(w, r, err)
				return
			}
		}
		remember(r.Context(), p.ClientID)
		address, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			address = r.RemoteAddr
		}
		req := request{
			Request: r, Call: records.Call{Principal: p, Address: address},
			typ: chi.URLParam(r, "type"), id: chi.URLParam(r, "id"),
		}
		if err := h(w, req); err != nil {
			a.fail(w, r, err)
		}
	}
}

// typed checks the address before anything is looked up.
func (a *API) typed(h handler) http.HandlerFunc {
	return a.signedIn(func(w http.ResponseWriter, r request) error {
		if !document.IsType(r.typ) {
			return outcome.Of(http.StatusNotFound, "not-supported", "There is no such resource type in FHIR R4.")
		}
		if r.id != "" && !document.ValidID(r.id) {
			return outcome.Of(http.StatusBadRequest, "value", "An id is 1 to 64 letters, digits, - and dots.")
		}
		return h(w, r)
	})
}
