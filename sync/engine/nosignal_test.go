package engine

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"testing"

	"throughline/care"
)

// A phone without a signal tries to send what was entered, one at a time or together. No connection was made, so nothing is
// said to be sent; a connection that broke while it was used leaves that open.
func TestWhatFoundNoWayOutIsOnThisDevice(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		bundles bool
		err     error
		want    care.DeliveryState
	}{
		"no signal":           {false, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, care.OnDevice},
		"no signal, together": {true, &net.OpError{Op: "dial", Err: errors.New("network is unreachable")}, care.OnDevice},
		"cut":                 {false, &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, care.Sent},
		"cut, together":       {true, &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, care.Sent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := kinds["our server"]
			kind.bundles = x.bundles
			c := newClinic(t, kind)
			e, _ := c.signsIn(maya)
			c.syncs(e)
			c.entersMany(e, 3)
			c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){func(*http.Request) (*http.Response, error) { return nil, x.err }}, 9)
			if _, err := e.Sync(t.Context()); err == nil {
				t.Error("it was sent")
			}
			if d := e.Chart().Delivery("QuestionnaireResponse/" + many(0)); d.State != x.want {
				t.Errorf("%+v, want %v", d, x.want)
			}
			c.plan = nil
			c.syncs(e)
			for i := range 3 {
				if n := len(c.model.byRef["QuestionnaireResponse/"+many(i)]); n != 1 {
					t.Errorf("thing %d has %d versions", i, n)
				}
			}
		})
	}
}
