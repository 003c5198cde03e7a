package vault_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

func TestMemoryPassesTheSuite(t *testing.T) {
	t.Parallel()
	vaulttest.Run(t, func(*testing.T) vault.Vault { return new(vault.Memory) })
}

func TestWhatASystemsKeySealsPassesTheSuite(t *testing.T) {
	t.Parallel()
	vaulttest.Run(t, func(t *testing.T) vault.Vault { return vault.NewSoft(t.TempDir()) })
}

func TestTheKeychainsLogicPassesTheSuite(t *testing.T) {
	t.Parallel()
	vaulttest.Run(t, func(*testing.T) vault.Vault { return vault.NewFakeKeychain() })
}

// A secret inside anything that is printed, logged or marshalled stays hidden.
func TestASecretShowsItselfNowhere(t *testing.T) {
	t.Parallel()
	const plain = "hunter2"
	s := vault.NewSecret([]byte(plain))
	holder := struct {
		Token vault.Secret
		Ptr   *vault.Secret
		List  []vault.Secret
	}{s, &s, []vault.Secret{s}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%c", "%t"} {
		fmt.Fprintf(&out, verb+"\n", s)
		fmt.Fprintf(&out, verb+"\n", holder)
	}
	j, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(j)
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("m", "secret", s, "holder", holder)
	}
	fmt.Fprint(&out, fmt.Errorf("failed with %v", holder))
	for _, leak := range []string{
		plain, fmt.Sprintf("%x", plain), fmt.Sprintf("%X", plain), "104 117 110", "aHVudGVyMg", fmt.Sprintf("%o", []byte(plain)),
		fmt.Sprintf("%b", []byte(plain)), "0x68, 0x75",
	} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("%q is in %s", leak, out.String())
		}
	}
	if string(s.Reveal()) != plain {
		t.Error("reveal")
	}
}
