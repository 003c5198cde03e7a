//go:build !android

package app

// thisDevice has nothing that the app could ask for.
var thisDevice Device = noDevice{}

// java is there on Android alone.
var java func(func(vm, env, ctx uintptr) error) error
