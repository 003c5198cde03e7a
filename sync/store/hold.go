package store

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Hold is the right of one process to a profile's folder: to its store, and to the
// tokens that belong to it. The system takes it back when the process ends, however
// it ends.
type Hold struct{ lock *flock.Flock }

// Take makes the folder and takes its hold. It fails with ErrInUse while another
// process, or another part of this one, has it. Where a platform has one process,
// such as js, there is nothing to hold.
func Take(dir string) (*Hold, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, because(ErrFailed, err)
	}
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder needs its execute bit
		return nil, because(ErrFailed, err)
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return &Hold{lock}, nil
	case err != nil:
		return nil, because(ErrFailed, err)
	case !ok:
		return nil, ErrInUse
	}
	return &Hold{lock}, nil
}

// Release gives the hold back; more than once, or of a nil Hold, is no error.
func (h *Hold) Release() error {
	if h == nil {
		return nil
	}
	return h.lock.Close()
}
