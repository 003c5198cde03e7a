//go:build !js

package vault

import "testing"

// go-keyring compiles on phones and in browsers, and does not work there.
func TestWhereThereIsAKeyring(t *testing.T) {
	t.Parallel()
	for goos, want := range map[string]bool{"linux": true, "darwin": true, "windows": true, "android": false, "ios": false, "js": false, "plan9": false} {
		if hasKeyring(goos) != want {
			t.Errorf("%s: %t", goos, !want)
		}
	}
}
