package auth

import (
	"context"
	"time"
)

// What whoever runs the clinic's server does by its command line.

// Users gives everybody who can sign in, by name.
func (s *Server) Users(ctx context.Context) ([]User, error) { return s.store.Users(ctx) }

// Sessions gives what a user is signed in with now, the newest first.
func (s *Server) Sessions(ctx context.Context, userID string) ([]Grant, error) {
	now := s.now()
	return s.store.Standing(ctx, userID, now, now.Add(-maxAccessTTL-deviceTTL))
}

// RevokeSession ends one sign-in with all its tokens, as its owner would from another device.
func (s *Server) RevokeSession(ctx context.Context, id string) error {
	return s.store.RevokeGrant(ctx, id, revokedByUser, s.now())
}

// Clients gives the registered apps.
func (s *Server) Clients(ctx context.Context) ([]Client, error) { return s.store.Clients(ctx) }

// RemoveClient forgets an app and ends every sign-in with it. ErrNotFound where there is none.
func (s *Server) RemoveClient(ctx context.Context, id string) error {
	return s.store.RemoveClient(ctx, id, "client removed", s.now())
}

// Key is a signing key as it may be shown.
type Key struct {
	ID        string
	CreatedAt time.Time
	RetiredAt time.Time // zero for the one that signs
	GoneAt    time.Time // when no token signed by it can be good, and it is published no more; zero for the one that signs
}

// Keys gives the signing keys, the newest first.
func (s *Server) Keys(ctx context.Context) ([]Key, error) {
	stored, err := s.store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	var keys []Key
	for _, k := range stored {
		key := Key{ID: k.KID, CreatedAt: k.CreatedAt, RetiredAt: k.RetiredAt}
		if !k.RetiredAt.IsZero() {
			key.GoneAt = k.RetiredAt.Add(keyOverlap)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// RecordOperator puts what was done by the command line into the audit record.
func (s *Server) RecordOperator(ctx context.Context, e Event) error {
	e.At, e.ClinicID = s.now(), s.cfg.ClinicID
	if e.Detail == "" {
		e.Detail = "by the command line"
	}
	return s.cfg.Audit.Record(ctx, e)
}

// AboutUser says in an event which account it is about.
func (e Event) AboutUser(u User) Event {
	e.About = u.FHIRUser
	if u.Role == RolePatient {
		e.PatientID = u.PatientID
	}
	return e
}
