package auth

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Family is what the clinic's records do when a loved one is named, invited and
// joins.
type Family interface {
	// Name puts the loved one whom a patient names into the records, with the
	// patient's consent, and gives who they are there. A refusal is an *Error.
	Name(r *http.Request, p Principal, person, consent json.RawMessage) (fhirUser string, err error)
	// Invited notes until when a code can be used.
	Invited(ctx context.Context, fhirUser string, until time.Time) error
	// Joined notes since when somebody has an account. Told again it changes nothing.
	Joined(ctx context.Context, fhirUser string, at time.Time) error
	// Expected reports whether somebody may still join: not once all consent that
	// named them was taken back.
	Expected(ctx context.Context, fhirUser string) (bool, error)
}

func isLovedOne(fhirUser string) bool { return strings.HasPrefix(fhirUser, "RelatedPerson/") }

// invitedLovedOne tells the records of a new code for a loved one.
func (s *Server) invitedLovedOne(ctx context.Context, i Invitation) error {
	if s.cfg.Family == nil || !isLovedOne(i.FHIRUser) {
		return nil
	}
	return s.cfg.Family.Invited(ctx, i.FHIRUser, i.ExpiresAt)
}

// joined tells the records that a loved one has an account. That it fails is no
// reason to refuse them: it is told again at each sign-in.
func (s *Server) joined(ctx context.Context, u User) {
	if s.cfg.Family == nil || u.Role != RoleRelatedPerson {
		return
	}
	if err := s.cfg.Family.Joined(ctx, u.FHIRUser, s.now()); err != nil && ctx.Err() == nil {
		s.cfg.Logger.WarnContext(ctx, "that a loved one joined was not noted", "cause", err)
	}
}

// expected reports whether an invitation still stands as the records have it.
func (s *Server) expected(ctx context.Context, i Invitation) (bool, error) {
	if s.cfg.Family == nil || !isLovedOne(i.FHIRUser) {
		return true, nil
	}
	return s.cfg.Family.Expected(ctx, i.FHIRUser)
}
