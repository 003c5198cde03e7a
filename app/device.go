package app

import "throughline/sync/engine"

// Device is what a phone's system does for the app besides drawing it. On a computer
// and in the browser nothing of it exists, and every method does nothing. The methods
// return at once, may be called on any goroutine, and never fail where a person sees
// it: what a system does not offer is left out.
type Device interface {
	// SecureWindow(true) keeps the window's picture out of the task switcher, and out
	// of screenshots, recordings and screens that are cast; SecureWindow(false) lets it
	// be seen again. What was asked for last holds from then on, for a window that the
	// system makes anew too. It is remembered nowhere: the app asks at each start.
	SecureWindow(on bool)
	// AskToNotify asks the person, in the system's own words, whether the app may show
	// notifications. The app calls it when it sets the first reminder and not before.
	// The system itself sees to it that a person who said no is left in peace.
	AskToNotify()
	// Network is what the system knows of its way to the internet.
	Network() engine.Network
}

// noDevice is a computer or a browser.
type noDevice struct{}

// SecureWindow implements Device.
func (noDevice) SecureWindow(bool) {}

// AskToNotify implements Device.
func (noDevice) AskToNotify() {}

// Network implements Device.
func (noDevice) Network() engine.Network { return engine.NetworkUnknown }

// device is the one that the app runs on.
func (w *Window) device() Device {
	if w.sys.Device != nil {
		return w.sys.Device
	}
	return thisDevice
}
