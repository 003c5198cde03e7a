package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"regexp"
	"slices"
)

const maxFormBytes = 32 << 10

// readForm reads a form body. Parameters in the address are not looked at, and one given twice is
// refused (RFC 6749 section 3.2).
func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxFormBytes)
	if err := r.ParseForm(); err != nil {
		status := http.StatusBadRequest
		if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
			status = http.StatusRequestEntityTooLarge
		}
		return &Error{Status: status, Code: "invalid_request", Say: "The form cannot be read.", Cause: err}
	}
	for name, values := range r.PostForm {
		if len(values) > 1 {
			return badRequest("invalid_request", "A parameter is given more than once: "+printable(name)+".")
		}
	}
	return nil
}

var notPrintable = regexp.MustCompile(`[^A-Za-z0-9_.-]`)

// printable makes a name from the wire fit for an error description (RFC 6749 section 5.2).
func printable(name string) string {
	return notPrintable.ReplaceAllString(name[:min(len(name), 40)], "?")
}

const grantTypeDevice = "urn:ietf:params:oauth:grant-type:device_code"

// serveToken is the token endpoint.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	answer, err := s.exchange(w, r)
	if err != nil {
		err = s.recordRefusal(r, err)
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	writeJSON(w, http.StatusOK, answer)
}

// recordRefusal puts a refused token request into the audit record, unless it is there. A device
// that waits and a server in trouble are no refusals.
func (s *Server) recordRefusal(r *http.Request, err error) error {
	e := asError(err)
	if e.recorded || !slices.Contains([]string{"invalid_grant", "invalid_client", "invalid_scope", "unauthorized_client"}, e.Code) {
		return err
	}
	event := Event{Kind: EventTokenRefused, Detail: e.Say}
	if id := r.PostForm.Get("client_id"); s.knows(r.Context(), id) {
		event.ClientID = id
	}
	if failed := s.record(r, event); failed != nil {
		return failed
	}
	return err
}

func (s *Server) exchange(w http.ResponseWriter, r *http.Request) (tokenResponse, error) {
	if err := readForm(w, r); err != nil {
		return tokenResponse{}, err
	}
	client, err := s.client(r)
	if err != nil {
		return tokenResponse{}, err
	}
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		return s.exchangeCode(r, client)
	case "refresh_token":
		return s.exchangeRefresh(r, client)
	case grantTypeDevice:
		return s.exchangeDevice(r, client)
	case "":
		return tokenResponse{}, badRequest("invalid_request", "grant_type is missing.")
	default:
		return tokenResponse{}, badRequest("unsupported_grant_type", "This grant type is not offered.")
	}
}

func invalidGrant(say string) *Error { return badRequest("invalid_grant", say) }

var codeVerifier = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`) // RFC 7636 section 4.1

// exchangeCode gives the tokens for an authorization code (RFC 6749 section 4.1.3). The code is
// used up by the first try, good or bad; a second one, or a first one that fails its checks, ends
// the whole grant (section 10.5).
func (s *Server) exchangeCode(r *http.Request, client Client) (tokenResponse, error) {
	ctx, form := r.Context(), r.PostForm
	if client.ID == "" {
		return tokenResponse{}, invalidClient("client_id is missing.")
	}
	if form.Get("code") == "" {
		return tokenResponse{}, badRequest("invalid_request", "code is missing.")
	}
	now := s.now()
	code, err := s.store.UseCode(ctx, hashToken(form.Get("code")), now)
	if errors.Is(err, ErrNotFound) {
		return tokenResponse{}, invalidGrant("The code is not known.")
	}
	if err != nil {
		return tokenResponse{}, unavailable(err)
	}
	grant, user, err := s.standing(ctx, code.GrantID)
	if err != nil {
		return tokenResponse{}, asGrantError(err)
	}
	kind := EventTokenRefused
	var refusal *Error
	switch {
	case !code.UsedAt.IsZero():
		kind, refusal = EventCodeReplay, invalidGrant("The code was used before.")
	case grant.ClientID != client.ID:
		refusal = invalidGrant("The code is another client's.")
	case !now.Before(code.ExpiresAt):
		refusal = invalidGrant("The code has expired.")
	case form.Get("redirect_uri") != code.RedirectURI:
		refusal = invalidGrant("redirect_uri is not the one of the authorization request.")
	case !codeVerifier.MatchString(form.Get("code_verifier")) || !sameText(challengeOf(form.Get("code_verifier")), code.Challenge):
		refusal = invalidGrant("code_verifier does not match.")
	}
	event := Event{Kind: kind, ClientID: client.ID, GrantID: grant.ID}.by(user)
	if refusal != nil {
		event.Detail = refusal.Say
		return tokenResponse{}, s.revokeFor(r, event, refusal)
	}
	return s.firstTokens(r, grant, user, code.Nonce)
}

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// firstTokens gives the first tokens of a grant.
func (s *Server) firstTokens(r *http.Request, grant Grant, user User, nonce string) (tokenResponse, error) {
	ctx := r.Context()
	scopes := ParseScopes(grant.Scopes).Intersect(mayAsk[user.Role])
	if err := s.record(r, Event{Kind: EventTokenIssued, ClientID: grant.ClientID, GrantID: grant.ID}.by(user)); err != nil {
		return tokenResponse{}, err
	}
	if err := s.store.UseGrant(ctx, grant.ID, deviceName(r.PostForm.Get("device_name")), s.now()); err != nil {
		return tokenResponse{}, unavailable(err)
	}
	answer, err := s.access(ctx, grant, user, scopes)
	if err != nil {
		return tokenResponse{}, err
	}
	if scopes.Has(ScopeOpenID) {
		if answer.IDToken, err = s.identity(ctx, grant, user, nonce); err != nil {
			return tokenResponse{}, err
		}
	}
	if scopes.Has(ScopeOffline) {
		answer.RefreshToken = randomToken()
		if err := s.store.AddRefresh(ctx, s.refreshRow(grant, answer.RefreshToken)); err != nil {
			return tokenResponse{}, unavailable(err)
		}
	}
	return answer, nil
}

// revokeFor ends a grant, records why and gives the refusal to answer.
func (s *Server) revokeFor(r *http.Request, event Event, refusal *Error) error {
	if err := s.store.RevokeGrant(r.Context(), event.GrantID, string(event.Kind), s.now()); err != nil {
		return unavailable(err)
	}
	if err := s.record(r, event); err != nil {
		return err
	}
	refusal.recorded = true
	return refusal
}

// asGrantError says of a grant that no longer stands what the token endpoint says.
func asGrantError(err error) error {
	if e := asError(err); e.Status == http.StatusUnauthorized {
		return &Error{Status: http.StatusBadRequest, Code: "invalid_grant", Say: e.Say, Reason: e.Reason, Cause: e.Cause}
	}
	return err
}
