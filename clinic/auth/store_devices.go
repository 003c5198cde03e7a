package auth

import (
	"context"
	"time"
)

// The states of a device authorization.
const (
	DevicePending  = "pending"
	DeviceApproved = "approved"
	DeviceDenied   = "denied"
	DeviceDone     = "done" // tokens were given
)

// Device is one device authorization (RFC 8628).
type Device struct {
	Hash      string // of the device code
	UserCode  string // eight letters, unique while pending
	ClientID  string
	Device    string // its name as the app told it; may be empty
	Scopes    string
	State     string
	GrantID   string // set once approved
	Interval  time.Duration
	LastPoll  time.Time
	ExpiresAt time.Time
}

// DeviceStore keeps device authorizations.
type DeviceStore interface {
	AddDevice(ctx context.Context, d Device) error // ErrExists where the user code is taken
	DeviceByUserCode(ctx context.Context, userCode string) (Device, error)
	Device(ctx context.Context, hash string) (Device, error)
	// SetDeviceState moves a device on and reports whether it was in the state from.
	SetDeviceState(ctx context.Context, hash, from, to, grantID string) (bool, error)
	SetDevicePoll(ctx context.Context, hash string, at time.Time, interval time.Duration) error
}

// Invitation is a one-time code by which one person makes an account.
type Invitation struct {
	ID          string
	CodeHash    string
	Role        Role
	FHIRUser    string
	PatientID   string
	DisplayName string
	CreatedBy   string // a user's id, or empty for the command line
	CreatedAt   time.Time
	ExpiresAt   time.Time
	EndedAt     time.Time // zero while it is open: neither used, taken back nor replaced
	UserID      string    // of the account that came of it
}

// InvitationStore keeps invitations.
type InvitationStore interface {
	// AddInvitation adds one and, in the same step, ends the open ones for the same person.
	AddInvitation(ctx context.Context, i Invitation) error
	Invitation(ctx context.Context, codeHash string) (Invitation, error)
	// OpenInvitations gives those that a user made or that concern a patient, the newest first.
	OpenInvitations(ctx context.Context, createdBy, patientID string, now time.Time) ([]Invitation, error)
	// EndInvitation takes an open one back; ErrNotFound where it is not open.
	EndInvitation(ctx context.Context, id string, at time.Time) error
	// Redeem ends an open invitation and adds the account, both or neither. ErrNotFound where it is
	// not open or the person has an account, ErrExists where the name is taken.
	Redeem(ctx context.Context, id string, u User, at time.Time) error
	// HasAccount reports whether somebody who is not disabled signs in as this person.
	HasAccount(ctx context.Context, fhirUser string) (bool, error)
}
