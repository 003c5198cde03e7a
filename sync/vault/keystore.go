//go:build (android || jni) && cgo

package vault

// #include <stdlib.h>
// #include "keystore_jni.h"
import "C"

import (
	"context"
	"errors"
	"unsafe"
)

// NewKeystore gives a profile's part of Android's Keystore: an AES-256 key that never
// leaves it, in the phone's security chip where there is one, and beside it the
// profile's folder for what the key sealed.
func NewKeystore(p Place) (Vault, error) {
	if p.Java == nil {
		return nil, because(ErrUnsupported, errors.New("there is no Java"))
	}
	return newSealed(p, javaKey{java: p.Java, alias: Service + "/" + p.Profile}), nil
}

// javaKey is a key in Android's Keystore.
type javaKey struct {
	java  func(func(vm, env, ctx uintptr) error) error
	alias string
}

func (k javaKey) seal(ctx context.Context, name, plain []byte) ([]byte, error) {
	out := make([]byte, len(plain)+C.keystore_iv+C.keystore_tag)
	err := k.run(ctx, func(env C.uintptr_t, alias, cause *C.char) C.int {
		return C.keystore_seal(env, alias, first(name), C.int(len(name)), first(plain), C.int(len(plain)), first(out), cause)
	})
	return out, err
}

func (k javaKey) open(ctx context.Context, name, sealed []byte) ([]byte, error) {
	out := make([]byte, max(len(sealed)-C.keystore_iv-C.keystore_tag, 0))
	err := k.run(ctx, func(env C.uintptr_t, alias, cause *C.char) C.int {
		return C.keystore_open(env, alias, first(name), C.int(len(name)), first(sealed), C.int(len(sealed)), first(out), cause)
	})
	return out, err
}

func (k javaKey) forget(ctx context.Context) error {
	return k.run(ctx, func(env C.uintptr_t, alias, cause *C.char) C.int {
		return C.keystore_forget(env, alias, cause)
	})
}

// run calls the Keystore on a thread that Java knows, and turns its state into a fault.
func (k javaKey) run(ctx context.Context, call func(env C.uintptr_t, alias, cause *C.char) C.int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	alias := C.CString(k.alias)
	defer C.free(unsafe.Pointer(alias))
	var cause [C.keystore_cause]C.char
	var state C.int
	// The function never fails: Fyne gives back no thread whose function did.
	err := k.java(func(_, env, _ uintptr) error {
		state = call(C.uintptr_t(env), alias, &cause[0])
		return nil
	})
	if err != nil {
		return because(ErrFailed, err)
	}
	switch why := errors.New(C.GoString(&cause[0])); state {
	case C.keystore_ok:
		return nil
	case C.keystore_key_lost, C.keystore_wrong_key:
		return because(ErrKeyLost, why)
	case C.keystore_no_provider:
		return because(ErrNoKeyring, why)
	default:
		return because(ErrFailed, why)
	}
}

// first points to a slice's bytes for the time of one call.
func first(b []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(b))) }
