package vault_test

import (
	"path/filepath"
	"testing"

	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

func TestTheFilePassesTheSuite(t *testing.T) {
	t.Parallel()
	vaulttest.Run(t, func(t *testing.T) vaulttest.Vault {
		f, err := vault.CreateFile(t.Context(), filepath.Join(t.TempDir(), "vault.json"), vault.NewSecret([]byte("otter lamp violet rain")))
		if err != nil {
			t.Fatal(err)
		}
		return f
	})
}
