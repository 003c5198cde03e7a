package auth

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// The second step at sign-in: a code from an app on the person's phone (RFC 6238, SHA-1, six digits,
// 30 seconds, as every such app has it), or one of ten recovery codes.
const (
	stepSeconds    = 30
	recoveryCodes  = 10
	recoveryLength = 10
)

// SecondFactor is what a person's second step is checked against.
type SecondFactor struct {
	UserID      string
	Secret      Secret // base32
	ConfirmedAt time.Time
	LastStep    int64 // of the last code that was taken
}

// SecondFactorStore keeps second factors and their recovery codes.
type SecondFactorStore interface {
	SecondFactor(ctx context.Context, userID string) (SecondFactor, error)
	// StartSecondFactor keeps a secret that is not confirmed; ErrExists where there is one already.
	StartSecondFactor(ctx context.Context, userID string, secret Secret) error
	// ConfirmSecondFactor puts it in force, with new recovery codes (their hashes) for all old ones.
	ConfirmSecondFactor(ctx context.Context, userID string, recovery []string, at time.Time) error
	// UseStep reports whether a code of this time step may be taken: each once, none after a later one.
	UseStep(ctx context.Context, userID string, step int64) (bool, error)
	UseRecoveryCode(ctx context.Context, userID, hash string, at time.Time) (bool, error)
	RemoveSecondFactor(ctx context.Context, userID string) error
}

// isStaff reports whether the role is of somebody who works at the clinic.
func (r Role) isStaff() bool { return r.Valid() && r != RolePatient && r != RoleRelatedPerson }

// needsSecond reports whether the clinic asks a second step of everybody in this role.
func (s *Server) needsSecond(r Role) bool { return s.cfg.StaffSecondFactor && r.isStaff() }

// confirmed gives a person's second factor, and false where there is none in force.
func (s *Server) confirmed(ctx context.Context, userID string) (SecondFactor, bool, error) {
	f, err := s.store.SecondFactor(ctx, userID)
	if errors.Is(err, ErrNotFound) {
		return f, false, nil
	}
	if err != nil {
		return f, false, unavailable(err)
	}
	return f, !f.ConfirmedAt.IsZero(), nil
}

// startSecond gives the secret that a person is setting up, the same at each look.
func (s *Server) startSecond(ctx context.Context, userID string) (SecondFactor, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "x", AccountName: "x"})
	if err != nil {
		return SecondFactor{}, err
	}
	if err := s.store.StartSecondFactor(ctx, userID, Secret(key.Secret())); err != nil && !errors.Is(err, ErrExists) {
		return SecondFactor{}, unavailable(err)
	}
	f, err := s.store.SecondFactor(ctx, userID)
	if err != nil {
		return f, unavailable(err)
	}
	return f, nil
}

// enrolment is what the page shows so that an app takes the secret.
type enrolment struct {
	Secret string // in groups of four
	URI    template.URL
	QR     template.URL
}

func (s *Server) enrolment(f SecondFactor, u User, clinicName string) (enrolment, error) {
	raw, err := base32Secret(f.Secret)
	if err != nil {
		return enrolment{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: clinicName, AccountName: u.Username, Secret: raw})
	if err != nil {
		return enrolment{}, err
	}
	picture, err := key.Image(220, 220)
	if err != nil {
		return enrolment{}, err
	}
	var qr bytes.Buffer
	if err := png.Encode(&qr, picture); err != nil {
		return enrolment{}, err
	}
	return enrolment{
		Secret: strings.Join(groups(f.Secret.Reveal(), 4), " "),
		URI:    template.URL(key.URL()),                                                                //nolint:gosec // made by us, from a name that the library escapes
		QR:     template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(qr.Bytes())), //nolint:gosec // base64 of our own picture
	}, nil
}

func groups(text string, n int) (all []string) {
	for chunk := range slices.Chunk([]byte(text), n) {
		all = append(all, string(chunk))
	}
	return all
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// errWrongCode says that a code for the second step is not right, was used, or is too old.
var errWrongCode = errors.New("auth: the code does not match")

// checkSecond takes a code, or where that is allowed a recovery code. Tries are counted as those of
// passwords are, before the code is looked at.
func (s *Server) checkSecond(ctx context.Context, f SecondFactor, typed string, recovery bool) (usedRecovery bool, err error) {
	key := hashToken("second\x00" + f.UserID)
	if err := s.countTry(ctx, key); err != nil {
		return false, err
	}
	typed = strings.NewReplacer(" ", "", "-", "").Replace(typed)
	used := false
	switch {
	case sixDigits.MatchString(typed):
		used, err = s.useCode(ctx, f, typed)
	case recovery && len(normalUserCode(typed)) == recoveryLength:
		used, err = s.store.UseRecoveryCode(ctx, f.UserID, s.recoveryHash(f.UserID, normalUserCode(typed)), s.now())
		usedRecovery = used
	}
	if err != nil {
		return false, unavailable(err)
	}
	if !used {
		return false, errWrongCode
	}
	return usedRecovery, s.store.ClearAttempts(ctx, key)
}

// useCode takes a code of this time step or of those beside it, as clocks differ (RFC 6238 section
// 5.2), and each only once.
func (s *Server) useCode(ctx context.Context, f SecondFactor, code string) (bool, error) {
	now := s.now().Unix() / stepSeconds
	opts := hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	for _, step := range []int64{now, now - 1, now + 1} {
		if step < 0 {
			continue
		}
		right, err := hotp.ValidateCustom(code, uint64(step), f.Secret.Reveal(), opts)
		if err != nil {
			return false, fmt.Errorf("second factor: %w", err)
		}
		if right {
			return s.store.UseStep(ctx, f.UserID, step)
		}
	}
	return false, nil
}

// confirmSecond puts a second factor in force and gives new recovery codes, as people read them.
func (s *Server) confirmSecond(ctx context.Context, userID string) ([]string, error) {
	var shown, hashes []string
	for range recoveryCodes {
		code := newCode(recoveryLength)
		shown = append(shown, strings.Join(groups(code, recoveryLength/2), "-"))
		hashes = append(hashes, s.recoveryHash(userID, code))
	}
	if err := s.store.ConfirmSecondFactor(ctx, userID, hashes, s.now()); err != nil {
		return nil, unavailable(err)
	}
	return shown, nil
}

func (s *Server) recoveryHash(userID, code string) string {
	return hashToken("recovery\x00" + s.cfg.ClinicID + "\x00" + userID + "\x00" + code)
}

// RemoveSecondFactor lets a person sign in without a second step, as when their phone is lost.
func (s *Server) RemoveSecondFactor(ctx context.Context, userID string) error {
	return s.store.RemoveSecondFactor(ctx, userID)
}
