package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/sync/engine"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
	"throughline/sync/store"
	"throughline/sync/vault"
)

// revokeLimit is how long a sign-out waits for the clinic; the device is
// cleared in any case.
const revokeLimit = 10 * time.Second

// ErrSignedOut says that nobody is signed in on this device.
var ErrSignedOut = &care.Fault{Code: "signed-out", Say: "No one is signed in here. Sign in first."}

// ClientOptions are what a Client may be given; the zero value will do.
type ClientOptions struct {
	Now    func() time.Time
	Logger *slog.Logger
	Device Device       // nil: the one that the app runs on
	HTTP   *http.Client // for a server with a certificate of its own
}

// Client is the app without its screens: one profile's clinic, sign-in, store
// and engine. The command line and the window share it. Its methods may block
// and are not called on the UI thread, but for Reads, Clinic, ClinicName and
// Engine.
type Client struct {
	opts ClientOptions

	work sync.Mutex // one change of the sign-in at a time
	pins sync.Mutex // one try or change of the PIN at a time

	mu      sync.Mutex
	in      Installation
	folder  string        // of a profile that could not be opened yet; else ""
	clinic  *smart.Clinic // nil until Connect
	secrets secrets
	session *smart.Session // nil: signed out
	store   *store.Store
	owner   store.Owner                  // of store
	parked  *parked                      // nil: nobody's
	asides  map[store.Owner]*store.Store // in memory, of those who made room
	engine  *engine.Engine
	remote  *fhirhttp.Client
	lock    *vault.Lock // nil: no PIN
}

// NewClient makes a client over a profile's folder.
func NewClient(in *Installation, o ClientOptions) *Client {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Device == nil {
		o.Device = thisDevice
	}
	return &Client{in: *in, opts: o}
}

// Reads is how the person likes to read.
func (c *Client) Reads() entry.Preferences { return c.installation().Reads }

// Clinic is the FHIR base of the clinic; empty if none was chosen.
func (c *Client) Clinic() string { return c.installation().Clinic }

// ClinicName is the clinic's own name, once its data came.
func (c *Client) ClinicName() string {
	if e := c.Engine(); e != nil {
		return e.Chart().Clinic.Name
	}
	return ""
}

// Engine is the signed-in person's sync; nil while nobody is signed in.
func (c *Client) Engine() *engine.Engine {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.engine
}

// Damaged says whether something that the person entered could not be saved from
// a damaged file. The file is kept.
func (c *Client) Damaged() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.store == nil {
		return false
	}
	r := c.store.Recovered()
	return r != nil && r.Lost
}

// SetReads keeps how the person likes to read.
func (c *Client) SetReads(p entry.Preferences) error {
	return c.change(func(in *Installation) { in.Reads = p })
}

// Point names the clinic without asking it anything.
func (c *Client) Point(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.in.Clinic = address
}

// Connect asks the clinic at the address what it offers, and remembers it.
func (c *Client) Connect(ctx context.Context, address string) error {
	clinic, err := c.smart().Discover(ctx, address)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.clinic = clinic
	c.mu.Unlock()
	return c.change(func(in *Installation) { in.Clinic = clinic.Base })
}

// OpenSecrets opens the place where tokens are kept. errAskKeeping and
// errAskPassphrase mean that the person has to be asked.
func (c *Client) OpenSecrets(ctx context.Context) error {
	c.work.Lock()
	defer c.work.Unlock()
	return c.openSecrets(ctx)
}

func (c *Client) openSecrets(ctx context.Context) error {
	if c.vault() != nil {
		return nil
	}
	in := c.installation()
	v, err := openSecrets(ctx, &in)
	return c.take(in, v, err)
}

// KeepNothing keeps the sign-in in memory alone.
func (c *Client) KeepNothing() error {
	in := c.installation()
	in.Keep = KeepNothing
	return c.take(in, &vault.Memory{}, in.Save())
}

// Seal keeps the sign-in under a new passphrase.
func (c *Client) Seal(ctx context.Context, passphrase string) error {
	in := c.installation()
	v, err := sealSecrets(ctx, &in, passphrase)
	return c.take(in, v, err)
}

// Unlock opens what a passphrase seals.
func (c *Client) Unlock(ctx context.Context, passphrase string) error {
	in := c.installation()
	v, err := unlockSecrets(ctx, &in, passphrase)
	return c.take(in, v, err)
}

