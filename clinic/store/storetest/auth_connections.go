package storetest

import (
	"errors"
	"testing"
	"time"

	"throughline/clinic/auth"
)

func authConnections(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	pam := auth.User{ID: "u1", Username: "pam", Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/r0", PatientID: "p0", DisplayName: "Pam"}
	ok(t, north.AddUser(ctx, pam))
	ok(t, north.AddInvitation(ctx, ida))
	c := auth.Connection{FHIRUser: ida.FHIRUser, PatientID: ida.PatientID, DisplayName: ida.DisplayName}
	want(t, south.Connect(ctx, "i1", "u1", c, noon), auth.ErrNotFound)
	want(t, north.Connect(ctx, "i1", "u1", c, noon.Add(time.Hour)), auth.ErrNotFound) // too late
	same(t, race(t, func() (bool, error) {
		err := north.Connect(ctx, "i1", "u1", c, noon)
		if errors.Is(err, auth.ErrNotFound) {
			return false, nil
		}
		return err == nil, err
	}), 1)
	all, err := north.Connections(ctx, "u1")
	ok(t, err)
	same(t, len(all), 1)
	same(t, all[0], c)
	all, err = south.Connections(ctx, "u1")
	ok(t, err)
	same(t, len(all), 0)
	for of, is := range map[string]bool{ida.FHIRUser: true, pam.FHIRUser: true, "RelatedPerson/r9": false} {
		has, err := north.HasAccount(ctx, of)
		ok(t, err)
		same(t, has, is)
	}

	// A grant's user is who they signed in as.
	g := auth.Grant{ID: "g1", UserID: "u1", ClientID: "app", CreatedAt: kept(noon), ExpiresAt: kept(noon.Add(time.Hour))}
	ok(t, north.AddGrant(ctx, g))
	_, who, err := north.Grant(ctx, "g1")
	ok(t, err)
	same(t, who, pam)
	g.ID, g.FHIRUser = "g2", c.FHIRUser
	ok(t, north.AddGrant(ctx, g))
	got, who, err := north.Grant(ctx, "g2")
	ok(t, err)
	same(t, got, g)
	as := pam
	as.FHIRUser, as.PatientID, as.DisplayName = c.FHIRUser, c.PatientID, c.DisplayName
	same(t, who, as)

	// Once the account is shut, another can have what it had; its grants are nobody's then.
	ok(t, north.SetDisabled(ctx, "u1", true))
	again := ida
	again.ID, again.CodeHash = "i2", "h2"
	ok(t, north.AddInvitation(ctx, again))
	ok(t, north.AddUser(ctx, auth.User{ID: "u2", Username: "bo", Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/r8", PatientID: "p8"}))
	ok(t, north.Connect(ctx, "i2", "u2", c, noon))
	_, _, err = north.Grant(ctx, "g2")
	want(t, err, auth.ErrNotFound)
}
