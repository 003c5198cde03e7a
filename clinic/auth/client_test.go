package auth

import (
	"net/url"
	"strings"
	"testing"
)

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

// However an address is written, it is taken only where a browser would go to the registered one: the same machine, the
// same path, no query, no name, another port at most.
func FuzzRedirectsTo(f *testing.F) {
	client := Client{Native: true, RedirectURIs: []string{"http://127.0.0.1/callback", "https://app.example/back"}}
	for _, seed := range []string{
		"http://127.0.0.1:5/callback", "https://app.example/back", "http://127.0.0.1:5/callback/../x", "http://127.0.0.1@evil.example/callback",
		"http://127.0.0.1:5\\@evil.example/callback", "http://127.0.0.1:5/callback#x", "//127.0.0.1/callback", "http://127.0.0.1:05/callback", "http://127.0.0.1:/callback",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		if !client.redirectsTo(asked) {
			return
		}
		u, err := url.Parse(asked)
		if err != nil {
			t.Fatalf("%q was taken and cannot be read: %v", asked, err)
		}
		own := asked == "https://app.example/back" ||
			u.Scheme == "http" && u.Hostname() == "127.0.0.1" && u.EscapedPath() == "/callback" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
		if !own || strings.ContainsAny(asked, "\\@?# \t\n") {
			t.Errorf("%q was taken", asked)
		}
	})
}
