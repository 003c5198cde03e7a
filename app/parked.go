package app

import (
	"context"
	"errors"

	"throughline/sync/store"
)

// parked is a store in memory whose person's sign-in has run out while something was
// not sent. It waits for the same person to sign in again, as a store on disk does.
type parked struct {
	store *store.Store
	owner store.Owner
}

// park keeps a store in memory that holds something unsent, and closes any other.
// mu is held.
func (c *Client) park(st *store.Store, owner store.Owner) error {
	if !c.in.keepsNothing() {
		return st.Close()
	}
	unsent, err := st.Unsent(context.Background()) // in memory: waits for nothing
	if err != nil || len(unsent) == 0 {
		return errors.Join(err, st.Close())
	}
	c.parked = &parked{st, owner}
	return nil
}

// unpark gives the store that waits for an owner; nil where none does. One that waits
// for somebody else is not thrown away: store.ErrOwner.
func (c *Client) unpark(owner store.Owner) (*store.Store, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.parked
	if p == nil {
		return nil, nil
	}
	if p.owner != owner {
		return nil, store.ErrOwner
	}
	c.parked = nil
	return p.store, nil
}

// dropParked ends the wait.
func (c *Client) dropParked() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.parked
	c.parked = nil
	if p == nil {
		return nil
	}
	return p.store.Close()
}
