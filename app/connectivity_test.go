package app

import (
	"errors"
	"net"
	"testing"

	"throughline/sync/engine"
)

func often() bool { return false }

// Where no system says what a byte costs, the person does. It does not make a network
// where there is none.
func TestThePersonSaysThatFewBytesAreToBeUsed(t *testing.T) {
	t.Parallel()
	for told, want := range map[engine.Network]engine.Network{
		engine.NetworkUnknown: engine.NetworkSpared, engine.NetworkFree: engine.NetworkSpared, engine.NetworkMetered: engine.NetworkSpared,
		engine.NetworkNone: engine.NetworkNone,
	} {
		less := false
		c := newConnectivity("https://clinic.example/fhir", costly{network: told}, func() bool { return less })
		c.addresses = func() ([]net.Addr, error) { return nil, errors.New("it will not say") }
		if got := c.Network(); told != engine.NetworkUnknown && got != told {
			t.Errorf("%d became %d before they said so", told, got)
		}
		if less = true; c.Network() != want {
			t.Errorf("%d became %d, want %d", told, c.Network(), want)
		}
	}
}

// A machine that has no address but its own cannot reach a clinic elsewhere. Where
// nobody says, the app tries.
func TestWhatAMachineKnowsOfItsNetwork(t *testing.T) {
	t.Parallel()
	cidr := func(texts ...string) func() ([]net.Addr, error) {
		var all []net.Addr
		for _, text := range texts {
			ip, network, err := net.ParseCIDR(text)
			if err != nil {
				t.Fatal(err)
			}
			network.IP = ip
			all = append(all, network)
		}
		return func() ([]net.Addr, error) { return all, nil }
	}
	for name, x := range map[string]struct {
		clinic    string
		addresses func() ([]net.Addr, error)
		want      engine.Network
	}{
		"only itself":              {"https://clinic.example/fhir", cidr("127.0.0.1/8", "::1/128", "fe80::1/64"), engine.NetworkNone},
		"an address":               {"https://clinic.example/fhir", cidr("127.0.0.1/8", "192.0.2.7/24"), engine.NetworkUnknown},
		"an IPv6 address":          {"https://clinic.example/fhir", cidr("127.0.0.1/8", "2001:db8::7/64"), engine.NetworkUnknown},
		"a system that says none":  {"https://clinic.example/fhir", cidr(), engine.NetworkUnknown},
		"a system that will not":   {"https://clinic.example/fhir", func() ([]net.Addr, error) { return nil, errors.New("denied") }, engine.NetworkUnknown},
		"a clinic on this machine": {"http://127.0.0.1:8080/fhir", cidr("127.0.0.1/8"), engine.NetworkUnknown},
		"a clinic called by name":  {"http://localhost:8080/fhir", cidr("127.0.0.1/8"), engine.NetworkUnknown},
	} {
		c := newConnectivity(x.clinic, noDevice{}, often)
		c.addresses = x.addresses
		if got := c.Network(); got != x.want {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
	if newConnectivity("", noDevice{}, often).Changed() != nil {
		t.Error("it says that it tells of changes")
	}
}
