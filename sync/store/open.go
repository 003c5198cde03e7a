package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // registers the VFS that encrypts
)

// Names of the files in a profile's folder.
const (
	fileStem    = "store"
	dataName    = fileStem + ".db"
	lockName    = fileStem + ".lock"
	checkName   = fileStem + ".check"
	damagedName = fileStem + ".damaged"
)

// Open opens the store in cfg.Dir and makes it if there is none. It fails with
// ErrInUse, ErrWrongKey, ErrOwner, ErrNewer, ErrFull or ErrFailed; a damaged file
// is no failure, see Recovered.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	hold := cfg.Hold
	if hold == nil {
		taken, err := Take(cfg.Dir)
		if err != nil {
			return nil, err
		}
		hold = taken
	}
	s, err := openLocked(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, hold.Release())
	}
	s.hold = hold
	return s, nil
}

// OpenMemory opens a store that keeps nothing once it is closed: for a person who
// does not want to stay signed in, and for tests.
func OpenMemory(ctx context.Context, cfg Config) (*Store, error) {
	s, err := openFile(ctx, cfg, "")
	if err != nil {
		return nil, errors.Join(err, cfg.Hold.Release())
	}
	s.hold = cfg.Hold
	return s, nil
}

func openLocked(ctx context.Context, cfg Config) (*Store, error) {
	if _, err := os.Stat(filepath.Join(cfg.Dir, damagedName)); err == nil {
		if err := setAside(cfg); err != nil {
			return nil, err
		}
	}
	if err := checkKey(cfg); err != nil {
		return nil, err
	}
	path := filepath.Join(cfg.Dir, dataName)
	s, err := openFile(ctx, cfg, path)
	if errors.Is(err, ErrDamaged) {
		if err := setAside(cfg); err != nil {
			return nil, err
		}
		if err := checkKey(cfg); err != nil {
			return nil, err
		}
		s, err = openFile(ctx, cfg, path)
	}
	if err != nil {
		return nil, err
	}
	if err := s.carryOver(ctx, cfg); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	return s, nil
}

// checkKey compares the key with the one that the store was made with. A file
// without a check beside it is not ours to judge: opening it tells.
func checkKey(cfg Config) error {
	path := filepath.Join(cfg.Dir, checkName)
	known, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		own, err := cfg.Key.check()
		if err != nil {
			return because(ErrFailed, err)
		}
		if err := writeFile(path, own); err != nil {
			return because(ErrFailed, err)
		}
		return nil
	}
	if err != nil {
		return because(ErrFailed, err)
	}
	ok, err := cfg.Key.fits(known)
	if err != nil {
		return because(ErrFailed, err)
	}
	if !ok {
		return ErrWrongKey
	}
	return nil
}

// openFile opens the database at path, "" being memory, and checks its schema,
// its owner and that its precious tables can be read.
func openFile(ctx context.Context, cfg Config, path string) (*Store, error) {
	aead, err := cfg.Key.aead()
	if err != nil {
		return nil, because(ErrFailed, err)
	}
	db, err := openDB(cfg.Key, path)
	if err != nil {
		return nil, because(ErrFailed, err)
	}
	s := &Store{db: db, aead: aead}
	err = migrate(ctx, db)
	if err == nil {
		err = s.Apply(ctx, func(tx *Tx) error { return tx.claim(cfg.Owner) })
	}
	if err != nil {
		return nil, errors.Join(s.fault(ctx, err), db.Close())
	}
	if path != "" {
		s.dir = cfg.Dir
	}
	return s, nil
}

// openDB gives a database of exactly one connection. Alone and under the lock
// file it may hold the file exclusively, so that the WAL's index stays in memory.
func openDB(key Key, path string) (*sql.DB, error) {
	dsn := ":memory:"
	pragmas := `PRAGMA temp_store = memory; PRAGMA foreign_keys = on;`
	if path != "" {
		// WAL and journal take their mode from the file.
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			return nil, err
		}
		query := url.Values{"vfs": {"adiantum"}, "modeof": {path}, "_txlock": {"immediate"}}
		// SQLite reads a plus sign in a query as itself, and profiles live in folders
		// such as "Application Support".
		spaced := strings.ReplaceAll(query.Encode(), "+", "%20")
		dsn = (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: spaced}).String()
		disk, err := key.derive("disk")
		if err != nil {
			return nil, err
		}
		pragmas = fmt.Sprintf(`PRAGMA hexkey = '%s'; PRAGMA locking_mode = exclusive; `, hex.EncodeToString(disk)) +
			pragmas + `PRAGMA journal_mode = wal; PRAGMA synchronous = full;`
	}
	c, err := (&driver.SQLite{}).OpenConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector{c, pragmas})
	db.SetMaxOpenConns(1)
	return db, nil
}

// claim makes a new store the owner's and refuses another's. Reading the small
// tables here finds most damage while it can still be set aside.
func (t *Tx) claim(owner Owner) error {
	known, err := t.Meta("owner")
	if err != nil {
		return err
	}
	switch known {
	case "":
		return t.SetMeta("owner", owner.text())
	case owner.text():
		if _, err := t.Outbox(); err != nil {
			return err
		}
		return t.Drafts(func(string, []byte) error { return nil })
	}
	return ErrOwner
}

//go:embed migrations/*.sql
var migrations embed.FS

// migrate runs the steps that the file has not had. user_version counts them.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql") // in order: names begin with a number
	if err != nil {
		return err
	}
	var done int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&done); err != nil {
		return err
	}
	if done > len(steps) {
		return ErrNewer
	}
	for i, name := range steps[done:] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		step := fmt.Sprintf("BEGIN;\n%s\nPRAGMA user_version = %d;\nCOMMIT", text, done+i+1)
		if err := execute(ctx, db, step); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func writeFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
