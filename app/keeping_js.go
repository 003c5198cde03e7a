package app

import (
	"context"

	"throughline/sync/vault"
)

// openSecrets gives a vault that ends with the tab: a browser keeps nothing of ours.
func openSecrets(context.Context, *Installation) (secrets, error) { return &vault.Memory{}, nil }

func sealSecrets(context.Context, *Installation, string) (secrets, error) {
	return nil, vault.ErrUnsupported
}

func unlockSecrets(context.Context, *Installation, string) (secrets, error) {
	return nil, vault.ErrUnsupported
}

func removeSealed(Installation) error { return nil }
