package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
)

// PasswordParams is the cost of argon2id.
type PasswordParams struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultPasswordParams is OWASP's recommendation of 19 MiB and two passes: many phones may sign
// in at once on a small machine.
var DefaultPasswordParams = PasswordParams{MemoryKiB: 19 << 10, Passes: 2, Lanes: 1}

const (
	saltBytes       = 16
	hashBytes       = 32
	minPassword     = 8
	maxPassword     = 1024
	maxStoredMemory = 1 << 20 // KiB; a stored hash that asks for more is not believed
)

// passwords hashes with one cost, and no more at once than the machine has room for.
type passwords struct {
	params PasswordParams
	slots  chan struct{}
	dummy  string       // the hash that an unknown user's password is compared with
	worked atomic.Int64 // hashes that were computed
}

func newPasswords(params PasswordParams) *passwords {
	p := &passwords{params: params, slots: make(chan struct{}, 2*runtime.GOMAXPROCS(0))}
	p.dummy = p.hash(randomToken())
	return p
}

// hash gives a PHC string: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func (p *passwords) hash(password string) string {
	var salt [saltBytes]byte
	_, _ = rand.Read(salt[:])
	p.worked.Add(1)
	key := argon2.IDKey([]byte(password), salt[:], p.params.Passes, p.params.MemoryKiB, p.params.Lanes, hashBytes)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.params.MemoryKiB, p.params.Passes, p.params.Lanes, b64(salt[:]), b64(key))
}

// matches compares a password with a stored hash. An empty hash stands for a user who is not
// known: it takes as long and never matches.
func (p *passwords) matches(ctx context.Context, stored, password string) (bool, error) {
	known := stored != ""
	if !known {
		stored = p.dummy
	}
	params, salt, want, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	p.worked.Add(1)
	got := argon2.IDKey([]byte(password), salt, params.Passes, params.MemoryKiB, params.Lanes, uint32(len(want))) //nolint:gosec // parsePHC bounds the length
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

// outdated reports whether a stored hash was made at another cost than today's.
func (p *passwords) outdated(stored string) bool {
	params, _, _, err := parsePHC(stored)
	return err == nil && params != p.params
}

var errNotPHC = errors.New("stored password is not an argon2id PHC string")

func parsePHC(s string) (params PasswordParams, salt, hash []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return params, nil, nil, errNotPHC
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return params, nil, nil, errNotPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &params.MemoryKiB, &params.Passes, &params.Lanes); err != nil {
		return params, nil, nil, errNotPHC
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	hash, hashErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || hashErr != nil || len(hash) < 16 || len(hash) > 64 ||
		params.Passes == 0 || params.Lanes == 0 || params.MemoryKiB == 0 || params.MemoryKiB > maxStoredMemory {
		return params, nil, nil, errNotPHC
	}
	return params, salt, hash, nil
}
