package main

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if code, is := clinicd(); is {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// The primary dies under load and its synchronous standby takes over: three
// servers find it by themselves, and nothing that was acknowledged is lost.
func TestNothingAcknowledgedIsLostInAFailover(t *testing.T) {
	t.Parallel()
	if err := failover(t.Context(), 60); err != nil {
		t.Fatal(err)
	}
}

// "make faults" does it a hundred times.
func TestNothingAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	if err := kills(t.Context(), 4, 15); err != nil {
		t.Fatal(err)
	}
}
