package auth

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

const (
	freeFailures = 4 // sign-ins that may fail in a row before anybody has to wait
	firstWait    = 30 * time.Second
	longestWait  = 15 * time.Minute // so that a stranger cannot keep somebody out for long
	failuresKept = 24 * time.Hour
)

// wait is how long after the last of so many failures the next try is refused.
func wait(failures int) time.Duration {
	if failures <= freeFailures {
		return 0
	}
	doublings := min(failures-freeFailures-1, 10)
	return min(firstWait<<doublings, longestWait)
}

// errWrongPassword says that the name is not known or the password is not right; nothing tells which.
var errWrongPassword = errors.New("auth: name and password do not match")

// lockedError says how long sign-in by this name is refused, right password or not.
type lockedError struct{ wait time.Duration }

func (e *lockedError) Error() string { return "auth: too many tries, wait " + e.wait.String() }

// checkPassword gives the user of a name and password. Failures are counted by name whether or not
// a user has it, and an unknown name costs one hash too, so that neither the answer nor its time
// tells which names exist. The try is counted before the password is looked at: of many at
// once no more are tried than the count allows. Where the name is known the user is given with
// the error too, for the audit record alone.
func (s *Server) checkPassword(ctx context.Context, name string, password Secret) (User, error) {
	name = normalName(name)
	key := hashToken(name)
	if err := s.countTry(ctx, key); err != nil {
		user, _ := s.store.UserByName(ctx, name)
		return user, err
	}
	user, err := s.store.UserByName(ctx, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	text := normalPassword(password)
	ok, err := s.passwords.matches(ctx, user.PasswordHash, text)
	if err != nil {
		return user, err
	}
	if !ok || user.Disabled {
		return user, errWrongPassword
	}
	if s.passwords.outdated(user.PasswordHash) {
		if err := s.store.SetPassword(ctx, user.ID, s.passwords.hash(text)); err != nil {
			return user, err
		}
	}
	return user, s.store.ClearAttempts(ctx, key)
}

func (s *Server) countTry(ctx context.Context, key string) error {
	for {
		tries, err := s.store.Attempts(ctx, key)
		if err != nil {
			return err
		}
		now := s.now()
		if tries.Failures > 0 && now.Sub(tries.Last) > failuresKept {
			if err := s.store.ClearAttempts(ctx, key); err != nil {
				return err
			}
			tries = Attempts{}
		}
		if left := tries.Last.Add(wait(tries.Failures)).Sub(now); tries.Failures > 0 && left > 0 {
			return &lockedError{wait: left}
		}
		counted, err := s.store.CountAttempt(ctx, key, tries.Failures, now)
		if err != nil || counted {
			return err
		}
	}
}

// Codes of invitations are tried by anybody, from anywhere. Beside the waits of who guesses from one
// network, and of one code that is tried again and again, a clinic takes only so many tries in a
// while, from wherever they come. So many leave room for a clinic that invites everybody on one
// morning, and a guesser with any number of addresses some ten million tries a year, of 20^12.
const (
	clinicWindow = 10 * time.Minute
	clinicTries  = 300
)

// countGuess counts a try of an invitation's code, and says how long to wait where there were too many.
func (s *Server) countGuess(ctx context.Context, from, code string) error {
	if err := s.countTry(ctx, hashToken("join\x00"+from)); err != nil {
		return err
	}
	if err := s.countTry(ctx, hashToken("join-code\x00"+s.cfg.ClinicID+"\x00"+code)); err != nil {
		return err
	}
	return s.countForAll(ctx, hashToken("join-all\x00"+s.cfg.ClinicID))
}

// forgetGuesses is for whoever had a code that works.
func (s *Server) forgetGuesses(ctx context.Context, from, code string) error {
	return errors.Join(s.store.ClearAttempts(ctx, hashToken("join\x00"+from)), s.store.ClearAttempts(ctx, hashToken("join-code\x00"+s.cfg.ClinicID+"\x00"+code)))
}

func (s *Server) countForAll(ctx context.Context, key string) error {
	for {
		tries, err := s.store.Attempts(ctx, key)
		if err != nil {
			return err
		}
		now := s.now()
		window := now.Truncate(clinicWindow)
		if tries.Failures > 0 && tries.Last.Before(window) {
			if err := s.store.ClearAttempts(ctx, key); err != nil {
				return err
			}
			tries = Attempts{}
		}
		if tries.Failures >= clinicTries {
			return &lockedError{wait: window.Add(clinicWindow).Sub(now)}
		}
		counted, err := s.store.CountAttempt(ctx, key, tries.Failures, now)
		if err != nil || counted {
			return err
		}
	}
}

// normalName makes the same name of what a phone's keyboard capitalised or put a space behind.
func normalName(name string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(name)))
}

// normalPassword makes the same bytes of a letter and its accent, typed on any keyboard (NIST SP
// 800-63B section 3.1.1.2).
func normalPassword(password Secret) string { return norm.NFKC.String(password.Reveal()) }
