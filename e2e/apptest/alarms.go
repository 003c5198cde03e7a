package apptest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"
)

// alarms is where the system holds what it is to show later: beside the profile, since a
// phone's system holds it whether the app runs or not, and whatever is wiped.
func alarms(folder string) string { return folder + ".alarms" }

func readAlarms(folder string) (map[string]time.Time, error) {
	held := map[string]time.Time{}
	raw, err := os.ReadFile(alarms(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return held, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &held)
	}
	return held, err
}

func (p *process) changeAlarms(change func(map[string]time.Time)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	folder := os.Getenv(ofFolder)
	held, err := readAlarms(folder)
	if err != nil {
		return err
	}
	change(held)
	raw, err := json.Marshal(held)
	if err == nil {
		err = os.WriteFile(alarms(folder)+".new", raw, 0o600)
	}
	if err == nil {
		err = os.Rename(alarms(folder)+".new", alarms(folder))
	}
	return err
}

// Schedule, Cancel and Notify stand where the system's notifications are.
func (p *process) Schedule(at time.Time) (string, error) {
	if !at.After(p.now()) {
		return "", errors.New("scheduled delivery time must be in the future") // as Fyne
	}
	id := uuid.NewString()
	return id, p.changeAlarms(func(held map[string]time.Time) { held[id] = at })
}

// Cancel takes a notification back.
func (p *process) Cancel(id string) error {
	return p.changeAlarms(func(held map[string]time.Time) { delete(held, id) })
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
	held, err := readAlarms(a.Folder)
	if err != nil {
		a.t.Fatal(err)
	}
	var out []time.Time
	for _, at := range held {
		out = append(out, at.UTC())
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
