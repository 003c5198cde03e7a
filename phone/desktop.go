//go:build jni && cgo && !android

package phone

// For tests, which run Android's files on this machine: where Debian's packages and ours
// put the headers.

// #cgo CFLAGS: -I/usr/lib/jvm/default-java/include -I/usr/lib/jvm/default-java/include/linux
// #cgo CFLAGS: -D_GNU_SOURCE -I${SRCDIR}/../internal/jvmtest/include -I/usr/include/android
import "C"
