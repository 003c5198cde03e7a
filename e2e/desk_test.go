package e2e

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/app"
	"throughline/internal/demobrowser"
	"throughline/screens/kit/kittest"
)

// patience bounds each wait; nothing here takes as long on a slow machine.
const patience = time.Minute

// desk is the real app with its window in memory. The test's goroutine is its
// UI thread: until runs what the app wants to do there.
type desk struct {
	*kittest.Screen
	t      *testing.T
	client *app.Client
	folder string
	hops   chan func()
	pages  chan string // addresses that the app opened in the browser
	saved  chan savedFile
	leave  func() // closes the app
	closes func() // what the window's close button does
	ui     fyne.App
	ahead  atomic.Int64 // by how much the app's clock is ahead
	cut    atomic.Bool  // there is no network
	asked  atomic.Int64 // how many requests the app has made
}

// in changes what the app gets from the machine.
type in func(*app.System)

// onAPhone has the app take the machine for a phone.
func onAPhone(sys *app.System) {
	env := sys.Env
	sys.Env = func(name string) string {
		if name == "THROUGHLINE_PHONE" {
			return "1"
		}
		return env(name)
	}
}

// savedFile is what the app would have asked the person to put somewhere.
type savedFile struct {
	name    string
	content []byte
}

// sit opens the app on a profile folder of its own.
func sit(t *testing.T, clinic *clinicServer, changes ...in) *desk {
	t.Helper()
	return sitAt(t, clinic, filepath.Join(t.TempDir(), "profile"), changes...)
}

func sitAt(t *testing.T, clinic *clinicServer, folder string, changes ...in) *desk {
	t.Helper()
	kept, err := app.OpenInstallation(folder)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, folder: folder, hops: make(chan func(), 100), pages: make(chan string, 10), saved: make(chan savedFile, 10)}
	d.client = app.NewClient(kept, app.ClientOptions{Logger: slog.Default(), Now: d.now, HTTP: d.network()}) // what it says at its most talkative
	d.client.Point(clinic.fhir)
	d.open(changes...)
	return d
}

// sitWith opens the app on a client that the test made.
func sitWith(t *testing.T, client *app.Client, folder string) *desk {
	t.Helper()
	d := &desk{t: t, folder: folder, client: client, hops: make(chan func(), 100), pages: make(chan string, 10), saved: make(chan savedFile, 10)}
	d.open()
	return d
}

func (d *desk) open(changes ...in) {
	t := d.t
	t.Helper()
	sys := app.System{
		Env: func(name string) string { return map[string]string{"LANG": "en_US.UTF-8"}[name] }, Now: d.now,
		OpenURL: func(address string) error {
			d.pages <- address
			d.hops <- func() {} // so that whoever waits for it looks again
			return nil
		},
	}
	sys.SaveFile = func(name string, content []byte) error {
		d.saved <- savedFile{name, content}
		d.hops <- func() {}
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	for _, change := range changes {
		change(&sys)
	}
	d.ui = test.NewApp()
	w, err := app.NewWindow(ctx, d.client, sys, d.ui, func(f func()) { d.hops <- f })
	if err != nil {
		t.Fatal(err)
	}
	d.closes = w.RequestClose
	d.Screen = kittest.Attach(w.Fyne(), kittest.Laptop)
	d.leave = sync.OnceFunc(func() {
		cancel()
		d.client.Close()
	})
	t.Cleanup(d.leave)
	w.Start()
}

// now is what the app's clock says.
func (d *desk) now() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }

// later turns the app's clock ahead.
func (d *desk) later(by time.Duration) { d.ahead.Add(int64(by)) }

var errCut = errors.New("the network is cut")

// network is the app's way to the clinic, which the test can cut.
func (d *desk) network() *http.Client {
	return &http.Client{Timeout: patience, Transport: wire(func(r *http.Request) (*http.Response, error) {
		d.asked.Add(1)
		if d.cut.Load() {
			return nil, errCut
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
}

type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

// goAway puts the app into the background.
func (d *desk) goAway() {
	d.ui.Lifecycle().(interface{ OnExitedForeground() func() }).OnExitedForeground()()
	d.Settle()
}

// comeBack puts it in front again.
func (d *desk) comeBack() {
	d.ui.Lifecycle().(interface{ OnEnteredForeground() func() }).OnEnteredForeground()()
	d.Settle()
}

// key presses a key that no control has the focus for.
func (d *desk) key(name fyne.KeyName) {
	d.Window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
	d.Settle()
}

// clear empties a field.
func (d *desk) clear(field string) {
	d.t.Helper()
	d.Clear(d.t, field)
}

// until runs the UI until ok, and fails with what is on the screen.
func (d *desk) until(what string, ok func() bool) {
	d.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !ok() {
		select {
		case f := <-d.hops:
			f()
			d.Settle()
		case <-deadline.C:
			d.t.Fatalf("waited for %s; the screen says:\n%s", what, strings.Join(d.Texts(), "\n"))
		}
	}
}

// see waits until the screen says the words.
func (d *desk) see(words string) {
	d.t.Helper()
	d.until(words, func() bool { return d.Says(words) })
}

// tap waits for a control and taps it.
func (d *desk) tap(name string) {
	d.t.Helper()
	d.until("something to tap named "+name, func() bool { return d.Find(name) != nil })
	d.Tap(d.t, name)
}

// signIn signs in on the clinic's page in a real browser.
func (d *desk) signIn(who account) {
	d.t.Helper()
	d.tap("Open the sign-in page")
	d.signInOnPage(who)
}

// signInOnPage does what a person does on the page that the app has opened.
func (d *desk) signInOnPage(who account) {
	d.t.Helper()
	address := d.page()
	var err error
	back := false
	go func() {
		var failed error
		if strings.Contains(address, "user_code=") {
			_, failed = demobrowser.AnswerDevice(d.t.Context(), address, who.User, who.Password, true)
		} else {
			failed = demobrowser.SignIn(d.t.Context(), address, who.User, who.Password)
		}
		d.hops <- func() { back, err = true, failed }
	}()
	d.until("the browser to come back", func() bool { return back })
	if err != nil {
		d.t.Fatal(err)
	}
}

// page is the address that the app opened in the browser.
func (d *desk) page() string {
	d.t.Helper()
	var address string
	d.until("the sign-in page", func() bool {
		select {
		case address = <-d.pages:
		default:
		}
		return address != ""
	})
	return address
}

// file is what the app has given the person to save.
func (d *desk) file() savedFile {
	d.t.Helper()
	var f savedFile
	d.until("a file to save", func() bool {
		select {
		case f = <-d.saved:
		default:
		}
		return f.name != ""
	})
	return f
}
