package auth

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/go-chi/chi/v5"
)

// Why a grant was ended, as the store keeps it. What reasonFor says of them is what an app is told.
const (
	revokedByUser   = "revoked" // by the person on another device, or by staff
	revokedSignOut  = "signed out"
	revokedPassword = "password changed"
	revokedDisabled = "disabled"
)

// reasonFor is the extra member "reason" of an invalid_grant: "revoked" where somebody ended the
// sign-in on purpose and the device must forget what it keeps, "reuse" where a token was used
// twice, and nothing where signing in again is all there is to do. A patient who may not sign in
// keeps what is theirs; anybody else's device keeps nothing.
func reasonFor(g Grant, u User) string {
	switch {
	case u.Disabled && u.Role != RolePatient:
		return "revoked"
	case g.RevokedAt.IsZero():
		return ""
	}
	switch g.Reason {
	case revokedSignOut, revokedPassword:
		return ""
	case revokedDisabled:
		if u.Role == RolePatient {
			return ""
		}
		return "revoked"
	case string(EventRefreshReplay), string(EventCodeReplay), string(EventTokenRefused):
		return "reuse"
	default:
		return "revoked"
	}
}

const (
	maxDeviceName = 60
	// usedFresh spaces the notes of when a sign-in was last used: one write in five minutes.
	usedFresh = 5 * time.Minute
)

// deviceName is what an app calls its device, fit to be read in a list: one line, not too long.
func deviceName(given string) string {
	name := strings.Join(strings.FieldsFunc(given, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if runes := []rune(name); len(runes) > maxDeviceName {
		name = strings.TrimSpace(string(runes[:maxDeviceName]))
	}
	return name
}

// touch notes that a sign-in is in use. That it fails is no reason to refuse a request.
func (s *Server) touch(ctx context.Context, g Grant) {
	if now := s.now(); now.Sub(g.UsedAt) >= usedFresh {
		if err := s.store.UseGrant(ctx, g.ID, "", now); err != nil && ctx.Err() == nil {
			s.cfg.Logger.WarnContext(ctx, "last use of a sign-in was not noted", "cause", err)
		}
	}
}

// session is one sign-in as its owner reads it.
type session struct {
	ID       string `json:"id"`
	Current  bool   `json:"current"`
	Client   string `json:"client"`
	Device   string `json:"device"`
	SignedIn string `json:"signed_in_at"`
	LastUsed string `json:"last_used_at"`
}

// serveSessions lists the sign-ins of whoever asks: what is signed in as me. An app that is not the
// clinic's own sees those at itself and no other app's.
func (s *Server) serveSessions(w http.ResponseWriter, r *http.Request) {
	list, err := s.sessions(r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	writeJSON(w, http.StatusOK, map[string][]session{"sessions": list})
}

func (s *Server) sessions(r *http.Request) ([]session, error) {
	p, err := s.Authenticate(r)
	if err != nil {
		return nil, err
	}
	grants, err := s.mine(r.Context(), p)
	if err != nil {
		return nil, err
	}
	list, names := []session{}, map[string]string{}
	for _, g := range grants {
		if _, known := names[g.ClientID]; !known {
			client, err := s.store.Client(r.Context(), g.ClientID)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return nil, unavailable(err)
			}
			names[g.ClientID] = client.Name
		}
		list = append(list, session{
			ID: g.ID, Current: g.ID == p.GrantID, Client: names[g.ClientID], Device: g.Device,
			SignedIn: g.CreatedAt.Format(time.RFC3339), LastUsed: g.UsedAt.Format(time.RFC3339),
		})
	}
	return list, nil
}

// mine gives the standing grants that a principal may see and end.
func (s *Server) mine(ctx context.Context, p Principal) ([]Grant, error) {
	client, err := s.store.Client(ctx, p.ClientID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, unavailable(err)
	}
	now := s.now()
	grants, err := s.store.Standing(ctx, p.UserID, now, now.Add(-maxAccessTTL-deviceTTL))
	if err != nil {
		return nil, unavailable(err)
	}
	return slices.DeleteFunc(grants, func(g Grant) bool { return !client.Trusted && g.ClientID != p.ClientID }), nil
}

// serveEndSession ends one sign-in with all its tokens. Of one that is not there, or another
// person's, it says the same.
func (s *Server) serveEndSession(w http.ResponseWriter, r *http.Request) {
	if err := s.endOneSession(r); err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) endOneSession(r *http.Request) error {
	p, err := s.Authenticate(r)
	if err != nil {
		return err
	}
	grants, err := s.mine(r.Context(), p)
	if err != nil {
		return err
	}
	id := chi.URLParam(r, "id")
	at := slices.IndexFunc(grants, func(g Grant) bool { return g.ID == id })
	if at < 0 {
		return &Error{Status: http.StatusNotFound, Code: "not_found", Say: "No sign-in of yours has this id."}
	}
	if err := s.store.RevokeGrant(r.Context(), id, revokedByUser, s.now()); err != nil {
		return unavailable(err)
	}
	return s.record(r, Event{Kind: EventSessionRevoked, ClientID: grants[at].ClientID, GrantID: id}.byPrincipal(p))
}
