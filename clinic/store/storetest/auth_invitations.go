package storetest

import (
	"errors"
	"testing"
	"time"

	"throughline/clinic/auth"
)

var ida = auth.Invitation{
	ID: "i1", CodeHash: "h1", Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/r1", PatientID: "p1", DisplayName: "Ida Ñ",
	CreatedBy: "u1", CreatedAt: kept(noon), ExpiresAt: kept(noon.Add(time.Hour)),
}

var idaUser = auth.User{ID: "u9", Username: "ida", Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/r1", PatientID: "p1"}

func authInvitations(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	ok(t, north.AddInvitation(ctx, ida))
	got, err := north.Invitation(ctx, "h1")
	ok(t, err)
	same(t, got, ida)
	_, err = south.Invitation(ctx, "h1")
	want(t, err, auth.ErrNotFound)

	open := func(s auth.Store, by, patient string, at time.Time) int {
		all, err := s.OpenInvitations(ctx, by, patient, at)
		ok(t, err)
		return len(all)
	}
	same(t, open(north, "u1", "", noon), 1)
	same(t, open(north, "u2", "p1", noon), 1)
	same(t, open(north, "u2", "", noon), 0)
	same(t, open(north, "u1", "p1", noon.Add(time.Hour)), 0)
	same(t, open(south, "u1", "p1", noon), 0)

	again := ida
	again.ID, again.CodeHash, again.CreatedAt = "i2", "h2", kept(noon.Add(time.Minute))
	ok(t, north.AddInvitation(ctx, again)) // which ends the one before it
	want(t, north.EndInvitation(ctx, "i1", noon.Add(time.Minute)), auth.ErrNotFound)
	want(t, north.Redeem(ctx, "i1", idaUser, noon.Add(time.Minute)), auth.ErrNotFound)
	want(t, south.EndInvitation(ctx, "i2", noon), auth.ErrNotFound)
	want(t, north.Redeem(ctx, "i2", idaUser, noon.Add(time.Hour)), auth.ErrNotFound) // too late
	same(t, open(north, "u1", "", noon), 1)

	ok(t, north.AddUser(ctx, auth.User{ID: "u2", Username: "ida", FHIRUser: "Patient/p7"}))
	want(t, north.Redeem(ctx, "i2", idaUser, noon), auth.ErrExists) // the name is taken, the code is still good
	bo := idaUser
	bo.Username = "bo"
	same(t, race(t, func() (bool, error) {
		err := north.Redeem(ctx, "i2", bo, noon)
		if errors.Is(err, auth.ErrNotFound) {
			return false, nil
		}
		return err == nil, err
	}), 1)
	got, err = north.Invitation(ctx, "h2")
	ok(t, err)
	same(t, got.UserID, "u9")
	same(t, got.EndedAt, kept(noon))
	user, err := north.UserByName(ctx, "bo")
	ok(t, err)
	same(t, user, bo)
	has, err := north.HasAccount(ctx, "RelatedPerson/r1")
	ok(t, err)
	same(t, has, true)
	third := again
	third.ID, third.CodeHash = "i3", "h3"
	ok(t, north.AddInvitation(ctx, third))
	want(t, north.Redeem(ctx, "i3", auth.User{ID: "u10", Username: "ida3", FHIRUser: "RelatedPerson/r1"}, noon), auth.ErrNotFound)
	ok(t, north.SetDisabled(ctx, "u9", true))
	has, err = north.HasAccount(ctx, "RelatedPerson/r1")
	ok(t, err)
	same(t, has, false)
	has, err = south.HasAccount(ctx, "Patient/p7")
	ok(t, err)
	same(t, has, false)
}
