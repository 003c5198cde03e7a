package auth_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// from has a browser's requests come from another address of this machine.
func (a *app) from(n int) *app {
	a.browser.Transport = &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+n/250), byte(1+n%250))}}).DialContext(ctx, network, address)
	}}
	return a
}

func tooMany(p page) bool { return strings.Contains(p.body, "Too many tries") }

// Somebody tries codes from three hundred addresses, one from each, so that no address has
// to wait. The clinic takes no more for a while, says so in words, and takes the code of
// who was invited afterwards.
func TestWhoGuessesFromManyAddressesWaitsToo(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, made := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
	const letters = "BCDFGHJKLMNPQRSTVWXZ"
	a := c.app()
	form := a.get(c.url + "/auth/join")
	for n := range 300 {
		code := fmt.Sprintf("BCDF-GHJK-%c%c%c%c", letters[n%20], letters[n/20%20], letters[n%17], letters[n%13])
		if p := a.from(n).submit(form, joining(code, "ida")); tooMany(p) || !strings.Contains(p.body, "This code does not work") {
			t.Fatalf("try %d:\n%s", n+1, p.body)
		}
	}
	if p := a.from(301).submit(form, joining("BCDF-GHJK-LMNP", "ida")); !tooMany(p) {
		t.Fatalf("one more, from one more address:\n%s", p.body)
	}
	invited := c.app().from(302)
	if p := invited.submit(invited.get(c.url+"/auth/join"), joining(made.Code, "ida")); !tooMany(p) || !strings.Contains(p.body, "minute") {
		t.Fatalf("who was invited is not told how long it takes:\n%s", p.body)
	}
	c.clock.Advance(10 * time.Minute)
	if p := invited.submit(invited.get(c.url+"/auth/join"), joining(made.Code, "ida")); !strings.Contains(p.body, "Your account is ready") {
		t.Fatalf("later:\n%s", p.body)
	}
}

// Whoever found a code tries which names are taken, each time from another address: the
// code itself has to wait.
func TestOneCodeIsNotTriedAgainAndAgainFromManyAddresses(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, made := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
	a := c.app()
	form := a.get(c.url + "/auth/join")
	for n := range 7 {
		p := a.from(n).submit(form, joining(made.Code, "maya"))
		if n < 5 != strings.Contains(p.body, "is taken") || n >= 5 != tooMany(p) {
			t.Fatalf("try %d:\n%s", n+1, p.body)
		}
	}
	if _, err := c.auth.UserByName(t.Context(), "ida"); err == nil {
		t.Error("an account was made")
	}
}

// What a guesser writes about where they come from counts for nothing.
func TestWhoGuessesDoesNotChooseTheirAddress(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	a := c.app()
	form := a.get(c.url + "/auth/join")
	for n := range 7 {
		r := a.formRequest(form, joining(fmt.Sprintf("BCDF-GHJK-LMN%c", "BCDFGHJ"[n]), "ida"))
		for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "True-Client-Ip"} {
			r.Header.Set(name, fmt.Sprintf("for=203.0.113.%d", n))
		}
		r.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d, 198.51.100.%d", n, n))
		if p := a.do(r); n >= 5 != tooMany(p) {
			t.Fatalf("try %d:\n%s", n+1, p.body)
		}
	}
}
