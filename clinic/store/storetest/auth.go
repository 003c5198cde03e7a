package storetest

import (
	"errors"
	"testing"
	"time"

	"throughline/clinic/auth"
)

// Auth is the suite that every auth.Store passes. open gives the store of one clinic; stores opened
// with different clinics share one database, which is empty at first.
func Auth(t *testing.T, open func(t *testing.T) (north, south auth.Store)) {
	for name, test := range map[string]func(*testing.T, auth.Store, auth.Store){
		"users": authUsers, "attempts": authAttempts, "clients": authClients, "keys": authKeys, "sessions": authSessions,
		"grants": authGrants, "codes": authCodes, "refresh tokens": authRefresh, "devices": authDevices, "second factor": authSecondFactor, "invitations": authInvitations, "connections": authConnections, "purge": authPurge,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			north, south := open(t)
			test(t, north, south)
		})
	}
}

// noon has a part below the millisecond, which a store drops.
var noon = time.Date(2027, 3, 9, 12, 0, 0, 5_000_777, time.UTC)

func kept(at time.Time) time.Time { return at.Truncate(time.Millisecond) }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

func same[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %#v, want %#v", got, want)
	}
}

var maya = auth.User{
	ID: "u1", Username: "maya", PasswordHash: "$h", Role: auth.RolePatient, FHIRUser: "Patient/p1", PatientID: "p1", DisplayName: "Maya Ñ",
}

func authUsers(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	ok(t, north.AddUser(ctx, maya))
	for _, again := range []auth.User{{ID: "u2", Username: "maya"}, {ID: "u1", Username: "other"}} {
		want(t, north.AddUser(ctx, again), auth.ErrExists)
	}
	got, err := north.User(ctx, "u1")
	ok(t, err)
	same(t, got, maya)
	got, err = north.UserByName(ctx, "maya")
	ok(t, err)
	same(t, got, maya)

	ok(t, north.SetPassword(ctx, "u1", "$new"))
	ok(t, north.SetDisabled(ctx, "u1", true))
	got, err = north.User(ctx, "u1")
	ok(t, err)
	same(t, got.PasswordHash, "$new")
	same(t, got.Disabled, true)
	want(t, north.SetPassword(ctx, "nobody", "$"), auth.ErrNotFound)
	want(t, north.SetDisabled(ctx, "nobody", true), auth.ErrNotFound)
	_, err = north.User(ctx, "nobody")
	want(t, err, auth.ErrNotFound)

	ok(t, north.AddUser(ctx, auth.User{ID: "u0", Username: "abe"}))
	all, err := north.Users(ctx)
	ok(t, err)
	if len(all) != 2 || all[0].Username != "abe" || all[1].DisplayName != maya.DisplayName {
		t.Fatalf("users %+v", all)
	}
	all, err = south.Users(ctx)
	ok(t, err)
	same(t, len(all), 0)
	_, err = south.UserByName(ctx, "maya")
	want(t, err, auth.ErrNotFound)
	want(t, south.SetPassword(ctx, "u1", "$stolen"), auth.ErrNotFound)
	ok(t, south.AddUser(ctx, maya)) // another clinic, another Maya
}

func authAttempts(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	got, err := north.Attempts(ctx, "k")
	ok(t, err)
	same(t, got, auth.Attempts{})
	for n := range 3 {
		counted, err := north.CountAttempt(ctx, "k", n, noon)
		ok(t, err)
		same(t, counted, true)
		counted, err = north.CountAttempt(ctx, "k", n, noon)
		ok(t, err)
		same(t, counted, false) // somebody else counted first
	}
	got, err = north.Attempts(ctx, "k")
	ok(t, err)
	same(t, got, auth.Attempts{Failures: 3, Last: kept(noon)})
	got, err = south.Attempts(ctx, "k")
	ok(t, err)
	same(t, got, auth.Attempts{})
	ok(t, north.ClearAttempts(ctx, "k"))
	got, err = north.Attempts(ctx, "k")
	ok(t, err)
	same(t, got, auth.Attempts{})
}

