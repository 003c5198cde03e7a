//go:build !js

package app

import (
	"testing"
	"time"
)

// The first picture is the person's day: what hops before there is a window runs in its
// order on the goroutine that waits, also what that asks for, and the wait is over as
// soon as something stands.
func TestBeforeThereIsAWindowTheOneWhoWaitsRunsWhatHops(t *testing.T) {
	t.Parallel()
	b := newBeforehand()
	var order []int
	stands := false
	go b.hop(func() {
		order = append(order, 1)
		b.hop(func() {
			order = append(order, 2)
			stands = true
			b.hop(func() { order = append(order, 3) })
		})
	})
	b.until(func() bool { return stands }, time.Minute)
	if len(order) != 3 || order[0] != 1 || order[1] != 2 || order[2] != 3 || !b.over {
		t.Errorf("ran %v, over: %v", order, b.over)
	}
}

// A keyring that asks for a password holds no window back.
func TestAWindowWaitsForItsFirstPictureForAMomentOnly(t *testing.T) {
	t.Parallel()
	b := newBeforehand()
	b.until(func() bool { return false }, 0)
	if !b.over {
		t.Error("it waits on")
	}
}
