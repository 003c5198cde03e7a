package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"

	"throughline/care"
	"throughline/sync/smart"
	"throughline/sync/store"
	"throughline/sync/vault"
)

// secrets is what all kinds of vault can do.
type secrets = vault.Vault

// errAskKeeping: this machine has no keyring and the person has not chosen what
// to do instead. Nothing is ever kept in a plain file.
var errAskKeeping = &care.Fault{Code: "ask-keeping", Say: "This computer has no keyring. Open the app to choose how to stay signed in, or give --passphrase-file."}

// errAskPassphrase: what is kept is sealed with the person's passphrase.
var errAskPassphrase = &care.Fault{Code: "ask-passphrase", Say: "Your sign-in is locked with your passphrase. Open the app to type it, or give --passphrase-file."}

// storeKey gives the store's key, made anew if there is none and create is set.
func storeKey(ctx context.Context, v secrets, create bool) (store.Key, error) {
	s, err := v.Load(ctx, vault.StoreKey)
	if errors.Is(err, vault.ErrNotFound) && create {
		raw := make([]byte, store.KeySize)
		_, _ = rand.Read(raw) // never fails: crypto/rand
		s = vault.NewSecret(raw)
		err = v.Save(ctx, vault.StoreKey, s)
	}
	if err != nil {
		return store.Key{}, err
	}
	return store.NewKey(s.Reveal())
}

// lost says that what was kept cannot be opened again, whatever is tried: only a new
// sign-in helps.
func lost(err error) bool {
	return errors.Is(err, vault.ErrKeyLost) || errors.Is(err, vault.ErrDamaged)
}

// renew empties a vault that has lost the store's key, before somebody signs in anew. It
// is not done sooner: a phone that finds its key again has lost nothing.
func renew(ctx context.Context, v secrets) error {
	if _, err := v.Load(ctx, vault.StoreKey); lost(err) {
		return v.Clear(ctx)
	}
	return nil
}

// saveIdentity keeps who is signed in beside the token, so that the chart opens
// with no network.
func saveIdentity(ctx context.Context, v secrets, id smart.Identity) error {
	id.Scopes = nil // long, and told anew at the next refresh
	raw, err := json.Marshal(id)
	if err != nil {
		return err
	}
	return v.Save(ctx, vault.Identity, vault.NewSecret(raw))
}

func loadIdentity(ctx context.Context, v secrets) (smart.Identity, error) {
	var id smart.Identity
	s, err := v.Load(ctx, vault.Identity)
	if err != nil {
		return id, err
	}
	if err := json.Unmarshal(s.Reveal(), &id); err != nil || id.FHIRUser == "" {
		return id, &care.Fault{Code: vault.ErrDamaged.Code, Say: vault.ErrDamaged.Say, Cause: err}
	}
	return id, nil
}

// keeper gives the SMART client its refresh token out of the vault.
type keeper struct{ secrets }

func (k keeper) Load(ctx context.Context) (smart.Secret, error) {
	s, err := k.secrets.Load(ctx, vault.RefreshToken)
	if errors.Is(err, vault.ErrNotFound) || lost(err) {
		return smart.Secret{}, nil // leads to a new sign-in, which keeps what is not sent
	}
	return smart.NewSecret(string(s.Reveal())), err
}

func (k keeper) Save(ctx context.Context, token smart.Secret) error {
	return k.secrets.Save(ctx, vault.RefreshToken, vault.NewSecret([]byte(token.Reveal())))
}

func (k keeper) Delete(ctx context.Context) error {
	return k.secrets.Delete(ctx, vault.RefreshToken)
}

// newcomer keeps the tokens of a new sign-in. Before the first one is saved it
// forgets who was signed in before: a crash must not leave one person's token
// beside another one's name.
type newcomer struct {
	keeper
	known bool
}

func (n *newcomer) Save(ctx context.Context, token smart.Secret) error {
	if !n.known {
		if err := n.secrets.Delete(ctx, vault.Identity); err != nil {
			return err
		}
		n.known = true
	}
	return n.keeper.Save(ctx, token)
}
