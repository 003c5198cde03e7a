package vault

import (
	"context"
	"errors"
	"sync"
)

// Keychain keeps secrets in the iOS Keychain, on this device alone: they are in no
// backup that another device could read.
type Keychain struct {
	profile string
	chain   chain

	mu sync.Mutex
}

// chain is what Security.framework does with one generic password. update, find and
// remove fail with ErrNotFound.
type chain interface {
	add(account string, data []byte) error
	update(account string, data []byte) error
	find(account string) ([]byte, error)
	remove(account string) error
}

func newKeychain(profile string, c chain) *Keychain { return &Keychain{profile: profile, chain: c} }

func (k *Keychain) account(item Item) string { return k.profile + "/" + string(item) }

// Load gives an item, or ErrNotFound.
func (k *Keychain) Load(ctx context.Context, item Item) (Secret, error) {
	if err := ctx.Err(); err != nil {
		return Secret{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	data, err := k.chain.find(k.account(item))
	if err != nil {
		return Secret{}, err
	}
	return decode(string(data))
}

// Save puts an item in the place of what was there. It changes an item that is there
// rather than making it anew, so that a crash leaves the old one.
func (k *Keychain) Save(ctx context.Context, item Item, s Secret) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	text, err := encode(s)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	err = k.chain.update(k.account(item), []byte(text))
	if errors.Is(err, ErrNotFound) {
		err = k.chain.add(k.account(item), []byte(text))
	}
	return err
}

// Delete removes an item; one that is not there is no error.
func (k *Keychain) Delete(ctx context.Context, item Item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.chain.remove(k.account(item)); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// Clear removes every item of the profile.
func (k *Keychain) Clear(ctx context.Context) error {
	var errs []error
	for _, item := range items {
		errs = append(errs, k.Delete(ctx, item))
	}
	return errors.Join(errs...)
}
