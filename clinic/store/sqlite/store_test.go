package sqlite

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"throughline/clinic/store"
	"throughline/clinic/store/sqlstore"
	"throughline/clinic/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		db, err := Open(context.Background(), filepath.Join(t.TempDir(), "clinic.db"))
		if err != nil {
			t.Fatal(err)
		}
		s := sqlstore.NewStore(db)
		s.Now = func() time.Time { return storetest.Frozen }
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	})
}
