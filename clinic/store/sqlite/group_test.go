package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"throughline/clinic/store/sqlstore"
)

// Forty writers come at once. Some give up, one falls, one's client is gone:
// what they wrote is not there, and what the others wrote is.
func TestWritersThatShareACommitDoNotShareTheirMistakes(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "c.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	boom := errors.New("boom")
	put := func(ctx context.Context, n int, end func() error) error {
		return db.Write(ctx, "c", func(tx *sqlstore.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO clinics (clinic_id, updated) VALUES ($1, $2)`, fmt.Sprint(n), n); err != nil {
				return err
			}
			return end()
		})
	}
	var wg sync.WaitGroup
	for n := range 40 {
		wg.Go(func() {
			switch n % 4 {
			case 0:
				if err := put(ctx, n, func() error { return boom }); !errors.Is(err, boom) {
					t.Errorf("%d: %v", n, err)
				}
			case 1:
				func() {
					defer func() {
						if recover() == nil {
							t.Errorf("%d did not fall", n)
						}
					}()
					_ = put(ctx, n, func() error { panic("fell") })
				}()
			case 2:
				gone, cancel := context.WithCancel(ctx)
				if err := put(gone, n, func() error { cancel(); return nil }); err != nil {
					t.Errorf("%d: %v", n, err)
				}
			default:
				if err := put(ctx, n, func() error { return nil }); err != nil {
					t.Errorf("%d: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
	var count, least int
	if err := db.Read(ctx, "c", func(tx *sqlstore.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*), min(updated % 4) FROM clinics`).Scan(&count, &least)
	}); err != nil || count != 20 || least != 2 {
		t.Errorf("%d rows, the least of kind %d, %v", count, least, err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := put(gone, 99, func() error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone before it began: %v", err)
	}
}
