// Package app is the app put together: the command line, the session, the
// window, and the presenter between charts and screens.
//
// In a browser (GOOS=js) there is no command line, no keyring and no disk:
// browser_js.go is the way in there, and files that need them say !js.
package app

import (
	"io"
	"log/slog"
	"runtime"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
)

// System is what the program gets from the machine that it runs on.
type System struct {
	Stdout, Stderr io.Writer
	Env            func(string) string
	OpenURL        func(string) error                      // nil: the system's browser
	SaveFile       func(name string, content []byte) error // nil: asks where, in a dialog
	OpenFile       func() (io.ReadCloser, error)           // nil: asks which, in a dialog
	Notifier       notifier                                // nil: Fyne's
	Device         Device                                  // nil: the one that the app runs on
	Looks          <-chan time.Time                        // when a loved one's app asks whether sharing still holds; nil: every 45 seconds
	NewUI          func() fyne.App                         // opens no window yet
	Browser        bool                                    // the app runs in a page, whose tab keeps nothing
	Now            func() time.Time
}

// logLevel is quiet unless asked: what fails is said in one line.
func logLevel(sys System) slog.Level {
	if sys.Env("THROUGHLINE_DEBUG") != "" {
		return slog.LevelDebug
	}
	return slog.LevelError + 4
}

// Version is the app's own. The linker sets it in a release.
var Version = "0.1.0-dev"

// versionOf is that, or what the packager wrote down: for phones it passes nothing to the linker.
func versionOf(m fyne.AppMetadata) string {
	if m.Release && m.Version != "" {
		return m.Version
	}
	return Version
}

// phone says that the app is installed on a phone or a tablet. THROUGHLINE_PHONE=1 lets a
// computer be taken for one, to try it. A page in a phone's browser is a page.
func (w *Window) phone() bool {
	return !w.sys.Browser && w.handheld()
}

// handheld says that there is a phone or a tablet under the app, installed or in a page.
func (w *Window) handheld() bool {
	return fyne.CurrentDevice().IsMobile() || w.sys.Env("THROUGHLINE_PHONE") != ""
}

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
	if of := deviceLanguage(); len(of) >= 2 {
		return of[:2]
	}
	return "en"
}
