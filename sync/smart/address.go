package smart

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// ParseAddress makes a FHIR base, without a slash at its end, of what a person
// typed. It fails with ErrAddress or ErrInsecure. A missing scheme is https,
// or http on this machine itself.
func ParseAddress(typed string) (string, error) {
	s := strings.TrimSpace(typed)
	if !strings.Contains(s, "://") {
		s = "https://" + s
		if u, err := url.Parse(s); err == nil && isLoopback(u) {
			s = "http" + strings.TrimPrefix(s, "https")
		}
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", because(ErrAddress, errors.New("not a URL"))
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.User != nil, u.RawQuery != "", u.Fragment != "", !plausibleHost(u.Hostname()):
		return "", because(ErrAddress, errors.New("not an address of a server"))
	case !isSecure(u):
		return "", ErrInsecure
	}
	// People paste the pages that others have shown them.
	path := strings.TrimRight(u.Path, "/")
	for _, page := range []string{"/metadata", "/.well-known/smart-configuration"} {
		path = strings.TrimSuffix(path, page)
	}
	u.Path, u.RawPath, u.Host = strings.TrimRight(path, "/"), "", strings.ToLower(u.Host)
	return u.String(), nil
}

// plausibleHost wants an IP address, a name with a dot, or localhost.
func plausibleHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host == "localhost" || (strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(host, " \t%<>\"'"))
}

// isSecure says that nobody on the way can read or change what goes there.
func isSecure(u *url.URL) bool { return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u) }

func isLoopback(u *url.URL) bool {
	host := u.Hostname()
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}

// sameOrigin compares scheme, host and effective port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}
