package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"throughline/clinic/auth"
)

func grant(t *testing.T, s auth.Store, id string) auth.Grant {
	t.Helper()
	g := auth.Grant{
		ID: id, UserID: "u1", ClientID: "app", Scopes: "openid", Seed: "seed",
		CreatedAt: kept(noon), ExpiresAt: kept(noon.Add(time.Hour)),
	}
	ok(t, s.AddGrant(t.Context(), g))
	return g
}

func authGrants(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	ok(t, north.AddUser(ctx, maya))
	g := grant(t, north, "g1")
	got, user, err := north.Grant(ctx, "g1")
	ok(t, err)
	same(t, got, g)
	same(t, user, maya)
	want(t, north.AddGrant(ctx, g), auth.ErrExists)
	authStanding(t, north, south)
	_, _, err = south.Grant(ctx, "g1")
	want(t, err, auth.ErrNotFound)

	ok(t, north.RevokeGrant(ctx, "g1", "first", noon))
	ok(t, north.RevokeGrant(ctx, "g1", "second", noon.Add(time.Hour)))
	got, _, err = north.Grant(ctx, "g1")
	ok(t, err)
	same(t, got.RevokedAt, kept(noon))
	same(t, got.Reason, "first")

	grant(t, north, "g2")
	ok(t, north.AddSession(ctx, auth.Session{Hash: "h", UserID: "u1", ExpiresAt: noon}))
	ok(t, south.RevokeUser(ctx, "u1", "elsewhere", noon))
	got, _, err = north.Grant(ctx, "g2")
	ok(t, err)
	same(t, got.RevokedAt, time.Time{})
	ok(t, north.RevokeUser(ctx, "u1", "lost phone", noon))
	got, _, err = north.Grant(ctx, "g2")
	ok(t, err)
	same(t, got.Reason, "lost phone")
	_, err = north.Session(ctx, "h")
	want(t, err, auth.ErrNotFound)

	ok(t, north.AddConsent(ctx, "u1", "app", "openid", noon))
	ok(t, north.AddConsent(ctx, "u1", "app", "openid", noon))
	for _, x := range []struct {
		store                auth.Store
		user, client, scopes string
		want                 bool
	}{
		{north, "u1", "app", "openid", true},
		{north, "u1", "app", "openid fhirUser", false},
		{north, "u2", "app", "openid", false},
		{north, "u1", "other", "openid", false},
		{south, "u1", "app", "openid", false},
	} {
		has, err := x.store.HasConsent(ctx, x.user, x.client, x.scopes)
		ok(t, err)
		same(t, has, x.want)
	}
}

// authStanding looks at g1, which began at noon, from later and later.
func authStanding(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	seen := func(s auth.Store, since time.Time) []auth.Grant {
		all, err := s.Standing(ctx, "u1", noon.Add(time.Minute), since)
		ok(t, err)
		return all
	}
	same(t, len(seen(north, time.Time{})), 0) // its first token was never given
	ok(t, north.UseGrant(ctx, "g1", "Maya's phone", noon))
	ok(t, north.UseGrant(ctx, "g1", "", noon.Add(time.Second)))
	want(t, south.UseGrant(ctx, "g1", "", noon), auth.ErrNotFound)
	got := seen(north, time.Time{})
	same(t, len(got), 1)
	same(t, got[0].Device, "Maya's phone")
	same(t, got[0].UsedAt, kept(noon.Add(time.Second)))
	same(t, len(seen(south, time.Time{})), 0)
	same(t, len(seen(north, noon.Add(time.Second))), 0) // too old to stand by itself
	ok(t, north.AddRefresh(ctx, auth.RefreshToken{Hash: "r1", GrantID: "g1", ExpiresAt: noon.Add(time.Hour)}))
	same(t, len(seen(north, noon.Add(time.Second))), 1)
	_, err := north.Rotate(ctx, "r1", auth.RefreshToken{Hash: "r2", GrantID: "g1", ExpiresAt: noon}, noon)
	ok(t, err)
	same(t, len(seen(north, noon.Add(time.Second))), 0) // its last refresh token has expired
}

func authCodes(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	c := auth.Code{Hash: "c", GrantID: "g", RedirectURI: "http://127.0.0.1:1/callback", Challenge: "ch", Nonce: "n", ExpiresAt: kept(noon)}
	ok(t, north.AddCode(ctx, c))
	_, err := south.UseCode(ctx, "c", noon)
	want(t, err, auth.ErrNotFound)
	first := race(t, func() (bool, error) {
		got, err := north.UseCode(ctx, "c", noon)
		return got.UsedAt.IsZero() && got == c, err
	})
	same(t, first, 1)
	got, err := north.UseCode(ctx, "c", noon.Add(time.Hour))
	ok(t, err)
	same(t, got.UsedAt, kept(noon))
}

// race runs try many times at once and counts how often it won.
func race(t *testing.T, try func() (bool, error)) (won int) {
	t.Helper()
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range 12 {
		wait.Go(func() {
			first, err := try()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if first {
				won++
			}
		})
	}
	wait.Wait()
	return won
}

