package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"throughline/clinic"
	"throughline/clinic/store/sqlstore"
)

// backup writes beside the file first, reads that back, and only then gives it
// its name: a file of that name is a whole backup.
func backup(ctx context.Context, c *call) (err error) {
	d, name, err := c.withFile(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	f, err := os.CreateTemp(filepath.Dir(name), ".backup-*") // 0600: it holds health data
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), forget(f.Name())) }()
	made, err := d.DB.Backup(ctx, f)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	read, err := sqlstore.CheckBackup(f)
	if err != nil {
		return err
	}
	if read.SHA256 != made.SHA256 {
		return errors.New("the file says something else than what was written to it")
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return sayBackup(c.Out, read)
}

// forget removes what is there if something went wrong.
func forget(name string) error {
	if err := os.Remove(name); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func restore(ctx context.Context, c *call) (err error) {
	d, name, err := c.withFile(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	f, err := os.Open(name)
	if err != nil {
		return misuse{err}
	}
	defer f.Close()
	got, err := d.DB.Restore(ctx, f)
	if errors.Is(err, sqlstore.ErrNotEmpty) {
		return misuse{err}
	}
	if err != nil {
		return err
	}
	return sayBackup(c.Out, got)
}

// withFile takes the one file that a command names, and opens the database.
func (c *call) withFile(ctx context.Context) (*clinic.Data, string, error) {
	var cfg clinic.Config
	c.database(&cfg)
	files := c.interspersed()
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return nil, "", err
	}
	if files = append(files, c.args...); len(files) != 1 {
		return nil, "", misuse{errors.Join(errors.New("one file is to be named"), d.Close())}
	}
	return d, files[0], nil
}

func sayBackup(to io.Writer, b sqlstore.Backup) error {
	for _, table := range slices.Sorted(maps.Keys(b.Rows)) {
		if _, err := fmt.Fprintf(to, "%-24s %9d\n", table, b.Rows[table]); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(to, "clinics: %d, sha256 of the rows: %s\n", b.Clinics, b.SHA256)
	return err
}
