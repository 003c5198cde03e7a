package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/crypto/chacha20poly1305"
)

// readEnvelope reads and checks the file, before any key is made from it.
func readEnvelope(path string) (envelope, error) {
	raw, err := readWhole(path)
	if err != nil {
		return envelope{}, err
	}
	return parseEnvelope(raw)
}

// readWhole reads a file of secrets, or fails with ErrNotFound, ErrDamaged or ErrFailed.
func readWhole(path string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, because(ErrNotFound, err)
	}
	if err != nil {
		return nil, because(ErrFailed, err)
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, because(ErrFailed, err)
	}
	if len(raw) > maxFile {
		return nil, because(ErrDamaged, errors.New("the file is too large"))
	}
	return raw, nil
}

func parseEnvelope(raw []byte) (envelope, error) {
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, because(ErrDamaged, err)
	}
	switch {
	case e.Version != envelopeVersion:
		return e, because(ErrDamaged, errors.New("the file is of another version"))
	case !e.Cost.valid(), len(e.Salt) < 8, len(e.Nonce) != chacha20poly1305.NonceSizeX, !bytes.Equal(e.Digest, e.digest()):
		return e, because(ErrDamaged, errors.New("the file is not whole"))
	}
	return e, nil
}

// replaceFile puts data at path, whole or not at all, readable by its owner
// alone. After it returns, the data is on the disk.
func replaceFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return syncDir(dir)
}

// syncDir makes a rename last through a power cut. Windows has no such call
// for a folder, and does not need it.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
