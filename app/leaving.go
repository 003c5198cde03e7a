package app

import (
	"context"
	"errors"
	"net/http"
	"time"

	"throughline/care"
	"throughline/sync/engine"
	"throughline/sync/smart"
	"throughline/sync/store"
	"throughline/sync/vault"
)

// Run keeps the signed-in person's data in step until ctx ends.
func (c *Client) Run(ctx context.Context) error {
	e := c.Engine()
	if e == nil {
		return ErrSignedOut
	}
	return c.heed(ctx, e.Run(ctx))
}

// Sync sends and fetches once.
func (c *Client) Sync(ctx context.Context) (engine.Report, error) {
	e := c.Engine()
	if e == nil {
		return engine.Report{}, ErrSignedOut
	}
	report, err := e.Sync(ctx)
	return report, c.heed(ctx, err)
}

// Unsent counts what the clinic has not acknowledged.
func (c *Client) Unsent(ctx context.Context) (int, error) {
	c.mu.Lock()
	st := c.store
	c.mu.Unlock()
	if st == nil {
		return 0, nil
	}
	entries, err := st.Unsent(ctx)
	return len(entries), err
}

// SignOut ends the sign-in and takes all data off this device. Where something
// is not sent it does nothing and gives the count, unless it is forced.
func (c *Client) SignOut(ctx context.Context, force bool) (unsent int, err error) {
	if err := c.Resume(ctx); err != nil {
		return 0, err
	}
	c.work.Lock()
	defer c.work.Unlock()
	if !force {
		if unsent, err = c.Unsent(ctx); err != nil || unsent > 0 {
			return unsent, err
		}
	}
	limited, cancel := context.WithTimeout(ctx, revokeLimit)
	defer cancel()
	c.mu.Lock()
	session, st := c.session, c.store
	c.session, c.store, c.engine = nil, nil, nil
	c.mu.Unlock()
	return 0, errors.Join(notRevokedIsFine(session.SignOut(limited)), st.Wipe(), c.forget(ctx))
}

// notRevokedIsFine lets a sign-out pass of which only the clinic was not told:
// the tokens are off this device, and the server's copies run out.
func notRevokedIsFine(err error) error {
	if errors.Is(err, smart.ErrNotRevoked) {
		return nil
	}
	return err
}

// MakeRoom lets somebody else than the person whose data is here use this device. The
// copy of that person's record goes. What they entered and the clinic does not have
// stays for them, closed, and is sent once they sign in again.
func (c *Client) MakeRoom(ctx context.Context) error {
	c.work.Lock()
	defer c.work.Unlock()
	if err := c.detach(); err != nil { //nolint:contextcheck // reads memory only
		return err
	}
	c.waitAside()
	v, in := c.vault(), c.installation()
	if v == nil {
		return ErrSignedOut
	}
	if in.Keep != KeepNothing {
		key, err := storeKey(ctx, v, false)
		if err == nil {
			_, err = store.Yield(ctx, store.Config{Dir: in.dir, Key: key, Now: c.opts.Now})
		}
		if err != nil {
			return err
		}
	}
	var err error
	for _, theirs := range []vault.Item{vault.RefreshToken, vault.Identity, vault.AppLock} {
		if gone := v.Delete(ctx, theirs); !errors.Is(gone, vault.ErrNotFound) {
			err = errors.Join(err, gone)
		}
	}
	c.mu.Lock()
	c.lock = nil
	c.mu.Unlock()
	return err
}

// Detach closes the store and leaves all of it on the device, for a sign-in
// that has run out: what is not sent goes out after the same person signs in
// again.
func (c *Client) Detach() error {
	c.work.Lock()
	defer c.work.Unlock()
	return c.detach()
}

func (c *Client) detach() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.store
	c.session, c.store, c.engine = nil, nil, nil
	if st == nil {
		return nil
	}
	return c.park(st, c.owner)
}

// forget empties the vault; the way of keeping is chosen anew at the next
// sign-in.
func (c *Client) forget(ctx context.Context) error {
	var err error
	if v := c.vault(); v != nil {
		err = v.Clear(ctx)
	}
	err = errors.Join(err, removeSealed(c.installation()))
	c.mu.Lock()
	c.secrets, c.lock = nil, nil
	c.mu.Unlock()
	return errors.Join(err, c.change(func(in *Installation) { in.Keep = in.keepNext() }))
}

// Close ends the use of the profile.
func (c *Client) Close() {
	if err := errors.Join(c.Detach(), c.dropParked()); err != nil {
		c.opts.Logger.Error("closing the store", "error", err)
	}
}

// Reach asks the clinic whether it speaks FHIR and what time it has, without a
// sign-in. The skew is this device's clock minus the clinic's.
func (c *Client) Reach(ctx context.Context) (skew time.Duration, err error) {
	base := c.Clinic()
	if base == "" {
		return 0, &care.Fault{Code: "no-clinic", Say: "No clinic was chosen yet."}
	}
	clinic, err := c.smart().Discover(ctx, base)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, clinic.Base+"/metadata", nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept", "application/fhir+json")
	resp, err := c.http().Do(req)
	if err != nil {
		return 0, &care.Fault{Code: smart.ErrUnreachable.Code, Say: smart.ErrUnreachable.Say, Cause: err}
	}
	defer func() { _ = resp.Body.Close() }()
	at, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return 0, &care.Fault{Code: "no-server-time", Say: "The clinic's server does not say what time it has.", Cause: err}
	}
	return c.opts.Now().Sub(at), nil
}

func (c *Client) http() *http.Client {
	if c.opts.HTTP != nil {
		return c.opts.HTTP
	}
	return &http.Client{Timeout: revokeLimit}
}

func (c *Client) smart() *smart.Client {
	return &smart.Client{
		ID: clientID(), Scopes: smart.DefaultScopes(), Language: c.Reads().Language, Device: deviceName(), HTTP: c.opts.HTTP, Now: c.opts.Now,
	}
}

func (c *Client) installation() Installation {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.in
}

func (c *Client) vault() secrets {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.secrets
}

// change alters what the profile remembers and writes it.
func (c *Client) change(edit func(*Installation)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	edit(&c.in)
	return c.in.Save()
}
