package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// key is one that a system keeps and does not give away: it seals and opens for us. The
// name is bound to what is sealed. open fails with ErrKeyLost where the key is gone
// or another one sealed the bytes.
type key interface {
	seal(ctx context.Context, name, plain []byte) ([]byte, error)
	open(ctx context.Context, name, sealed []byte) ([]byte, error)
	forget(ctx context.Context) error
}

// Sealed keeps each item in a file of its own, sealed with a key that the system
// keeps. A damaged file takes no other item with it.
type Sealed struct {
	folder  string
	profile string
	key     key

	mu sync.Mutex
}

func newSealed(p Place, k key) *Sealed {
	return &Sealed{folder: p.Folder, profile: p.Profile, key: k}
}

// box is a file. The digest tells a damaged file from a key that does not fit.
type box struct {
	Version int    `json:"version"`
	Sealed  []byte `json:"sealed"`
	Digest  []byte `json:"sha256"`
}

const (
	boxVersion = 1
	// again is how long to wait before the one other try: a Keystore is known to fail
	// while the phone is busy starting.
	again = 200 * time.Millisecond
)

func (b box) digest() []byte {
	sum := sha256.Sum256(b.Sealed)
	return sum[:]
}

// name is what an item is sealed to, so that one file in the place of another is
// found out.
func (s *Sealed) name(item Item) []byte {
	return []byte("throughline vault 1 " + s.profile + "/" + string(item))
}

func (s *Sealed) path(item Item) string {
	return filepath.Join(s.folder, "secret-"+string(item)+".sealed")
}

// Load gives an item, or ErrNotFound, ErrDamaged or ErrKeyLost.
func (s *Sealed) Load(ctx context.Context, item Item) (Secret, error) {
	if err := ctx.Err(); err != nil {
		return Secret{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := readBox(s.path(item))
	if err != nil {
		return Secret{}, err
	}
	plain, err := twice(ctx, func() ([]byte, error) { return s.key.open(ctx, s.name(item), b.Sealed) })
	if err != nil {
		return Secret{}, err
	}
	return decode(string(plain))
}

// Save puts an item in the place of what was there.
func (s *Sealed) Save(ctx context.Context, item Item, secret Secret) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	text, err := encode(secret)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sealed, err := twice(ctx, func() ([]byte, error) { return s.key.seal(ctx, s.name(item), []byte(text)) })
	if err != nil {
		return err
	}
	b := box{Version: boxVersion, Sealed: sealed}
	b.Digest = b.digest()
	raw, err := json.Marshal(b)
	if err == nil {
		err = replaceFile(s.path(item), raw)
	}
	if err != nil {
		return because(ErrFailed, err)
	}
	return nil
}

// Delete removes an item; one that is not there is no error.
func (s *Sealed) Delete(ctx context.Context, item Item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.remove(item)
}

// Clear removes every item of the profile, and then the key, without which no copy of
// the files can be opened.
func (s *Sealed) Clear(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, item := range items {
		errs = append(errs, s.remove(item))
	}
	return errors.Join(append(errs, s.key.forget(ctx))...)
}

func (s *Sealed) remove(item Item) error {
	if err := os.Remove(s.path(item)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return because(ErrFailed, err)
	}
	return nil
}

func readBox(path string) (box, error) {
	var b box
	raw, err := readWhole(path)
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		return b, because(ErrDamaged, err)
	}
	if b.Version != boxVersion || !bytes.Equal(b.Digest, b.digest()) {
		return b, because(ErrDamaged, errors.New("the file is not whole"))
	}
	return b, nil
}

// twice tries again what may have failed by chance, so that nobody is told that their
// key is lost because the phone was busy.
func twice[T any](ctx context.Context, try func() (T, error)) (T, error) {
	got, err := try()
	if !errors.Is(err, ErrKeyLost) && !errors.Is(err, ErrFailed) {
		return got, err
	}
	wait := time.NewTimer(again)
	defer wait.Stop()
	select {
	case <-wait.C:
		return try()
	case <-ctx.Done():
		return got, ctx.Err()
	}
}
