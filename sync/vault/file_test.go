package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

var words = NewSecret([]byte("otter lamp violet rain"))

func newFile(t *testing.T) *File {
	t.Helper()
	f, err := CreateFile(t.Context(), filepath.Join(t.TempDir(), "vault.json"), words)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mustSave(t *testing.T, f *File, item Item, s string) {
	t.Helper()
	if err := f.Save(t.Context(), item, NewSecret([]byte(s))); err != nil {
		t.Fatal(err)
	}
}

func TestAFileIsOpenedByItsPassphraseAlone(t *testing.T) {
	t.Parallel()
	f := newFile(t)
	mustSave(t, f, RefreshToken, "token")
	again, err := OpenFile(t.Context(), f.path, words)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := again.Load(t.Context(), RefreshToken); err != nil || string(s.Reveal()) != "token" {
		t.Errorf("got %v", err)
	}
	for _, wrong := range []string{"", "otter lamp violet rain ", "Otter lamp violet rain"} {
		if _, err := OpenFile(t.Context(), f.path, NewSecret([]byte(wrong))); !errors.Is(err, ErrWrongPassphrase) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestAFileShowsNothingAndBelongsToItsOwner(t *testing.T) {
	t.Parallel()
	f := newFile(t)
	mustSave(t, f, RefreshToken, "token-in-the-file")
	first, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range []string{"token-in-the-file", "refresh-token", "otter"} {
		if bytes.Contains(first, []byte(leak)) {
			t.Errorf("%q is in the file", leak)
		}
	}
	if info, err := os.Stat(f.path); err != nil || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	mustSave(t, f, RefreshToken, "token-in-the-file")
	second, _ := os.ReadFile(f.path)
	var a, b envelope
	if json.Unmarshal(first, &a) != nil || json.Unmarshal(second, &b) != nil || bytes.Equal(a.Nonce, b.Nonce) {
		t.Error("a nonce was used twice")
	}
}

func TestCreateFileRefusesAShortPassphraseAndAnOldFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "vault.json")
	if _, err := CreateFile(t.Context(), path, NewSecret([]byte("ünïcödé-11"))); !errors.Is(err, ErrWeakPassphrase) {
		t.Errorf("short: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
	f := newFile(t)
	mustSave(t, f, StoreKey, "key")
	if _, err := CreateFile(t.Context(), f.path, words); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over an old file: %v", err)
	}
	if _, err := f.Load(t.Context(), StoreKey); err != nil {
		t.Errorf("the old file: %v", err)
	}
	if _, err := OpenFile(t.Context(), path, words); !errors.Is(err, ErrNotFound) {
		t.Errorf("no file: %v", err)
	}
}

// Damage is told from a wrong passphrase, so that nobody guesses on at a file
// that no passphrase opens.
func TestADamagedFileSaysSo(t *testing.T) {
	t.Parallel()
	f := newFile(t)
	mustSave(t, f, StoreKey, "key")
	whole, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(change func(*envelope)) []byte {
		var e envelope
		if err := json.Unmarshal(whole, &e); err != nil {
			t.Fatal(err)
		}
		change(&e)
		out, _ := json.Marshal(e)
		return out
	}
	for name, raw := range map[string][]byte{
		"empty":             {},
		"half":              whole[:len(whole)/2],
		"not ours":          []byte(`{"version":1}`),
		"another version":   edit(func(e *envelope) { e.Version = 2 }),
		"a bit of the box":  edit(func(e *envelope) { e.Box[0] ^= 1 }),
		"a bit of the salt": edit(func(e *envelope) { e.Salt[0] ^= 1 }),
		"all of memory":     edit(func(e *envelope) { e.Cost.Memory = 1 << 30; e.Digest = e.digest() }),
		"no memory":         edit(func(e *envelope) { e.Cost = cost{}; e.Digest = e.digest() }),
		"short nonce":       edit(func(e *envelope) { e.Nonce = e.Nonce[:8]; e.Digest = e.digest() }),
		"far too large":     bytes.Repeat([]byte(" "), maxFile+1),
	} {
		path := filepath.Join(t.TempDir(), "vault.json")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenFile(t.Context(), path, words); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A forger who mends the digest still cannot mend the box.
	forged := edit(func(e *envelope) { e.Box[0] ^= 1; e.Digest = e.digest() })
	if err := os.WriteFile(f.path, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Load(t.Context(), StoreKey); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("forged: %v", err)
	}
}

// A write that fails leaves the old file as it was, and no other beside it.
func TestAFailedWriteChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFile(t)
	mustSave(t, f, StoreKey, "key")
	before, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	// A folder in the file's place makes the rename fail, also for root.
	moved := f.path + ".kept"
	if err := errors.Join(os.Rename(f.path, moved), os.MkdirAll(filepath.Join(f.path, "x"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(f.path, []byte("new")); err == nil {
		t.Fatal("a folder was replaced")
	}
	if after, err := os.ReadFile(moved); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the old file changed: %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(f.path))
	if err != nil || len(entries) != 2 {
		t.Errorf("left beside it: %v, %v", entries, err)
	}
}

func TestDerivingAKeyHeedsTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := CreateFile(ctx, filepath.Join(t.TempDir(), "vault.json"), words); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func FuzzEnvelope(f *testing.F) {
	f.Add([]byte(`{"version":1,"argon2id":{"time":3,"memory_kib":65536,"threads":4},"salt":"AAAAAAAAAAA=","nonce":"","xchacha20poly1305":"","sha256":""}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := parseEnvelope(raw)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("got %v", err)
			}
			return
		}
		if !e.Cost.valid() {
			t.Errorf("accepted %+v", e.Cost)
		}
	})
}
