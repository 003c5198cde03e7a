// Package store keeps one person's copy of their record and what they have
// entered, in one encrypted SQLite file for each profile.
//
// Everything lives in one file so that a local change, its outbox entry and the
// end of its draft land in one transaction, and a downloaded page in one with
// its cursor. The file is encrypted with Adiantum, which hides but does not
// authenticate; so outbox entries and drafts carry an AEAD of their own, and the
// rest can be downloaded again.
//
// A damaged file is never deleted: Open sets it aside under a dated name, starts
// a new one, carries over every outbox entry and draft that still authenticates,
// and reports both (Recovered). A file that the key does not fit, or that belongs
// to somebody else, is left alone and Open says which of the two it is.
package store

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"throughline/care"
)

// The faults that a store answers with. Match them with errors.Is.
var (
	ErrInUse    = &care.Fault{Code: "store-in-use", Say: "Throughline is already open on this device. Use that window, or close it and try again."}
	ErrWrongKey = &care.Fault{Code: "store-wrong-key", Say: "What is saved on this device cannot be opened. It may be locked with an older key. Nothing was deleted."}
	ErrOwner    = &care.Fault{Code: "store-other-owner", Say: "What is saved on this device belongs to another sign-in. Sign in as that person to use it, or make room for yourself."}
	ErrDamaged  = &care.Fault{Code: "store-damaged", Say: "The saved copy on this device is damaged. Close Throughline and open it again. What can be saved is kept."}
	ErrFull     = &care.Fault{Code: "store-full", Say: "This device is out of space, so that was not saved. Free some space and try again."}
	ErrNewer    = &care.Fault{Code: "store-newer", Say: "What is saved on this device was made by a newer Throughline. Update Throughline to open it."}
	ErrFailed   = &care.Fault{Code: "store-failed", Say: "This device could not save that. Try again."}
)

// Owner is whom a store belongs to. A store is opened only for its owner.
type Owner struct {
	Subject string // fhirUser, a reference: "Patient/…"
	Clinic  string // FHIR base address
}

func (o Owner) text() string { return o.Subject + "\n" + o.Clinic }

// Config is what Open needs.
type Config struct {
	Dir   string // the profile's folder; made with mode 0700 if missing
	Key   Key
	Owner Owner
	Now   func() time.Time // names the file that is set aside; nil: time.Now
	Hold  *Hold            // nil: Open takes it. The store gives it back when it is closed, or when it cannot be opened
}

func (c Config) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// Store is an open store. Its methods may be called from any goroutine; one
// transaction runs at a time.
type Store struct {
	db        *sql.DB
	dir       string // empty: in memory
	hold      *Hold
	aead      cipher.AEAD
	recovered *Recovery
	box       box // belongs to the transaction that runs
}

// Recovered is nil unless Open came upon a file that was set aside and not yet
// carried over.
func (s *Store) Recovered() *Recovery { return s.recovered }

// Apply runs fn in one transaction that is committed, durably, if fn returns nil
// and is undone in full otherwise. fn must not call Apply or View.
func (s *Store) Apply(ctx context.Context, fn func(*Tx) error) error {
	return s.run(ctx, fn, true)
}

// View runs fn over one consistent state; what fn changes is undone.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	return s.run(ctx, fn, false)
}

// run cancels statements and never the connection, which database/sql would
// close with it: for a store in memory, that would be its end.
func (s *Store) run(ctx context.Context, fn func(*Tx) error, commit bool) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return s.fault(ctx, err)
	}
	defer func() { _ = conn.Close() }() // gives it back
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return s.fault(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after end; ends it where fn panics
	t := &Tx{ctx: ctx, tx: tx, aead: s.aead, prepared: map[string]statement{}, box: s.box.shared()}
	err = fn(t)
	if err == nil {
		err = ctx.Err()
	}
	switch {
	case err != nil:
		return s.fault(ctx, errors.Join(err, tx.Rollback()))
	case !commit:
		if !t.wrote {
			s.box = t.box
		}
		return s.fault(ctx, tx.Rollback())
	}
	s.box = box{} // until it is known that it was committed
	if err := tx.Commit(); err != nil {
		return s.fault(ctx, err)
	}
	s.box = t.box
	return nil
}

// Unsent gives the outbox entries that the server has not acknowledged, in push
// order. Ask before Wipe.
func (s *Store) Unsent(ctx context.Context) ([]Entry, error) {
	var unsent []Entry
	err := s.View(ctx, func(tx *Tx) error {
		all, err := tx.Outbox()
		for _, e := range all {
			if e.State != Acknowledged {
				unsent = append(unsent, e)
			}
		}
		return err
	})
	return unsent, err
}

// Close ends the use of the store and lets another process in.
func (s *Store) Close() error {
	return errors.Join(s.db.Close(), s.hold.Release())
}

// Wipe closes the store and deletes all of it, unsent entries too.
func (s *Store) Wipe() error {
	if s.dir == "" {
		return s.Close()
	}
	err := s.db.Close()
	err = errors.Join(err, removeFiles(s.dir))
	return errors.Join(err, s.hold.Release())
}

// Wipe deletes the store in dir without opening it: for a device that was told to
// erase itself and whose key is gone. It fails with ErrInUse while a process has it open.
func Wipe(dir string) error {
	hold, err := Take(dir)
	if err != nil {
		return err
	}
	return errors.Join(removeFiles(dir), hold.Release())
}

// removeFiles deletes all that a store leaves in dir, files set aside included.
// The lock file stays: deleting a lock that is held lets two processes in.
func removeFiles(dir string) error {
	names, err := filesIn(dir, fileStem, "")
	for _, name := range names {
		if filepath.Base(name) != lockName {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}

// filesIn lists the files of a folder by how their names begin and end. A folder may
// be called anything, so its name is never a pattern.
func filesIn(dir, prefix, suffix string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), suffix) {
			names = append(names, filepath.Join(dir, e.Name()))
		}
	}
	return names, err
}

// fault gives err the code and the sentence of its kind.
func (s *Store) fault(ctx context.Context, err error) error {
	var known *care.Fault
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), err)
	case errors.Is(err, sqlite3.CORRUPT), errors.Is(err, sqlite3.NOTADB):
		if s.dir != "" {
			err = errors.Join(err, markDamaged(s.dir))
		}
		return because(ErrDamaged, err)
	case errors.Is(err, sqlite3.FULL):
		return because(ErrFull, err)
	}
	var sys *sqlite3.Error
	if errors.As(err, &sys) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) {
		return because(ErrFailed, err)
	}
	return err
}

func because(kind *care.Fault, cause error) *care.Fault {
	return &care.Fault{Code: kind.Code, Say: kind.Say, Cause: cause}
}
