package storetest

import (
	"testing"
	"time"

	"throughline/clinic/auth"
)

func authSecondFactor(t *testing.T, north, south auth.Store) {
	ctx := t.Context()
	_, err := north.SecondFactor(ctx, "u1")
	want(t, err, auth.ErrNotFound)
	want(t, north.ConfirmSecondFactor(ctx, "u1", nil, noon), auth.ErrNotFound)
	ok(t, north.StartSecondFactor(ctx, "u1", "SECRET"))
	want(t, north.StartSecondFactor(ctx, "u1", "ANOTHER"), auth.ErrExists)
	got, err := north.SecondFactor(ctx, "u1")
	ok(t, err)
	same(t, got, auth.SecondFactor{UserID: "u1", Secret: "SECRET"})
	_, err = south.SecondFactor(ctx, "u1")
	want(t, err, auth.ErrNotFound)

	same(t, race(t, func() (bool, error) { return north.UseStep(ctx, "u1", 7) }), 1)
	for step, is := range map[int64]bool{6: false, 7: false, 8: true} {
		used, err := north.UseStep(ctx, "u1", step)
		ok(t, err)
		same(t, used, is)
	}
	ok(t, north.ConfirmSecondFactor(ctx, "u1", []string{"a", "b"}, noon))
	got, err = north.SecondFactor(ctx, "u1")
	ok(t, err)
	same(t, got, auth.SecondFactor{UserID: "u1", Secret: "SECRET", LastStep: 8, ConfirmedAt: kept(noon)})
	same(t, race(t, func() (bool, error) { return north.UseRecoveryCode(ctx, "u1", "a", noon) }), 1)
	for _, x := range []struct {
		s    auth.Store
		user string
		code string
	}{{south, "u1", "b"}, {north, "u2", "b"}, {north, "u1", "c"}} {
		used, err := x.s.UseRecoveryCode(ctx, x.user, x.code, noon)
		ok(t, err)
		same(t, used, false)
	}
	ok(t, north.ConfirmSecondFactor(ctx, "u1", []string{"d"}, noon.Add(time.Hour))) // new codes end the old ones
	used, err := north.UseRecoveryCode(ctx, "u1", "b", noon)
	ok(t, err)
	same(t, used, false)
	ok(t, south.RemoveSecondFactor(ctx, "u1"))
	_, err = north.SecondFactor(ctx, "u1")
	ok(t, err)
	ok(t, north.RemoveSecondFactor(ctx, "u1"))
	_, err = north.SecondFactor(ctx, "u1")
	want(t, err, auth.ErrNotFound)
	used, err = north.UseRecoveryCode(ctx, "u1", "d", noon)
	ok(t, err)
	same(t, used, false)
}
