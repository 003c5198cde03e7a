package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// tokenResponse is the answer of the token endpoint (RFC 6749 section 5.1, with SMART's launch
// context).
type tokenResponse struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    int64  `json:"expires_in"` // seconds
	Patient      string `json:"patient,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

// idClaims is the body of an id_token (OpenID Connect Core section 2, with SMART's fhirUser).
type idClaims struct {
	jwt.RegisteredClaims
	FHIRUser string `json:"fhirUser,omitempty"`
	Nonce    string `json:"nonce,omitempty"`
	Name     string `json:"name,omitempty"`  // section 5.1: how the clinic's pages call the person
	Roles    []Role `json:"roles,omitempty"` // RFC 9068 section 2.2.3.1: what the person is to the clinic
}

// access makes the answer with a new access token for the scopes, which are within the grant's.
func (s *Server) access(ctx context.Context, g Grant, u User, scopes ScopeSet) (tokenResponse, error) {
	answer := tokenResponse{TokenType: "Bearer", Scope: scopes.String(), ExpiresIn: int64(s.cfg.AccessTTL / time.Second)}
	claims := AccessClaims{
		RegisteredClaims: s.claims(u.ID, s.cfg.FHIRBase), ClientID: g.ClientID, GrantID: g.ID, Scope: answer.Scope,
	}
	claims.ID = uuid.NewString()
	if scopes.Has(ScopeLaunchPatient) {
		answer.Patient, claims.Patient = u.PatientID, u.PatientID
	}
	if scopes.Has(ScopeFHIRUser) {
		claims.FHIRUser = u.FHIRUser
	}
	var err error
	answer.AccessToken, err = s.sign(ctx, accessTokenType, claims)
	return answer, err
}

// identity makes the id_token.
func (s *Server) identity(ctx context.Context, g Grant, u User, nonce string) (string, error) {
	claims := idClaims{RegisteredClaims: s.claims(u.ID, g.ClientID), Nonce: nonce, Name: u.DisplayName, Roles: []Role{u.Role}}
	if ParseScopes(g.Scopes).Has(ScopeFHIRUser) {
		claims.FHIRUser = s.cfg.FHIRBase + "/" + u.FHIRUser
	}
	return s.sign(ctx, "JWT", claims)
}

func (s *Server) claims(subject, audience string) jwt.RegisteredClaims {
	now := s.now()
	return jwt.RegisteredClaims{
		Issuer: s.cfg.Issuer, Subject: subject, Audience: jwt.ClaimStrings{audience},
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(s.cfg.AccessTTL)),
	}
}

func (s *Server) sign(ctx context.Context, typ string, claims jwt.Claims) (string, error) {
	key, err := s.keys.signing(ctx)
	if err != nil {
		return "", unavailable(err)
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["typ"], token.Header["kid"] = typ, key.kid
	return token.SignedString(key.private)
}

// successor derives the refresh token that follows another. It is the same each time, so that a
// retry after a lost answer gets the same one; and the database, which has the seed but only
// hashes of tokens, cannot make one.
func successor(g Grant, token string) string {
	mac := hmac.New(sha256.New, []byte(g.Seed.Reveal()))
	mac.Write([]byte(token))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s *Server) refreshRow(g Grant, token string) RefreshToken {
	unused := s.cfg.RefreshTTL
	if g.ExpiresAt.Sub(g.CreatedAt) <= pageGrantTTL {
		unused = min(unused, pageRefreshTTL)
	}
	expires := s.now().Add(unused)
	if expires.After(g.ExpiresAt) {
		expires = g.ExpiresAt
	}
	return RefreshToken{Hash: hashToken(token), GrantID: g.ID, ExpiresAt: expires}
}

// grant opens a new family of tokens.
func (s *Server) grant(ctx context.Context, u User, c Client, scopes ScopeSet, device string) (Grant, error) {
	g := s.newGrant(u, c, scopes, device)
	s.joined(ctx, u)
	return g, s.store.AddGrant(ctx, g)
}

func (s *Server) newGrant(u User, c Client, scopes ScopeSet, device string) Grant {
	now, whole := s.now(), grantTTL
	if c.isPage() {
		whole = pageGrantTTL
	}
	return Grant{
		ID: uuid.NewString(), UserID: u.ID, ClientID: c.ID, Scopes: scopes.String(), FHIRUser: u.FHIRUser,
		Seed: Secret(randomToken()), CreatedAt: now, ExpiresAt: now.Add(whole),
		Device: deviceName(device),
	}
}
