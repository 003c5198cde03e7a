//go:build jni && cgo

package vault_test

import (
	"testing"

	"throughline/internal/jvmtest"
	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

// The C file that runs on phones, on a desktop's Java with -Xcheck:jni.
func TestAndroidsKeystorePassesTheSuite(t *testing.T) {
	if !jvmtest.In(t, nil) {
		return
	}
	vaulttest.Run(t, func(t *testing.T) vault.Vault { return vault.NewAndroids(t) })
}
