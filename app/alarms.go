package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"throughline/care"
)

// alarmsFile names what the system holds for later, beside installation.json: a random
// name in each line, and no moment. A line is added without writing the others again,
// which for the reminders of twelve weeks would keep an old phone busy.
const alarmsFile = "alarms"

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
	return a.write(os.O_APPEND, id)
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
			a.ids = strings.Fields(string(raw))
		}
	}
}

// keep writes what is left of the names. A process that is killed before that has the
// old ones, and takes back a second time what is gone.
func (a *alarms) keep() error {
	dir := a.dir()
	if dir == "" || len(a.ids) > 0 {
		return a.write(os.O_TRUNC, a.ids...)
	}
	if err := os.Remove(filepath.Join(dir, alarmsFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (a *alarms) write(how int, ids ...string) error {
	dir := a.dir()
	if dir == "" {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(dir, alarmsFile), os.O_WRONLY|os.O_CREATE|how, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Join(ids, "\n") + "\n")
	return errors.Join(err, f.Close())
}

// settled is closed when what was asked for until now is done.
func (a *alarms) settled() <-chan struct{} {
	done := make(chan struct{})
	a.queue.add(func() { close(done) })
	return done
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
