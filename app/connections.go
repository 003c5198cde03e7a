package app

import (
	"context"
	"errors"
	"slices"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/sync/smart"
	"throughline/sync/vault"
)

// Connections lists the patients who share with the loved one who is signed in.
func (c *Client) Connections(ctx context.Context) ([]care.Connection, error) {
	s, err := c.signedIn()
	if err != nil {
		return nil, err
	}
	all, err := s.Connections(ctx)
	return all, c.heed(ctx, err)
}

var errTurnUnsent = &care.Fault{Code: "turn-unsent", Say: "Your answer is not sent yet. Try again when you have signal."}

// AskTurn asks the clinic for a sign-in for another connection. What was answered goes out first: it is of this one.
func (c *Client) AskTurn(ctx context.Context, ref string) (*smart.Turned, error) {
	s, err := c.signedIn()
	if err != nil {
		return nil, err
	}
	if n, err := c.Unsent(ctx); err != nil || n > 0 {
		if err != nil {
			return nil, err
		}
		_, _ = c.Sync(ctx) // how it went is counted next
		if n, err = c.Unsent(ctx); err != nil || n > 0 {
			return nil, errors.Join(err, errTurnUnsent)
		}
	}
	made, err := s.Turn(ctx, ref)
	return made, c.heed(ctx, err)
}

// Turn takes what one patient shares off this device and signs in for another. Between the two nobody is signed in:
// what the one shared is never beside what the other shares.
func (c *Client) Turn(ctx context.Context, made *smart.Turned) error {
	if err := c.turnAway(ctx); err != nil {
		return err
	}
	return c.signIn(ctx, func(_ *smart.Clinic, k smart.TokenKeeper) (*smart.Session, error) { return made.Begin(ctx, k) })
}

func (c *Client) turnAway(ctx context.Context) error {
	c.work.Lock()
	defer c.work.Unlock()
	c.mu.Lock()
	session, st, v := c.session, c.store, c.secrets
	c.session, c.store, c.engine = nil, nil, nil
	c.mu.Unlock()
	if session == nil || st == nil || v == nil {
		return ErrSignedOut
	}
	err := st.Wipe()
	if gone := v.Delete(ctx, vault.Identity); !errors.Is(gone, vault.ErrNotFound) {
		err = errors.Join(err, gone)
	}
	limited, cancel := context.WithTimeout(ctx, revokeLimit)
	defer cancel()
	return errors.Join(err, notRevokedIsFine(session.SignOut(limited)))
}

// followConnections keeps who else shares with a loved one, as long as it can be asked.
func (w *Window) followConnections(ctx context.Context) {
	all, err := w.client.Connections(ctx)
	if err != nil || ctx.Err() != nil {
		return
	}
	all = slices.DeleteFunc(all, func(c care.Connection) bool { return c.Current })
	w.presenter.UI(func() {
		if ctx.Err() == nil && w.role == care.RoleLovedOne && !slices.Equal(w.others, all) {
			w.others = all
			w.again()
		}
	})
}

// turning is a change to another connection that is under way.
type turning struct {
	busy  bool
	fault *care.Fault
}

// TurnTo goes to what another patient shares.
func (s *lovedOneScreens) TurnTo(ref string) {
	if s.turning.busy {
		return
	}
	s.turning = turning{busy: true}
	s.w.again()
	var made *smart.Turned
	s.w.try(func(ctx context.Context) (err error) {
		made, err = s.w.client.AskTurn(ctx, ref)
		return err
	}, func(f *care.Fault) {
		s.turning = turning{fault: f}
		if f != nil {
			s.w.again()
			return
		}
		s.w.leave()
		s.w.door.show(entry.DoorState{Step: entry.StepOpening})
		s.w.door.signingIn(func(ctx context.Context) error { return s.w.client.Turn(ctx, made) })
	})
}
