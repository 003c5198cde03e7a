// Package fhirhttp speaks FHIR R4 REST (https://hl7.org/fhir/R4/http.html) to
// one clinic. It reads whole answers or none, keeps to the clinic's own host,
// and leaves retrying, merging and meaning to its caller.
//
// Resources pass through as raw JSON, so that elements nobody here knows
// survive.
package fhirhttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// MaxBody is the largest answer read, in bytes after decompression.
	MaxBody = 16 << 20
	// MaxPages ends a listing whose next links never do.
	MaxPages = 5000

	// What a server that does not know of versions takes too (R4, http, section 3.1.0.1.10).
	accept      = "application/fhir+json; fhirVersion=4.0, application/fhir+json; q=0.9, application/json; q=0.8"
	contentType = "application/fhir+json"
	// requestLimit bounds one request with its answer; the caller's context
	// may end it sooner.
	requestLimit = time.Minute
	maxRedirects = 5
	// pageSize makes a first download a few dozen requests and keeps one page,
	// which is lost whole when the connection is, to about half a megabyte.
	pageSize = 500
	// leastPage is how few are asked for where pages are too large to be read.
	leastPage = 8
)

// Client is one clinic's FHIR endpoint. It is safe for concurrent use; the
// exported fields are set before the first call.
type Client struct {
	// PageSize is sent as _count, 500 from New; 0 leaves it to the server.
	PageSize int
	// Ahead has a history's pages asked for while the ones before them are handed on,
	// so that reading one does not wait for the other; true from New.
	Ahead bool
	// Now is the device's clock, used only where the server sends a
	// Retry-After date without a Date of its own.
	Now func() time.Time

	base  *url.URL
	http  *http.Client
	small atomic.Int64 // the _count that a server which fills its pages is asked for; 0: PageSize

	uncounted atomic.Bool // the server takes no _count: found out
}

// New makes a client for a FHIR base address such as
// "https://clinic.example/fhir". The http.Client adds the access token and
// brings its own time limits; its redirect policy is replaced.
func New(base string, hc *http.Client) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil {
		return nil, errors.New("fhirhttp: the base must be an http or https address without credentials")
	}
	u.RawQuery, u.Fragment = "", ""
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	c := &Client{PageSize: pageSize, Ahead: true, Now: time.Now, base: u}
	own := *hc
	own.CheckRedirect = c.checkRedirect
	c.http = &own
	return c, nil
}

// Base gives the FHIR base address, without a slash at its end.
func (c *Client) Base() string { return c.base.String() }

// checkRedirect lets a request follow a redirect within the clinic's own origin, a
// write only one that says to send the same again there (307 and 308, RFC 9110
// section 15.4): it was not looked at. Nothing goes to another host.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	if !sameOrigin(c.base, req.URL) {
		return ErrForeign
	}
	if req.Method != via[0].Method || via[0].Method != http.MethodGet && !sendsAgain(req.Response) || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

func sendsAgain(r *http.Response) bool {
	return r != nil && (r.StatusCode == http.StatusTemporaryRedirect || r.StatusCode == http.StatusPermanentRedirect)
}

// request is one exchange, before it is sent.
type request struct {
	method string
	url    *url.URL
	header map[string]string
	body   []byte
}

// answer is one exchange, read to its end.
type answer struct {
	status int
	header http.Header
	body   json.RawMessage // valid JSON, or nil where the server sent none
	url    *url.URL        // where the answer came from, after redirects
}

// do sends one request and reads the whole answer. A status of 400 and above,
// and a redirect that was not followed, is a StatusError.
func (c *Client) do(ctx context.Context, r request) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), bytes.NewReader(r.body))
	if err != nil {
		return answer{}, fmt.Errorf("fhirhttp: %w", err)
	}
	req.Header.Set("Accept", accept)
	if r.body != nil {
		req.Header.Set("Content-Type", contentType)
	}
	for k, v := range r.header {
		req.Header.Set(k, v)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, transportError(r.method, err)
	}
	defer func() { _ = resp.Body.Close() }()

	body, err := readBody(resp.Body)
	if resp.StatusCode >= http.StatusMultipleChoices {
		// A body that is missing, cut or not FHIR takes nothing from the status.
		return answer{}, c.statusError(r.method, resp, body)
	}
	if err != nil {
		return answer{}, err
	}
	a := answer{status: resp.StatusCode, header: resp.Header, url: resp.Request.URL}
	if len(bytes.TrimSpace(body)) == 0 {
		return a, nil
	}
	switch whole := json.Valid(body); {
	case !whole && isJSON(resp.Header):
		return answer{}, ErrCut
	case !whole, isPage(resp.Header):
		return answer{}, ErrNotFHIR
	}
	a.body = body
	return a, nil
}

// readBody reads at most MaxBody bytes. An answer that ends before its
// Content-Length, its last chunk or its gzip trailer is ErrCut.
func readBody(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxBody+1))
	switch {
	case errors.Is(err, context.Canceled):
		return nil, err
	case err != nil:
		return nil, because(ErrCut, err)
	case len(body) > MaxBody:
		return nil, ErrTooLarge
	}
	return bytes.TrimPrefix(body, byteOrderMark), nil
}

// byteOrderMark is what some servers put before JSON (RFC 8259 section 8.1: it may be ignored).
var byteOrderMark = []byte("\xef\xbb\xbf")

// isJSON says whether an answer is said to be JSON.
func isJSON(h http.Header) bool {
	mt := mediaType(h)
	return mt == "application/json" || strings.HasSuffix(mt, "+json")
}

// isPage says whether an answer is one for people, as of a public Wi-Fi that wants a
// sign-in. Servers that say nothing, or text/plain, and send JSON are taken by what
// they send.
func isPage(h http.Header) bool {
	mt := mediaType(h)
	return mt == "text/html" || strings.HasSuffix(mt, "xml")
}

// mediaType is the type without its parameters, which may be malformed.
func mediaType(h http.Header) string {
	mt, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(mt))
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
