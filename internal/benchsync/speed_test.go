package main

import (
	"context"
	"os"
	"testing"

	"throughline/internal/testclinic"
)

func TestMain(m *testing.M) { testclinic.Main(); os.Exit(m.Run()) }

func TestProfilePull(t *testing.T) {
	s, err := newStand(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		took, made, err := s.pull(context.Background(), "many", many)
		t.Log(took, len(made), err)
	}
	for name := range s.running {
		_ = s.stop(name)
	}
}
