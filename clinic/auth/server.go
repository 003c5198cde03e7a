// Package auth is the clinic's SMART App Launch 2.2 authorization server: it signs people in on
// its own web pages, asks for their consent, and issues the tokens by which apps use the FHIR
// endpoints. Server.Authenticate is what the FHIR endpoints ask; Server.Routes is what browsers
// and apps talk to.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"throughline/care"
)

const maxAccessTTL = time.Hour

// Config is what a Server is made of. Store, ClinicID, Issuer and FHIRBase are required.
type Config struct {
	Store    Store
	ClinicID string
	Issuer   string // where Routes is mounted, such as https://clinic.example/auth
	FHIRBase string // the aud of every access token, such as https://clinic.example/fhir

	ClinicName  string // as people read it on the pages; may be empty
	ClinicPhone string // shown under Help; may be empty

	Now       func() time.Time // default time.Now
	Directory Directory        // who is in the clinic's records; default: nobody, so that nobody can be invited
	Family    Family           // how patients name loved ones; default: they cannot
	Audit     Auditor          // default: nothing is recorded
	Logger    *slog.Logger     // default slog.Default; gets the causes of refusals, never a secret

	AccessTTL    time.Duration  // default and at most one hour
	RefreshTTL   time.Duration  // of an unused refresh token; default 60 days
	RefreshGrace time.Duration  // for a retry after a lost answer; default 10 seconds
	Password     PasswordParams // cost of argon2id; default DefaultPasswordParams
	// StaffSecondFactor asks a second step at sign-in of everybody who works at the clinic.
	StaffSecondFactor bool
	Contacts          care.Contacts // crisis contacts under Help; default those of the United States
}

const (
	defaultRefreshTTL   = 60 * 24 * time.Hour
	defaultRefreshGrace = 10 * time.Second
	grantTTL            = 365 * 24 * time.Hour
	// A page in a browser has its sign-in for a day at most, however often it refreshes, and for four hours
	// unused (OAuth 2.0 for Browser-Based Applications, "Refresh Tokens").
	pageGrantTTL   = 24 * time.Hour
	pageRefreshTTL = 4 * time.Hour
)

// Server is the authorization server of one clinic. It is safe for use by many goroutines, and
// keeps nothing in memory that another server on the same store would need.
type Server struct {
	cfg        Config
	store      Store
	now        func() time.Time
	keys       *keyRing
	passwords  *passwords
	verifier   *Verifier
	reach      reach
	clientKeys *clientKeys
	path       string // the path of the issuer, such as /auth
	secure     bool   // the issuer is https
}

// New makes a Server and, on a store that has none, its first signing key.
func New(cfg Config) (*Server, error) {
	if cfg.Store == nil || cfg.ClinicID == "" {
		return nil, errors.New("auth: Store and ClinicID are required")
	}
	issuer, err := url.Parse(cfg.Issuer)
	if err != nil || issuer.Host == "" || issuer.RawQuery != "" || issuer.Fragment != "" {
		return nil, fmt.Errorf("auth: issuer %q is not an absolute address", cfg.Issuer)
	}
	if base, err := url.Parse(cfg.FHIRBase); err != nil || base.Host == "" {
		return nil, fmt.Errorf("auth: FHIR base %q is not an absolute address", cfg.FHIRBase)
	}
	if cfg.AccessTTL < 0 || cfg.AccessTTL > maxAccessTTL {
		return nil, fmt.Errorf("auth: an access token lives %s at most", maxAccessTTL)
	}
	setDefaults(&cfg)
	reach, err := newReach(cfg.Contacts, cfg.ClinicPhone)
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, store: cfg.Store, now: cfg.Now, reach: reach, clientKeys: newClientKeys(),
		keys:      &keyRing{store: cfg.Store, now: cfg.Now},
		passwords: newPasswords(cfg.Password),
		path:      strings.TrimSuffix(issuer.EscapedPath(), "/"),
		secure:    issuer.Scheme == "https",
	}
	s.verifier = &Verifier{Issuer: cfg.Issuer, Audience: cfg.FHIRBase, Now: cfg.Now}
	ctx := context.Background()
	_, err = s.keys.signing(ctx)
	if errors.Is(err, errNoKey) {
		err = s.keys.add(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("auth: signing key: %w", err)
	}
	return s, nil
}

