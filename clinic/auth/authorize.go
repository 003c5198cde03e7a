package auth

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const codeTTL = time.Minute

// authorization is a checked authorization request (RFC 6749 section 4.1.1, with PKCE and SMART's
// aud). It lives in the address of the pages and is checked anew at each step, so nothing is kept
// for it, Back and Reload work, and a page may stay open for as long as somebody needs.
type authorization struct {
	client    Client
	redirect  string
	state     string
	nonce     string
	challenge string
	scopes    ScopeSet // asked for, and within what the client may
	query     url.Values
}

var authorizationParams = []string{
	"response_type", "client_id", "redirect_uri", "scope", "state", "aud", "nonce",
	"code_challenge", "code_challenge_method", "ui_locales", "lang", "device_name", whomParam,
}

// redirectError is a refusal that goes back to the app, whose redirect is known to be its own.
type redirectError struct {
	refusal *Error
	to      authorization
}

func (e *redirectError) Error() string { return e.refusal.Error() }

func (e *redirectError) Unwrap() error { return e.refusal }

// readAuthorization checks a request. An error that is not a *redirectError must stay on a page of
// ours: where the client or its redirect is in doubt nothing is sent there (RFC 6749 section
// 4.1.2.1), which is what keeps this from being an open redirector.
func (s *Server) readAuthorization(r *http.Request, params url.Values) (authorization, error) {
	for _, name := range []string{"client_id", "redirect_uri"} {
		if len(params[name]) != 1 {
			return authorization{}, badRequest("invalid_request", name+" must be given once.")
		}
	}
	client, err := s.store.Client(r.Context(), params.Get("client_id"))
	if errors.Is(err, ErrNotFound) {
		return authorization{}, badRequest("invalid_client", "No app of this name is registered.")
	}
	if err != nil {
		return authorization{}, unavailable(err)
	}
	a := authorization{
		client: client, redirect: params.Get("redirect_uri"), state: params.Get("state"),
		nonce: params.Get("nonce"), challenge: params.Get("code_challenge"), query: url.Values{},
		scopes: ParseScopes(params.Get("scope")).Intersect(ParseScopes(client.Scopes)),
	}
	if !client.redirectsTo(a.redirect) {
		return authorization{}, badRequest("invalid_request", "redirect_uri is not registered for this app.")
	}
	for _, name := range authorizationParams {
		if len(params[name]) > 1 {
			return a, &redirectError{badRequest("invalid_request", name+" is given more than once."), a}
		}
		if value := params.Get(name); value != "" {
			a.query.Set(name, value)
		}
	}
	if refusal := s.checkAuthorization(a, params); refusal != nil {
		return a, &redirectError{refusal, a}
	}
	return a, nil
}

