package app

import (
	"context"
	"errors"
	"testing"

	"throughline/care"
	"throughline/sync/engine"
	"throughline/sync/vault"
)

// lossy is a vault whose key the system lost: what was kept cannot be opened, what is
// kept after it was emptied can.
type lossy struct {
	vault.Memory
	lost    error
	cleared int
}

func (l *lossy) Load(ctx context.Context, item vault.Item) (vault.Secret, error) {
	if l.lost != nil {
		return vault.Secret{}, l.lost
	}
	return l.Memory.Load(ctx, item)
}

func (l *lossy) Clear(ctx context.Context) error {
	l.lost = nil
	l.cleared++
	return l.Memory.Clear(ctx)
}

// A new phone that was set up from the old one's backup has the files and not the key. The
// person signs in again, and what is kept from then on is good; until they do,
// nothing is taken away, because a phone may find its key again.
func TestAVaultWithoutItsKeyIsEmptiedAtTheNextSignInAndNotSooner(t *testing.T) {
	t.Parallel()
	for _, why := range []*care.Fault{vault.ErrKeyLost, vault.ErrDamaged} {
		v := &lossy{lost: why}
		if _, err := loadIdentity(t.Context(), v); !errors.Is(err, why) || !lost(err) {
			t.Errorf("%s: the start says %v", why.Code, err)
		}
		if token, err := (keeper{v}).Load(t.Context()); err != nil || !token.Empty() {
			t.Errorf("%s: the token leads to %v", why.Code, err)
		}
		if _, err := storeKey(t.Context(), v, true); !errors.Is(err, why) || v.cleared != 0 {
			t.Errorf("%s: a key was made in its place, %v", why.Code, err)
		}
		if err := renew(t.Context(), v); err != nil || v.cleared != 1 {
			t.Errorf("%s: emptied %d times, %v", why.Code, v.cleared, err)
		}
		if _, err := storeKey(t.Context(), v, true); err != nil {
			t.Errorf("%s: after that %v", why.Code, err)
		}
		if err := renew(t.Context(), v); err != nil || v.cleared != 1 {
			t.Errorf("%s: a good vault was emptied, %v", why.Code, err)
		}
	}
	for _, passing := range []*care.Fault{vault.ErrLocked, vault.ErrFailed, vault.ErrDeviceLocked, vault.ErrNoKeyring} {
		v := &lossy{lost: passing}
		if err := renew(t.Context(), v); err != nil || v.cleared != 0 {
			t.Errorf("%s: emptied %d times, %v", passing.Code, v.cleared, err)
		}
	}
}

type costly struct {
	noDevice
	network engine.Network
}

func (c costly) Network() engine.Network { return c.network }

// What a phone knows of its network is believed, but not for a clinic on the same
// machine, which needs none.
func TestAPhoneKnowsWhatItsNetworkCosts(t *testing.T) {
	t.Parallel()
	for _, state := range []engine.Network{engine.NetworkNone, engine.NetworkMetered, engine.NetworkFree} {
		if got := newConnectivity("https://clinic.example/fhir", costly{network: state}, often).Network(); got != state {
			t.Errorf("%d became %d", state, got)
		}
	}
	if got := newConnectivity("http://127.0.0.1:8080/fhir", costly{network: engine.NetworkNone}, often).Network(); got != engine.NetworkUnknown {
		t.Errorf("a clinic on this machine: %d", got)
	}
}
