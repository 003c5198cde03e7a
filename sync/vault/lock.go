package vault

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"time"

	"golang.org/x/crypto/argon2"

	"throughline/care"
)

// Lock is a profile's app lock: a PIN of which argon2id keeps a digest, and how often
// it was guessed wrong. It stands in the vault beside the secrets, so it ends with
// them. It guards what is shown and what commands give out, and not the store's key:
// docs/adr/0008-the-pin-guards-the-screen.md says why.
type Lock struct {
	Cost   cost   `json:"argon2id"`
	Salt   []byte `json:"salt"`
	Digest []byte `json:"digest"`

	Wrong int       `json:"wrong,omitempty"`    // tries since the last right one
	At    time.Time `json:"wrong_at,omitzero"`  // of the last of them
	Wipe  bool      `json:"wipe,omitempty"`     // take all off the device after MaxWrong
	After int       `json:"after_min,omitzero"` // minutes away, or idle, until it locks; 0: at once
}

// Limits of a PIN.
const (
	MinPIN    = 4
	MaxPIN    = 12
	MaxWrong  = 10 // after which a device is wiped, where the person chose so
	freeTries = 4  // before there is a wait
)

// The ways in which a PIN does not do.
var (
	ErrWeakPIN  = &care.Fault{Code: "pin-weak", Say: "Choose 4 to 12 digits that are harder to guess: not all the same, and not in a row like 1234."}
	ErrWrongPIN = &care.Fault{Code: "pin-wrong", Say: "That is not your PIN. Try again."}
	// ErrWaitPIN: too many were wrong; Lock.Wait says how long it takes.
	ErrWaitPIN = &care.Fault{Code: "pin-wait", Say: "Too many tries. Wait a little, then try again."}
	// ErrWipePIN: the last try that the person allowed was wrong.
	ErrWipePIN = &care.Fault{Code: "pin-wipe", Say: "The PIN was wrong ten times. As you chose, your data was taken off this device. Sign in to get it back from your clinic."}
)

// waits are how long the tries after the free ones are apart.
var waits = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// Items is what a Lock is kept in; every kind of vault is one.
type Items interface {
	Load(ctx context.Context, item Item) (Secret, error)
	Save(ctx context.Context, item Item, s Secret) error
	Delete(ctx context.Context, item Item) error
}

// LoadLock gives the lock, or nil where there is none.
func LoadLock(ctx context.Context, v Items) (*Lock, error) {
	s, err := v.Load(ctx, AppLock)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var l Lock
	if json.Unmarshal(s.b, &l) != nil || !l.Cost.valid() || len(l.Digest) != digestSize {
		return nil, because(ErrDamaged, errors.New("the app lock cannot be read"))
	}
	return &l, nil
}

// Keep puts the lock in the place of what was there.
func (l *Lock) Keep(ctx context.Context, v Items) error {
	raw, err := json.Marshal(l)
	if err != nil {
		return because(ErrFailed, err)
	}
	return v.Save(ctx, AppLock, Secret{raw})
}

const digestSize = 32

// Set gives the lock another PIN. What else was chosen stays.
func (l *Lock) Set(ctx context.Context, pin Secret) error {
	if !goodPIN(pin.b) {
		return ErrWeakPIN
	}
	fresh := *l
	fresh.Cost, fresh.Salt, fresh.Wrong, fresh.At = defaultCost, make([]byte, 16), 0, time.Time{}
	_, _ = rand.Read(fresh.Salt)
	digest, err := fresh.derive(ctx, pin)
	if err != nil {
		return err
	}
	fresh.Digest = digest
	*l = fresh
	return nil
}

// goodPIN refuses what everybody tries first.
func goodPIN(pin []byte) bool {
	if len(pin) < MinPIN || len(pin) > MaxPIN {
		return false
	}
	same, up, down := true, true, true
	for i, d := range pin {
		if d < '0' || d > '9' {
			return false
		}
		if i > 0 {
			step := int(d) - int(pin[i-1])
			same, up, down = same && step == 0, up && step == 1, down && step == -1
		}
	}
	return !same && !up && !down
}

// Wait is how long no further try is taken.
func (l *Lock) Wait(now time.Time) time.Duration {
	over := l.Wrong - freeTries
	if over <= 0 {
		return 0
	}
	wait := waits[min(over, len(waits))-1]
	if now.Before(l.At) { // the clock was turned back
		return wait
	}
	return max(0, l.At.Add(wait).Sub(now))
}

// Left is how many tries are left before the device is wiped; -1 where it never is.
func (l *Lock) Left() int {
	if !l.Wipe {
		return -1
	}
	return max(0, MaxWrong-l.Wrong)
}

// Try holds a PIN against the lock. A try is counted as wrong before it is looked
// at, so that who kills the app in between has gained nothing. Errors are ErrWrongPIN,
// ErrWaitPIN, ErrWipePIN, or the vault's.
func (l *Lock) Try(ctx context.Context, v Items, pin Secret, now time.Time) error {
	if l.Wait(now) > 0 {
		if now.Before(l.At) { // count from the time that there is, or it would never end
			l.At = now
			if err := l.Keep(ctx, v); err != nil {
				return err
			}
		}
		return ErrWaitPIN
	}
	counted := *l
	counted.Wrong, counted.At = l.Wrong+1, now
	if err := counted.Keep(ctx, v); err != nil {
		return err
	}
	*l = counted
	digest, err := l.derive(ctx, pin)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(digest, l.Digest) == 1 {
		l.Wrong, l.At = 0, time.Time{}
		return l.Keep(ctx, v)
	}
	if l.Left() == 0 {
		return ErrWipePIN
	}
	return ErrWrongPIN
}

func (l *Lock) derive(ctx context.Context, pin Secret) ([]byte, error) {
	done := make(chan []byte, 1)
	salt, c := l.Salt, l.Cost
	go func() { done <- argon2.IDKey(pin.b, salt, c.Time, c.Memory, c.Threads, digestSize) }()
	select {
	case digest := <-done:
		return digest, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
