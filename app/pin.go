package app

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"throughline/care"
	"throughline/sync/vault"
)

// errLocked: the command would give out, or take away, what the PIN guards.
var errLocked = &care.Fault{Code: "locked", Say: "Throughline is locked with a PIN on this device. Use the app, or give --pin-file."}

// loadLock reads the app lock of whoever is signed in.
func (c *Client) loadLock(ctx context.Context, v secrets) error {
	l, err := vault.LoadLock(ctx, v)
	if err != nil {
		return err
	}
	c.setLock(l)
	return nil
}

func (c *Client) setLock(l *vault.Lock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lock = l
}

// AppLock is the app lock as it is now; ok says that there is a PIN.
func (c *Client) AppLock() (l vault.Lock, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lock == nil {
		return vault.Lock{}, false
	}
	return *c.lock, true
}

// TryPIN holds a PIN against the lock. It needs no network. After the last try that
// the person allowed all is taken off the device: vault.ErrWipePIN.
func (c *Client) TryPIN(ctx context.Context, pin string) error {
	c.pins.Lock()
	defer c.pins.Unlock()
	l, ok := c.AppLock()
	v := c.vault()
	if !ok || v == nil {
		return nil
	}
	err := l.Try(ctx, v, vault.NewSecret([]byte(pin)), c.opts.Now())
	c.setLock(&l)
	if errors.Is(err, vault.ErrWipePIN) {
		return errors.Join(err, c.Wipe(context.WithoutCancel(ctx)))
	}
	return err
}

// SetPIN sets a PIN, or another one. The person has proved who they are before.
func (c *Client) SetPIN(ctx context.Context, pin string) error {
	return c.changeLock(ctx, func(l *vault.Lock) error { return l.Set(ctx, vault.NewSecret([]byte(pin))) })
}

// ChangeLock keeps what else the person chose about the lock.
func (c *Client) ChangeLock(ctx context.Context, edit func(*vault.Lock)) error {
	if _, ok := c.AppLock(); !ok {
		return nil
	}
	return c.changeLock(ctx, func(l *vault.Lock) error {
		edit(l)
		return nil
	})
}

func (c *Client) changeLock(ctx context.Context, edit func(*vault.Lock) error) error {
	c.pins.Lock()
	defer c.pins.Unlock()
	v := c.vault()
	if v == nil {
		return ErrSignedOut
	}
	l, _ := c.AppLock()
	if err := edit(&l); err != nil {
		return err
	}
	if err := l.Keep(ctx, v); err != nil {
		return err
	}
	c.setLock(&l)
	return nil
}

// RemovePIN takes the lock away. The person has proved who they are before.
func (c *Client) RemovePIN(ctx context.Context) error {
	c.pins.Lock()
	defer c.pins.Unlock()
	v := c.vault()
	if v == nil {
		return ErrSignedOut
	}
	if err := v.Delete(ctx, vault.AppLock); err != nil {
		return err
	}
	c.setLock(nil)
	return nil
}

// passLock lets a command through that gives out or takes away what the PIN guards.
// The tries count as they do in the window.
func (c *Client) passLock(ctx context.Context, pinFile string) error {
	if err := c.Resume(ctx); err != nil {
		return err
	}
	if _, ok := c.AppLock(); !ok {
		return nil
	}
	if pinFile == "" {
		return errLocked
	}
	raw, err := os.ReadFile(pinFile)
	if err != nil {
		return &care.Fault{Code: "usage", Say: "The PIN file can't be read.", Cause: err}
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	return c.TryPIN(ctx, strings.TrimSpace(line))
}

// lockWait is how long no PIN is taken.
func (c *Client) lockWait() time.Duration {
	l, _ := c.AppLock()
	return l.Wait(c.opts.Now())
}