func authRefresh(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	a := auth.RefreshToken{Hash: "a", GrantID: "g", ExpiresAt: kept(noon)}
	b := auth.RefreshToken{Hash: "b", GrantID: "g", ExpiresAt: kept(noon.Add(time.Hour))}
	ok(t, north.AddRefresh(ctx, a))
	want(t, north.AddRefresh(ctx, a), auth.ErrExists)
	got, err := north.Refresh(ctx, "a")
	ok(t, err)
	same(t, got, a)
	_, err = south.Refresh(ctx, "a")
	want(t, err, auth.ErrNotFound)
	_, err = south.Rotate(ctx, "a", b, noon)
	want(t, err, auth.ErrNotFound)
	_, err = south.Refresh(ctx, "b")
	want(t, err, auth.ErrNotFound)

	same(t, race(t, func() (bool, error) {
		got, err := north.Rotate(ctx, "a", b, noon)
		return got == a, err
	}), 1)
	before, err := north.Rotate(ctx, "a", auth.RefreshToken{Hash: "c", GrantID: "g"}, noon.Add(time.Hour))
	ok(t, err)
	same(t, before.UsedAt, kept(noon))
	_, err = north.Refresh(ctx, "c")
	want(t, err, auth.ErrNotFound)
	next, err := north.Refresh(ctx, "b")
	ok(t, err)
	same(t, next, b)
}

func authDevices(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	d := auth.Device{
		Hash: "d", UserCode: "BCDFGHJK", ClientID: "app", Device: "Tablet", Scopes: "openid", State: auth.DevicePending,
		Interval: 5 * time.Second, ExpiresAt: kept(noon),
	}
	ok(t, north.AddDevice(ctx, d))
	taken := d
	taken.Hash = "other"
	want(t, north.AddDevice(ctx, taken), auth.ErrExists)
	got, err := north.DeviceByUserCode(ctx, "BCDFGHJK")
	ok(t, err)
	same(t, got, d)
	_, err = south.DeviceByUserCode(ctx, "BCDFGHJK")
	want(t, err, auth.ErrNotFound)

	ok(t, north.SetDevicePoll(ctx, "d", noon, 10*time.Second))
	same(t, race(t, func() (bool, error) {
		return north.SetDeviceState(ctx, "d", auth.DevicePending, auth.DeviceApproved, "g")
	}), 1)
	got, err = north.Device(ctx, "d")
	ok(t, err)
	d.LastPoll, d.Interval, d.State, d.GrantID = kept(noon), 10*time.Second, auth.DeviceApproved, "g"
	same(t, got, d)
	moved, err := south.SetDeviceState(ctx, "d", auth.DeviceApproved, auth.DeviceDone, "g")
	ok(t, err)
	same(t, moved, false)
}

func authPurge(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	for _, s := range []auth.Store{north, south} {
		ok(t, s.AddUser(ctx, maya))
		grant(t, s, "ended")
		grant(t, s, "running")
		ok(t, s.AddRefresh(ctx, auth.RefreshToken{Hash: "old", GrantID: "ended", ExpiresAt: noon}))
		ok(t, s.AddRefresh(ctx, auth.RefreshToken{Hash: "used", GrantID: "running", ExpiresAt: noon.Add(time.Hour), UsedAt: noon}))
		ok(t, s.AddCode(ctx, auth.Code{Hash: "c", GrantID: "ended", ExpiresAt: noon}))
		ok(t, s.AddSession(ctx, auth.Session{Hash: "h", UserID: "u1", ExpiresAt: noon}))
		ok(t, s.AddKey(ctx, auth.SigningKey{KID: "a", Private: "pem", CreatedAt: noon.Add(-time.Hour)}))
		ok(t, s.AddKey(ctx, auth.SigningKey{KID: "b", Private: "pem", CreatedAt: noon}))
		ok(t, s.AddDevice(ctx, auth.Device{Hash: "d", UserCode: "X", ExpiresAt: noon}))
		_, err := s.CountAttempt(ctx, "k", 0, noon)
		ok(t, err)
	}
	ok(t, north.Purge(ctx, noon.Add(time.Minute)))
	gone := func(s auth.Store) map[string]bool {
		is := map[string]bool{}
		note := func(name string, err error) { is[name] = errors.Is(err, auth.ErrNotFound) }
		_, _, err := s.Grant(ctx, "ended")
		note("ended grant", err)
		_, err = s.Refresh(ctx, "old")
		note("old token", err)
		_, err = s.Session(ctx, "h")
		note("session", err)
		_, err = s.Device(ctx, "d")
		note("device", err)
		tries, err := s.Attempts(ctx, "k")
		ok(t, err)
		is["attempts"] = tries.Failures == 0
		keys, err := s.Keys(ctx)
		ok(t, err)
		is["retired key"] = len(keys) == 1 && keys[0].KID == "b"
		return is
	}
	for name, is := range gone(north) {
		if !is {
			t.Errorf("%s is still there", name)
		}
	}
	for name, is := range gone(south) {
		if is {
			t.Errorf("%s of the other clinic is gone", name)
		}
	}
	_, err := north.UseCode(ctx, "c", noon)
	want(t, err, auth.ErrNotFound)
	_, _, err = north.Grant(ctx, "running")
	ok(t, err)
	_, err = north.Refresh(ctx, "used") // its replay must still be noticed
	ok(t, err)
	_, err = north.User(ctx, "u1")
	ok(t, err)
}
