package vault

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// MinPassphrase is the least number of characters of a new passphrase. The
// file can be taken away and guessed at in peace, so it is longer than a
// sign-in's.
const MinPassphrase = 12

// File keeps secrets in one file under a passphrase, for a machine without a
// keyring: XChaCha20-Poly1305 under a key from argon2id. Every change writes
// the file anew, whole or not at all. One process uses it at a time. Slowing
// down wrong guesses is the caller's part.
type File struct {
	path string
	cost cost
	salt []byte
	key  []byte
	mu   sync.Mutex
}

// cost is argon2id's, kept in the file so that it can be raised later.
type cost struct {
	Time    uint32 `json:"time"`
	Memory  uint32 `json:"memory_kib"`
	Threads uint8  `json:"threads"`
}

// defaultCost is RFC 9106 section 4's second choice, for machines short of
// memory; it takes 0.1 to 0.3 s.
var defaultCost = cost{Time: 3, Memory: 64 << 10, Threads: 4}

// valid keeps a forged file from asking for all of the machine's memory.
func (c cost) valid() bool {
	return c.Time >= 1 && c.Time <= 16 && c.Memory >= 8<<10 && c.Memory <= 1<<20 && c.Threads >= 1 && c.Threads <= 16
}

// envelope is the file: what is needed to open the box, the box, and a digest
// of both that tells damage from a wrong passphrase.
type envelope struct {
	Version int    `json:"version"`
	Cost    cost   `json:"argon2id"`
	Salt    []byte `json:"salt"`
	Nonce   []byte `json:"nonce"`
	Box     []byte `json:"xchacha20poly1305"`
	Digest  []byte `json:"sha256"`
}

const (
	envelopeVersion = 1
	maxFile         = 64 << 10
)

// header is what the box is bound to.
func (e envelope) header() []byte {
	return fmt.Appendf(nil, "throughline vault %d argon2id %d %d %d %x", e.Version, e.Cost.Time, e.Cost.Memory, e.Cost.Threads, e.Salt)
}

func (e envelope) digest() []byte {
	h := sha256.New()
	h.Write(e.header())
	h.Write(e.Nonce)
	h.Write(e.Box)
	return h.Sum(nil)
}

// CreateFile starts an empty vault at path with permissions 0600. It fails
// with ErrWeakPassphrase, and with fs.ErrExist where there is a file already.
func CreateFile(ctx context.Context, path string, passphrase Secret) (*File, error) {
	if utf8.RuneCount(passphrase.b) < MinPassphrase {
		return nil, ErrWeakPassphrase
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, because(ErrFailed, fs.ErrExist)
	}
	f := &File{path: path, cost: defaultCost, salt: make([]byte, 16)}
	_, _ = rand.Read(f.salt)
	if err := f.derive(ctx, passphrase); err != nil {
		return nil, err
	}
	return f, f.write(map[Item]string{})
}

// OpenFile opens the vault at path. It fails with ErrNotFound, ErrDamaged or
// ErrWrongPassphrase.
func OpenFile(ctx context.Context, path string, passphrase Secret) (*File, error) {
	e, err := readEnvelope(path)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, cost: e.Cost, salt: e.Salt}
	if err := f.derive(ctx, passphrase); err != nil {
		return nil, err
	}
	if _, err := f.open(e); err != nil {
		return nil, err
	}
	return f, nil
}

// derive makes the key off the caller's goroutine, so that a cancelled
// context is heeded at once.
func (f *File) derive(ctx context.Context, passphrase Secret) error {
	done := make(chan []byte, 1)
	go func() {
		done <- argon2.IDKey(passphrase.b, f.salt, f.cost.Time, f.cost.Memory, f.cost.Threads, chacha20poly1305.KeySize)
	}()
	select {
	case f.key = <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Load gives an item, or ErrNotFound.
func (f *File) Load(ctx context.Context, item Item) (Secret, error) {
	if err := ctx.Err(); err != nil {
		return Secret{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, err := f.read()
	if err != nil {
		return Secret{}, err
	}
	text, ok := kept[item]
	if !ok {
		return Secret{}, ErrNotFound
	}
	return decode(text)
}

// Save puts an item in the place of what was there.
func (f *File) Save(ctx context.Context, item Item, s Secret) error {
	text, err := encode(s)
	if err != nil {
		return err
	}
	return f.change(ctx, func(kept map[Item]string) { kept[item] = text })
}

// Delete removes an item; one that is not there is no error.
func (f *File) Delete(ctx context.Context, item Item) error {
	return f.change(ctx, func(kept map[Item]string) { delete(kept, item) })
}

// Clear removes every item and the file. The vault is then empty, and writes
// the file again at the next Save.
func (f *File) Clear(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return because(ErrFailed, err)
	}
	return nil
}

func (f *File) change(ctx context.Context, edit func(map[Item]string)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, err := f.read()
	if err != nil {
		return err
	}
	edit(kept)
	return f.write(kept)
}

// read gives what the file holds; a file that was removed holds nothing.
func (f *File) read() (map[Item]string, error) {
	e, err := readEnvelope(f.path)
	if errors.Is(err, ErrNotFound) {
		return map[Item]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	return f.open(e)
}

func (f *File) open(e envelope) (map[Item]string, error) {
	aead, err := chacha20poly1305.NewX(f.key)
	if err != nil {
		return nil, because(ErrFailed, err)
	}
	plain, err := aead.Open(nil, e.Nonce, e.Box, e.header())
	if err != nil {
		return nil, because(ErrWrongPassphrase, err)
	}
	kept := map[Item]string{}
	if err := json.Unmarshal(plain, &kept); err != nil {
		return nil, because(ErrDamaged, errors.New("the box does not hold items"))
	}
	return kept, nil
}

func (f *File) write(kept map[Item]string) error {
	aead, err := chacha20poly1305.NewX(f.key)
	if err != nil {
		return because(ErrFailed, err)
	}
	plain, err := json.Marshal(kept)
	if err != nil {
		return because(ErrFailed, err)
	}
	e := envelope{Version: envelopeVersion, Cost: f.cost, Salt: f.salt, Nonce: make([]byte, aead.NonceSize())}
	_, _ = rand.Read(e.Nonce)
	e.Box = aead.Seal(nil, e.Nonce, plain, e.header())
	e.Digest = e.digest()
	out, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return because(ErrFailed, err)
	}
	if err := replaceFile(f.path, out); err != nil {
		return because(ErrFailed, err)
	}
	return nil
}
