package auth

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// NewUser is a person to be given a sign-in.
type NewUser struct {
	ID          string // default: a new UUID
	Username    string
	Password    Secret
	Role        Role
	FHIRUser    string // such as "Patient/{id}"
	PatientID   string // whose record; for a patient it follows from FHIRUser
	DisplayName string
}

// AddUser adds a person who can sign in. ErrExists where the name is taken.
func (s *Server) AddUser(ctx context.Context, n NewUser) (User, error) {
	user := User{
		ID: n.ID, Username: normalName(n.Username), Role: n.Role, FHIRUser: n.FHIRUser,
		PatientID: n.PatientID, DisplayName: strings.TrimSpace(n.DisplayName),
	}
	if user.ID == "" {
		user.ID = uuid.NewString()
	}
	if n.Role == RolePatient {
		user.PatientID = strings.TrimPrefix(n.FHIRUser, "Patient/")
	}
	switch {
	case user.Username == "" || len(user.Username) > maxName:
		return User{}, fmt.Errorf("auth: a username has 1 to %d letters", maxName)
	case !n.Role.Valid():
		return User{}, fmt.Errorf("auth: there is no role %q", n.Role)
	case !n.Role.fits(n.FHIRUser):
		return User{}, fmt.Errorf("auth: a %s cannot be %q", n.Role, n.FHIRUser)
	case n.Role == RoleRelatedPerson && user.PatientID == "":
		return User{}, fmt.Errorf("auth: a %s needs the patient's id", n.Role)
	}
	if err := checkNewPassword(n.Password); err != nil {
		return User{}, err
	}
	user.PasswordHash = s.passwords.hash(normalPassword(n.Password))
	return user, s.store.AddUser(ctx, user)
}

// SetPassword gives a user a new password and ends all their sign-ins, as whoever had the old one
// may hold tokens.
func (s *Server) SetPassword(ctx context.Context, userID string, password Secret) error {
	if err := checkNewPassword(password); err != nil {
		return err
	}
	if err := s.store.SetPassword(ctx, userID, s.passwords.hash(normalPassword(password))); err != nil {
		return err
	}
	return s.RevokeUser(ctx, userID, revokedPassword)
}

// SetDisabled shuts a user out, or lets them in again to sign in anew. It holds from the next
// request on.
func (s *Server) SetDisabled(ctx context.Context, userID string, disabled bool) error {
	if err := s.store.SetDisabled(ctx, userID, disabled); err != nil || !disabled {
		return err
	}
	return s.RevokeUser(ctx, userID, revokedDisabled)
}

// RevokeUser ends every sign-in of a user on every device, as when a phone is lost.
func (s *Server) RevokeUser(ctx context.Context, userID, reason string) error {
	return s.store.RevokeUser(ctx, userID, reason, s.now())
}

// UserByName gives a user. ErrNotFound where there is none.
func (s *Server) UserByName(ctx context.Context, username string) (User, error) {
	return s.store.UserByName(ctx, normalName(username))
}

const maxName = 254

func checkNewPassword(password Secret) error {
	if n := len(password.Reveal()); n < minPassword || n > maxPassword {
		return fmt.Errorf("auth: a password has %d to %d letters", minPassword, maxPassword)
	}
	return nil
}
