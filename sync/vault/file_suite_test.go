package vault_test

import (
	"path/filepath"
	"testing"

	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

func TestTheFilePassesTheSuite(t *testing.T) {
	t.Parallel()
	// One file for all: making a key is slow, as it should be.
	f, err := vault.CreateFile(t.Context(), filepath.Join(t.TempDir(), "vault.json"), vault.NewSecret([]byte("otter lamp violet rain")))
	if err != nil {
		t.Fatal(err)
	}
	vaulttest.Run(t, func(t *testing.T) vault.Vault {
		if err := f.Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		return f
	})
}
