//go:build !android && !ios && !linux

package app

// thisDevice has nothing that the app could ask for.
var thisDevice Device = noDevice{}
