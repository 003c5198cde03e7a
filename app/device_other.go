//go:build !android && !ios

package app

import "os"

// useDeviceZone leaves local time as Go knows it.
func useDeviceZone() {}

// deviceLanguage is what the environment says.
func deviceLanguage() string { return "" }

// deviceFolder is the system's for settings.
func deviceFolder() (string, error) { return os.UserConfigDir() }

// java is there on Android alone.
var java func(func(vm, env, ctx uintptr) error) error
