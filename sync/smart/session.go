package smart

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// refreshLimit bounds one refresh, which outlives the call that asked for it:
// a rotated token that nobody waits for any more must still be kept.
const refreshLimit = 45 * time.Second

// Session is one sign-in. It is safe for concurrent use.
type Session struct {
	client *Client
	base   string
	keeper TokenKeeper

	flight singleflight.Group // one refresh at a time
	turn   chan struct{}      // held by a refresh, or by the sign-out

	mu      sync.Mutex
	clinic  *Clinic // nil until it is first needed
	id      Identity
	access  Secret // never leaves memory
	renewAt time.Time
	unkept  Secret // a rotated refresh token that the keeper did not take yet
	over    bool
}

// Resume goes on with a sign-in whose refresh token the keeper has. It asks
// the network for nothing until a token is needed.
func (c *Client) Resume(base string, id Identity, keeper TokenKeeper) *Session {
	return &Session{client: c, base: base, id: id, keeper: keeper, turn: make(chan struct{}, 1)}
}

// Identity is who is signed in. Its scopes are those of the last grant.
func (s *Session) Identity() Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// AccessToken gives a token that should be accepted now, after a refresh if
// need be. ErrSignInAgain means that there will be none any more.
func (s *Session) AccessToken(ctx context.Context) (Secret, error) { return s.token(ctx, Secret{}) }

// token gives a token other than stale, which was refused.
func (s *Session) token(ctx context.Context, stale Secret) (Secret, error) {
	if access, ok, err := s.current(stale); ok || err != nil {
		return access, err
	}
	done := s.flight.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshLimit)
		defer cancel()
		return nil, s.refresh(ctx, stale)
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return Secret{}, r.Err
		}
	case <-ctx.Done():
		return Secret{}, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return Secret{}, ErrSignInAgain
	}
	return s.access, nil
}

// current gives the token in memory, if it may be used.
func (s *Session) current(stale Secret) (access Secret, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return Secret{}, false, ErrSignInAgain
	}
	ok = !s.access.Empty() && s.unkept.Empty() && !s.access.equal(stale) && s.client.now().Before(s.renewAt)
	if !ok {
		return Secret{}, false, nil
	}
	return s.access, true, nil
}

func (s *Session) refresh(ctx context.Context, stale Secret) error {
	if err := s.takeTurn(ctx); err != nil {
		return err
	}
	defer s.endTurn()
	if err := s.keep(ctx); err != nil {
		return err
	}
	if _, ok, err := s.current(stale); ok || err != nil {
		return err
	}
	clinic, err := s.discovered(ctx)
	if err != nil {
		return err
	}
	g, err := s.redeem(ctx, clinic)
	if err != nil {
		return err
	}
	s.mu.Lock()
	if g.patient != "" && s.id.Patient != "" && g.patient != s.id.Patient {
		s.mu.Unlock()
		return ErrOtherPerson
	}
	// From here on the old refresh token is used up. The new one goes to the
	// keeper before the access token that came with it is used.
	s.unkept, s.access, s.renewAt = g.refresh, g.access, g.renewAt
	if g.scopes != nil {
		s.id.Scopes = g.scopes
	}
	s.mu.Unlock()
	return s.keep(ctx)
}

// redeem trades the kept refresh token. Another process of this profile may
// have rotated it in between; then the newer one is tried, once.
//
// A dead token is deleted, but not one that was revoked from elsewhere: until the
// device has erased itself it must hear of that again, also after a crash.
func (s *Session) redeem(ctx context.Context, clinic *Clinic) (grant, error) {
	var tried Secret
	var ended error
	for {
		kept, err := s.keeper.Load(ctx)
		if err != nil {
			return grant{}, err
		}
		if kept.Empty() {
			return grant{}, ErrSignInAgain
		}
		again := !tried.Empty()
		if again && kept.equal(tried) {
			if errors.Is(ended, ErrRevoked) {
				return grant{}, ended
			}
			return grant{}, errors.Join(ended, s.keeper.Delete(ctx))
		}
		g, err := s.client.refresh(ctx, clinic, kept)
		if err == nil || again || !errors.Is(err, ErrSignInAgain) {
			return g, err
		}
		tried, ended = kept, err
	}
}

// keep hands a rotated refresh token to the keeper. Where that fails it stays
// in memory for the next try: the server does not know the old one any more.
func (s *Session) keep(ctx context.Context) error {
	s.mu.Lock()
	token := s.unkept
	s.mu.Unlock()
	if token.Empty() {
		return nil
	}
	if err := s.keeper.Save(ctx, token); err != nil {
		return err
	}
	s.mu.Lock()
	s.unkept = Secret{}
	s.mu.Unlock()
	return nil
}

// discovered asks where the endpoints are, once in a session.
func (s *Session) discovered(ctx context.Context) (*Clinic, error) {
	s.mu.Lock()
	clinic := s.clinic
	s.mu.Unlock()
	if clinic != nil {
		return clinic, nil
	}
	clinic, err := s.client.Discover(ctx, s.base)
	if err != nil {
		return nil, because(ErrUnreachable, err)
	}
	s.mu.Lock()
	s.clinic = clinic
	s.mu.Unlock()
	return clinic, nil
}

// SignOut ends the session: the tokens leave this device first, then the
// clinic is told (RFC 7009). ErrNotRevoked means that only the second failed.
func (s *Session) SignOut(ctx context.Context) error {
	s.mu.Lock()
	s.over, s.access = true, Secret{}
	s.mu.Unlock()
	if err := s.takeTurn(ctx); err != nil { // a refresh under way would bring a token back
		return err
	}
	defer s.endTurn()
	kept, loadErr := s.keeper.Load(ctx)
	s.mu.Lock()
	if !s.unkept.Empty() {
		kept, loadErr, s.unkept = s.unkept, nil, Secret{}
	}
	s.mu.Unlock()
	if err := s.keeper.Delete(ctx); err != nil {
		return err
	}
	if loadErr != nil {
		return because(ErrNotRevoked, loadErr)
	}
	if kept.Empty() {
		return nil
	}
	clinic, err := s.discovered(ctx)
	if err == nil {
		err = s.client.revoke(ctx, clinic, kept)
	}
	if err != nil {
		return because(ErrNotRevoked, err)
	}
	return nil
}

func (s *Session) takeTurn(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Session) endTurn() { <-s.turn }

// revoke takes back a refresh token and with it the whole grant (RFC 7009
// section 2.1). A token that the server does not know is a success there.
func (c *Client) revoke(ctx context.Context, clinic *Clinic, token Secret) error {
	if clinic.Revocation == "" {
		return errors.New("the clinic's server has no revocation endpoint")
	}
	resp, err := c.post(ctx, clinic.Revocation, url.Values{
		"token": {token.Reveal()}, "token_type_hint": {"refresh_token"}, "client_id": {c.ID},
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return &refused{status: resp.StatusCode}
	}
	return nil
}

func (c *Client) post(ctx context.Context, endpoint string, form url.Values) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := c.http().Do(req)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxBody), resp.Body}
	return resp, nil
}
