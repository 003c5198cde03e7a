//go:build (android || jni) && cgo

package phone

// #include <stdlib.h>
// #include "keystore.h"
// #include "steps.h"
import "C"

import (
	"fmt"
	"unsafe"
)

// Keystore is one key in Android's Keystore, by its alias: AES-256 for GCM, in the
// phone's security chip where there is one. It is made when something is first sealed.
type Keystore struct {
	Java  Java
	Alias string
}

// Seal encrypts, and binds the name to what comes out.
func (k Keystore) Seal(name, plain []byte) ([]byte, error) {
	out := make([]byte, len(plain)+C.keystore_iv+C.keystore_tag)
	err := k.run(func(env C.uintptr_t, alias, cause *C.char) C.int {
		return C.keystore_seal(env, alias, first(name), C.int(len(name)), first(plain), C.int(len(plain)), first(out), cause)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Open gives what was sealed under the same name.
func (k Keystore) Open(name, sealed []byte) ([]byte, error) {
	out := make([]byte, max(len(sealed)-C.keystore_iv-C.keystore_tag, 0))
	err := k.run(func(env C.uintptr_t, alias, cause *C.char) C.int {
		return C.keystore_open(env, alias, first(name), C.int(len(name)), first(sealed), C.int(len(sealed)), first(out), cause)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Forget deletes the key. What it sealed cannot be opened again.
func (k Keystore) Forget() error {
	return k.run(func(env C.uintptr_t, alias, cause *C.char) C.int { return C.keystore_forget(env, alias, cause) })
}

// run calls the Keystore on a thread that Java knows.
func (k Keystore) run(call func(env C.uintptr_t, alias, cause *C.char) C.int) error {
	alias := C.CString(k.Alias)
	defer C.free(unsafe.Pointer(alias))
	var cause [C.phone_cause]C.char
	var state C.int
	if err := k.Java(func(_, env, _ uintptr) error {
		state = call(C.uintptr_t(env), alias, &cause[0])
		return nil
	}); err != nil {
		return fmt.Errorf("%w: %w", ErrFailed, err)
	}
	why := C.GoString(&cause[0])
	switch state {
	case C.keystore_ok:
		return nil
	case C.keystore_key_lost:
		return fmt.Errorf("%w: %s", ErrKeyLost, why)
	case C.keystore_wrong_key:
		return fmt.Errorf("%w: %s", ErrWrongKey, why)
	case C.keystore_no_provider:
		return fmt.Errorf("%w: %s", ErrNoKeystore, why)
	}
	return fmt.Errorf("%w: %s", ErrFailed, why)
}

// first points to a slice's bytes for the time of one call.
func first(b []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(b))) }
