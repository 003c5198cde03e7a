// Package vaulttest holds what every vault must pass, and a real Secret
// Service to try it with.
package vaulttest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"throughline/sync/vault"
)

// Run puts an empty vault, which open makes anew for each test, through the
// suite.
func Run(t *testing.T, open func(t *testing.T) vault.Vault) {
	for _, s := range []struct {
		name string
		test func(t *testing.T, v vault.Vault)
	}{
		{"empty", empty},
		{"gives back every byte", everyByte},
		{"replaces", replaces},
		{"items are separate", separate},
		{"deletes", deletes},
		{"clears and can be used again", clears},
		{"size", size},
		{"cancelled", cancelled},
		{"one at a time", concurrent},
	} {
		t.Run(s.name, func(t *testing.T) { s.test(t, open(t)) })
	}
}

func empty(t *testing.T, v vault.Vault) {
	for _, item := range []vault.Item{vault.RefreshToken, vault.StoreKey, vault.Identity} {
		if s, err := v.Load(t.Context(), item); !errors.Is(err, vault.ErrNotFound) || !s.Empty() {
			t.Errorf("%s: %v", item, err)
		}
	}
}

func everyByte(t *testing.T, v vault.Vault) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, want := range [][]byte{
		all,
		{0},
		{},
		[]byte("eyJhbGciOi.a-b_c~"), []byte("two words\n"), []byte("base64:AAAA"), []byte("base64:?"),
		[]byte("Grüße"), []byte(`{"name":"Ana Ríos"}`), []byte(" edges "), []byte(`"$(id)'\`), bytes.Repeat([]byte{0xff}, 32),
	} {
		save(t, v, vault.StoreKey, want)
		expect(t, v, vault.StoreKey, want)
	}
}

func replaces(t *testing.T, v vault.Vault) {
	save(t, v, vault.RefreshToken, []byte("a-long-first-token"))
	save(t, v, vault.RefreshToken, []byte("second"))
	expect(t, v, vault.RefreshToken, []byte("second"))
}

func separate(t *testing.T, v vault.Vault) {
	save(t, v, vault.RefreshToken, []byte("token"))
	save(t, v, vault.StoreKey, []byte("key"))
	if err := v.Delete(t.Context(), vault.RefreshToken); err != nil {
		t.Fatal(err)
	}
	expect(t, v, vault.StoreKey, []byte("key"))
}

func deletes(t *testing.T, v vault.Vault) {
	save(t, v, vault.RefreshToken, []byte("token"))
	for range 2 { // the second finds nothing, which is no error
		if err := v.Delete(t.Context(), vault.RefreshToken); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Load(t.Context(), vault.RefreshToken); !errors.Is(err, vault.ErrNotFound) {
			t.Errorf("after deleting: %v", err)
		}
	}
}

func clears(t *testing.T, v vault.Vault) {
	save(t, v, vault.RefreshToken, []byte("token"))
	save(t, v, vault.StoreKey, []byte("key"))
	save(t, v, vault.Identity, []byte("who"))
	for range 2 {
		if err := v.Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		empty(t, v)
	}
	save(t, v, vault.StoreKey, []byte("new"))
	expect(t, v, vault.StoreKey, []byte("new"))
}

func size(t *testing.T, v vault.Vault) {
	most := []byte(strings.Repeat("x", vault.MaxSize))
	save(t, v, vault.RefreshToken, most)
	for _, b := range [][]byte{append(most, 'x'), make([]byte, vault.MaxSize)} {
		if err := v.Save(t.Context(), vault.RefreshToken, vault.NewSecret(b)); !errors.Is(err, vault.ErrTooLarge) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
	expect(t, v, vault.RefreshToken, most)
}

func cancelled(t *testing.T, v vault.Vault) {
	save(t, v, vault.RefreshToken, []byte("token"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Load(ctx, vault.RefreshToken); !errors.Is(err, context.Canceled) {
		t.Errorf("load: %v", err)
	}
	if err := v.Delete(ctx, vault.RefreshToken); !errors.Is(err, context.Canceled) {
		t.Errorf("delete: %v", err)
	}
	if err := v.Clear(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("clear: %v", err)
	}
	if err := v.Save(ctx, vault.RefreshToken, vault.NewSecret([]byte("late"))); !errors.Is(err, context.Canceled) {
		t.Errorf("save: %v", err)
	}
	expect(t, v, vault.RefreshToken, []byte("token"))
}

// Every writer changes its own item, and none undoes another's.
func concurrent(t *testing.T, v vault.Vault) {
	var wg sync.WaitGroup
	for _, item := range []vault.Item{vault.RefreshToken, vault.StoreKey} {
		wg.Go(func() {
			for range 5 {
				if err := v.Save(t.Context(), item, vault.NewSecret([]byte(item))); err != nil {
					t.Errorf("%s: %v", item, err)
				}
				if s, err := v.Load(t.Context(), item); err != nil || string(s.Reveal()) != string(item) {
					t.Errorf("%s: %v", item, err)
				}
			}
		})
	}
	wg.Wait()
}

func save(t *testing.T, v vault.Vault, item vault.Item, b []byte) {
	t.Helper()
	if err := v.Save(t.Context(), item, vault.NewSecret(b)); err != nil {
		t.Fatalf("saving %s: %v", item, err)
	}
}

func expect(t *testing.T, v vault.Vault, item vault.Item, want []byte) {
	t.Helper()
	s, err := v.Load(t.Context(), item)
	if err != nil {
		t.Fatalf("loading %s: %v", item, err)
	}
	if got := s.Reveal(); !bytes.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", item, got, want)
	}
}
