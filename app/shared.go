package app

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"throughline/sync/vault"
)

// sendLimit is how long a person who is gone from a shared computer is signed in yet,
// for what they have not sent.
const sendLimit = 20 * time.Second

// keepNext is how the next sign-in is kept: chosen anew, or on a shared computer not at
// all.
func (in *Installation) keepNext() Keeping {
	if in.Shared > 0 {
		return KeepNothing
	}
	return KeepUndecided
}

// Shared is after how many minutes with nobody there this computer signs out; 0: it is
// not shared.
func (c *Client) Shared() int { return c.installation().Shared }

// SetShared says whether others use this computer. A sign-in that there is stays as it
// is kept until it ends.
func (c *Client) SetShared(minutes int) error {
	return c.change(func(in *Installation) { in.Shared = minutes })
}

// Share is SetShared before a sign-in: on a shared computer nothing of it is kept.
func (c *Client) Share(minutes int) error {
	c.work.Lock()
	defer c.work.Unlock()
	c.mu.Lock()
	c.secrets = nil // what they are kept in is opened anew
	c.mu.Unlock()
	return c.change(func(in *Installation) {
		in.Shared = minutes
		in.Keep = in.keepNext()
	})
}

// KeepsSomething says that there is a store here, of whomever: on the disk, or waiting
// in memory for the person who has not sent all of it.
func (c *Client) KeepsSomething() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.store != nil || c.parked != nil {
		return true
	}
	if c.in.dir == "" {
		return false
	}
	found, err := filepath.Glob(filepath.Join(escaped(c.in.dir), "store*.db"))
	return err == nil && len(found) > 0
}

// escaped is a folder's name as it stands for itself in a pattern.
func escaped(dir string) string {
	var out []rune
	for _, r := range dir {
		if r == '*' || r == '?' || r == '[' || r == '\\' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// LeaveShared signs out a person who is gone. What they have not sent goes out first.
// Where that cannot be, it is kept for them, encrypted, until they sign in again, and
// the sign-in ends all the same; unsent says how much that is.
func (c *Client) LeaveShared(ctx context.Context) (unsent int, err error) {
	if unsent, err = c.Unsent(ctx); err != nil {
		return 0, err
	}
	if unsent > 0 {
		limited, cancel := context.WithTimeout(ctx, sendLimit)
		defer cancel()
		_, _ = c.Sync(limited) // how it went is counted next
		if unsent, err = c.Unsent(ctx); err != nil {
			return 0, err
		}
	}
	if unsent == 0 {
		return c.SignOut(ctx, true)
	}
	c.work.Lock()
	defer c.work.Unlock()
	c.mu.Lock()
	session, v := c.session, c.secrets
	c.mu.Unlock()
	// Whoever comes next must not go on with this sign-in. The key stays, or what waits
	// could not be opened.
	err = errors.Join(c.detach(), v.Delete(ctx, vault.Identity)) //nolint:contextcheck // reads memory only
	if session != nil {
		limited, cancel := context.WithTimeout(ctx, revokeLimit)
		defer cancel()
		err = errors.Join(err, notRevokedIsFine(session.SignOut(limited)))
	}
	return unsent, err
}
