package apptest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"
)

// alarms is where the system holds what it is to show later, a file for each: beside the
// profile, since a phone's system holds it whether the app runs or not, and whatever is
// wiped.
func alarms(folder string) string { return folder + ".alarms" }

// Schedule, Cancel and Notify stand where the system's notifications are.
func (p *process) Schedule(at time.Time) (string, error) {
	if !at.After(p.now()) {
		return "", errors.New("scheduled delivery time must be in the future") // as Fyne
	}
	id, dir := uuid.NewString(), alarms(os.Getenv(ofFolder))
	err := os.MkdirAll(dir, 0o700)
	if err == nil { // in one step, and without the disk's own time: a link holds the moment
		err = os.Symlink(at.UTC().Format(time.RFC3339Nano), filepath.Join(dir, id))
	}
	return id, err
}

// Cancel takes a notification back.
func (p *process) Cancel(id string) error {
	err := os.Remove(filepath.Join(alarms(os.Getenv(ofFolder)), id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Notify shows one at once.
func (p *process) Notify() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told++
}

// Reminders are the moments for which the system holds notifications, in UTC, whether
// the app runs or not. One that was shown is in it still.
func (a *App) Reminders() []time.Time {
	a.t.Helper()
	held, err := os.ReadDir(alarms(a.Folder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		a.t.Fatal(err)
	}
	var out []time.Time
	for _, f := range held {
		text, err := os.Readlink(filepath.Join(alarms(a.Folder), f.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // taken back in this moment
		}
		at, bad := time.Parse(time.RFC3339Nano, text)
		if err = errors.Join(err, bad); err != nil {
			a.t.Fatal(err)
		}
		out = append(out, at)
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// Reminds waits until the system holds what it should: that is set off the screen's thread.
func (a *App) Reminds(what string, ok func(set []time.Time) bool) {
	a.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(Patience); !ok(a.Reminders()); <-tick.C {
		if time.Now().After(end) {
			a.t.Fatalf("the system holds reminders of %v, want %s", a.Reminders(), what)
		}
	}
}
