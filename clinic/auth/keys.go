package auth

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"
)

const (
	rsaBits = 2048
	// keysFresh is how long the keys read from the store are used without looking again, so that
	// a rotation made by another server reaches this one.
	keysFresh = time.Minute
	// keysRetry spaces the looks that an unknown kid causes.
	keysRetry = time.Second
	// keyAhead is how long a new key is published before it signs: until every server, and every
	// app that keeps the published keys, has seen it.
	keyAhead = 2 * keysFresh
	// keyOverlap is how long a retired key stays published: as long as a token that another server
	// signed by it, not knowing yet, can be good.
	keyOverlap = keyAhead + maxAccessTTL + keysFresh + clockLeeway
)

var errNoKey = errors.New("auth: there is no signing key in use")

type signer struct {
	kid     string
	private *rsa.PrivateKey
	created time.Time
}

// keyRing is the signing keys of the store, parsed. It is safe for use by many goroutines.
type keyRing struct {
	store KeyStore
	now   func() time.Time

	mu     sync.Mutex
	keys   []signer // newest first
	readAt time.Time
}

// current gives the keys that are published: those in use, and retired ones for as long as a
// token signed by them can be good.
func (k *keyRing) current(ctx context.Context, maxAge time.Duration) ([]signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if age := now.Sub(k.readAt); len(k.keys) > 0 && age >= 0 && age < maxAge {
		return k.keys, nil
	}
	stored, err := k.store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]signer, 0, len(stored))
	for _, s := range stored {
		if !s.RetiredAt.IsZero() && now.Sub(s.RetiredAt) > keyOverlap {
			continue
		}
		private, err := parseKey(s.Private)
		if err != nil {
			return nil, fmt.Errorf("signing key %s: %w", s.KID, err)
		}
		keys = append(keys, signer{kid: s.KID, private: private, created: s.CreatedAt})
	}
	k.keys, k.readAt = keys, now
	return keys, nil
}

// signing gives the newest key that was published for long enough.
func (k *keyRing) signing(ctx context.Context) (signer, error) {
	keys, err := k.current(ctx, keysFresh)
	if err != nil {
		return signer{}, err
	}
	if len(keys) == 0 {
		return signer{}, errNoKey
	}
	for _, key := range keys { // newest first
		if k.now().Sub(key.created) >= keyAhead {
			return key, nil
		}
	}
	return keys[len(keys)-1], nil // all are new: the one that was published first
}

// public gives the key of a kid. The kid is compared with the ids of the store and used for
// nothing else, so there is no path or query in it to attack.
func (k *keyRing) public(ctx context.Context, kid string) (*rsa.PublicKey, error) {
	for _, maxAge := range []time.Duration{keysFresh, keysRetry} {
		keys, err := k.current(ctx, maxAge)
		if err != nil {
			return nil, unavailable(err)
		}
		for _, key := range keys {
			if key.kid == kid {
				return &key.private.PublicKey, nil
			}
		}
	}
	return nil, fmt.Errorf("no key has kid %q", kid)
}

// add makes a new signing key and retires those before it.
func (k *keyRing) add(ctx context.Context) error {
	private, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	err = k.store.AddKey(ctx, SigningKey{KID: uuid.NewString(), Private: Secret(block), CreatedAt: k.now()})
	k.forget()
	return err
}

// ForgetKeys makes the server look at the store's keys again. Call it when another server has
// rotated them.
func (s *Server) ForgetKeys() { s.keys.forget() }

func (k *keyRing) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.readAt = time.Time{}
}

func parseKey(text Secret) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text.Reveal()))
	if block == nil {
		return nil, errors.New("not PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("a %T, not an RSA key", key)
	}
	return private, nil
}

// ReplaceKeys makes a new signing key and removes all others, as when one became known to somebody.
// Every access token ends at once; apps get new ones by their refresh tokens, so nobody has to sign in.
func (s *Server) ReplaceKeys(ctx context.Context) error {
	if err := s.keys.add(ctx); err != nil {
		return err
	}
	defer s.keys.forget()
	return s.store.DropKeys(ctx)
}

// RotateKeys makes a new signing key. Tokens signed by the key before it stay good until they
// expire, so nobody is signed out.
func (s *Server) RotateKeys(ctx context.Context) error { return s.keys.add(ctx) }

// JWK is one public key of a JSON Web Key Set (RFC 7517).
type JWK struct {
	KeyType   string `json:"kty"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
	N         string `json:"n"`
	E         string `json:"e"`
}

func (s *Server) serveJWKS(w http.ResponseWriter, r *http.Request) {
	keys, err := s.keys.current(r.Context(), keysFresh)
	if err != nil {
		s.writeError(w, r, unavailable(err))
		return
	}
	set := struct {
		Keys []JWK `json:"keys"`
	}{Keys: []JWK{}}
	for _, key := range keys {
		set.Keys = append(set.Keys, JWK{
			KeyType: "RSA", Use: "sig", Algorithm: "RS256", KeyID: key.kid,
			N: base64.RawURLEncoding.EncodeToString(key.private.N.Bytes()),
			E: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.private.E)).Bytes()),
		})
	}
	w.Header().Set("Cache-Control", "public, max-age=60")
	writeJSON(w, http.StatusOK, set)
}
