package app

import (
	"runtime"

	"throughline/care"
)

// Version is the app's own. The linker sets it in a release.
var Version = "0.1.0-dev"

// needDisplay fails in a sentence where Fyne would panic.
func needDisplay(sys System) error {
	switch runtime.GOOS {
	case "windows", "darwin", "android", "ios", "js":
		return nil
	}
	if sys.Env("DISPLAY") == "" && sys.Env("WAYLAND_DISPLAY") == "" {
		return &care.Fault{Code: "no-display", Say: "There is no display here to open a window on. The commands sync, sign-in and doctor work without one."}
	}
	return nil
}

// systemLanguage is the language that the environment asks for, as a BCP 47 tag.
func systemLanguage(sys System) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := sys.Env(name); len(v) >= 2 {
			return v[:2]
		}
	}
	return "en"
}
