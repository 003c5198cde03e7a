//go:build (linux && !android) || (darwin && !ios) || windows

package vault

import (
	"context"
	"errors"
	"time"

	"github.com/zalando/go-keyring"
)

// keyringLimit is how long one call may take. It is long because a locked
// keyring asks the person for a password in a window of its own.
const keyringLimit = 45 * time.Second

// Keyring keeps secrets in the operating system's keyring: the Secret Service
// on Linux, the Keychain on macOS, the Credential Manager on Windows.
type Keyring struct {
	// Limit is how long one call may take; set it before the first call.
	Limit time.Duration

	profile string
	// turn holds one token while a call is under way, also one that its
	// caller has given up on: a late write cannot overtake a newer one, and
	// a keyring that hangs collects no goroutines.
	turn chan struct{}
}

// NewKeyring gives a profile's part of the system's keyring.
func NewKeyring(profile string) (*Keyring, error) {
	if !profileName.MatchString(profile) {
		return nil, badProfile(profile)
	}
	return &Keyring{Limit: keyringLimit, profile: profile, turn: make(chan struct{}, 1)}, nil
}

// Load gives an item, or ErrNotFound.
func (k *Keyring) Load(ctx context.Context, item Item) (Secret, error) {
	return run(ctx, k, func() (Secret, error) {
		text, err := keyring.Get(Service, k.user(item))
		if err != nil {
			return Secret{}, err
		}
		return decode(text)
	})
}

// Save puts an item in the place of what was there, and reads it back: macOS's
// tool can fail without saying so.
func (k *Keyring) Save(ctx context.Context, item Item, s Secret) error {
	text, err := encode(s)
	if err != nil {
		return err
	}
	_, err = run(ctx, k, func() (struct{}, error) {
		if err := keyring.Set(Service, k.user(item), text); err != nil {
			return struct{}{}, err
		}
		got, err := keyring.Get(Service, k.user(item))
		if err == nil && got != text {
			err = errors.New("the keyring gave back something else than was saved")
		}
		return struct{}{}, err
	})
	if errors.Is(err, ErrNotFound) {
		return because(ErrFailed, err)
	}
	return err
}

// Delete removes an item; one that is not there is no error.
func (k *Keyring) Delete(ctx context.Context, item Item) error {
	_, err := run(ctx, k, func() (struct{}, error) {
		return struct{}{}, keyring.Delete(Service, k.user(item))
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Clear removes every item of the profile.
func (k *Keyring) Clear(ctx context.Context) error {
	var errs []error
	for _, item := range items {
		errs = append(errs, k.Delete(ctx, item))
	}
	return errors.Join(errs...)
}

func (k *Keyring) user(item Item) string { return k.profile + "/" + string(item) }

// run does one keyring call on a goroutine of its own, because go-keyring
// takes no context and a locked keyring blocks until the person answers.
func run[T any](ctx context.Context, k *Keyring, call func() (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, k.Limit)
	defer cancel()
	var zero T
	if ctx.Err() != nil { // select would toss a coin
		return zero, gaveUp(ctx)
	}
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		return zero, gaveUp(ctx)
	}
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-k.turn }()
		v, err := call()
		done <- result{v, classify(err)}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return zero, gaveUp(ctx)
	}
}

func gaveUp(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return because(ErrTimedOut, ctx.Err())
}

// classify turns go-keyring's errors into this package's. Most have no type,
// so diagnose asks the system itself what is wrong.
func classify(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return because(ErrNotFound, err)
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return because(ErrTooLarge, err)
	case errors.Is(err, ErrDamaged):
		return err
	}
	return because(diagnose(err), err)
}