func setDefaults(cfg *Config) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Audit == nil {
		cfg.Audit = noAudit{}
	}
	if cfg.Directory == nil {
		cfg.Directory = nobody{}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.AccessTTL == 0 {
		cfg.AccessTTL = maxAccessTTL
	}
	if cfg.RefreshTTL == 0 {
		cfg.RefreshTTL = defaultRefreshTTL
	}
	if cfg.RefreshGrace == 0 {
		cfg.RefreshGrace = defaultRefreshGrace
	}
	if cfg.Password == (PasswordParams{}) {
		cfg.Password = DefaultPasswordParams
	}
	if len(cfg.Contacts.List) == 0 {
		cfg.Contacts = defaultContacts()
	}
}

// Authenticate tells who makes a request by its bearer token. The error is an *Error with the
// status to answer (401, or 503 where the store cannot be read) and the WWW-Authenticate
// challenge. Besides the token itself, the grant behind it and its user are looked up, so that a
// revoked sign-in or a disabled account ends with the next request and not an hour later.
func (s *Server) Authenticate(r *http.Request) (Principal, error) {
	token, err := bearerToken(r)
	if err != nil {
		return Principal{}, err
	}
	return s.principal(r.Context(), token)
}

func (s *Server) principal(ctx context.Context, token string) (Principal, error) {
	claims, err := s.verify(ctx, token)
	if err != nil {
		return Principal{}, err
	}
	grant, user, err := s.standing(ctx, claims.GrantID)
	if err != nil {
		return Principal{}, err
	}
	if grant.UserID != claims.Subject || grant.ClientID != claims.ClientID {
		return Principal{}, invalidToken(errors.New("token and grant are of different people"))
	}
	s.touch(ctx, grant)
	return Principal{
		ClinicID: s.cfg.ClinicID, UserID: user.ID, ClientID: grant.ClientID, GrantID: grant.ID,
		Role: user.Role, FHIRUser: user.FHIRUser, PatientID: user.PatientID,
		Scopes: ParseScopes(claims.Scope).Intersect(mayAsk[user.Role]),
	}, nil
}

func (s *Server) verify(ctx context.Context, token string) (AccessClaims, error) {
	return s.verifier.Verify(ctx, token, s.keys.public)
}

// standing gives a grant that is not revoked, with its user who is not disabled.
func (s *Server) standing(ctx context.Context, grantID string) (Grant, User, error) {
	grant, user, err := s.store.Grant(ctx, grantID)
	if errors.Is(err, ErrNotFound) {
		return Grant{}, User{}, invalidToken(err)
	}
	if err != nil {
		return Grant{}, User{}, unavailable(err)
	}
	if !grant.RevokedAt.IsZero() || user.Disabled {
		refusal := invalidToken(errors.New("the sign-in was revoked"))
		refusal.Reason = reasonFor(grant, user)
		return Grant{}, User{}, refusal
	}
	return grant, user, nil
}

// purgeAfter is how long after its end a row is kept: longer than any access token lives.
const purgeAfter = 24 * time.Hour

// Purge removes what has ended and can no longer matter. Call it about once an hour.
func (s *Server) Purge(ctx context.Context) error {
	return s.store.Purge(ctx, s.now().Add(-purgeAfter))
}

// bearerToken reads the one place where a token may stand (RFC 6750 section 2.1): never the
// address or the body.
func bearerToken(r *http.Request) (string, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return "", &Error{Status: http.StatusUnauthorized, Code: codeNoToken, Say: "Sign in first."}
	}
	scheme, token, ok := strings.Cut(values[0], " ")
	if len(values) > 1 || !ok || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", invalidToken(errors.New("not one bearer token"))
	}
	return token, nil
}
