//go:build jni && cgo

package vault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughline/internal/jvmtest"
	"throughline/phone"
)

func androids(t *testing.T, profile string) Vault {
	t.Helper()
	v, err := NewKeystore(Place{Profile: profile, Folder: t.TempDir(), Java: jvmtest.Java})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// NewAndroids is Android's Keystore, for the suite.
func NewAndroids(t *testing.T) Vault { return androids(t, "p") }

// A key is made for AES-256-GCM alone, which the stand-in insists on as it does on choosing
// each IV, and in the phone's security chip where that is there and works.
func TestTheKeyIsMadeInTheSecurityChipWhereThereIsOne(t *testing.T) {
	for _, tt := range []struct {
		api        int
		chip, made string
		lacks      []string
	}{
		{35, "works", "Throughline/p:256:strongbox", nil},
		{35, "none", "Throughline/p:256", nil},
		{35, "broken", "Throughline/p:256", nil},
		{23, "works", "Throughline/p:256", []string{"android/security/keystore/StrongBoxUnavailableException"}},
	} {
		t.Run(fmt.Sprintf("API %d, chip %s", tt.api, tt.chip), func(t *testing.T) {
			if !jvmtest.In(t, tt.lacks, fmt.Sprintf("-Dandroid.sdk=%d", tt.api)) {
				return
			}
			jvmtest.Tell("strongbox %s", tt.chip)
			v := androids(t, "p")
			put(t, v, StoreKey, "key")
			put(t, v, RefreshToken, "token")
			if got := jvmtest.Tell("keys"); got != tt.made {
				t.Errorf("made %q, want %q", got, tt.made)
			}
			if s, err := v.Load(t.Context(), StoreKey); err != nil || string(s.Reveal()) != "key" {
				t.Errorf("got %v", err)
			}
			if err := v.Clear(t.Context()); err != nil || jvmtest.Tell("keys") != "" {
				t.Errorf("after clearing: %q, %v", jvmtest.Tell("keys"), err)
			}
		})
	}
}

// What a phone does when it has lost a key: all are the same to the person.
func TestAndroidsWaysToLoseAKey(t *testing.T) {
	if !jvmtest.In(t, nil) {
		return
	}
	for name, lose := range map[string]string{"restored on another phone": "forget", "out of reach": "loss unrecoverable", "invalidated": "loss invalid"} {
		v := androids(t, "p")
		put(t, v, StoreKey, "key")
		jvmtest.Tell("%s", lose)
		if s, err := v.Load(t.Context(), StoreKey); !errors.Is(err, ErrKeyLost) || !s.Empty() {
			t.Errorf("%s: %v", name, err)
		}
		// Signing in again empties the vault first, and what is saved then is good.
		if err := v.Clear(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		jvmtest.Tell("loss")
		put(t, v, StoreKey, "new")
		if s, err := v.Load(t.Context(), StoreKey); err != nil || string(s.Reveal()) != "new" {
			t.Errorf("%s, afterwards: %v", name, err)
		}
	}
	v := androids(t, "p")
	put(t, v, StoreKey, "key")
	jvmtest.Tell("forget")
	put(t, v, RefreshToken, "sealed by a key of the same name")
	if _, err := v.Load(t.Context(), StoreKey); !errors.Is(err, ErrKeyLost) {
		t.Errorf("another key of the same name: %v", err)
	}
	jvmtest.Tell("no-provider")
	for call, err := range map[string]error{
		"load":  loading(t, v, RefreshToken),
		"save":  v.Save(t.Context(), StoreKey, NewSecret([]byte("k"))),
		"clear": v.Clear(t.Context()),
		"probe": Probe(t.Context(), Place{}),
	} {
		if call != "probe" && !errors.Is(err, ErrNoKeyring) {
			t.Errorf("%s without a Keystore: %v", call, err)
		}
	}
}

func loading(t *testing.T, v Vault, item Item) error {
	_, err := v.Load(t.Context(), item)
	return err
}

// Each thing that the C code asks of Java throws once, as an exception and as an error. It
// is said, never crashes, leaves nothing pending (Java fails then), harms nothing that
// was kept, and the next call works.
func TestWhateverJavaThrowsIsSaidAndCleared(t *testing.T) {
	if !jvmtest.In(t, nil) {
		return
	}
	v := androids(t, "p").(*Sealed)
	name, plain := []byte("name"), []byte("plain")
	put(t, v, StoreKey, "kept")
	sealed, err := v.key.seal(t.Context(), name, plain)
	if err != nil {
		t.Fatal(err)
	}
	fresh := androidKey{phone.Keystore{Java: jvmtest.Java, Alias: "fresh"}}
	var seen []string
	for call, try := range map[string]func() error{
		"seal":       func() error { _, err := v.key.seal(t.Context(), name, plain); return err },
		"open":       func() error { _, err := v.key.open(t.Context(), name, sealed); return err },
		"seal first": func() error { _, err := fresh.seal(t.Context(), name, plain); return err },
		"forget":     func() error { return fresh.forget(t.Context()) },
	} {
		for _, thrown := range []string{
			"java.lang.RuntimeException", "java.security.ProviderException", "java.lang.OutOfMemoryError", "java.lang.NoSuchMethodError",
			"java.security.KeyStoreException", "java.security.UnrecoverableKeyException", "javax.crypto.AEADBadTagException",
		} {
			for at := 1; ; at++ {
				if call == "seal first" {
					jvmtest.Tell("works")
					if err := fresh.forget(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				jvmtest.Tell("fail %d %s", at, thrown)
				err := try()
				steps := strings.Fields(jvmtest.Tell("steps"))
				jvmtest.Tell("works")
				if len(steps) < at {
					break // all that it does has thrown
				}
				seen = append(seen, steps...)
				// A security chip that fails is mended at once, by a key without it.
				mended := call == "seal first" && thrown == "java.security.ProviderException" &&
					at-1 >= slices.Index(steps, "Builder") && at-1 <= slices.Index(steps, "generateKey")
				if (err == nil) != mended {
					t.Errorf("%s, %s thrown by %s: %v", call, thrown, steps[at-1], err)
				}
				if err != nil && !errors.Is(err, ErrFailed) && !errors.Is(err, ErrKeyLost) {
					t.Errorf("%s, %s thrown by %s: %v", call, thrown, steps[at-1], err)
				}
				if s, err := v.Load(t.Context(), StoreKey); err != nil || string(s.Reveal()) != "kept" {
					t.Fatalf("%s, after %s by %s: %v", call, thrown, steps[at-1], err)
				}
			}
		}
	}
	for _, step := range []string{"load", "getKey", "Builder", "setIsStrongBoxBacked", "generateKey", "init", "getIV", "updateAAD", "doFinal", "deleteEntry"} {
		if !slices.Contains(seen, step) {
			t.Errorf("%s never threw", step)
		}
	}
}

// Fyne keeps a thread for a call alone. A thousand calls leave no thread behind.
func TestCallsLeaveNoThreadBehind(t *testing.T) {
	if !jvmtest.In(t, nil) {
		return
	}
	v := androids(t, "p")
	put(t, v, StoreKey, "key")
	before := jvmtest.Tell("threads")
	for range 1000 {
		if _, err := v.Load(t.Context(), StoreKey); err != nil {
			t.Fatal(err)
		}
	}
	if after := jvmtest.Tell("threads"); after != before {
		t.Errorf("%s threads, and %s after a thousand calls", before, after)
	}
}
