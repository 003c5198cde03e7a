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
	EventSignIn              EventKind = "sign-in"
	EventSignInFailed        EventKind = "sign-in-failed"
	EventSignInLocked        EventKind = "sign-in-locked"
	EventConsentGiven        EventKind = "consent-given"
	EventConsentRefused      EventKind = "consent-refused"
	EventTokenIssued         EventKind = "token-issued"
	EventTokenRefreshed      EventKind = "token-refreshed"
	EventTokenRefused        EventKind = "token-refused"
	EventTokenRevoked        EventKind = "token-revoked"
	EventSessionRevoked      EventKind = "session-revoked"
	EventInvited             EventKind = "invitation-made"
	EventInvitationWithdrawn EventKind = "invitation-withdrawn"
	EventInvitationRedeemed  EventKind = "invitation-redeemed"
	EventInvitationRefused   EventKind = "invitation-refused"
	EventConnectionChosen    EventKind = "connection-chosen"
	EventUserAdded           EventKind = "user-added"
	EventUserDisabled        EventKind = "user-disabled"
	EventUserEnabled         EventKind = "user-enabled"
	EventPasswordReset       EventKind = "password-reset"
	EventClientAdded         EventKind = "client-added"
	EventClientRemoved       EventKind = "client-removed"
	EventAuditPurged         EventKind = "audit-purged"
	EventKeysRotated         EventKind = "keys-rotated"
	EventSecondFactorAdded   EventKind = "second-factor-added"
	EventSecondFactorRemoved EventKind = "second-factor-removed"
	EventSecondFactorFailed  EventKind = "second-factor-failed"
	EventRecoveryCodeUsed    EventKind = "recovery-code-used"
	EventCodeReplay          EventKind = "code-replay"    // a security notice
	EventRefreshReplay       EventKind = "refresh-replay" // a security notice
)

// Event is one line of the audit record. It holds no secret, and no name that was typed by
// somebody who is not known: people type passwords into the wrong field.
type Event struct {
	At        time.Time
	Kind      EventKind
	ClinicID  string
	UserID    string // empty where no known user is meant
	FHIRUser  string // who that is in FHIR
	Role      Role
	ClientID  string
	GrantID   string
	About     string // whom else it is about, in FHIR: somebody invited
	PatientID string // the patient who may read of it; empty where none may
	Remote    string // the caller's network address, without the port
	Detail    string
}

// by says who did it. Patients may read of their own sign-ins; when a loved one or staff signed in is
// nobody's to read but the clinic's.
func (e Event) by(u User) Event {
	e.UserID, e.FHIRUser, e.Role = u.ID, u.FHIRUser, u.Role
	if u.Role == RolePatient {
		e.PatientID = u.PatientID
	}
	return e
}

// byPrincipal is by, for the holder of a token.
func (e Event) byPrincipal(p Principal) Event {
	patient := e.PatientID
	e = e.by(User{ID: p.UserID, FHIRUser: p.FHIRUser, Role: p.Role, PatientID: p.PatientID})
	if patient != "" {
		e.PatientID = patient
	}
	if e.ClientID == "" {
		e.ClientID = p.ClientID
	}
	if e.GrantID == "" {
		e.GrantID = p.GrantID
	}
	return e
}

// Auditor keeps events. Where it fails, what it was told of is refused: nobody signs in unseen.
type Auditor interface {
	Record(ctx context.Context, e Event) error
}

type noAudit struct{}

func (noAudit) Record(context.Context, Event) error { return nil }

func (s *Server) record(r *http.Request, e Event) error {
	e.At, e.ClinicID, e.Remote = s.now(), s.cfg.ClinicID, remote(r)
	if err := s.cfg.Audit.Record(r.Context(), e); err != nil {
		return unavailable(err)
	}
	return nil
}

// remote is the caller's network address without the port, empty where it cannot be told.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}
