package apptest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// wire is the app's way to the clinic. The test can cut it, lose an answer on it, and
// see what was answered.
type wire struct {
	lines *http.Transport

	mu   sync.Mutex
	away bool
	lose string // the end of a path whose next answer does not arrive
	got  []string
}

func newWire(away bool) *wire {
	w := &wire{away: away}
	w.lines = &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.away {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("network is unreachable")}
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	return w
}

func (w *wire) cut(away bool) {
	w.mu.Lock()
	w.away = away
	w.mu.Unlock()
	w.lines.CloseIdleConnections()
}

func (w *wire) loses(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lose = path
}

// answers are those since the last time, such as "403 GET /fhir/Goal".
func (w *wire) answers() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	got := slices.Clone(w.got)
	w.got = nil
	return got
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.lines.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = append(w.got, fmt.Sprintf("%d %s %s", resp.StatusCode, r.Method, r.URL.Path))
	if w.lose != "" && strings.HasSuffix(r.URL.Path, w.lose) {
		w.lose = ""
		return nil, errors.Join(errors.New("the answer was lost on the way"), resp.Body.Close())
	}
	return resp, nil
}
