package app

import (
	"errors"
	"os"
	"time"

	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/lang"

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

// useDeviceZone takes the phone's zone for local time, which Go takes for UTC on Android.
func useDeviceZone() {
	name, _ := phone.Zone(java)
	if zone, err := time.LoadLocation(name); err == nil && name != "" {
		time.Local = zone
	}
}

// deviceLanguage is the phone's; no environment says it.
func deviceLanguage() string { return lang.SystemLocale().LanguageString() }

// deviceFolder is the app's private one, which Fyne puts into the environment: Go
// knows no folder for settings on Android.
func deviceFolder() (string, error) {
	folder := os.Getenv("FILESDIR")
	if folder == "" {
		return "", errors.New("FILESDIR is not set")
	}
	return folder, nil
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
