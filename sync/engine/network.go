package engine

import "time"

// Network is what the device says of its way to the internet.
type Network int

// States of the network.
const (
	NetworkUnknown Network = iota // nobody says: try, and wait longer after each failure
	NetworkNone                   // there is none: only what the person asks for, or what is urgent, is tried
	NetworkMetered                // each byte costs: look for news less often
	NetworkFree
	NetworkSpared // the person wants few bytes used: no news is looked for but at the start, when asked, and with what they enter
)

// Connectivity tells what the device knows of its network. Both methods return at
// once.
type Connectivity interface {
	Network() Network
	// Changed gives a channel that is sent to when the network may have changed;
	// nil where the device does not tell.
	Changed() <-chan struct{}
}

// unknowing is a device that tells nothing.
type unknowing struct{}

// Network implements Connectivity.
func (unknowing) Network() Network { return NetworkUnknown }

// Changed implements Connectivity.
func (unknowing) Changed() <-chan struct{} { return nil }

const (
	// meteredInterval is between syncs when nothing happens and each byte costs.
	meteredInterval = 30 * time.Minute
	// settled is how long after a sync another one is of no use when the app only
	// comes to the front.
	settled = 30 * time.Second
)
