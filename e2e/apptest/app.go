package apptest

import (
	"bufio"
	"cmp"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/internal/logtest"
	"throughline/internal/testclinic"
)

// Options say where and how an app runs. Its zero value is a laptop in the
// machine's own language and zone.
type Options struct {
	Clinic  string // FHIR base
	Folder  string // of the profile; empty: a new one
	Phone   bool
	Zone    string        // IANA; empty: the demo clinic's
	From    time.Duration // how far its clock is ahead of the machine's
	Offline bool          // it starts without a network
}

// App is the app in a process of its own.
type App struct {
	t      testing.TB
	o      Options
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	errs   *logtest.Buffer
	ended  sync.Once
	Folder string
}

// Start runs the app until the test ends.
func Start(t testing.TB, o Options) *App {
	t.Helper()
	if o.Folder == "" {
		o.Folder = filepath.Join(t.TempDir(), "profile")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	a := &App{t: t, o: o, Folder: o.Folder, cmd: exec.CommandContext(t.Context(), self), errs: &logtest.Buffer{}}
	look := "laptop"
	if o.Phone {
		look = "phone"
	}
	a.cmd.Env = append(os.Environ(), asApp+"=1", ofFolder+"="+o.Folder, atClinic+"="+o.Clinic, looking+"="+look, later+"="+o.From.String(), "LANG=en_US.UTF-8")
	a.cmd.Env = append(a.cmd.Env, "TZ="+cmp.Or(o.Zone, "America/Chicago"))
	if o.Offline {
		a.cmd.Env = append(a.cmd.Env, offline+"=1")
	}
	a.cmd.Stderr = a.errs
	out, err := a.cmd.StdoutPipe()
	if err == nil {
		a.out = bufio.NewReader(out)
		a.in, err = a.cmd.StdinPipe()
	}
	if err == nil {
		err = a.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Stop)
	return a
}

// Again starts the app anew on the same profile, after Kill or Stop.
func (a *App) Again(change func(*Options)) *App {
	a.t.Helper()
	o := a.o
	if change != nil {
		change(&o)
	}
	return Start(a.t, o)
}

// Kill ends the process by SIGKILL.
func (a *App) Kill() {
	a.ended.Do(func() {
		_ = a.cmd.Process.Kill() // it may have ended
		_ = a.cmd.Wait()
	})
}

// Crash ends the process as an error of its own code would, with all that Go then says, and gives that.
func (a *App) Crash() string {
	a.ended.Do(func() {
		_ = a.cmd.Process.Signal(syscall.SIGQUIT) // os/signal: the default is a dump of every stack
		_ = a.cmd.Wait()
	})
	return a.errs.String()
}

// Stop closes the app in order.
func (a *App) Stop() {
	a.ended.Do(func() {
		_ = a.in.Close()
		if err := a.cmd.Wait(); err != nil && a.t.Context().Err() == nil {
			a.t.Errorf("the app ended with %v\n%s", err, a.errs)
		}
	})
}

// Log is what the app logged.
func (a *App) Log() string { return a.errs.String() }

func (a *App) order(o order) answer {
	a.t.Helper()
	line, err := json.Marshal(o)
	if err == nil {
		_, err = a.in.Write(append(line, '\n'))
	}
	var got answer
	if err == nil {
		var raw []byte
		if raw, err = a.out.ReadBytes('\n'); err == nil {
			err = json.Unmarshal(raw, &got)
		}
	}
	if err != nil {
		a.t.Fatalf("%s %s%s: the app does not answer: %v\n%s", o.Do, o.Name, o.Words, err, a.errs)
	}
	if got.Failed != "" {
		a.t.Fatalf("%s %q %q: %s", o.Do, o.Name, o.Words, got.Failed)
	}
	return got
}

// See waits until the screen says the words.
func (a *App) See(words string) { a.t.Helper(); a.order(order{Do: "see", Words: words}) }

// Gone waits until the screen no longer says the words.
func (a *App) Gone(words string) { a.t.Helper(); a.order(order{Do: "gone", Words: words}) }

// Says tells whether the screen says the words now.
func (a *App) Says(words string) bool {
	a.t.Helper()
	return a.order(order{Do: "says", Words: words}).Is
}

// Has tells whether there is a control of that name now.
func (a *App) Has(name string) bool { a.t.Helper(); return a.order(order{Do: "has", Name: name}).Is }

// Tap waits for a control and taps it.
func (a *App) Tap(name string) { a.t.Helper(); a.order(order{Do: "tap", Name: name}) }

// Type waits for a field and puts the words in the place of what it holds.
func (a *App) Type(field, words string) {
	a.t.Helper()
	a.order(order{Do: "type", Name: field, Words: words})
}

// Press hits keys one after the other, as a person does without a mouse: they reach what has the focus, or the window.
func (a *App) Press(keys ...fyne.KeyName) {
	a.t.Helper()
	for _, key := range keys {
		a.order(order{Do: "key", Name: string(key)})
	}
}

// Write types into what has the focus.
func (a *App) Write(words string) { a.t.Helper(); a.order(order{Do: "write", Words: words}) }

// Focused is the name of what has the focus.
func (a *App) Focused() string {
	a.t.Helper()
	return strings.Join(a.order(order{Do: "focused"}).Lines, "")
}

// Texts are all lines on the screen, and Labels the names of all controls.
func (a *App) Texts() []string { a.t.Helper(); return a.order(order{Do: "texts"}).Lines }

// Labels are the names of all controls in reading order.
func (a *App) Labels() []string { a.t.Helper(); return a.order(order{Do: "labels"}).Lines }

// Audit lists what is cut, too small to tap, hard to read or without a name on the
// screen: nothing, as it should be.
func (a *App) Audit() []string { a.t.Helper(); return a.order(order{Do: "audit"}).Lines }

// Picture writes what the window shows as PNG.
func (a *App) Picture(path string) { a.t.Helper(); a.order(order{Do: "picture", Name: path}) }

// SignIn goes through the door and the clinic's pages as somebody of the demo
// programme.
func (a *App) SignIn(user string) {
	a.t.Helper()
	a.SignInAs(testclinic.Login{User: user, Password: testclinic.Account(user).Password})
}

// SignInAs is SignIn of anybody.
func (a *App) SignInAs(who testclinic.Login) {
	a.t.Helper()
	a.Tap("Open the sign-in page")
	a.order(order{Do: "browse", Name: who.User, Words: who.Password})
}

// Proves is SignIn of somebody whom the app does not let in then.
func (a *App) Proves(user string) {
	a.t.Helper()
	a.Tap("Open the sign-in page")
	a.order(order{Do: "browse", Name: user, Words: testclinic.Account(user).Password, On: true})
}

// Offline takes the network away, Online brings it back.
func (a *App) Offline() { a.t.Helper(); a.order(order{Do: "network"}) }

// Online brings the network back.
func (a *App) Online() { a.t.Helper(); a.order(order{Do: "network", On: true}) }

// Later moves the app's clock on.
func (a *App) Later(d time.Duration) {
	a.t.Helper()
	a.o.From += d
	a.order(order{Do: "later", For: a.o.From})
}

// Sync has the app sync at once, and waits until everything is sent and fetched.
func (a *App) Sync() { a.t.Helper(); a.order(order{Do: "sync"}) }

// SyncUntilAsked is Sync for who has something to choose: that waits for them, and
// all else is sent.
func (a *App) SyncUntilAsked() { a.t.Helper(); a.order(order{Do: "sync", On: true}) }

// Unsent waits until something is stored on the device and waits to be sent.
func (a *App) Unsent() { a.t.Helper(); a.order(order{Do: "unsent"}) }

// LoseAnswer has the next answer to a request whose path ends so not arrive, though
// the clinic has done what was asked.
func (a *App) LoseAnswer(path string) { a.t.Helper(); a.order(order{Do: "lose", Name: path}) }

// Answers are what the clinic answered since this was asked last: "403 GET /fhir/Goal".
func (a *App) Answers() []string { a.t.Helper(); return a.order(order{Do: "answers"}).Lines }

// Look has a loved one's app ask whether sharing still holds, as it does every 45 seconds.
func (a *App) Look() { a.t.Helper(); a.order(order{Do: "look"}) }

// Copied is what is on the clipboard.
func (a *App) Copied() string {
	a.t.Helper()
	return strings.Join(a.order(order{Do: "copied"}).Lines, "")
}

// Offer has a file be chosen when the app asks for one.
func (a *App) Offer(path string) { a.t.Helper(); a.order(order{Do: "offer", Name: path}) }

// Saved are the files that the app gave to be saved, by name.
func (a *App) Saved() map[string]string {
	a.t.Helper()
	lines, out := a.order(order{Do: "saved"}).Lines, map[string]string{}
	for i := 0; i+1 < len(lines); i += 2 {
		out[lines[i]] = lines[i+1]
	}
	return out
}

// Opened are the addresses that the app opened outside of itself.
func (a *App) Opened() []string { a.t.Helper(); return a.order(order{Do: "opened"}).Lines }

// Noticed waits until the app has shown so many notifications at once: that is done off
// the screen's thread.
func (a *App) Noticed(want int) {
	a.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(Patience); a.Notices() != want; <-tick.C {
		if time.Now().After(end) {
			a.t.Fatalf("%d notices, want %d", a.Notices(), want)
		}
	}
}

// Notices is how many notifications the app showed at once.
func (a *App) Notices() int {
	a.t.Helper()
	n, err := strconv.Atoi(strings.Join(a.order(order{Do: "notices"}).Lines, ""))
	if err != nil {
		a.t.Fatal(err)
	}
	return n
}
