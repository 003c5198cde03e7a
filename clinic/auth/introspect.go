package auth

import (
	"context"
	"errors"
	"net/http"
)

// introspection is the answer about a token (RFC 7662 section 2.2; SMART App Launch 2.2, "Token
// Introspection"). Of a token that is not good nothing is said but active false.
type introspection struct {
	Active    bool   `json:"active"`
	Scope     string `json:"scope,omitempty"`
	ClientID  string `json:"client_id,omitempty"`
	TokenType string `json:"token_type,omitempty"`
	Issuer    string `json:"iss,omitempty"`
	Subject   string `json:"sub,omitempty"`
	Audience  string `json:"aud,omitempty"`
	ExpiresAt int64  `json:"exp,omitempty"`
	IssuedAt  int64  `json:"iat,omitempty"`
	ID        string `json:"jti,omitempty"`
	Patient   string `json:"patient,omitempty"`
	FHIRUser  string `json:"fhirUser,omitempty"`
}

// serveIntrospect tells about a token. Only a confidential client may ask about any token; whoever
// shows a good access token may ask about the same person's.
func (s *Server) serveIntrospect(w http.ResponseWriter, r *http.Request) {
	answer, err := s.introspect(w, r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) introspect(w http.ResponseWriter, r *http.Request) (introspection, error) {
	none := introspection{}
	if err := readForm(w, r); err != nil {
		return none, err
	}
	onlyOf, err := s.mayIntrospect(r)
	if err != nil {
		return none, err
	}
	answer, err := s.describe(r.Context(), r.PostForm.Get("token"))
	if err != nil {
		if e := asError(err); e.Status >= http.StatusInternalServerError {
			return none, e
		}
		return none, nil
	}
	if onlyOf != "" && answer.Subject != onlyOf {
		return none, nil
	}
	return answer, nil
}

// mayIntrospect gives the one user about whose tokens the caller may ask, or "" for anybody's.
func (s *Server) mayIntrospect(r *http.Request) (string, error) {
	if _, _, basic := r.BasicAuth(); r.Header.Get("Authorization") != "" && !basic {
		p, err := s.Authenticate(r)
		return p.UserID, err
	}
	client, err := s.client(r)
	if err != nil {
		return "", err
	}
	if !client.confidential() {
		return "", invalidClient("Only a confidential client may ask about tokens.")
	}
	return "", nil
}

func (s *Server) describe(ctx context.Context, token string) (introspection, error) {
	refresh, err := s.store.Refresh(ctx, hashToken(token))
	if errors.Is(err, ErrNotFound) {
		return s.describeAccess(ctx, token)
	}
	if err != nil {
		return introspection{}, unavailable(err)
	}
	if !refresh.UsedAt.IsZero() || !s.now().Before(refresh.ExpiresAt) {
		return introspection{}, invalidToken(errors.New("refresh token is used or expired"))
	}
	grant, user, err := s.standing(ctx, refresh.GrantID)
	if err != nil {
		return introspection{}, err
	}
	scopes := ParseScopes(grant.Scopes).Intersect(mayAsk[user.Role])
	answer := introspection{
		Active: true, Scope: scopes.String(), ClientID: grant.ClientID, Issuer: s.cfg.Issuer,
		Subject: user.ID, ExpiresAt: refresh.ExpiresAt.Unix(),
	}
	return answer.inContext(scopes, user), nil
}

func (s *Server) describeAccess(ctx context.Context, token string) (introspection, error) {
	claims, err := s.verify(ctx, token)
	if err != nil {
		return introspection{}, err
	}
	_, user, err := s.standing(ctx, claims.GrantID)
	if err != nil {
		return introspection{}, err
	}
	scopes := ParseScopes(claims.Scope).Intersect(mayAsk[user.Role])
	answer := introspection{
		Active: true, Scope: scopes.String(), ClientID: claims.ClientID, TokenType: "Bearer",
		Issuer: claims.Issuer, Subject: claims.Subject, Audience: claims.Audience[0],
		ExpiresAt: claims.ExpiresAt.Unix(), IssuedAt: claims.IssuedAt.Unix(), ID: claims.ID,
	}
	return answer.inContext(scopes, user), nil
}

func (i introspection) inContext(scopes ScopeSet, u User) introspection {
	if scopes.Has(ScopeLaunchPatient) {
		i.Patient = u.PatientID
	}
	if scopes.Has(ScopeFHIRUser) {
		i.FHIRUser = u.FHIRUser
	}
	return i
}
