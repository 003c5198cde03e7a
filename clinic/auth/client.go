package auth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// NewClient is an app to be registered.
type NewClient struct {
	ID           string
	Name         string
	RedirectURIs []string
	Scopes       string
	Secret       Secret // of a client that has one; with neither this nor keys it is public
	JWKS         string // the public keys of a client that signs (RFC 7517), or
	JWKSURI      string // where they are
	Native       bool   // loopback redirects match on any port
	Device       bool   // may use the device grant
	Trusted      bool   // the clinic's own app: manages a person's sign-ins at other apps too
}

// AddClient registers an app, or changes one that is registered.
func (s *Server) AddClient(ctx context.Context, n NewClient) error {
	client := Client{
		ID: n.ID, Name: n.Name, RedirectURIs: n.RedirectURIs, Native: n.Native, Device: n.Device, Trusted: n.Trusted,
		JWKS: n.JWKS, JWKSURI: n.JWKSURI,
		Scopes: ParseScopes(n.Scopes).String(),
	}
	if n.ID == "" || n.Name == "" {
		return errors.New("auth: a client needs an id and a name")
	}
	if client.Scopes == "" {
		return fmt.Errorf("auth: client %q has no scope that this server knows", n.ID)
	}
	if len(n.RedirectURIs) == 0 && !n.Device {
		return fmt.Errorf("auth: client %q has neither a redirect nor the device grant", n.ID)
	}
	for _, uri := range n.RedirectURIs {
		if err := checkRedirect(uri); err != nil {
			return fmt.Errorf("auth: client %q: %w", n.ID, err)
		}
	}
	if err := checkClientKeys(ctx, n); err != nil {
		return fmt.Errorf("auth: client %q: %w", n.ID, err)
	}
	if secret := n.Secret.Reveal(); secret != "" {
		if len(secret) < 32 {
			return fmt.Errorf("auth: the secret of client %q is shorter than 32 letters", n.ID)
		}
		client.SecretHash = hashToken(secret)
	}
	return s.store.PutClient(ctx, client)
}

// checkRedirect refuses what must not be registered: a fragment (RFC 6749 section 3.1.2), a name
// and password, and plain http to anywhere but this machine.
func checkRedirect(uri string) error {
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return err
	case !u.IsAbs() || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("redirect %q is not an absolute address without fragment", uri)
	case u.Scheme == "http" && !isLoopback(u.Hostname()) && u.Hostname() != "localhost":
		return fmt.Errorf("redirect %q is plain http to another machine", uri)
	case slices.Contains([]string{"javascript", "data", "file", "vbscript", "blob"}, u.Scheme):
		return fmt.Errorf("redirect %q is not a place to send a code to", uri)
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// redirectsTo reports whether the client registered this redirect. The match is by letter, but for
// the port of a native client's loopback address (RFC 8252 section 7.3).
func (c Client) redirectsTo(asked string) bool {
	if slices.Contains(c.RedirectURIs, asked) {
		return true
	}
	if !c.Native {
		return false
	}
	for _, registered := range c.RedirectURIs {
		want, ok := withoutPort(registered)
		if !ok {
			continue
		}
		if got, ok := withoutPort(asked); ok && got == want {
			return true
		}
	}
	return false
}

// withoutPort gives a loopback http address without its port. It reports false for any other
// address, and for one that is not written as Go would write it: no tricks with escapes.
func withoutPort(uri string) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "http" || !isLoopback(u.Hostname()) || u.String() != uri ||
		u.User != nil || u.Fragment != "" {
		return "", false
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", false
		}
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	return u.String(), true
}

// Kind says in a word what a client is.
func (c Client) Kind() string {
	switch {
	case c.signs():
		return "confidential (keys)"
	case c.SecretHash != "":
		return "confidential"
	case c.Native:
		return "native"
	default:
		return "public"
	}
}

// isPage reports whether the client is a page in a browser: it keeps its tokens where other scripts may
// come, and has nothing to prove who it is by.
func (c Client) isPage() bool { return !c.Native && !c.confidential() && len(c.RedirectURIs) > 0 }

// signs reports whether the client proves who it is by keys of its own.
func (c Client) signs() bool { return c.JWKS != "" || c.JWKSURI != "" }

// confidential reports whether the client can prove who it is.
func (c Client) confidential() bool { return c.SecretHash != "" || c.signs() }

func invalidClient(say string) *Error {
	return &Error{Status: http.StatusUnauthorized, Code: "invalid_client", Say: say}
}

// client tells which client calls an endpoint for apps: by HTTP Basic, client_secret in the body or a
// signed assertion for a confidential client, by client_id alone for a public one (RFC 6749 section 2.3). It gives
// the zero Client where the caller does not say; the endpoints decide whether that will do.
func (s *Server) client(r *http.Request) (Client, error) {
	if r.PostForm.Has("client_assertion") || r.PostForm.Has("client_assertion_type") {
		return s.byAssertion(r)
	}
	id, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if user, password, ok := r.BasicAuth(); ok {
		user, errID := url.QueryUnescape(user)
		password, errSecret := url.QueryUnescape(password)
		if errID != nil || errSecret != nil || (id != "" && id != user) || secret != "" {
			return Client{}, invalidClient("The client is named in two ways that differ.")
		}
		id, secret = user, password
	}
	if id == "" {
		return Client{}, nil
	}
	client, err := s.store.Client(r.Context(), id)
	if errors.Is(err, ErrNotFound) {
		return Client{}, invalidClient("No client of this name is registered.")
	}
	if err != nil {
		return Client{}, unavailable(err)
	}
	if client.signs() {
		return Client{}, invalidClient("The client must sign an assertion.")
	}
	if client.SecretHash != "" && !sameText(client.SecretHash, hashToken(secret)) {
		return Client{}, invalidClient("The client's secret is missing or wrong.")
	}
	return client, nil
}

// knows reports whether a client of this id is registered, so that what a stranger typed is not recorded.
func (s *Server) knows(ctx context.Context, id string) bool {
	_, err := s.store.Client(ctx, id)
	return id != "" && err == nil
}
