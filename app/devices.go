package app

import (
	"context"
	"errors"
	"runtime"

	"throughline/care"
	"throughline/sync/smart"
)

// deviceName is what this device is called in the person's list of sign-ins, where
// they have not named it: it says what it is and not whose.
func deviceName() string {
	switch runtime.GOOS {
	case "android":
		return "Android phone"
	case "ios":
		return "iPhone or iPad"
	case "darwin":
		return "Mac"
	case "windows":
		return "Windows computer"
	case "js":
		return "Browser"
	case "linux":
		return "Linux computer"
	}
	return "Computer"
}

// clientID is how the app is registered at every clinic: a public client with a
// loopback redirect (RFC 8252, section 7.3), and in a browser one with a page of the
// clinic's own address.
func clientID() string {
	if runtime.GOOS == "js" {
		return "throughline-web"
	}
	return "throughline"
}

// OffersDevices says whether the clinic lets people see and end their sign-ins;
// where it does not, the feature is hidden.
func (c *Client) OffersDevices(ctx context.Context) (bool, error) {
	s, err := c.signedIn()
	if err != nil {
		return false, err
	}
	offered, err := s.OffersDevices(ctx)
	return offered, c.heed(ctx, err)
}

// Devices lists where the person is signed in, this device first.
func (c *Client) Devices(ctx context.Context) ([]care.Device, error) {
	s, err := c.signedIn()
	if err != nil {
		return nil, err
	}
	all, err := s.Devices(ctx)
	return all, c.heed(ctx, err)
}

// SignOutDevice ends the sign-in of another device, which erases itself at its
// next contact with the clinic.
func (c *Client) SignOutDevice(ctx context.Context, id string) error {
	s, err := c.signedIn()
	if err != nil {
		return err
	}
	return c.heed(ctx, s.SignOutDevice(ctx, id))
}

func (c *Client) signedIn() (*smart.Session, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session == nil {
		return nil, ErrSignedOut
	}
	return c.session, nil
}

// heed acts on the end of a sign-in that err may tell of, and gives err back. One
// that was ended from another device takes everything off this one: the cache, the
// outbox, the key and the tokens. After any other end all of it stays, encrypted,
// for the same person to sign in again.
func (c *Client) heed(ctx context.Context, err error) error {
	if !errors.Is(err, smart.ErrRevoked) {
		return err
	}
	return errors.Join(err, c.eraseAfterRevocation(context.WithoutCancel(ctx)))
}

// eraseAfterRevocation deletes the files before the tokens: should it be cut
// short, the next contact with the clinic tells of it again.
func (c *Client) eraseAfterRevocation(ctx context.Context) error {
	c.work.Lock()
	defer c.work.Unlock()
	c.mu.Lock()
	st := c.store
	c.session, c.store, c.engine = nil, nil, nil
	c.mu.Unlock()
	if st == nil {
		return nil // somebody else heeded it
	}
	if err := st.Wipe(); err != nil {
		return err
	}
	return c.forget(ctx)
}
