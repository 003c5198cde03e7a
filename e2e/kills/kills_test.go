// Package kills kills the app and the clinic's server while a person enters things over a bad network, and then counts.
package kills

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

func TestMain(m *testing.M) {
	testclinic.Main()
	asDeviceOnly()
	os.Exit(m.Run())
}

// number is from the environment, so that make faults can ask for more than make test.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// The app is killed at random moments while it writes and syncs, the server now and then, and the network between them
// is slow, cut, reset and closed late. What the person was told is saved is at the clinic in the end, once.
func TestNothingIsLostWhateverIsKilled(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	kills, clinicKills := number(t, "THROUGHLINE_KILLS", 6), number(t, "THROUGHLINE_CLINIC_KILLS", 2)
	seed := uint64(number(t, "THROUGHLINE_SEED", int(time.Now().UnixNano()%1e9)))
	t.Logf("seed %d: THROUGHLINE_SEED repeats what is decided by chance here", seed)
	s := newScene(t, seed)
	s.signIn()
	s.dana = s.hires()
	deaths := make([]bool, kills)
	for i := range min(clinicKills, kills) {
		deaths[i] = true
	}
	s.r.Shuffle(kills, func(i, j int) { deaths[i], deaths[j] = deaths[j], deaths[i] })
	for i, clinicToo := range deaths {
		s.life(i, clinicToo)
	}
	s.wire.calm()
	s.settles()
	s.count(kills, clinicKills)
}

// scene is one clinic, one device of one patient, and the network between them.
type scene struct {
	*testing.T
	r      *rand.Rand
	wire   *wire
	clinic *testclinic.Clinic
	dana   *clinician
	listen string
	db     string
	folder string

	tried, saved map[string]string // what was entered, by its id: the kind of it
	conflicts    int
	signedIn     int
	said         []string // the end of what the last process said
}

func newScene(t *testing.T, seed uint64) *scene {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{
		T: t, r: rand.New(rand.NewPCG(seed, 1)), wire: newWire(t), listen: l.Addr().String(),
		db: filepath.Join(t.TempDir(), "clinic.db"), folder: filepath.Join(t.TempDir(), "profile"),
		tried: map[string]string{}, saved: map[string]string{},
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s.wire.leads(s.listen)
	s.startClinic()
	t.Cleanup(func() {
		if err := s.clinic.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *scene) startClinic() {
	s.Helper()
	flags := []string{"--listen", s.listen, "--base-url", s.wire.address()}
	if s.clinic == nil {
		flags = append(flags, "--demo")
	}
	c, err := testclinic.Start(context.WithoutCancel(s.Context()), s.db, flags...)
	if err != nil {
		s.Fatal(err)
	}
	s.clinic = c
}

// process is the app on the device.
type process struct {
	cmd   *exec.Cmd
	ready chan struct{}
	ended chan struct{}
}

// starts runs the app. What it says is heard until it ends.
func (s *scene) starts(mode string, seed uint64) *process {
	s.Helper()
	self, err := os.Executable()
	if err != nil {
		s.Fatal(err)
	}
	p := &process{cmd: exec.CommandContext(s.Context(), self), ready: make(chan struct{}), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), asDevice+"="+mode, ofFolder+"="+s.folder, atClinic+"="+s.wire.address()+"/fhir", withSeed+"="+strconv.FormatUint(seed, 10))
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		s.Fatal(err)
	}
	s.said = nil
	go func() {
		s.hears(out, sync.OnceFunc(func() { close(p.ready) }))
		_ = p.cmd.Wait() // killed, or it said why
		close(p.ended)
	}()
	return p
}

func (s *scene) hears(out io.Reader, ready func()) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := lines.Text()
		s.said = append(s.said, line)
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "ready":
			ready()
		case words[0] == "try" && len(words) == 3:
			s.tried[words[2]] = words[1]
		case words[0] == "saved" && len(words) == 3:
			s.saved[words[2]] = words[1]
		case words[0] == "asked":
			s.conflicts++
		}
	}
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
}

