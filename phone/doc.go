// Package phone is what the app asks of Android by its own calls: the Keystore, the
// window's picture in the task switcher, the question whether notifications are wanted, and
// what the network costs. Fyne draws; this is the rest.
//
// Its C files are compiled for Android alone, and for tests, which run them on a desktop's
// Java (internal/jvmtest, build tag jni). iOS is asked in Go (sync/vault) or not yet
// (docs/phones.md).
package phone

import "errors"

// Java runs a function on a thread that Java knows, with its virtual machine, the
// thread's environment and the app's activity as pointers. On a phone it is Fyne's
// driver.RunNative.
type Java func(func(vm, env, ctx uintptr) error) error

// The ways in which the Keystore fails. The cause that comes with each is Java's own words.
var (
	ErrKeyLost    = errors.New("there is no such key, or none that can be used again")
	ErrWrongKey   = errors.New("this key did not seal these bytes")
	ErrNoKeystore = errors.New("this system has no Keystore")
	ErrFailed     = errors.New("the Keystore failed")
)

// Network is what the system knows of its way to the internet.
type Network int

// The states of the network.
const (
	NetworkUnknown Network = iota
	NetworkNone
	NetworkMetered
	NetworkFree
)
