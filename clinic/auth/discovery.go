package auth

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
)

// configuration is the SMART discovery document (SMART App Launch 2.2, "Conformance"), and OpenID
// Connect's with two members more.
type configuration struct {
	Issuer                 string   `json:"issuer"`
	JWKSURI                string   `json:"jwks_uri"`
	Authorization          string   `json:"authorization_endpoint"`
	Token                  string   `json:"token_endpoint"`
	TokenAuthMethods       []string `json:"token_endpoint_auth_methods_supported"`
	TokenAuthAlgs          []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	GrantTypes             []string `json:"grant_types_supported"`
	Scopes                 []string `json:"scopes_supported"`
	ResponseTypes          []string `json:"response_types_supported"`
	Introspection          string   `json:"introspection_endpoint"`
	Revocation             string   `json:"revocation_endpoint"`
	DeviceAuthorization    string   `json:"device_authorization_endpoint"`
	ChallengeMethods       []string `json:"code_challenge_methods_supported"`
	IssInResponse          bool     `json:"authorization_response_iss_parameter_supported"`
	UILocales              []string `json:"ui_locales_supported"`
	Capabilities           []string `json:"capabilities,omitempty"`
	SubjectTypes           []string `json:"subject_types_supported,omitempty"`
	IDTokenSigningAlgs     []string `json:"id_token_signing_alg_values_supported,omitempty"`
	Sessions               string   `json:"throughline_sessions_endpoint,omitempty"`
	Calendar               string   `json:"throughline_calendar_endpoint,omitempty"`
	Invitations            string   `json:"throughline_invitations_endpoint,omitempty"`
	Connections            string   `json:"throughline_connections_endpoint,omitempty"`
	RequestURIParamAllowed *bool    `json:"request_uri_parameter_supported,omitempty"`
}

func (s *Server) configuration() configuration {
	at := func(path string) string { return s.cfg.Issuer + path }
	return configuration{
		Issuer: s.cfg.Issuer, JWKSURI: at("/jwks"), Authorization: at("/authorize"), Token: at("/token"),
		TokenAuthMethods: []string{"none", "client_secret_basic", "client_secret_post", "private_key_jwt"},
		TokenAuthAlgs:    assertionAlgs,
		GrantTypes:       []string{"authorization_code", "refresh_token", grantTypeDevice},
		Scopes: append(slices.Clone(plainScopes),
			"patient/*.cruds", "patient/*.rs", "user/*.cruds", "user/*.rs",
			"patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|survey"),
		ResponseTypes: []string{"code"},
		Introspection: at("/introspect"), Revocation: at("/revoke"), DeviceAuthorization: at("/device_authorization"),
		ChallengeMethods: []string{"S256"}, IssInResponse: true, UILocales: languages,
	}
}

// ServeSMARTConfiguration answers {FHIR base}/.well-known/smart-configuration. Mount it there.
func (s *Server) ServeSMARTConfiguration(w http.ResponseWriter, r *http.Request) {
	c := s.configuration()
	c.Calendar = strings.TrimSuffix(s.cfg.Issuer, "/auth") + "/calendar" // beside /auth, as the clinic's server mounts it
	c.Sessions, c.Invitations, c.Connections = s.cfg.Issuer+"/sessions", s.cfg.Issuer+"/invitations", s.cfg.Issuer+"/connections"
	c.Capabilities = []string{
		"launch-standalone", "authorize-post", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric",
		"sso-openid-connect", "context-standalone-patient", "permission-offline",
		"permission-patient", "permission-user", "permission-v2",
	}
	openToAnyOrigin(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, c)
	})).ServeHTTP(w, r)
}

func (s *Server) serveOpenIDConfiguration(w http.ResponseWriter, _ *http.Request) {
	c := s.configuration()
	no := false
	c.SubjectTypes, c.IDTokenSigningAlgs, c.RequestURIParamAllowed = []string{"public"}, []string{"RS256"}, &no
	writeJSON(w, http.StatusOK, c)
}

// Routes is everything below the issuer's address. Mount it at the issuer's path with the prefix
// stripped, as chi's Mount and http.StripPrefix do.
func (s *Server) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(s.observe, s.secureHeaders)
	r.Group(func(r chi.Router) {
		r.Use(openToAnyOrigin)
		for path, handler := range map[string]http.HandlerFunc{
			"/token": s.serveToken, "/revoke": s.serveRevoke, "/introspect": s.serveIntrospect,
			"/device_authorization": s.serveDeviceAuthorization,
		} {
			r.Post(path, handler)
			r.Options(path, handler) // answered by openToAnyOrigin
		}
		for path, handler := range map[string]http.HandlerFunc{
			"/jwks": s.serveJWKS, "/.well-known/openid-configuration": s.serveOpenIDConfiguration,
		} {
			r.Get(path, handler)
			r.Options(path, handler)
		}
		r.Get("/sessions", s.serveSessions)
		r.Delete("/sessions/{id}", s.serveEndSession)
		r.Get("/invitations", s.serveInvitations)
		r.Post("/invitations", s.servePostInvitation)
		r.Delete("/invitations/{id}", s.serveWithdraw)
		r.Get("/connections", s.serveConnections)
		r.Post("/connections", s.serveConnection)
		for _, path := range []string{"/sessions", "/sessions/{id}", "/invitations", "/invitations/{id}", "/connections"} {
			r.Options(path, s.serveSessions)
		}
	})
	r.Get("/authorize", s.getAuthorize)
	r.Post("/authorize", s.postAuthorize)
	r.Post("/sign-in", s.postSignIn)
	r.Post("/consent", s.postConsent)
	r.Get("/device", s.getDevice)
	r.Post("/device", s.postDevice)
	r.Get("/second", s.serveSecond)
	r.Post("/second", s.serveSecond)
	r.Get("/second/setup", s.serveSetup)
	r.Post("/second/setup", s.serveSetup)
	r.Get("/security", s.getSecurity)
	r.Post("/security", s.postSecurity)
	r.Get("/join", s.getJoin)
	r.Post("/join", s.postJoin)
	r.Get("/join/account", s.getJoinAccount)
	r.Get("/choose", s.serveChoose)
	r.Post("/choose", s.serveChoose)
	r.Get("/assets/{name}", s.serveAsset)
	r.NotFound(s.notFoundPage)
	return r
}

func (s *Server) notFoundPage(w http.ResponseWriter, r *http.Request) {
	s.errorPage(w, r, &Error{Status: http.StatusNotFound, Code: "not-found", Say: "There is no such page.", Cause: errors.New("no route")})
}

// openToAnyOrigin lets apps that run in a browser call an endpoint (SMART App Launch 2.2, "CORS").
// No cookie is ever read there, so any origin may.
func openToAnyOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept")
			h.Set("Access-Control-Max-Age", "3600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
