package vault

import (
	"context"
	"crypto/rand"
	"errors"
)

// Service is the name under which items stand in the system's keyring. The
// user name is "{profile}/{item}".
const Service = "Throughline"

// Vault is what every kind can do.
type Vault interface {
	Load(ctx context.Context, item Item) (Secret, error)
	Save(ctx context.Context, item Item, s Secret) error
	Delete(ctx context.Context, item Item) error
	Clear(ctx context.Context) error
}

// Place says where the operating system's vault keeps a profile's secrets.
type Place struct {
	// Profile names the profile's items.
	Profile string
	// Folder is the profile's own. Android's Keystore keeps a key and no secrets:
	// what it sealed is in files there.
	Folder string
	// Java runs a function on a thread that Java knows, with its virtual machine, the
	// thread's environment and the app's context as pointers. Android only.
	Java func(func(vm, env, ctx uintptr) error) error
}

// System gives the operating system's own vault: the keyring on Linux, macOS and
// Windows, the Keystore on Android, the Keychain on iOS. Which one is built in is
// chosen by the system that the program is built for, not by what fails: the keyring
// library's files for Linux and macOS compile for Android and iOS too, fail there, and
// do not say why. Where there is none, as in a browser, it fails with ErrUnsupported.
func System(p Place) (Vault, error) {
	if !profileName.MatchString(p.Profile) {
		return nil, badProfile(p.Profile)
	}
	return openSystem(p)
}

// Probe says whether the system's vault works here: it writes, reads and deletes a
// canary under a name of its own.
func Probe(ctx context.Context, p Place) error {
	canary := rand.Text()
	p.Profile = "probe-" + canary
	v, err := System(p)
	if err != nil {
		return err
	}
	const item Item = "canary"
	if err := v.Save(ctx, item, NewSecret([]byte(canary))); err != nil {
		return err
	}
	got, err := v.Load(ctx, item)
	if err == nil && string(got.Reveal()) != canary {
		err = because(ErrFailed, errors.New("the system gave back something else than was saved"))
	}
	return errors.Join(err, v.Delete(ctx, item), v.Clear(ctx))
}
