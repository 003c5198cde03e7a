package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Yield makes room in cfg.Dir for another owner than the one whose store is there.
// The copy of what the server said is deleted. Where that owner entered something
// that exists only here, it is set aside under a dated name, as closed as before:
// Open brings it back when the same owner opens a store there. kept says that there
// is such a thing. What was set aside before is left alone. cfg.Owner does not matter.
func Yield(ctx context.Context, cfg Config) (kept bool, err error) {
	hold, err := Take(cfg.Dir)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, hold.Release()) }()
	path := filepath.Join(cfg.Dir, dataName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if kept, err = reduce(ctx, cfg, path); err != nil {
		return false, err
	}
	if kept {
		return true, setAside(cfg)
	}
	for _, name := range []string{dataName, dataName + "-wal", checkName} {
		if err := os.Remove(filepath.Join(cfg.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, because(ErrFailed, err)
		}
	}
	return false, nil
}

// reduce takes out of a store what can be downloaded again, and says whether
// anything else is left.
func reduce(ctx context.Context, cfg Config, path string) (left bool, err error) {
	if err := checkKey(cfg); err != nil {
		return false, err
	}
	aead, err := cfg.Key.aead()
	if err != nil {
		return false, because(ErrFailed, err)
	}
	db, err := openDB(cfg.Key, path)
	if err != nil {
		return false, because(ErrFailed, err)
	}
	s := &Store{db: db, dir: cfg.Dir, aead: aead}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := migrate(ctx, db); err != nil {
		return false, s.fault(ctx, err)
	}
	err = s.Apply(ctx, func(tx *Tx) error {
		all, err := tx.Outbox()
		if err != nil {
			return err
		}
		for _, e := range all {
			left = left || e.State != Acknowledged
		}
		keep := func(string, []byte) error { left = true; return nil }
		if err := errors.Join(tx.Drafts(keep), tx.Documents("", func(Document) error { return keep("", nil) })); err != nil {
			return err
		}
		for _, query := range []string{
			`DELETE FROM resource`, `DELETE FROM aside`, `DELETE FROM cursor`, `DELETE FROM meta WHERE name <> 'owner'`,
			`DELETE FROM outbox WHERE state = 'acknowledged'`,
		} {
			if _, err := tx.exec(query); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	err = execute(ctx, db, `VACUUM; PRAGMA wal_checkpoint(TRUNCATE)`)
	return left, s.fault(ctx, err)
}
