//go:build (android || jni) && cgo

package vault

import (
	"context"
	"errors"

	"throughline/phone"
)

// NewKeystore gives a profile's part of Android's Keystore: a key that never leaves it,
// and in the profile's folder what the key sealed.
func NewKeystore(p Place) (Vault, error) {
	if p.Java == nil {
		return nil, because(ErrUnsupported, errors.New("there is no Java"))
	}
	return newSealed(p, androidKey{phone.Keystore{Java: p.Java, Alias: Service + "/" + p.Profile}}), nil
}

// androidKey is a key in Android's Keystore.
type androidKey struct{ keystore phone.Keystore }

func (k androidKey) seal(ctx context.Context, name, plain []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sealed, err := k.keystore.Seal(name, plain)
	return sealed, androidFault(err)
}

func (k androidKey) open(ctx context.Context, name, sealed []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	plain, err := k.keystore.Open(name, sealed)
	return plain, androidFault(err)
}

func (k androidKey) forget(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return androidFault(k.keystore.Forget())
}

func androidFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, phone.ErrKeyLost), errors.Is(err, phone.ErrWrongKey):
		return because(ErrKeyLost, err)
	case errors.Is(err, phone.ErrNoKeystore):
		return because(ErrNoKeyring, err)
	}
	return because(ErrFailed, err)
}
