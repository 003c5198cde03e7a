package apptest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/app"
	"throughline/internal/testclinic"
	"throughline/screens/kit/kittest"
)

// Main makes this process the app, or a clinicd, where it was started as one, and then
// does not return.
func Main() {
	testclinic.Main()
	if os.Getenv(asApp) == "" {
		return
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "the app under test:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// process is the app with the ends that a test holds.
type process struct {
	*kittest.Screen
	client *app.Client
	hops   chan func() // what the app wants done on its UI thread, which is run's goroutine
	ahead  atomic.Int64
	wire   *wire
	looks  chan time.Time // when a loved one's app looks whether sharing holds

	mu     sync.Mutex
	opened []string // addresses that the app opened in the browser
	saved  []string // files that it gave to be saved: their names, then what is in them
	offer  string   // the path of the file that is chosen when it asks for one
	told   int
}

func run() error {
	p := &process{hops: make(chan func(), 1000), looks: make(chan time.Time)}
	if d, err := time.ParseDuration(os.Getenv(later)); err == nil {
		p.ahead.Store(int64(d))
	}
	p.wire = newWire(os.Getenv(offline) != "")
	in, err := app.OpenInstallation(os.Getenv(ofFolder))
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	p.client = app.NewClient(in, app.ClientOptions{Now: p.now, HTTP: &http.Client{Transport: p.wire}, Logger: logger})
	p.client.Point(os.Getenv(atClinic))
	ui := test.NewApp()
	w, err := app.NewWindow(context.Background(), p.client, app.System{
		Env: os.Getenv, Now: p.now, Notifier: p, Looks: p.looks, Stdout: os.Stderr, Stderr: os.Stderr,
		SaveFile: func(name string, content []byte) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.saved = append(p.saved, name, string(content))
			return nil
		},
		OpenFile: func() (io.ReadCloser, error) {
			p.mu.Lock()
			defer p.mu.Unlock()
			return os.Open(p.offer)
		},
		OpenURL: func(address string) error {
			p.mu.Lock()
			p.opened = append(p.opened, address)
			p.mu.Unlock()
			p.hops <- func() {}
			return nil
		},
	}, ui, func(f func()) { p.hops <- f })
	if err != nil {
		return err
	}
	look := kittest.Laptop
	if os.Getenv(looking) == "phone" {
		look = kittest.Phone
	}
	p.Screen = kittest.Attach(w.Fyne(), look)
	w.Start()
	return p.obey(ui)
}

func (p *process) now() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }

// obey is the UI thread: it runs what the app wants there, and the test's orders.
func (p *process) obey(ui fyne.App) error {
	orders := make(chan order)
	go func() {
		defer close(orders)
		in := bufio.NewScanner(os.Stdin)
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			var o order
			if json.Unmarshal(in.Bytes(), &o) == nil {
				orders <- o
			}
		}
	}()
	out := json.NewEncoder(os.Stdout)
	for {
		select {
		case f := <-p.hops:
			f()
			p.Settle()
		case o, more := <-orders:
			if !more || o.Do == "stop" {
				if l, ok := ui.Lifecycle().(interface{ OnStopped() func() }); ok && l.OnStopped() != nil {
					l.OnStopped()() // as the system's driver does; Fyne's in memory does not
				}
				p.client.Close()
				ui.Quit()
				return nil
			}
			if err := out.Encode(p.do(o)); err != nil {
				return err
			}
		}
	}
}

// until runs the UI until ok.
func (p *process) until(what string, ok func() bool) answer {
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case f := <-p.hops:
			f()
			p.Settle()
		case <-tick.C:
		case <-deadline.C:
			return answer{Failed: "waited for " + what + "; the screen says:\n" + strings.Join(p.Texts(), "\n") + p.synced()}
		}
	}
	return answer{}
}

// synced says how far the app's sync is, for who wonders why something has not come.
func (p *process) synced() string {
	e := p.client.Engine()
	if e == nil {
		return "\nnobody is signed in"
	}
	s := e.Chart().Sync
	return fmt.Sprintf("\nsynced as of %v, running %v, pending %d, offline %v, problem %v; the clinic answered %q",
		s.AsOf, s.Running, s.Pending, s.Offline, s.Problem, p.wire.answers())
}

// missing lets kittest say what it did not find without a test in this process.
type missing struct {
	testing.TB
	said string
}

func (m *missing) Helper() {}
func (m *missing) Fatalf(format string, args ...any) {
	m.said = fmt.Sprintf(format, args...)
	panic(m)
}

func (p *process) do(o order) (a answer) {
	m := &missing{}
	defer func() {
		if r := recover(); r == any(m) {
			a = answer{Failed: m.said}
		} else if r != nil {
			panic(r)
		}
	}()
	control := func() bool { return p.Find(o.Name) != nil }
	switch o.Do {
	case "see":
		return p.until(o.Words, func() bool { return p.Says(o.Words) })
	case "gone":
		return p.until("the screen not to say "+o.Words, func() bool { return !p.Says(o.Words) })
	case "says":
		return answer{Is: p.Says(o.Words)}
	case "tap":
		if a = p.until("something to tap named "+o.Name, control); a.Failed == "" {
			p.Tap(m, o.Name)
		}
		return a
	case "has":
		return answer{Is: control()}
	case "type":
		if a = p.until("a field named "+o.Name, control); a.Failed == "" {
			p.Clear(m, o.Name)
			p.Type(m, o.Name, o.Words)
		}
		return a
	case "key":
		p.key(fyne.KeyName(o.Name))
		return answer{}
	case "focused":
		named, _ := p.Window.Canvas().Focused().(fyne.Accessible)
		if named == nil {
			return answer{}
		}
		return answer{Lines: []string{named.AccessibilityLabel()}}
	case "write":
		return p.write(o.Words)
	case "texts":
		return answer{Lines: p.Texts()}
	case "audit":
		return answer{Lines: p.Audit()}
	case "labels":
		return answer{Lines: p.Labels()}
	case "picture":
		if err := p.Save(o.Name); err != nil {
			return answer{Failed: err.Error()}
		}
		return answer{}
	}
	return p.meanwhile(o)
}
