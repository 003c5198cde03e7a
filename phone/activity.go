//go:build (android || jni) && cgo

package phone

// #cgo android LDFLAGS: -landroid
// #include "activity.h"
// #include "steps.h"
import "C"

import "errors"

// Secure keeps the window's picture out of the task switcher and out of screenshots, or
// lets it be seen. Until it is called the window is secure.
func Secure(on bool) {
	flag := C.int(0)
	if on {
		flag = 1
	}
	C.activity_secure(flag)
}

// AskToNotify has Android ask whether the app may show notifications, where it asks at all.
func AskToNotify(java Java) error {
	_, err := ask(java, func(env, ctx C.uintptr_t, cause *C.char) int {
		C.activity_ask_to_notify(env, ctx, cause)
		return 0
	})
	return err
}

// NetworkNow is what Android says of the network.
func NetworkNow(java Java) (Network, error) {
	got, err := ask(java, func(env, ctx C.uintptr_t, cause *C.char) int { return int(C.activity_network(env, ctx, cause)) })
	return Network(got), err
}

// Zone is the IANA name of the phone's time zone. Go does not know it: on Android its
// local time is UTC (time, zoneinfo_android.go).
func Zone(java Java) (string, error) {
	var name [C.phone_zone]C.char
	_, err := ask(java, func(env, _ C.uintptr_t, cause *C.char) int {
		C.activity_zone(env, &name[0], cause)
		return 0
	})
	return C.GoString(&name[0]), err
}

func ask(java Java, call func(env, ctx C.uintptr_t, cause *C.char) int) (int, error) {
	var cause [C.phone_cause]C.char
	got := 0
	err := java(func(_, env, ctx uintptr) error {
		got = call(C.uintptr_t(env), C.uintptr_t(ctx), &cause[0])
		return nil
	})
	if why := C.GoString(&cause[0]); why != "" {
		err = errors.Join(err, errors.New(why))
	}
	return got, err
}
