package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"

	"golang.org/x/crypto/chacha20poly1305"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key opens a store. It shows itself as "[redacted]" wherever it is printed,
// logged or marshalled.
type Key struct{ raw [KeySize]byte }

// NewKey takes 32 random bytes.
func NewKey(raw []byte) (Key, error) {
	var k Key
	if len(raw) != KeySize {
		return k, fmt.Errorf("store key of %d bytes, want %d", len(raw), KeySize)
	}
	copy(k.raw[:], raw)
	return k, nil
}

const redacted = "[redacted]"

// String hides the key.
func (Key) String() string { return redacted }

// GoString hides the key.
func (Key) GoString() string { return redacted }

// Format hides the key from every verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the key.
func (Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the key.
func (Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON hides the key.
func (Key) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// derive gives the key for one purpose (RFC 5869).
func (k Key) derive(purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, k.raw[:], nil, "throughline store: "+purpose, KeySize)
}

func (k Key) aead() (cipher.AEAD, error) {
	sub, err := k.derive("entries")
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(sub)
}

// check is stored beside the file in the clear. It tells a wrong key from a
// damaged file, which SQLite cannot, and gives nothing away about a random key.
func (k Key) check() ([]byte, error) { return k.derive("check") }

func (k Key) fits(check []byte) (bool, error) {
	own, err := k.check()
	return hmac.Equal(own, check), err
}

var errForged = errors.New("sealed row does not authenticate")

// seal encrypts and authenticates plain together with the row that it belongs to.
func seal(aead cipher.AEAD, row string, plain []byte) []byte {
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(nonce) // never fails since Go 1.24
	return aead.Seal(nonce, nonce, plain, []byte(row))
}

func unseal(aead cipher.AEAD, row string, sealed []byte) ([]byte, error) {
	if len(sealed) < aead.NonceSize() {
		return nil, errForged
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(row))
	if err != nil {
		return nil, errForged
	}
	return plain, nil
}
