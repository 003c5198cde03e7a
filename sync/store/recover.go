package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Recovery tells what Open did with files that were set aside.
type Recovery struct {
	Files   []string // where they are
	Entries int      // outbox entries carried over
	Drafts  int      // drafts carried over
	Lost    bool     // some of an outbox could not be read: tell the person; the file is kept
}

// markDamaged makes the next Open set the file aside: damage that is met while
// the store is in use cannot be mended under it.
func markDamaged(dir string) error {
	return writeFile(filepath.Join(dir, damagedName), nil)
}

// SetAside renames the store in dir so that a new one can be started. Nothing is
// deleted. Open does it with a damaged file. For one that the key does not fit,
// call it once the person has agreed; it fails with ErrInUse while the store is open.
func SetAside(cfg Config) error {
	hold, err := Take(cfg.Dir)
	if err != nil {
		return err
	}
	return errors.Join(setAside(cfg), hold.Release())
}

// setAside notes the new name first, so that it can be cut short at any step and
// carried on under the same name: a database and its WAL stay together.
func setAside(cfg Config) error {
	mark := filepath.Join(cfg.Dir, damagedName)
	noted, err := os.ReadFile(mark)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return because(ErrFailed, err)
	}
	if len(noted) == 0 {
		noted = []byte(cfg.freeName())
		if err := writeFile(mark, noted); err != nil {
			return because(ErrFailed, err)
		}
	}
	for _, ext := range []string{".check", ".db-wal", ".db"} {
		from, to := filepath.Join(cfg.Dir, fileStem+ext), filepath.Join(cfg.Dir, filepath.Base(string(noted))+ext)
		if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return because(ErrFailed, err)
		}
	}
	if err := os.Remove(mark); err != nil {
		return because(ErrFailed, err)
	}
	return nil
}

// freeName is a dated name that no file has: nothing that was set aside before is
// overwritten.
func (c Config) freeName() string {
	dated := fileStem + "-" + c.now().UTC().Format("20060102T150405.000Z")
	for n, name := 2, dated; ; n++ {
		taken, err := filesIn(c.Dir, name+".", "")
		if err != nil || len(taken) == 0 {
			return name
		}
		name = fmt.Sprintf("%s-%d", dated, n)
	}
}

// carryOver brings what still authenticates in files that were set aside into s,
// once for each file: the note that it was done is in the same transaction. A file
// of another key is told of once and tried again at each start: a keyring may come
// back.
func (s *Store) carryOver(ctx context.Context, cfg Config) error {
	files, err := filesIn(cfg.Dir, fileStem+"-", ".db")
	if err != nil {
		return because(ErrFailed, err)
	}
	for _, file := range files {
		note := "carried over " + filepath.Base(file)
		var done string
		err := s.View(ctx, func(tx *Tx) (err error) {
			done, err = tx.Meta(note)
			return err
		})
		if err != nil {
			return err
		}
		locked := !opens(cfg, file)
		if done == noteLocked && locked || done != "" && done != noteLocked {
			continue
		}
		found, mark := salvaged{}, noteLocked
		if !locked {
			found, mark = salvage(ctx, cfg, file), cfg.now().UTC().Format("2006-01-02T15:04:05Z")
		}
		if found.others {
			continue // it waits for its owner, and tells nobody else anything
		}
		err = s.Apply(ctx, func(tx *Tx) error {
			if err := tx.adopt(found); err != nil {
				return err
			}
			return tx.SetMeta(note, mark)
		})
		if err != nil {
			return err
		}
		if s.recovered == nil {
			s.recovered = &Recovery{}
		}
		s.recovered.Files = append(s.recovered.Files, file)
		s.recovered.Entries += len(found.entries)
		s.recovered.Drafts += len(found.drafts)
		s.recovered.Lost = s.recovered.Lost || !found.whole
	}
	return nil
}

// noteLocked stands in the note of a file that another key opens.
const noteLocked = "locked"

// opens says whether the key is that of a file which was set aside. Without its
// check it is tried.
func opens(cfg Config, file string) bool {
	check, err := os.ReadFile(strings.TrimSuffix(file, ".db") + ".check")
	if err != nil {
		return true
	}
	fits, err := cfg.Key.fits(check)
	return err == nil && fits
}

// salvaged is what could be read of a file.
type salvaged struct {
	entries []Entry
	drafts  map[string][]byte
	papers  []Document
	whole   bool // nothing was left behind
	others  bool // it is somebody else's
}

// salvage reads the outbox and the drafts of a file of the same owner. Whatever
// goes wrong leaves whole false.
func salvage(ctx context.Context, cfg Config, path string) salvaged {
	found := salvaged{drafts: map[string][]byte{}}
	aead, err := cfg.Key.aead()
	if err != nil {
		return found
	}
	db, err := openDB(cfg.Key, path)
	if err != nil {
		return found
	}
	old := &Store{db: db, aead: aead}
	damaged := false
	err = old.View(ctx, func(tx *Tx) error {
		owner, err := tx.Meta("owner")
		if err == nil && owner != cfg.Owner.text() {
			err = ErrOwner
		}
		if err != nil {
			return err
		}
		all, err := tx.Outbox()
		for _, e := range all {
			if e.Code == CodeDamaged {
				damaged = true
				continue
			}
			found.entries = append(found.entries, e)
		}
		return errors.Join(err, tx.Drafts(func(id string, body []byte) error {
			found.drafts[id] = body
			return nil
		}), tx.salvageDocuments(&found))
	})
	found.others = errors.Is(err, ErrOwner)
	found.whole = errors.Join(err, db.Close()) == nil && !damaged
	return found
}

func (t *Tx) salvageDocuments(found *salvaged) error {
	if has, err := t.hasDocuments(); err != nil || !has {
		return err
	}
	return t.Documents("", func(d Document) error {
		found.papers = append(found.papers, d)
		return nil
	})
}

func (t *Tx) adopt(found salvaged) error {
	for i := range found.entries {
		if err := t.Enqueue(&found.entries[i]); err != nil {
			return err
		}
	}
	for id, body := range found.drafts {
		if err := t.SaveDraft(id, body); err != nil {
			return err
		}
	}
	for _, d := range found.papers {
		if err := t.adoptDocument(d); err != nil {
			return err
		}
	}
	return nil
}
