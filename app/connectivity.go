package app

import (
	"net"
	"net/url"
	"strings"

	"throughline/sync/engine"
)

// connectivity is what this machine knows of its network without asking anybody: a
// machine with no address but its own has no way to the clinic, and a phone knows what
// each byte costs. Where the system does not tell, nothing is known. It wakes nobody.
type connectivity struct {
	local     bool // the clinic is on this machine
	device    Device
	addresses func() ([]net.Addr, error)
	spares    func() bool // the person has said that the app is to use less data
}

func newConnectivity(clinic string, d Device, spares func() bool) connectivity {
	u, err := url.Parse(clinic)
	host := ""
	if err == nil {
		host = u.Hostname()
	}
	return connectivity{local: strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback(), device: d, addresses: net.InterfaceAddrs, spares: spares}
}

// Network implements engine.Connectivity. What the person has said goes before what
// the system says that a byte costs: most systems do not know.
func (c connectivity) Network() engine.Network {
	told := c.told()
	if told != engine.NetworkNone && c.spares() {
		return engine.NetworkSpared
	}
	return told
}

func (c connectivity) told() engine.Network {
	if c.local {
		return engine.NetworkUnknown
	}
	if told := c.device.Network(); told != engine.NetworkUnknown {
		return told
	}
	all, err := c.addresses()
	if err != nil || len(all) == 0 {
		return engine.NetworkUnknown
	}
	for _, a := range all {
		ip, ok := a.(*net.IPNet)
		if !ok || !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
			return engine.NetworkUnknown // there is one; what it costs nobody says
		}
	}
	return engine.NetworkNone
}

// Changed implements engine.Connectivity.
func (c connectivity) Changed() <-chan struct{} {
	if d, tells := c.device.(interface{ Changed() <-chan struct{} }); tells {
		return d.Changed()
	}
	return nil
}
