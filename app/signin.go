package app

import (
	"context"
	"errors"

	"throughline/sync/smart"
	"throughline/sync/store"
)

// SignIn signs a person in by the system's browser. show is given the address
// of the clinic's page. Connect and OpenSecrets come before.
func (c *Client) SignIn(ctx context.Context, show func(address string)) error {
	return c.signIn(ctx, func(clinic *smart.Clinic, k smart.TokenKeeper) (*smart.Session, error) {
		return c.smart().SignIn(ctx, clinic, k, func(address string) error {
			show(address)
			return nil
		})
	})
}

// SignInByCode is SignIn for a device that the clinic's page cannot come back to, such
// as a phone. show is given the code; waits returns when the clinic may be asked again.
func (c *Client) SignInByCode(ctx context.Context, show func(smart.DeviceCode), waits func(context.Context) error) error {
	return c.signIn(ctx, func(clinic *smart.Clinic, k smart.TokenKeeper) (*smart.Session, error) {
		client := c.smart()
		client.Waits = waits
		return client.SignInDevice(ctx, clinic, k, func(code smart.DeviceCode) error {
			show(code)
			return nil
		})
	})
}

// OffersCode says that the clinic lets people sign in with a code, as far as is known.
func (c *Client) OffersCode() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clinic != nil && c.clinic.DeviceAuthorization != ""
}

func (c *Client) signIn(ctx context.Context, by func(*smart.Clinic, smart.TokenKeeper) (*smart.Session, error)) error {
	c.work.Lock()
	defer c.work.Unlock()
	if err := c.openSecrets(ctx); err != nil { // they are gone after an erasure
		return err
	}
	c.mu.Lock()
	clinic, v := c.clinic, c.secrets
	c.mu.Unlock()
	if err := renew(ctx, v); err != nil {
		return err
	}
	if clinic == nil {
		found, err := c.smart().Discover(ctx, c.Clinic())
		if err != nil {
			return err
		}
		clinic = found
	}
	if err := c.detach(); err != nil { //nolint:contextcheck // reads memory only
		return err
	}
	// Another process that works on this profile would lose its tokens to ours.
	var hold *store.Hold
	if in := c.installation(); !in.keepsNothing() {
		taken, err := store.Take(in.dir)
		if err != nil {
			return err
		}
		hold = taken
	}
	session, err := by(clinic, &newcomer{keeper: keeper{v}})
	if err != nil {
		return errors.Join(err, hold.Release())
	}
	if err := c.settle(ctx, v, session, hold); err != nil {
		// Nobody's token stays behind beside what belongs to somebody else.
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeLimit)
		defer cancel()
		return errors.Join(err, c.detach(), notRevokedIsFine(session.SignOut(limited))) //nolint:contextcheck // reads memory only
	}
	return nil
}
