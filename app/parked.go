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
// for somebody else is not thrown away: store.ErrOwner, until MakeRoom.
func (c *Client) unpark(owner store.Owner) (*store.Store, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.parked; p != nil {
		if p.owner != owner {
			return nil, store.ErrOwner
		}
		c.parked = nil
		return p.store, nil
	}
	st := c.asides[owner]
	delete(c.asides, owner)
	return st, nil
}

// waitAside lets a store that is parked wait without keeping others out.
func (c *Client) waitAside() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.parked; p != nil {
		if c.asides == nil {
			c.asides = map[store.Owner]*store.Store{}
		}
		c.asides[p.owner], c.parked = p.store, nil
	}
}

// dropParked ends the wait of all.
func (c *Client) dropParked() error {
	c.waitAside()
	c.mu.Lock()
	defer c.mu.Unlock()
	var err error
	for _, st := range c.asides {
		err = errors.Join(err, st.Close())
	}
	c.asides = nil
	return err
}

// WouldBeLost counts what closing the app would lose: what was entered and is kept
// in memory alone, whoever's it is.
func (c *Client) WouldBeLost(ctx context.Context) (int, error) {
	c.mu.Lock()
	var all []*store.Store
	if c.in.Keep == KeepNothing && c.store != nil {
		all = append(all, c.store)
	}
	if c.parked != nil {
		all = append(all, c.parked.store)
	}
	for _, st := range c.asides {
		all = append(all, st)
	}
	c.mu.Unlock()
	n := 0
	for _, st := range all {
		unsent, err := st.Unsent(ctx)
		if err != nil {
			return n, err
		}
		n += len(unsent)
	}
	return n, nil
}
