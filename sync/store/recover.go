package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// markDamaged makes the next Open recover: damage that is met while the store is
// in use cannot be mended under it.
func markDamaged(dir string) error {
	return writeFile(filepath.Join(dir, damagedName), nil)
}

// recoverFrom sets the file at path aside, starts a new one and carries over what
// still authenticates.
func recoverFrom(ctx context.Context, cfg Config, path string) (*Store, error) {
	aside, err := SetAside(cfg)
	if err != nil {
		return nil, err
	}
	s, err := openFile(ctx, cfg, path)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(filepath.Join(cfg.Dir, damagedName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(because(ErrFailed, err), s.db.Close())
	}
	s.recovered = &Recovery{File: aside, Lost: true}
	entries, drafts, whole := salvage(ctx, cfg, aside)
	err = s.Apply(ctx, func(tx *Tx) error {
		for i := range entries {
			if err := tx.Enqueue(&entries[i]); err != nil {
				return err
			}
		}
		for id, body := range drafts {
			if err := tx.SaveDraft(id, body); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	s.recovered.Entries, s.recovered.Drafts, s.recovered.Lost = len(entries), len(drafts), !whole
	return s, nil
}

// SetAside renames the store's files so that a new one can be started, and says
// where they are now. Nothing is deleted. Open does it for a damaged file; for one
// that the key does not fit, call it once the person has agreed.
func SetAside(cfg Config) (string, error) {
	stem := filepath.Join(cfg.Dir, fileStem+"-"+cfg.Now().UTC().Format("20060102T150405.000Z"))
	for _, ext := range []string{".db", ".db-wal", ".db-shm", ".db-journal", ".check"} {
		err := os.Rename(filepath.Join(cfg.Dir, fileStem+ext), stem+ext)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", because(ErrFailed, err)
		}
	}
	return stem + ".db", nil
}

// salvage reads what it can of the outbox and the drafts of a damaged file that
// belongs to the same owner. whole is false if something there could not be read.
func salvage(ctx context.Context, cfg Config, path string) (entries []Entry, drafts map[string][]byte, whole bool) {
	aead, err := cfg.Key.aead()
	if err != nil {
		return nil, nil, false
	}
	db, err := openDB(cfg.Key, path)
	if err != nil {
		return nil, nil, false
	}
	old := &Store{db: db, aead: aead}
	drafts = map[string][]byte{}
	whole = true
	err = old.View(ctx, func(tx *Tx) error {
		owner, err := tx.Meta("owner")
		if err != nil || owner != cfg.Owner.text() {
			whole = false
			return err
		}
		all, err := tx.Outbox()
		for _, e := range all {
			if e.Code == CodeDamaged {
				whole = false
				continue
			}
			entries = append(entries, e)
		}
		return errors.Join(err, tx.Drafts(func(id string, body []byte) error {
			drafts[id] = body
			return nil
		}))
	})
	if errors.Join(err, db.Close()) != nil {
		whole = false
	}
	return entries, drafts, whole
}
