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

// A command such as "clinicd import" works on the file of a server that runs.
func TestServers(t *testing.T) {
	t.Parallel()
	storetest.Servers(t, func(t *testing.T) (one, two storetest.Server) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "clinic.db")
		var both [2]*sqlstore.Store
		for i := range both {
			db, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			both[i] = sqlstore.NewStore(db)
			both[i].Now = func() time.Time { return storetest.Frozen }
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		return both[0], both[1]
	})
}