func (s *scene) signIn() {
	s.Helper()
	p := s.starts("sign-in", 0)
	<-p.ended
	if !p.cmd.ProcessState.Success() {
		s.Fatalf("the sign-in said %q; the clinic %s", s.said, s.clinic.Log())
	}
	s.signedIn++
}

// life runs the app for a while and kills it.
func (s *scene) life(i int, clinicToo bool) {
	s.Helper()
	network := s.wire.fails(s.r)
	p := s.starts("live", uint64(i)<<32|uint64(s.r.Uint32()))
	// Often right at the start, mostly within what a few syncs take.
	wait := time.Duration(s.r.ExpFloat64() * float64(600*time.Millisecond))
	if s.r.IntN(8) > 0 {
		select {
		case <-p.ready:
		case <-p.ended:
		}
	}
	if clinicToo {
		s.pause(p, wait/2)
		s.clinic.Kill()
		s.pause(p, time.Duration(s.r.IntN(300))*time.Millisecond)
		s.startClinic()
	}
	if s.r.IntN(3) == 0 {
		s.edits()
	}
	if s.r.IntN(4) == 0 {
		s.pause(p, wait/2)
		network += ", then " + s.wire.fails(s.r)
	}
	s.pause(p, wait)
	p.kill()
	if last := s.last(); strings.HasPrefix(last, "ended ") {
		if !s.signedOut() {
			s.Fatalf("life %d, network %s: %q", i, network, s.said)
		}
		// A refresh whose answer was killed too often ends the sign-in; what was entered stays.
		s.wire.calm()
		s.signIn()
	}
}

// signedOut says that the sign-in of the last process has ended: a refresh whose answer was lost, and that was asked for
// again only in a later life, is taken for a stolen token.
func (s *scene) signedOut() bool {
	return strings.HasPrefix(s.last(), "ended sign-in-again") || strings.HasPrefix(s.last(), "ended sign-in-reused")
}

// pause waits, but not for a process that has ended.
func (s *scene) pause(p *process, d time.Duration) {
	select {
	case <-time.After(d):
	case <-p.ended:
	}
}

func (s *scene) last() string {
	if len(s.said) == 0 {
		return ""
	}
	return s.said[len(s.said)-1]
}

func (s *scene) settles() {
	s.Helper()
	for range 3 {
		p := s.starts("settle", 0)
		<-p.ended
		switch last := s.said; {
		case p.cmd.ProcessState.Success() && slices.Contains(last, "rest 0"):
			return
		case s.signedOut():
			s.signIn()
		default:
			s.Fatalf("in the end the device said %q", last)
		}
	}
	s.Fatal("the device does not come to rest")
}

// count looks at the clinic for everything that was entered.
func (s *scene) count(kills, clinicKills int) {
	s.Helper()
	found := s.found()
	lost, doubled := []string{}, []string{}
	for id, kind := range s.saved {
		if found[id] == 0 {
			lost = append(lost, kind+" "+id)
		}
	}
	for id, n := range found {
		if n > 1 {
			doubled = append(doubled, fmt.Sprintf("%s %s %d times", s.tried[id], id, n))
		}
	}
	kinds := map[string]int{}
	for _, kind := range s.saved {
		kinds[kind]++
	}
	s.Logf("killed: the app %d times, the clinic's server %d times; signed in %d times; the clinician made %d edits", kills, clinicKills, s.signedIn, s.dana.edits)
	s.Logf("edits made %d, acknowledged %d %v, found on the server %d, lost %d, doubled %d, conflicts shown %d",
		len(s.tried), len(s.saved), slices.Sorted(maps.Keys(kinds)), len(found), len(lost), len(doubled), s.conflicts)
	if len(lost)+len(doubled) > 0 {
		s.Errorf("lost %v\ndoubled %v", lost, doubled)
	}
	if len(s.saved) < kills/4 {
		s.Errorf("only %d things were entered in %d lives: this proves little", len(s.saved), kills)
	}
}
