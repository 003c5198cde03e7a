package auth

import (
	"context"
	"net"
	"net/http"
	"time"
)

// EventKind says what happened.
type EventKind string

// What is audited. The names are kept in the clinic's audit record, so they do not change.
const (
	EventSignIn         EventKind = "sign-in"
	EventSignInFailed   EventKind = "sign-in-failed"
	EventSignInLocked   EventKind = "sign-in-locked"
	EventConsentGiven   EventKind = "consent-given"
	EventConsentRefused EventKind = "consent-refused"
	EventTokenIssued    EventKind = "token-issued"
	EventTokenRefreshed EventKind = "token-refreshed"
	EventTokenRefused   EventKind = "token-refused"
	EventTokenRevoked   EventKind = "token-revoked"
	EventSessionRevoked EventKind = "session-revoked"
	EventCodeReplay     EventKind = "code-replay"    // a security notice
	EventRefreshReplay  EventKind = "refresh-replay" // a security notice
)

// Event is one line of the audit record. It holds no secret, and no name that was typed by
// somebody who is not known: people type passwords into the wrong field.
type Event struct {
	At       time.Time
	Kind     EventKind
	ClinicID string
	UserID   string // empty where no known user is meant
	ClientID string
	GrantID  string
	Remote   string // the caller's network address, without the port
	Detail   string
}

// Auditor keeps events. Where it fails, what it was told of is refused: nobody signs in unseen.
type Auditor interface {
	Record(ctx context.Context, e Event) error
}

type noAudit struct{}

func (noAudit) Record(context.Context, Event) error { return nil }

func (s *Server) record(r *http.Request, e Event) error {
	e.At, e.ClinicID = s.now(), s.cfg.ClinicID
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		e.Remote = host
	}
	if err := s.cfg.Audit.Record(r.Context(), e); err != nil {
		return unavailable(err)
	}
	return nil
}