func (c *Client) take(in Installation, v secrets, err error) error {
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.in, c.secrets = in, v
	return nil
}

// Resume goes on with the sign-in that this device keeps. It needs no network.
func (c *Client) Resume(ctx context.Context) error {
	c.work.Lock()
	defer c.work.Unlock()
	if c.Engine() != nil {
		return nil
	}
	if err := c.openFolder(); err != nil {
		return err
	}
	if err := c.openSecrets(ctx); err != nil {
		return err
	}
	v := c.vault()
	id, err := loadIdentity(ctx, v)
	if errors.Is(err, vault.ErrNotFound) || c.Clinic() == "" {
		return ErrSignedOut
	}
	if err != nil {
		return err
	}
	if err := c.loadLock(ctx, v); errors.Is(err, vault.ErrDamaged) {
		return ErrSignedOut // who signs in again needs no PIN
	} else if err != nil {
		return err
	}
	key, err := storeKey(ctx, v, false)
	if errors.Is(err, vault.ErrNotFound) {
		return ErrSignedOut
	}
	if err != nil {
		return err
	}
	var hold *store.Hold
	if dir := c.installation().dir; dir != "" {
		if hold, err = store.Take(dir); err != nil {
			return err
		}
	}
	return c.start(ctx, c.smart().Resume(c.Clinic(), id, keeper{v}), key, hold)
}

// settle opens the store of whoever has signed in, and remembers them.
func (c *Client) settle(ctx context.Context, v secrets, session *smart.Session, hold *store.Hold) error {
	key, err := storeKey(ctx, v, true)
	if err != nil {
		return errors.Join(err, hold.Release())
	}
	if err := c.start(ctx, session, key, hold); err != nil {
		return err
	}
	if err := c.loadLock(ctx, v); errors.Is(err, vault.ErrDamaged) {
		err = c.RemovePIN(ctx)
		if err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	return saveIdentity(ctx, v, session.Identity())
}

// start opens the store of whoever is signed in, and the engine over it. The hold is
// the store's from here on.
func (c *Client) start(ctx context.Context, session *smart.Session, key store.Key, hold *store.Hold) error {
	id := session.Identity()
	in := c.installation()
	owner := store.Owner{Subject: id.FHIRUser, Clinic: in.Clinic}
	st, err := c.unpark(owner)
	switch {
	case err != nil || st != nil: // in memory: there is nothing to hold
		err = errors.Join(err, hold.Release())
	default:
		st, err = openStore(ctx, in, store.Config{Dir: in.dir, Key: key, Owner: owner, Now: c.opts.Now, Hold: hold})
	}
	if err != nil {
		return err
	}
	remote, err := fhirhttp.New(in.Clinic, session.HTTPClient())
	if err != nil {
		return errors.Join(err, st.Close())
	}
	e, err := engine.New(engine.Config{ //nolint:contextcheck // what it reads outlives no call
		Store: st, Remote: remote, Zone: time.Local, Now: c.opts.Now, Logger: c.opts.Logger, Language: in.Reads.Language,
		Identity: engine.Identity{FHIRUser: id.FHIRUser, Patient: id.Patient, Duty: care.DutyOf(id.Roles)}, Network: newConnectivity(in.Clinic, c.opts.Device, func() bool { return c.Reads().LessData }),
	})
	if err != nil {
		return errors.Join(err, st.Close())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session, c.store, c.owner, c.engine, c.remote = session, st, owner, e, remote
	return nil
}

// openStore opens the profile's store. One that another key closed, such as that of
// a keyring which was lost, is set aside and kept, and filled anew: what was entered
// there and not sent comes back with its key, and the person is told (Damaged).
func openStore(ctx context.Context, in Installation, cfg store.Config) (*store.Store, error) {
	if in.keepsNothing() {
		return store.OpenMemory(ctx, cfg)
	}
	st, err := store.Open(ctx, cfg)
	if !errors.Is(err, store.ErrWrongKey) {
		return st, err
	}
	cfg.Hold = nil // went with the store that could not be opened
	if err := store.SetAside(cfg); err != nil {
		return nil, err
	}
	return store.Open(ctx, cfg)
}
