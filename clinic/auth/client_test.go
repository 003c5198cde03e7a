package auth

import "testing"

// Only a loopback address of a native client may change its port; everything else is by letter.
func TestRedirectsTo(t *testing.T) {
	t.Parallel()
	native := Client{Native: true, RedirectURIs: []string{"http://127.0.0.1/callback", "http://[::1]:9/cb?a=b", "http://localhost:7/cb", "app.example:/cb"}}
	web := Client{RedirectURIs: []string{"http://127.0.0.1:5/callback"}}
	for _, x := range []struct {
		client Client
		asked  string
		want   bool
	}{
		{native, "http://127.0.0.1:5/callback", true},
		{native, "http://127.0.0.1/callback", true},
		{native, "http://[::1]:5/cb?a=b", true},
		{native, "http://[::1]:5/cb", false},
		{native, "http://localhost:7/cb", true},
		{native, "http://localhost:8/cb", false}, // a name can be resolved elsewhere (RFC 8252 section 8.3)
		{native, "app.example:/cb", true},
		{native, "app.example:/cb2", false},
		{web, "http://127.0.0.1:5/callback", true},
		{web, "http://127.0.0.1:6/callback", false},
	} {
		if got := x.client.redirectsTo(x.asked); got != x.want {
			t.Errorf("%s: %v", x.asked, got)
		}
	}
}
