package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/screens/entry"
)

// Keeping is how the refresh token and the store's key are kept between starts.
type Keeping string

// Ways of keeping. Nothing is ever kept in a plain file.
const (
	KeepUndecided  Keeping = ""
	KeepKeyring    Keeping = "keyring"    // the operating system's
	KeepPassphrase Keeping = "passphrase" // a file sealed with the person's passphrase
	KeepNothing    Keeping = "nothing"    // sign in at each start
)

// Installation is what one profile folder remembers outside of the encrypted
// store. There is no secret in it and nothing about health or the person.
type Installation struct {
	ID     string            `json:"id"`               // random; names this profile's items in the keyring
	Clinic string            `json:"clinic,omitempty"` // FHIR base
	Keep   Keeping           `json:"keep,omitempty"`
	Asked  bool              `json:"asked_to_notify,omitempty"`
	Reads  entry.Preferences `json:"reads"`
	Shared int               `json:"shared,omitempty"` // minutes with nobody there until a shared computer signs out; 0: not shared

	dir string // empty: in memory alone
}

const installationFile = "installation.json"

// DefaultFolder is where a profile lives unless --profile says otherwise.
func DefaultFolder() (string, error) {
	base, err := deviceFolder()
	if err != nil {
		return "", fmt.Errorf("no folder for settings: %w", err)
	}
	return filepath.Join(base, "throughline"), nil
}

var errFolder = &care.Fault{Code: "profile-folder", Say: "We can't use the folder for this app's data. Check that it is yours and that the disk is not full."}

// OpenInstallation reads the profile folder, or makes a new one. A file that
// cannot be read is set aside: it holds nothing that cannot be chosen again.
func OpenInstallation(dir string) (*Installation, error) {
	unusable := func(err error) error {
		return &care.Fault{Code: errFolder.Code, Say: errFolder.Say, Cause: err}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(err)
	}
	in := &Installation{dir: dir}
	name := filepath.Join(dir, installationFile)
	raw, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, unusable(err)
	case json.Unmarshal(raw, in) != nil || in.ID == "":
		if err := os.Rename(name, name+".unreadable"); err != nil {
			return nil, unusable(err)
		}
		in = &Installation{dir: dir}
	}
	if in.ID == "" {
		in.ID = uuid.NewString()
		if err := in.Save(); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// NewWaitingClient makes a client over a folder that could not be opened. It holds nothing, and
// each Resume tries the folder again: the window is there all the same, and Help in it.
func NewWaitingClient(dir string, o ClientOptions) *Client {
	c := NewClient(InMemory(), o)
	c.folder = dir
	return c
}

// openFolder opens the folder of a waiting client.
func (c *Client) openFolder() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.folder == "" {
		return nil
	}
	in, err := OpenInstallation(c.folder)
	if err != nil {
		return err
	}
	if c.in.Clinic != "" {
		in.Clinic = c.in.Clinic
	}
	c.in, c.folder = *in, ""
	return nil
}

// InMemory is a profile that leaves no trace: what it remembers ends with the process.
func InMemory() *Installation { return &Installation{ID: uuid.NewString(), Keep: KeepNothing} }

// keepsNothing says whether nothing of a sign-in outlives the process.
func (in *Installation) keepsNothing() bool { return in.dir == "" || in.Keep == KeepNothing }

// Save writes the file whole or not at all.
func (in *Installation) Save() error {
	if in.dir == "" {
		return nil
	}
	raw, err := json.MarshalIndent(in, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(in.dir, installationFile+".*") // 0600
	if err != nil {
		return in.unsaved(err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(raw)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(in.dir, installationFile))
	}
	if err != nil {
		return in.unsaved(err)
	}
	return nil
}

func (in *Installation) unsaved(err error) error {
	return &care.Fault{Code: "settings-unsaved", Say: "We couldn't save your settings. Check that the disk is not full, and try again.", Cause: err}
}

// path is a file of this profile.
func (in *Installation) path(name string) string { return filepath.Join(in.dir, name) }
