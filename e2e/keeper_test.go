package e2e

import (
	"context"

	"throughline/sync/smart"
)

// memoryKeeper keeps a refresh token for as long as a test runs.
type memoryKeeper struct{ token smart.Secret }

func (k *memoryKeeper) Load(context.Context) (smart.Secret, error) { return k.token, nil }

func (k *memoryKeeper) Save(_ context.Context, token smart.Secret) error {
	k.token = token
	return nil
}

func (k *memoryKeeper) Delete(context.Context) error {
	k.token = smart.Secret{}
	return nil
}