var codeChallenge = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`) // RFC 7636 section 4.2, S256

func (s *Server) checkAuthorization(a authorization, params url.Values) *Error {
	switch {
	case params.Has("request") || params.Has("request_uri"):
		return badRequest("request_not_supported", "Request objects are not supported.")
	case params.Get("response_type") != "code":
		return badRequest("unsupported_response_type", "response_type must be code.")
	case params.Has("response_mode") && params.Get("response_mode") != "query":
		return badRequest("invalid_request", "response_mode must be query.")
	case a.state == "":
		return badRequest("invalid_request", "state is missing.")
	case params.Get("code_challenge_method") != "S256" || !codeChallenge.MatchString(a.challenge):
		// No method means plain (RFC 7636 section 4.3), which SMART forbids.
		return badRequest("invalid_request", "PKCE with code_challenge_method S256 is required.")
	case strings.TrimSuffix(params.Get("aud"), "/") != strings.TrimSuffix(s.cfg.FHIRBase, "/"):
		return badRequest("invalid_request", "aud must be this server's FHIR base.")
	case a.scopes.Empty():
		return badRequest("invalid_scope", "None of the scopes can be granted to this app.")
	}
	return nil
}

// goBack sends the browser to the app with the answer to its request, iss always in it (RFC 9207).
func (s *Server) goBack(w http.ResponseWriter, r *http.Request, a authorization, answer url.Values) {
	u, err := url.Parse(a.redirect)
	if err != nil {
		s.errorPage(w, r, badRequest("invalid_request", "redirect_uri cannot be read."))
		return
	}
	query := u.Query()
	for name := range answer {
		query.Set(name, answer.Get(name))
	}
	if a.state != "" {
		query.Set("state", a.state)
	}
	query.Set("iss", s.cfg.Issuer)
	u.RawQuery = query.Encode()
	noStore(w)
	http.Redirect(w, r, u.String(), http.StatusSeeOther)
}

// goOn sends the browser to another page of ours.
func (s *Server) goOn(w http.ResponseWriter, r *http.Request, page string, query url.Values) {
	http.Redirect(w, r, s.path+page+"?"+query.Encode(), http.StatusSeeOther) //nolint:gosec // the path is our own
}

// refuse answers a request that failed: to the app where that is safe, else on a page.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var back *redirectError
	if !errors.As(err, &back) {
		s.errorPage(w, r, err)
		return
	}
	s.log(r, back.refusal)
	s.goBack(w, r, back.to, url.Values{"error": {back.refusal.Code}, "error_description": {back.refusal.Say}})
}

// getAuthorize shows the sign-in page, or the consent page to somebody who is signed in. It never
// gives a code by itself: each one is given for a form that a person sent (RFC 8252 section 8.6).
func (s *Server) getAuthorize(w http.ResponseWriter, r *http.Request) {
	params := r.URL.Query()
	a, err := s.readAuthorization(r, params)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	user, ok, err := s.signedIn(r)
	switch {
	case err != nil:
		s.errorPage(w, r, err)
	case params.Get("prompt") == "none":
		s.refuse(w, r, &redirectError{badRequest("interaction_required", "A person must sign in and agree."), a})
	case !ok || params.Get("prompt") == "login":
		s.signInPage(w, r, a.errand(s), signInForm{})
	default:
		if user, ok := s.whom(w, r, a.query, user); ok {
			s.consentPage(w, r, a, user)
		}
	}
}

// postAuthorize takes the request as a form (SMART's authorize-post) and goes on by GET, so that
// the pages have an address.
func (s *Server) postAuthorize(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFormBytes)
	if err := r.ParseForm(); err != nil {
		s.errorPage(w, r, &Error{Status: http.StatusBadRequest, Code: "invalid_request", Say: "The form cannot be read.", Cause: err})
		return
	}
	if _, err := s.readAuthorization(r, r.PostForm); err != nil {
		s.refuse(w, r, err)
		return
	}
	s.goOn(w, r, "/authorize", r.PostForm)
}

// granted is what this person can give to the app.
func (a authorization) granted(u User) ScopeSet { return a.scopes.Intersect(mayAsk[u.Role]) }

// giveCode ends the visit: a code goes to the app and the browser is signed out.
func (s *Server) giveCode(w http.ResponseWriter, r *http.Request, a authorization, user User) {
	ctx := r.Context()
	scopes := a.granted(user)
	if scopes.Empty() {
		s.refuse(w, r, &redirectError{badRequest("invalid_scope", "This person cannot grant any of the scopes."), a})
		return
	}
	grant, err := s.grant(ctx, user, a.client, scopes, a.query.Get("device_name"))
	if err != nil {
		s.errorPage(w, r, unavailable(err))
		return
	}
	code := randomToken()
	err = s.store.AddCode(ctx, Code{
		Hash: hashToken(code), GrantID: grant.ID, RedirectURI: a.redirect,
		Challenge: a.challenge, Nonce: a.nonce, ExpiresAt: s.now().Add(codeTTL),
	})
	if err != nil {
		s.errorPage(w, r, unavailable(err))
		return
	}
	if err := s.endSession(w, r); err != nil {
		s.errorPage(w, r, err)
		return
	}
	s.goBack(w, r, a, url.Values{"code": {code}})
}
