package app

import (
	"context"
	"errors"

	"throughline/sync/store"
	"throughline/sync/vault"
)

// Wipe takes everything off this device at once, with a sign-in or without one and
// with no network: what is stored first, then what would open it. The clinic is told
// last and need not be reached; its own record stays there. How the person likes to
// read stays, and nothing else.
func (c *Client) Wipe(ctx context.Context) error {
	c.work.Lock()
	defer c.work.Unlock()
	_ = c.openSecrets(ctx) // where they cannot be opened, forget deletes what seals them
	c.mu.Lock()
	session, st, v := c.session, c.store, c.secrets
	c.session, c.store, c.engine = nil, nil, nil
	c.mu.Unlock()
	err := c.dropParked()
	if st != nil {
		err = errors.Join(err, st.Wipe())
	} else if dir := c.installation().dir; dir != "" {
		err = errors.Join(err, store.Wipe(dir))
	}
	if v != nil {
		for _, item := range []vault.Item{vault.StoreKey, vault.Identity, vault.AppLock} {
			err = errors.Join(err, v.Delete(ctx, item))
		}
	}
	if session != nil {
		limited, cancel := context.WithTimeout(ctx, revokeLimit)
		defer cancel()
		err = errors.Join(err, notRevokedIsFine(session.SignOut(limited)))
	}
	err = errors.Join(err, c.forget(ctx))
	c.mu.Lock()
	c.clinic = nil
	c.mu.Unlock()
	return errors.Join(err, c.change(func(in *Installation) {
		*in = Installation{ID: in.ID, Reads: in.Reads, Shared: in.Shared, Keep: in.keepNext(), dir: in.dir}
	}))
}