func authClients(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	c := auth.Client{ID: "app", Name: "App", RedirectURIs: []string{"http://127.0.0.1/callback", "app:/back"}, Scopes: "openid", Native: true}
	ok(t, north.PutClient(ctx, c))
	c.JWKS, c.JWKSURI = "{}", "https://app.example/jwks"
	c.Name, c.SecretHash, c.Native, c.Device, c.Trusted = "Better app", "$s", false, true, true
	ok(t, north.PutClient(ctx, c))
	got, err := north.Client(ctx, "app")
	ok(t, err)
	if len(got.RedirectURIs) != 2 || got.RedirectURIs[1] != "app:/back" {
		t.Fatalf("redirects %v", got.RedirectURIs)
	}
	if got.Name != c.Name || got.SecretHash != c.SecretHash || got.Native || !got.Device || !got.Trusted || got.JWKS != "{}" || got.JWKSURI != c.JWKSURI || got.Scopes != "openid" {
		t.Fatalf("client %+v", got)
	}
	_, err = south.Client(ctx, "app")
	want(t, err, auth.ErrNotFound)
	ok(t, north.PutClient(ctx, auth.Client{ID: "a second"}))
	all, err := north.Clients(ctx)
	ok(t, err)
	if len(all) != 2 || all[0].ID != "a second" || len(all[1].RedirectURIs) != 2 {
		t.Fatalf("clients %+v", all)
	}

	ok(t, north.UseAssertion(ctx, "app", "j", noon))
	want(t, north.UseAssertion(ctx, "app", "j", noon), auth.ErrExists)
	ok(t, north.UseAssertion(ctx, "a second", "j", noon))
	ok(t, south.UseAssertion(ctx, "app", "j", noon))

	ok(t, north.AddUser(ctx, maya))
	grant(t, north, "g1")
	ok(t, north.AddConsent(ctx, "u1", "app", "openid", noon))
	want(t, south.RemoveClient(ctx, "app", "gone", noon), auth.ErrNotFound)
	ok(t, north.RemoveClient(ctx, "app", "gone", noon))
	want(t, north.RemoveClient(ctx, "app", "gone", noon), auth.ErrNotFound)
	_, err = north.Client(ctx, "app")
	want(t, err, auth.ErrNotFound)
	g, _, err := north.Grant(ctx, "g1")
	ok(t, err)
	same(t, g.Reason, "gone")
	agreed, err := north.HasConsent(ctx, "u1", "app", "openid")
	ok(t, err)
	same(t, agreed, false)
}

func authKeys(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	ok(t, north.AddKey(ctx, auth.SigningKey{KID: "a", Private: "pem a", CreatedAt: noon}))
	ok(t, south.AddKey(ctx, auth.SigningKey{KID: "s", Private: "pem s", CreatedAt: noon}))
	ok(t, north.AddKey(ctx, auth.SigningKey{KID: "b", Private: "pem b", CreatedAt: noon.Add(time.Hour)}))
	keys, err := north.Keys(ctx)
	ok(t, err)
	same(t, len(keys), 2)
	same(t, keys[0], auth.SigningKey{KID: "b", Private: "pem b", CreatedAt: kept(noon.Add(time.Hour))})
	same(t, keys[1], auth.SigningKey{KID: "a", Private: "pem a", CreatedAt: kept(noon), RetiredAt: kept(noon.Add(time.Hour))})
	ok(t, north.DropKeys(ctx))
	keys, err = north.Keys(ctx)
	ok(t, err)
	same(t, len(keys), 1)
	same(t, keys[0].KID, "b")
	keys, err = south.Keys(ctx)
	ok(t, err)
	same(t, len(keys), 1)
	same(t, keys[0].RetiredAt, time.Time{})
}

func authSessions(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	s := auth.Session{Hash: "h", UserID: "u1", Pending: true, ExpiresAt: noon}
	ok(t, north.AddSession(ctx, s))
	got, err := north.Session(ctx, "h")
	ok(t, err)
	same(t, got, auth.Session{Hash: "h", UserID: "u1", Pending: true, ExpiresAt: kept(noon)})
	_, err = south.Session(ctx, "h")
	want(t, err, auth.ErrNotFound)
	ok(t, south.EndSession(ctx, "h"))
	_, err = north.Session(ctx, "h")
	ok(t, err)
	ok(t, north.EndSession(ctx, "h"))
	ok(t, north.EndSession(ctx, "h"))
	_, err = north.Session(ctx, "h")
	want(t, err, auth.ErrNotFound)
}
