package vault

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
)

// softKey is a key as a system keeps one, in memory. The real ones pass the same tests:
// Android's in TestAndroidsKeystore.
type softKey struct {
	aead  cipher.AEAD // nil: lost
	fails []error     // what the next calls say instead
	calls int
}

func (k *softKey) next() error {
	k.calls++
	if len(k.fails) == 0 {
		return nil
	}
	err := k.fails[0]
	k.fails = k.fails[1:]
	return err
}

func (k *softKey) seal(_ context.Context, name, plain []byte) ([]byte, error) {
	if err := k.next(); err != nil {
		return nil, err
	}
	if k.aead == nil {
		raw := make([]byte, 32)
		_, _ = rand.Read(raw)
		block, _ := aes.NewCipher(raw)
		k.aead, _ = cipher.NewGCM(block)
	}
	iv := make([]byte, k.aead.NonceSize())
	_, _ = rand.Read(iv)
	return k.aead.Seal(iv, iv, plain, name), nil
}

func (k *softKey) open(_ context.Context, name, sealed []byte) ([]byte, error) {
	if err := k.next(); err != nil {
		return nil, err
	}
	if k.aead == nil || len(sealed) < 12 {
		return nil, because(ErrKeyLost, errors.New("there is no such key"))
	}
	plain, err := k.aead.Open(nil, sealed[:12], sealed[12:], name)
	if err != nil {
		return nil, because(ErrKeyLost, err)
	}
	return plain, nil
}

func (k *softKey) forget(context.Context) error {
	k.aead = nil
	return k.next()
}

func newSoft(t *testing.T) (*Sealed, *softKey) {
	t.Helper()
	k := &softKey{}
	return newSealed(Place{Profile: "p", Folder: t.TempDir()}, k), k
}

func put(t *testing.T, v Vault, item Item, text string) {
	t.Helper()
	if err := v.Save(t.Context(), item, NewSecret([]byte(text))); err != nil {
		t.Fatal(err)
	}
}

// A phone that was set up from another one's backup has the files and not the key. The
// person is told to sign in again, and can: the new key closes what they save from then on.
func TestAKeyLostByARestoreIsSaidAndTheNextSignInWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, k := newSoft(t)
		put(t, v, StoreKey, "old key")
		put(t, v, RefreshToken, "old token")
		k.aead = nil
		for _, item := range []Item{StoreKey, RefreshToken} {
			if s, err := v.Load(t.Context(), item); !errors.Is(err, ErrKeyLost) || !s.Empty() {
				t.Errorf("%s without its key: %v", item, err)
			}
		}
		if _, err := v.Load(t.Context(), Identity); !errors.Is(err, ErrNotFound) {
			t.Errorf("what was never there: %v", err)
		}
		put(t, v, StoreKey, "new key")
		if s, err := v.Load(t.Context(), StoreKey); err != nil || string(s.Reveal()) != "new key" {
			t.Errorf("after signing in again: %v", err)
		}
		// The old token is another key's now, and no less lost.
		if _, err := v.Load(t.Context(), RefreshToken); !errors.Is(err, ErrKeyLost) {
			t.Errorf("the old token: %v", err)
		}
	})
}

// A Keystore that fails while the phone is busy works a moment later. Nobody is sent to
// sign in again for that.
func TestWhatFailsOnceIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, k := newSoft(t)
		put(t, v, StoreKey, "key")
		for _, once := range []error{because(ErrKeyLost, nil), because(ErrFailed, nil)} {
			k.fails = []error{once}
			if _, err := v.Load(t.Context(), StoreKey); err != nil {
				t.Errorf("load: %v", err)
			}
			k.fails = []error{once}
			if err := v.Save(t.Context(), StoreKey, NewSecret([]byte("key"))); err != nil {
				t.Errorf("save: %v", err)
			}
		}
		k.calls = 0
		k.fails = []error{because(ErrNoKeyring, nil)}
		if _, err := v.Load(t.Context(), StoreKey); !errors.Is(err, ErrNoKeyring) || k.calls != 1 {
			t.Errorf("no Keystore at all, after %d calls: %v", k.calls, err)
		}
	})
}

// The store's key outlives damage to the token's file: what is not sent can still go out
// after the same person signs in again.
func TestADamagedFileTakesNoOtherItemWithIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, _ := newSoft(t)
		put(t, v, StoreKey, "key")
		put(t, v, RefreshToken, "token")
		whole, err := os.ReadFile(v.path(RefreshToken))
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole {
			flipped := bytes.Clone(whole)
			flipped[i] ^= 1
			if err := os.WriteFile(v.path(RefreshToken), flipped, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := v.Load(t.Context(), RefreshToken)
			if err == nil && string(s.Reveal()) == "token" {
				continue // a letter's case in a name of JSON's, which is read all the same
			}
			if !errors.Is(err, ErrDamaged) || !s.Empty() {
				t.Fatalf("byte %d flipped: %v", i, err)
			}
		}
		for name, raw := range map[string][]byte{"empty": {}, "cut": whole[:len(whole)/2], "huge": bytes.Repeat([]byte("x"), maxFile+1)} {
			if err := os.WriteFile(v.path(RefreshToken), raw, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := v.Load(t.Context(), RefreshToken); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if s, err := v.Load(t.Context(), StoreKey); err != nil || string(s.Reveal()) != "key" {
			t.Errorf("the store's key: %v", err)
		}
	})
}

// Whoever puts the file of one item, or of another profile, in the place of another gains nothing.
func TestAFileInThePlaceOfAnotherIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, k := newSoft(t)
		put(t, v, StoreKey, "key")
		other := newSealed(Place{Profile: "q", Folder: t.TempDir()}, k)
		put(t, other, StoreKey, "theirs")
		if err := os.Rename(v.path(StoreKey), v.path(RefreshToken)); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(other.path(StoreKey), v.path(StoreKey)); err != nil {
			t.Fatal(err)
		}
		for _, item := range []Item{RefreshToken, StoreKey} {
			if s, err := v.Load(t.Context(), item); !errors.Is(err, ErrKeyLost) || !s.Empty() {
				t.Errorf("%s: %v", item, err)
			}
		}
	})
}

func TestWhatIsSealedShowsNothingAndBelongsToItsOwner(t *testing.T) {
	t.Parallel()
	v, k := newSoft(t)
	put(t, v, RefreshToken, "token-in-the-file")
	raw, err := os.ReadFile(v.path(RefreshToken))
	if err != nil || bytes.Contains(raw, []byte("token-in-the-file")) {
		t.Errorf("the file shows the token, or is not there: %v", err)
	}
	if info, err := os.Stat(v.path(RefreshToken)); err != nil || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := v.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(v.folder, "*")); err != nil || len(left) > 0 || k.aead != nil {
		t.Errorf("left after clearing: %s, the key: %t, %v", strings.Join(left, " "), k.aead != nil, err)
	}
}
