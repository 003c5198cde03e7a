package app

import (
	"errors"

	"fyne.io/fyne/v2/driver"

	"throughline/phone"
	"throughline/sync/engine"
)

// java runs a function on a thread that Java knows.
var java = func(f func(vm, env, ctx uintptr) error) error {
	return driver.RunNative(func(context any) error {
		c, ok := context.(*driver.AndroidContext)
		if !ok {
			return errors.New("this is no Android")
		}
		return f(c.VM, c.Env, c.Ctx)
	})
}

var thisDevice Device = android{}

// android is a phone or tablet with Android. What goes wrong there is nothing that a
// person could mend, and is left out.
type android struct{}

// SecureWindow implements Device.
func (android) SecureWindow(on bool) { phone.Secure(on) }

// AskToNotify implements Device.
func (android) AskToNotify() { go func() { _ = phone.AskToNotify(java) }() }

// Network implements Device.
func (android) Network() engine.Network {
	got, _ := phone.NetworkNow(java)
	switch got {
	case phone.NetworkNone:
		return engine.NetworkNone
	case phone.NetworkMetered:
		return engine.NetworkMetered
	case phone.NetworkFree:
		return engine.NetworkFree
	default:
		return engine.NetworkUnknown
	}
}
