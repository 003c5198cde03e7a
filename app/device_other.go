//go:build !android

package app

// thisDevice has nothing that the app could ask for.
var thisDevice Device = noDevice{}
