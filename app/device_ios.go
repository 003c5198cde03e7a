package app

import (
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"
)

// iosZone is where iOS keeps the zone; its own C library reads it there, in every app.
const iosZone = "/var/db/timezone/localtime"

// useDeviceZone takes the phone's zone for local time, which Go takes for UTC on iOS.
func useDeviceZone() {
	if target, err := os.Readlink(iosZone); err == nil {
		if _, name, ok := strings.Cut(target, "/zoneinfo/"); ok {
			if zone, err := time.LoadLocation(name); err == nil {
				time.Local = zone
				return
			}
		}
	}
	if data, err := os.ReadFile(iosZone); err == nil {
		if zone, err := time.LoadLocationFromTZData("Local", data); err == nil {
			time.Local = zone
		}
	}
}

// deviceLanguage is the phone's; no environment says it.
func deviceLanguage() string { return lang.SystemLocale().LanguageString() }

// deviceFolder is in the app's own part of the disk.
func deviceFolder() (string, error) { return os.UserConfigDir() }

// thisDevice hides nothing in the switcher yet, and its network's price is not asked
// (docs/phones.md). Fyne asks for notifications when the first is scheduled.
var thisDevice Device = noDevice{}

// java is there on Android alone.
var java func(func(vm, env, ctx uintptr) error) error
