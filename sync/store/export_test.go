package store

import (
	"context"
	"fmt"
)

// Exec runs a statement behind the store's back.
func Exec(ctx context.Context, s *Store, query string) error {
	_, err := s.db.ExecContext(ctx, query)
	return err
}

// SetUserVersion makes the file one of another version.
func SetUserVersion(ctx context.Context, s *Store, n int) error {
	return Exec(ctx, s, fmt.Sprintf("PRAGMA user_version = %d", n))
}
