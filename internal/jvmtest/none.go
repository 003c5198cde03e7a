//go:build !jni || !cgo

package jvmtest

import "errors"

func start(...string) error { return errors.New("this test needs cgo and the build tag jni") }
