// Package gate is what stands between the network and the clinic's handlers: who
// is calling when a proxy stands in front, how often they may, what is counted of
// it, and the certificate.
package gate

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// ParseProxies reads addresses and networks, such as "127.0.0.1 10.0.0.0/8".
func ParseProxies(list string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, one := range strings.FieldsFunc(list, func(r rune) bool { return r == ' ' || r == ',' }) {
		if prefix, err := netip.ParsePrefix(one); err == nil {
			all = append(all, prefix.Masked())
			continue
		}
		ip, err := netip.ParseAddr(one)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network", one)
		}
		all = append(all, netip.PrefixFrom(ip, ip.BitLen()))
	}
	return all, nil
}

type forwardedKey struct{}

// BehindProxy puts the caller's own address into RemoteAddr where a trusted proxy names it in
// X-Forwarded-For. The list is read from its end: what a caller wrote into it before the first
// trusted proxy is not believed.
func BehindProxy(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at, ok := forwarded(trusted, r); ok {
			r = r.WithContext(context.WithValue(r.Context(), forwardedKey{}, true))
			r.RemoteAddr = net.JoinHostPort(at.String(), "0")
		}
		next.ServeHTTP(w, r)
	})
}

func forwarded(trusted []netip.Prefix, r *http.Request) (netip.Addr, bool) {
	at, ok := addressOf(r)
	if !ok || !within(trusted, at) {
		return netip.Addr{}, false
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	named := false
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at, named = hop.Unmap().WithZone(""), true
		if !within(trusted, at) {
			break
		}
	}
	return at, named
}

func within(trusted []netip.Prefix, at netip.Addr) bool {
	for _, p := range trusted {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

func addressOf(r *http.Request) (netip.Addr, bool) {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	return at.Addr().Unmap().WithZone(""), err == nil
}

// isForwarded reports whether a trusted proxy named the caller.
func isForwarded(r *http.Request) bool {
	is, _ := r.Context().Value(forwardedKey{}).(bool)
	return is
}
