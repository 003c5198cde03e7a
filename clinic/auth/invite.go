package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	invitationTTL    = 7 * 24 * time.Hour
	invitationLength = 12 // 20^12 codes; guesses are slowed down besides
)

// Person is what the clinic's records say of somebody.
type Person struct {
	Name      string
	PatientID string // whose record: their own, or for a loved one the patient's
}

// Directory looks people up in the clinic's records. ErrNotFound where there is nobody.
type Directory interface {
	Person(ctx context.Context, fhirUser string) (Person, error)
}

type nobody struct{}

func (nobody) Person(context.Context, string) (Person, error) { return Person{}, ErrNotFound }

// NewInvitation is somebody to be given a code.
type NewInvitation struct {
	FHIRUser  string // such as "RelatedPerson/{id}"
	Role      Role   // follows from FHIRUser but for staff
	CreatedBy string // a user's id, or empty for the command line
}

// Invited is a new code with what to hand on.
type Invited struct {
	Invitation
	Code string // as people read it
	URL  string // of the page that takes it
}

// What Invite refuses.
var (
	ErrHasAccount = errors.New("auth: this person has an account")
	errRole       = errors.New("auth: this role does not fit this person")
)

// Invite makes a one-time code by which somebody who is in the clinic's records makes an account. A
// code for the same person that was not used ends.
func (s *Server) Invite(ctx context.Context, n NewInvitation) (Invited, error) {
	kind, _, _ := strings.Cut(n.FHIRUser, "/")
	switch {
	case n.Role == "" && kind == "Patient":
		n.Role = RolePatient
	case n.Role == "" && kind == "RelatedPerson":
		n.Role = RoleRelatedPerson
	}
	if !n.Role.Valid() || !n.Role.fits(n.FHIRUser) {
		return Invited{}, fmt.Errorf("%w: %q for %q", errRole, n.Role, n.FHIRUser)
	}
	person, err := s.cfg.Directory.Person(ctx, n.FHIRUser)
	if err != nil {
		return Invited{}, err
	}
	has, err := s.store.HasAccount(ctx, n.FHIRUser)
	if err != nil {
		return Invited{}, err
	}
	if has {
		return Invited{}, ErrHasAccount
	}
	code := newCode(invitationLength)
	now := s.now()
	made := Invited{Code: shownInvitation(code), Invitation: Invitation{
		ID: uuid.NewString(), CodeHash: s.invitationHash(code), Role: n.Role, FHIRUser: n.FHIRUser,
		PatientID: person.PatientID, DisplayName: person.Name, CreatedBy: n.CreatedBy,
		CreatedAt: now, ExpiresAt: now.Add(invitationTTL),
	}}
	made.URL = s.cfg.Issuer + "/join?code=" + made.Code
	return made, s.store.AddInvitation(ctx, made.Invitation)
}

// invitationHash binds a code to its clinic.
func (s *Server) invitationHash(code string) string {
	return hashToken("invitation\x00" + s.cfg.ClinicID + "\x00" + code)
}

// shownInvitation is a code as people read it: three groups of four.
func shownInvitation(code string) string {
	if len(code) != invitationLength {
		return code
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

// openInvitation gives the invitation of a code as it was typed.
func (s *Server) openInvitation(ctx context.Context, typed string) (Invitation, error) {
	i, err := s.store.Invitation(ctx, s.invitationHash(normalUserCode(typed)))
	if err != nil {
		return Invitation{}, err
	}
	if !i.EndedAt.IsZero() || !s.now().Before(i.ExpiresAt) {
		return Invitation{}, ErrNotFound
	}
	return i, nil
}

// invited is the account that a code is for.
func (s *Server) invited(i Invitation, username string, password Secret) User {
	user := User{
		ID: uuid.NewString(), Username: normalName(username), PasswordHash: s.passwords.hash(normalPassword(password)),
		Role: i.Role, FHIRUser: i.FHIRUser, PatientID: i.PatientID, DisplayName: i.DisplayName,
	}
	if i.Role != RolePatient && i.Role != RoleRelatedPerson {
		user.PatientID = ""
	}
	return user
}
