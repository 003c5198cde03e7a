package vault_test

import (
	"errors"
	"go/build"
	"slices"
	"testing"

	"throughline/sync/vault"
)

// The keyring library compiles for phones and does not work there, and says nothing that
// could be told from a keyring that fails. So each system's build has the one file
// that is right for it, and on phones the library is not in it at all.
func TestEachSystemIsBuiltWithItsOwnVaultAlone(t *testing.T) {
	t.Parallel()
	const keyring, keychain, phone = "github.com/zalando/go-keyring", "github.com/keybase/go-keychain", "throughline/phone"
	for _, tt := range []struct {
		system string
		cgo    bool
		file   string // the one that opens the system's vault
		module string // what it is made with
	}{
		{"linux", true, "system_keyring.go", keyring},
		{"linux", false, "system_keyring.go", keyring},
		{"darwin", false, "system_keyring.go", keyring},
		{"windows", false, "system_keyring.go", keyring},
		{"android", true, "system_android.go", phone},
		{"android", false, "system_none.go", ""},
		{"ios", true, "keychain_ios.go", keychain},
		{"ios", false, "system_none.go", ""},
		{"js", false, "system_none.go", ""},
		{"freebsd", false, "system_none.go", ""},
	} {
		context := build.Default
		context.GOOS, context.GOARCH, context.CgoEnabled = tt.system, "arm64", tt.cgo
		if tt.system == "js" {
			context.GOARCH = "wasm"
		}
		pkg, err := context.ImportDir(".", 0)
		if err != nil {
			t.Fatalf("%s: %v", tt.system, err)
		}
		for _, file := range []string{"system_keyring.go", "system_android.go", "keychain_ios.go", "system_none.go"} {
			if in := slices.Contains(pkg.GoFiles, file); in != (file == tt.file) {
				t.Errorf("%s, cgo %t: %s is in the build: %t", tt.system, tt.cgo, file, in)
			}
		}
		for _, module := range []string{keyring, keychain, phone} {
			if in := slices.Contains(pkg.Imports, module); in != (module == tt.module) {
				t.Errorf("%s, cgo %t: %s is imported: %t", tt.system, tt.cgo, module, in)
			}
		}
	}
}

// A profile's name becomes a part of items' names, and of files' where a system needs them.
func TestProfileNamesThatCouldCollideAreRefusedByTheSystemsVault(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "a/b", "../a"} {
		if _, err := vault.System(vault.Place{Profile: name}); err == nil || errors.Is(err, vault.ErrUnsupported) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
