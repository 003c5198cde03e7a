package smart

import (
	"io"
	"net/http"
	"net/url"
)

// HTTPClient gives a client that adds the access token to requests to the
// clinic's FHIR server, and refuses every other request.
func (s *Session) HTTPClient() *http.Client {
	var next http.RoundTripper
	if s.client.HTTP != nil {
		next = s.client.HTTP.Transport
	}
	if next == nil {
		next = http.DefaultTransport
	}
	return &http.Client{Transport: &bearer{session: s, next: next}}
}

// bearer is a RoundTripper: http.Client asks it anew for each redirect, so a
// redirect to another host fails here, before anything is sent.
type bearer struct {
	session *Session
	next    http.RoundTripper
}

// RoundTrip sends a request with the access token (RFC 6750 section 2.1). A
// 401 refreshes the token and sends the request once more.
func (b *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	base, err := url.Parse(b.session.base)
	if err != nil || !sameOrigin(base, req.URL) || !isSecure(req.URL) {
		closeBody(req)
		return nil, ErrOtherHost
	}
	token, err := b.session.AccessToken(req.Context())
	if err != nil {
		closeBody(req)
		return nil, err
	}
	resp, err := b.next.RoundTrip(withToken(req, token))
	if err != nil || resp.StatusCode != http.StatusUnauthorized || (req.Body != nil && req.GetBody == nil) {
		return resp, err
	}
	again := req.Clone(req.Context())
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return resp, nil //nolint:nilerr // the 401 is the answer
		}
	}
	token, err = b.session.token(req.Context(), token)
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection may be used again
	resp.Body.Close()
	if err != nil {
		closeBody(again)
		return nil, err
	}
	return b.next.RoundTrip(withToken(again, token))
}

// withToken gives a copy: a RoundTripper leaves its request alone.
func withToken(req *http.Request, token Secret) *http.Request {
	out := req.Clone(req.Context())
	out.Header.Set("Authorization", "Bearer "+token.Reveal())
	return out
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
