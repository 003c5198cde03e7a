package app

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"throughline/care"
)

// alarmsFile names what the system holds for later, beside installation.json. There are
// random names in it and no moment.
const alarmsFile = "alarms.json"

// alarms are the notifications that the system holds for later. Their names lie outside of
// the person's store, so that whoever starts the app next can take them back: after a
// wipe, behind a passphrase that was lost, or when the process was killed in between.
// The work is done in order, off the caller's goroutine, and the rest belongs to that.
type alarms struct {
	queue  queue
	notify notifier
	dir    func() string // of the profile; "": in memory alone

	ids  []string
	read bool
}

// set has the system hold one, and notes its name at once.
func (a *alarms) set(at time.Time) error {
	a.load()
	id, err := a.notify.Schedule(at)
	if err != nil {
		return err
	}
	a.ids = append(a.ids, id)
	return a.keep()
}

// clear takes all back. One that has been shown is gone already.
func (a *alarms) clear() error {
	a.load()
	if len(a.ids) == 0 {
		return nil
	}
	var left []string
	var failed error
	for _, id := range a.ids {
		if err := a.notify.Cancel(id); err != nil {
			left, failed = append(left, id), err // tried again at the next start
		}
	}
	a.ids = left
	return errors.Join(failed, a.keep())
}

func (a *alarms) load() {
	if a.read {
		return
	}
	a.read = true
	if dir := a.dir(); dir != "" {
		raw, err := os.ReadFile(filepath.Join(dir, alarmsFile))
		if err == nil {
			_ = json.Unmarshal(raw, &a.ids) // what cannot be read names nothing
		}
	}
}

// keep writes the names. A process that is killed leaves the old ones or the new ones.
func (a *alarms) keep() error {
	dir := a.dir()
	if dir == "" {
		return nil
	}
	path := filepath.Join(dir, alarmsFile)
	if len(a.ids) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	raw, err := json.Marshal(a.ids)
	if err == nil {
		err = os.WriteFile(path+".new", raw, 0o600)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	return err
}

// nobodyIsReminded takes back what the system holds: nobody is signed in here. The
// channel is closed when that is done.
func (w *Window) nobodyIsReminded() <-chan struct{} {
	done := make(chan struct{})
	w.alarms.queue.add(func() {
		defer close(done)
		_ = w.alarms.clear() // what stays is tried again at the next start
	})
	return done
}

// remindAnew sets what is set again: the lead or the language of a notice is another.
func (w *Window) remindAnew() {
	if w.reminders != nil && w.role == care.RolePatient {
		c, _ := w.presenter.Latest()
		w.reminders.follow(w.ctx, c)
	}
}

// language is the one that the app speaks.
func (w *Window) language() string {
	_, p := w.presenter.Latest()
	return p.Language()
}
