package auth

import (
	"context"
	"errors"
	"net/http"
)

const wasReplayed = "This sign-in was ended because its refresh token was used twice. Sign in again."

// exchangeRefresh rotates a refresh token (RFC 9700 section 4.14.2). A token that was used already
// ends the whole grant, unless it comes again within the grace and its successor was not used:
// then the first answer was lost on the way, and the retry gets the same successor. A public
// client may leave client_id out, as some SMART libraries do.
func (s *Server) exchangeRefresh(r *http.Request, client Client) (tokenResponse, error) {
	ctx, form := r.Context(), r.PostForm
	presented := form.Get("refresh_token")
	if presented == "" {
		return tokenResponse{}, badRequest("invalid_request", "refresh_token is missing.")
	}
	token, err := s.store.Refresh(ctx, hashToken(presented))
	if errors.Is(err, ErrNotFound) {
		return tokenResponse{}, invalidGrant("The refresh token is not known.")
	}
	if err != nil {
		return tokenResponse{}, unavailable(err)
	}
	grant, user, err := s.standing(ctx, token.GrantID)
	if err != nil {
		return tokenResponse{}, asGrantError(err)
	}
	if err := s.isOf(ctx, grant, client); err != nil {
		return tokenResponse{}, err
	}
	if !s.now().Before(token.ExpiresAt) {
		return tokenResponse{}, invalidGrant("The refresh token has expired. Sign in again.")
	}
	scopes := ParseScopes(grant.Scopes).Intersect(mayAsk[user.Role])
	if asked := form.Get("scope"); asked != "" {
		narrower := ParseScopes(asked)
		if narrower.Empty() || !scopes.Covers(narrower) {
			return tokenResponse{}, badRequest("invalid_scope", "The scope is wider than what was granted.")
		}
		scopes = narrower
	}
	// Recorded before the rotation: if the record fails the token is still good for a retry.
	event := Event{Kind: EventTokenRefreshed, ClientID: grant.ClientID, GrantID: grant.ID}.by(user)
	if err := s.record(r, event); err != nil {
		return tokenResponse{}, err
	}
	answer, err := s.access(ctx, grant, user, scopes)
	if err != nil {
		return tokenResponse{}, err
	}
	answer.RefreshToken = successor(grant, presented)
	if err := s.store.UseGrant(ctx, grant.ID, deviceName(form.Get("device_name")), s.now()); err != nil {
		return tokenResponse{}, unavailable(err)
	}
	return answer, s.rotate(r, event, token, s.refreshRow(grant, answer.RefreshToken))
}

func (s *Server) rotate(r *http.Request, event Event, token, next RefreshToken) error {
	now := s.now()
	before, err := s.store.Rotate(r.Context(), token.Hash, next, now)
	if err != nil {
		return unavailable(err)
	}
	if before.UsedAt.IsZero() {
		return nil
	}
	if now.Sub(before.UsedAt) <= s.cfg.RefreshGrace {
		follower, err := s.store.Refresh(r.Context(), next.Hash)
		if err != nil {
			return unavailable(err)
		}
		if follower.UsedAt.IsZero() {
			return nil
		}
	}
	event.Kind, event.Detail = EventRefreshReplay, "the whole family is revoked"
	refusal := invalidGrant(wasReplayed)
	refusal.Reason = "reuse"
	return s.revokeFor(r, event, refusal)
}

// isOf refuses a client that is not the grant's, and a confidential client that did not say who it is.
func (s *Server) isOf(ctx context.Context, grant Grant, client Client) error {
	if client.ID == grant.ClientID {
		return nil
	}
	if client.ID != "" {
		return invalidGrant("The token is another client's.")
	}
	owner, err := s.store.Client(ctx, grant.ClientID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return unavailable(err)
	}
	if err != nil || owner.confidential() {
		return invalidClient("The client must say who it is.")
	}
	return nil
}

// serveRevoke is the revocation endpoint (RFC 7009). It ends the whole grant, whichever of its
// tokens is shown: signing out means all of it. A token that is not known is no error.
func (s *Server) serveRevoke(w http.ResponseWriter, r *http.Request) {
	err := s.revoke(w, r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	w.WriteHeader(http.StatusOK)
}

func (s *Server) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	client, err := s.client(r)
	if err != nil {
		return err
	}
	token := r.PostForm.Get("token")
	if token == "" {
		return badRequest("invalid_request", "token is missing.")
	}
	id, err := s.grantOf(r.Context(), token)
	if err != nil || id == "" {
		return err
	}
	grant, user, err := s.store.Grant(r.Context(), id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return unavailable(err)
	}
	if err := s.isOf(r.Context(), grant, client); err != nil {
		return err
	}
	if err := s.store.RevokeGrant(r.Context(), grant.ID, revokedSignOut, s.now()); err != nil {
		return unavailable(err)
	}
	return s.record(r, Event{Kind: EventTokenRevoked, ClientID: grant.ClientID, GrantID: grant.ID}.by(user))
}

// grantOf gives the id of the grant that a refresh or access token is of, or "".
func (s *Server) grantOf(ctx context.Context, token string) (string, error) {
	refresh, err := s.store.Refresh(ctx, hashToken(token))
	if err == nil {
		return refresh.GrantID, nil
	}
	if !errors.Is(err, ErrNotFound) {
		return "", unavailable(err)
	}
	claims, err := s.verify(ctx, token)
	if err != nil && asError(err).Status == http.StatusServiceUnavailable {
		return "", err
	}
	return claims.GrantID, nil
}
