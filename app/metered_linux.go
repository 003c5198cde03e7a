//go:build linux && !android

package app

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/godbus/dbus/v5"

	"throughline/sync/engine"
)

// computer is a Linux machine, whose NetworkManager says on the system's bus whether
// each byte costs: the person marked the network as metered, or it is a phone's
// hotspot. Without a NetworkManager nothing is known.
type computer struct {
	noDevice
	dial    func() (*dbus.Conn, error)
	begin   sync.Once
	metered atomic.Bool
	changed chan struct{}
}

var thisDevice Device = newComputer(func() (*dbus.Conn, error) { return dbus.ConnectSystemBus() })

func newComputer(dial func() (*dbus.Conn, error)) *computer {
	return &computer{dial: dial, changed: make(chan struct{}, 1)}
}

// Network implements Device. It begins to listen when it is first asked.
func (c *computer) Network() engine.Network {
	c.begin.Do(func() { go c.listen(context.Background()) }) // as long as the process
	if c.metered.Load() {
		return engine.NetworkMetered
	}
	return engine.NetworkUnknown
}

// Changed is sent to when what a byte costs has changed.
func (c *computer) Changed() <-chan struct{} { return c.changed }

const (
	managerName     = "org.freedesktop.NetworkManager"
	managerPath     = dbus.ObjectPath("/org/freedesktop/NetworkManager")
	managerProperty = "Metered"
)

// listen follows the property until ctx or the bus ends.
func (c *computer) listen(ctx context.Context) {
	conn, err := c.dial()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	told := make(chan *dbus.Signal, 16)
	conn.Signal(told)
	err = conn.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(managerPath), dbus.WithMatchInterface("org.freedesktop.DBus.Properties"),
		dbus.WithMatchMember("PropertiesChanged"))
	if err != nil {
		return
	}
	c.ask(ctx, conn)
	for {
		select {
		case <-ctx.Done():
			return
		case signal, open := <-told:
			if !open {
				return
			}
			if signal.Path == managerPath {
				c.ask(ctx, conn)
			}
		}
	}
}

// ask reads the property: NMMetered is 0 unknown, 1 yes, 2 no, 3 yes by guess, 4 no by
// guess (NetworkManager's D-Bus interface).
func (c *computer) ask(ctx context.Context, conn *dbus.Conn) {
	var value dbus.Variant
	err := conn.Object(managerName, managerPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, managerName, managerProperty).Store(&value)
	if err != nil {
		return
	}
	says, _ := value.Value().(uint32)
	if now := says == 1 || says == 3; c.metered.Swap(now) != now {
		select {
		case c.changed <- struct{}{}:
		default: // one is waiting
		}
	}
}
