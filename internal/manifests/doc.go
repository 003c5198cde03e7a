// Package manifests holds what the systems are told about the app to what it promises. It
// has tests alone.
package manifests
