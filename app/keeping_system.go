//go:build !js

package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"throughline/care"
	"throughline/sync/vault"
)

const passphraseFile = "secrets.sealed"

// openSecrets gives the vault that the person chose, or the keyring where one
// works and nothing was chosen yet.
func openSecrets(ctx context.Context, in *Installation) (secrets, error) {
	switch in.Keep {
	case KeepKeyring:
		return vault.System(in.place())
	case KeepNothing:
		return &vault.Memory{}, nil
	case KeepPassphrase:
		if _, err := os.Stat(in.path(passphraseFile)); !errors.Is(err, fs.ErrNotExist) {
			return nil, errAskPassphrase
		}
		return nil, errAskKeeping
	case KeepUndecided:
	}
	switch err := vault.Probe(ctx, in.place()); {
	case err == nil:
		in.Keep = KeepKeyring
		if err := in.Save(); err != nil {
			return nil, err
		}
		return vault.System(in.place())
	case errors.Is(err, vault.ErrNoKeyring), errors.Is(err, vault.ErrUnsupported):
		return nil, errAskKeeping
	default:
		return nil, err
	}
}

// place is where the system's own vault keeps this profile's secrets.
func (in *Installation) place() vault.Place {
	return vault.Place{Profile: in.ID, Folder: in.dir, Java: java}
}

// sealSecrets starts a vault under a new passphrase.
func sealSecrets(ctx context.Context, in *Installation, passphrase string) (secrets, error) {
	if err := removeSealed(*in); err != nil {
		return nil, err
	}
	v, err := vault.CreateFile(ctx, in.path(passphraseFile), vault.NewSecret([]byte(passphrase)))
	if err != nil {
		return nil, err
	}
	in.Keep = KeepPassphrase
	return v, in.Save()
}

// removeSealed deletes what a passphrase seals.
func removeSealed(in Installation) error {
	if err := os.Remove(in.path(passphraseFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// unlockSecrets opens the vault that the passphrase seals.
func unlockSecrets(ctx context.Context, in *Installation, passphrase string) (secrets, error) {
	return vault.OpenFile(ctx, in.path(passphraseFile), vault.NewSecret([]byte(passphrase)))
}

// unlockFrom opens, or starts, what is sealed with the first line of a file: for
// commands on a machine that has no keyring and nobody to ask.
func (c *Client) unlockFrom(ctx context.Context, file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return &care.Fault{Code: "usage", Say: "The passphrase file can't be read.", Cause: err}
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	passphrase := strings.TrimSpace(line)
	switch err := c.OpenSecrets(ctx); {
	case errors.Is(err, errAskKeeping):
		return c.Seal(ctx, passphrase)
	case errors.Is(err, errAskPassphrase):
		return c.Unlock(ctx, passphrase)
	default:
		return err
	}
}
