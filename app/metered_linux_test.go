//go:build linux && !android

package app

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"throughline/sync/engine"
)

// bus starts a bus of this test's own and gives ways into it.
func bus(t *testing.T) func() (*dbus.Conn, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("the Debian package dbus-daemon is needed: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return func() (*dbus.Conn, error) { return dbus.Connect(strings.TrimSpace(address)) }
}

// A computer on a phone's hotspot learns from NetworkManager that each byte costs, also
// while the app runs, and tells the engine that something has changed.
func TestAComputerIsToldWhatItsNetworkCosts(t *testing.T) {
	t.Parallel()
	dial := bus(t)
	manager, err := dial()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = manager.Close() }()
	properties, err := prop.Export(manager, managerPath, prop.Map{managerName: {managerProperty: {Value: uint32(4), Writable: true, Emit: prop.EmitTrue}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := manager.RequestName(managerName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	c := newComputer(dial)
	n := newConnectivity("https://clinic.example/fhir", c, often)
	if got := n.Network(); got == engine.NetworkMetered {
		t.Error("metered before anybody said so")
	}
	// Until it listens there is nobody to tell: say it until it is heard.
	for deadline := time.Now().Add(30 * time.Second); ; {
		properties.SetMust(managerName, managerProperty, uint32(3))
		select {
		case <-n.Changed():
		case <-time.After(20 * time.Millisecond):
			if time.Now().After(deadline) {
				t.Fatal("never told")
			}
			continue
		}
		break
	}
	if got := n.Network(); got != engine.NetworkMetered {
		t.Errorf("on a hotspot: %v", got)
	}
	properties.SetMust(managerName, managerProperty, uint32(2))
	<-n.Changed()
	if got := n.Network(); got == engine.NetworkMetered {
		t.Error("still metered at home")
	}
}

// Without a bus, or with nobody on it, nothing is known.
func TestAComputerThatIsNotTold(t *testing.T) {
	t.Parallel()
	dial := bus(t)
	for _, dial := range []func() (*dbus.Conn, error){dial, func() (*dbus.Conn, error) { return dbus.Connect("unix:path=/nowhere") }} {
		c := newComputer(dial)
		c.listening(t)
		if c.metered.Load() {
			t.Error("metered")
		}
	}
}

// listening asks once, as listen does.
func (c *computer) listening(t *testing.T) {
	t.Helper()
	conn, err := c.dial()
	if err != nil {
		c.listen(t.Context()) // returns
		return
	}
	defer func() { _ = conn.Close() }()
	c.ask(t.Context(), conn)
}
