package clinic

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/store/sqlstore"
)

// A browser's sign-in that nobody finished is forgotten by the serving server a day later, one that
// still stands is not, and the server stops with its tidying.
func TestServeForgetsWhatEnded(t *testing.T) {
	t.Parallel()
	noon := time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC)
	hour := make(chan time.Time)
	s, err := New(t.Context(), Config{
		Listen: "127.0.0.1:0", DB: "sqlite:" + filepath.Join(t.TempDir(), "clinic.db"),
		Now: func() time.Time { return noon }, Logger: slog.New(slog.DiscardHandler), hourly: hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()

	maya, err := s.Auth.AddUser(ctx, auth.NewUser{Username: "maya", Password: "a long quiet walk", Role: auth.RolePatient, FHIRUser: "Patient/p1"})
	if err != nil {
		t.Fatal(err)
	}
	kept := sqlstore.NewAuth(s.DB, s.ID)
	for hash, ends := range map[string]time.Time{"ended": noon.Add(-25 * time.Hour), "stands": noon.Add(time.Hour)} {
		if err := kept.AddSession(ctx, auth.Session{Hash: hash, UserID: maya.ID, ExpiresAt: ends}); err != nil {
			t.Fatal(err)
		}
	}
	hour <- noon
	hour <- noon // taken only when the first was dealt with
	if _, err := kept.Session(ctx, "ended"); !errors.Is(err, auth.ErrNotFound) {
		t.Errorf("the ended session: %v", err)
	}
	if _, err := kept.Session(ctx, "stands"); err != nil {
		t.Errorf("the standing session: %v", err)
	}

	stop()
	if err := <-done; err != nil {
		t.Errorf("the server stopped with %v", err)
	}
	select {
	case hour <- noon:
		t.Error("somebody still tidies")
	default:
	}
}
